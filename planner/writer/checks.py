"""Writes Summary and Checks: live values beside planner's own, and what came of comparing them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.layout import places
from planner.layout.arrange import HEADER_ROW, SUBTITLE_ROW, Check, charts_end
from planner.layout.places import Place
from planner.results.statuses import LineStatus, line_statuses
from planner.template.pages import Shown
from planner.template.rows import SCENARIOS, Row, Section
from planner.template.schema import CHECKS, SUMMARY
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.job import Job
from planner.writer.lines import write_frame, write_section, write_title
from planner.writer.looks import Look
from planner.writer.pages import write_unit

ENGINE = places.LOW + places.ENGINE
DIFFERENCE = places.LOW + places.DIFFERENCE
SUMMARY_STATUS, SUMMARY_KEY = places.LOW + places.SUMMARY_STATUS, places.LOW + places.SUMMARY_WIDTH
VERDICT, STATUS, CHECK_KEY = (
    places.LOW + places.VERDICT,
    places.LOW + places.STATUS,
    places.LOW + places.CHECK_WIDTH,
)

VALUE_WIDTH, SUM_WIDTH = (16.0, 22.0), (24.0, 24.0)
"""Of the columns of values on Summary, and on Checks, which has sums over all months: up to 1E18 tokens."""
STATUS_WIDTH = (15.0, 15.0)
COMMON = {
    places.LABEL: (34.0, 52.0),
    places.UNIT: (21.0, 26.0),
    **dict.fromkeys(range(places.LOW, DIFFERENCE), VALUE_WIDTH),
    DIFFERENCE: (12.0, 12.0),
}


def write_summary(canvas: Canvas, job: Job) -> None:
    """Write everything on Summary but its formulas."""
    write_title(canvas, job.template.titles[SUMMARY], job, at=places.LOW)
    _write_master(canvas, job.layout[places.MASTER_ON_SUMMARY], job)
    _write_header(canvas, job, {SUMMARY_STATUS: job.words.status}, SUMMARY_KEY)
    for number, item in job.arrangement.summary.items():
        if isinstance(item, Section):
            write_section(canvas, number, item.section, SUMMARY_STATUS)
        elif isinstance(item, Shown):
            canvas.put(number, places.LABEL, item.label, styles.LABEL)
            canvas.put(number, SUMMARY_KEY, item.key, styles.KEY)
            write_unit(canvas, number, job.template.row(item.key), job)
        else:
            write_frame(canvas, number, (item.label, item.shown_unit, item.key), SUMMARY_KEY)
    sheet, rows = canvas.sheet.title, canvas.last_row - HEADER_ROW
    mark_statuses(canvas, Place(sheet, HEADER_ROW + 1, SUMMARY_STATUS, rows))
    canvas.fit_columns({**COMMON, SUMMARY_STATUS: STATUS_WIDTH, SUMMARY_KEY: (24.0, 40.0)})
    canvas.fit_rows()
    canvas.freeze(HEADER_ROW + 1, places.UNIT)
    canvas.page(SUMMARY_STATUS, None, job, rows=(1, charts_end(job.template)))


def write_checks(canvas: Canvas, job: Job) -> None:
    """Write everything on Checks but its formulas."""
    words = job.words
    write_title(canvas, job.template.titles[CHECKS], job, at=places.LOW)
    _write_master(canvas, job.layout[places.MASTER], job)
    _write_header(canvas, job, {VERDICT: words.verdict, STATUS: words.status}, CHECK_KEY)
    for number, item in job.arrangement.checks.items():
        if isinstance(item, Section):
            write_section(canvas, number, item.section, STATUS)
        else:
            _write_check(canvas, number, item, job)
    mark_statuses(canvas, job.layout[places.STATUSES])
    _write_counts(canvas, job)
    sums = dict.fromkeys(range(places.LOW, DIFFERENCE), SUM_WIDTH)
    verdicts = dict.fromkeys((VERDICT, STATUS), STATUS_WIDTH)
    canvas.fit_columns({**COMMON, **sums, **verdicts, CHECK_KEY: (24.0, 40.0)})
    canvas.fit_rows()
    canvas.freeze(HEADER_ROW + 1, places.UNIT)
    canvas.page(places.NOTE, SUBTITLE_ROW, job, rows=(job.layout[places.COUNTS].row - 2, canvas.last_row))


def mark_statuses(canvas: Canvas, place: Place) -> None:
    """Colour a block of statuses by the word that each shows."""
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Font, PatternFill

    for word, (ink, fill) in styles.STATUS_COLOURS.items():
        if word not in line_statuses(canvas.template.statuses):
            continue
        rule: Any = CellIsRule(  # type: ignore[no-untyped-call]
            operator="equal",
            formula=[f'"{canvas.template.word_of(word)}"'],
            font=Font(color=ink),
            fill=PatternFill("solid", start_color=fill, end_color=fill),
        )
        canvas.sheet.conditional_formatting.add(place.a1, rule)


def _write_master(canvas: Canvas, place: Place, job: Job) -> None:
    canvas.put(
        place.row, places.LABEL, job.words.master, styles.PLAIN.but(bold=True, ink=styles.NAVY, indent=0)
    )
    canvas.draw(place.row, place.column, styles.STATUS)
    mark_statuses(canvas, place)


def _write_header(canvas: Canvas, job: Job, verdicts: Mapping[int, str], key_column: int) -> None:
    words, names = job.words, job.template.scenario_names
    for first, text in ((places.LOW, words.live_band), (ENGINE, words.engine_band)):
        canvas.rule(HEADER_ROW - 1, range(first, first + 3), styles.BAND)
        canvas.put(HEADER_ROW - 1, first, text, styles.BAND)
    canvas.put(HEADER_ROW, places.LABEL, words.line, styles.HEADER)
    canvas.put(HEADER_ROW, places.UNIT, words.unit, styles.HEADER)
    for across, scenario in enumerate(SCENARIOS):
        canvas.put(HEADER_ROW, places.LOW + across, names[scenario], styles.HEADER_NUMBER)
        text = words.engine.format(scenario=names[scenario])
        canvas.put(HEADER_ROW, ENGINE + across, text, styles.HEADER_NUMBER)
    canvas.put(HEADER_ROW, DIFFERENCE, words.difference, styles.HEADER_NUMBER)
    for column, text in verdicts.items():
        canvas.put(HEADER_ROW, column, text, styles.HEADER_CENTRE)
    canvas.put(HEADER_ROW, key_column, words.key, styles.HEADER)


def _write_check(canvas: Canvas, number: int, check: Check, job: Job) -> None:
    write_frame(canvas, number, (check.label, check.unit, check.key), CHECK_KEY)
    look = fitted(styles.WRITTEN, check)
    for across, number_format in enumerate(formats_of(check, job)):
        canvas.draw(number, ENGINE + across, look, number_format)
    canvas.draw(number, DIFFERENCE, styles.FORMULA)
    verdict = styles.WRITTEN.but(align="center", size=styles.SMALL)
    canvas.put(number, VERDICT, job.template.word_of(LineStatus.NOT_CHECKED), verdict)
    if check.row is not None and check.row.is_text:
        _reserve(canvas, number, check.row, look, job)


def fitted(look: Look, check: Check | None) -> Look:
    """How a value of a check is drawn: a word that is longer than its column takes two lines."""
    return look.but(wrap=True) if check is not None and check.row is not None and check.row.is_text else look


def formats_of(check: Check, job: Job) -> tuple[str, str, str]:
    """The number formats of the three values: of the line, or of a column's sum, sum of squares, largest."""
    if check.row is not None:
        dates = check.row.axis and check.row.is_date  # the sum of all would show as a day in the far future
        return (job.template.formats["sum of dates"] if dates else job.template.format_of(check.row),) * 3
    assert check.column is not None  # noqa: S101 - a check is about one of the two
    number_format = job.template.format_of(check.column)
    return number_format, job.template.formats["sum of squares"], number_format


