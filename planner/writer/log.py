"""Writes the empty log: which template the workbook came from, and the headings of its rows."""

from __future__ import annotations

from planner.layout.arrange import HEADER_ROW, TITLE_ROW
from planner.layout.places import LABEL, LOG_WIDTH, TEMPLATE_CELLS, UNIT
from planner.template.schema import LOG
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.job import Job

WIDTHS = (
    (26.0, 26.0),
    (16.0, 18.0),
    (20.0, 22.0),
    (22.0, 22.0),
    (22.0, 22.0),
    (15.0, 15.0),
    (16.0, 16.0),
    (50.0, 50.0),
)


def write_log(canvas: Canvas, job: Job) -> None:
    """Write the log's headings; refreshes add its rows."""
    words, cells = job.words, job.layout[TEMPLATE_CELLS]
    canvas.put(TITLE_ROW, LABEL, job.template.titles[LOG], styles.TITLE)
    canvas.put(cells.row, LABEL, words.log_made_from, styles.SUBTITLE.but(spills=False, indent=1))
    told = (job.template.name, job.template.version, job.preset.name, job.template.language)
    for across, text in enumerate(told[: cells.columns]):
        canvas.put(cells.row, cells.column + across, text, styles.PLAIN)
    _write_headings(canvas, job)
    canvas.fit_columns(dict(enumerate(WIDTHS, start=LABEL)))
    canvas.fit_rows(HEADER_ROW)
    canvas.freeze(HEADER_ROW + 1, UNIT)
    canvas.page(LOG_WIDTH, HEADER_ROW, job, grows=True)


def _write_headings(canvas: Canvas, job: Job) -> None:
    """The heads of the columns, and how the first row below them will look."""
    words = job.words
    headings = (
        words.log_time,
        words.log_planner,
        words.log_template,
        words.log_checker,
        words.log_fingerprint,
        words.log_cells,
        words.log_result,
        words.log_notes,
    )
    for column, text in enumerate(headings, start=LABEL):
        number = text == words.log_cells
        canvas.put(HEADER_ROW, column, text, styles.HEADER_NUMBER if number else styles.HEADER)
        look = styles.NOTE.but(align="right", wrap=False, indent=0) if number else styles.NOTE
        canvas.draw(HEADER_ROW + 1, column, look, job.template.formats["count"] if number else "General")
