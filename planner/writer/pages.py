"""Writes the sheets for readers: lines of other sheets once more, money in the unit that people say."""

from __future__ import annotations

from planner.layout.arrange_charts import charts_down
from planner.layout.arrange_pages import HEADER_ROW, PageHeading, PageLine
from planner.layout.places import LABEL, LOW, UNIT
from planner.template.pages import Page
from planner.template.rows import SCENARIOS, Row, Section
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.charts import chart_rows
from planner.writer.job import Job
from planner.writer.lines import write_section, write_title

LABEL_WIDTH, UNIT_WIDTH = (34.0, 46.0), (14.0, 24.0)
SCENARIO_WIDTH, POSITION_WIDTH = (16.0, 18.0), (10.0, 12.0)
"""Least and greatest width of the columns of values: three scenarios, or the positions of an axis.

The narrowest holds (99,999.99). In a unit that is not the largest an amount comes to 19,999.99 at most, as it
is less than twice the amount from which the next unit is taken.
"""
FEW = 10
"""Positions that leave room for wider columns."""


def write_page(canvas: Canvas, page: Page, job: Job) -> None:
    """Write everything on a sheet for readers but its formulas."""
    write_title(canvas, page.title, job)
    rows = job.arrangement.pages[page.name]
    width = max(_width(item) for item in rows.values() if isinstance(item, PageHeading))
    last = UNIT + width
    for number, item in rows.items():
        if isinstance(item, PageHeading):
            _write_heading(canvas, number, item, job)
        elif isinstance(item, Section):
            write_section(canvas, number, item.section, last)
        else:
            _write_line(canvas, number, item, job)
    values = SCENARIO_WIDTH if width <= FEW else POSITION_WIDTH
    columns = {LABEL: LABEL_WIDTH, UNIT: UNIT_WIDTH, **dict.fromkeys(range(LOW, last + 1), values)}
    canvas.fit_columns(columns)
    if charts := charts_down(page.name, job.template):
        canvas.last_row += chart_rows(canvas) * charts + 1
    canvas.fit_rows()
    canvas.freeze(HEADER_ROW + 1, LOW)
    canvas.page(last, None, job)


def _width(heading: PageHeading) -> int:
    return len(heading.positions) or len(SCENARIOS)


def _write_heading(canvas: Canvas, number: int, heading: PageHeading, job: Job) -> None:
    words, axis = job.words, heading.axis
    canvas.put(number, LABEL, axis.label if axis else words.line, styles.HEADER)
    canvas.put(number, UNIT, words.unit, styles.HEADER)
    names = job.template.scenario_names
    if axis is None:
        for across, scenario in enumerate(SCENARIOS):
            canvas.put(number, LOW + across, names[scenario], styles.HEADER_NUMBER)
        return
    for across, index in enumerate(heading.positions):
        canvas.put(number, LOW + across, axis.values[index], styles.HEADER_NUMBER, axis.format)


def _write_line(canvas: Canvas, number: int, line: PageLine, job: Job) -> None:
    row = job.template.row(line.shown.key)
    canvas.put(number, LABEL, line.shown.label, styles.LABEL)
    write_unit(canvas, number, row, job)


def write_unit(canvas: Canvas, number: int, row: Row, job: Job) -> None:
    """The unit beside a value as people say it; of money a formula follows, as it goes by the amounts."""
    if job.template.is_money(row):
        canvas.reserve(number, UNIT, max(job.template.said.words, key=len), styles.UNIT)
    else:
        canvas.put(number, UNIT, row.shown_unit, styles.UNIT)