def _reserve(canvas: Canvas, number: int, row: Row, look: Look, job: Job) -> None:
    given = job.preset.inputs[row.key]
    for across, scenario in enumerate(SCENARIOS):
        text = str(given.get(scenario, given["base"]))
        canvas.reserve(number, places.LOW + across, text, look)
        canvas.reserve(number, ENGINE + across, text, look)


def _write_counts(canvas: Canvas, job: Job) -> None:
    words, counts = job.words, job.layout[places.COUNTS]
    header = counts.row - 1
    write_section(canvas, header - 1, words.counts, STATUS)
    canvas.put(header, places.LABEL, words.status, styles.HEADER)
    canvas.put(header, places.UNIT, words.unit, styles.HEADER)
    canvas.put(header, places.LOW, words.count, styles.HEADER_NUMBER)
    canvas.put(header, places.BASE, words.occurs, styles.HEADER_NUMBER)
    for down, word in enumerate(line_statuses(job.template.statuses)):
        row = counts.row + down
        canvas.put(
            row, places.LABEL, job.template.word_of(word), styles.LABEL.but(bold=True, size=styles.SMALL)
        )
        canvas.put(row, places.UNIT, words.count_unit, styles.UNIT)
        canvas.put(row, places.HIGH, job.template.statuses[word], styles.MEANING)
    _write_limits(canvas, job)
    _write_printed(canvas, job)


def _write_printed(canvas: Canvas, job: Job) -> None:
    """What planner last wrote into headers and footers, and what the plan was made from."""
    words, place = job.words, job.layout[places.MARGINS]
    canvas.put(place.row - 1, places.LABEL, words.version, styles.LABEL)
    canvas.put(place.row - 1, places.LOW, job.made_from, styles.MEANING)
    labels = (words.printed_left, words.printed_right, words.printed_footer)
    for down, (label, text) in enumerate(zip(labels, job.printed, strict=True)):
        canvas.put(place.row + down, places.LABEL, label, styles.LABEL)
        canvas.put(place.row + down, places.UNIT, words.printed_unit, styles.UNIT)
        canvas.put(place.row + down, places.LOW, text or None, styles.WRITTEN_WORDS)


def _write_limits(canvas: Canvas, job: Job) -> None:
    """By how much two numbers may differ, and by what amounts are divided."""
    words, limits = job.words, job.layout[places.LIMITS]
    limit_texts = (
        (words.tolerance, words.tolerance_unit, words.tolerance_note),
        (words.floor, words.floor_unit, words.floor_note),
        (words.scale, words.scale_unit, words.scale_note),
    )
    for down, (label, unit, note) in enumerate(limit_texts):
        row = limits.row + down
        canvas.put(row, places.LABEL, label, styles.LABEL)
        canvas.put(row, places.UNIT, unit, styles.UNIT)
        canvas.put(row, places.HIGH, note, styles.MEANING)
