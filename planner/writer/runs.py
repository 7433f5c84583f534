"""Writes the sheets whose lines run along an axis: months, years, a choice of chips."""

from __future__ import annotations

from math import ceil

from planner.layout.arrange import HEADER_ROW, LINK_ROW, Heading
from planner.layout.places import FIRST_ALONG, LABEL, UNIT, axis_name
from planner.template.rows import SCENARIOS, Row, Section
from planner.template.sheets import Axis, Sheet
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.job import Job
from planner.writer.lines import write_section, write_title
from planner.writer.validation import validate_axis

LABEL_WIDTH, UNIT_WIDTH = (34.0, 52.0), (21.0, 26.0)
NOTE_WIDTH, KEY_WIDTH = (60.0, 60.0), (24.0, 40.0)
VALUE_WIDTH, MONEY_WIDTH, TOKENS_WIDTH = (15.0, 18.0), (18.0, 18.0), (20.0, 20.0)
"""Of the columns of values: in general, with amounts of money among them, with numbers of tokens.

They hold (99,999,999,999), (999,999,999,999) and 999,999,999,999,999.
"""
MOST_ON_A_PAGE = 12
"""Positions that still print in letters that can be read: a year of months."""


def write_runs(canvas: Canvas, sheet: Sheet, axis: Axis, name: str, job: Job) -> None:
    """Write everything on a sheet of lines along an axis but its formulas."""
    key_column = FIRST_ALONG + len(axis.values)
    write_title(canvas, _title(sheet, name, job), job)
    for number, item in job.arrangement.runs[name].items():
        if isinstance(item, Heading):
            _write_heading(canvas, number, item, sheet, axis, job)
        elif isinstance(item, Section):
            write_section(canvas, number, item.section, key_column - 1)
        elif isinstance(item, Row):
            canvas.put(number, LABEL, item.label, styles.LABEL)
            canvas.put(number, UNIT, item.shown_unit, styles.UNIT)
            canvas.put(number, key_column, item.key, styles.KEY)
            canvas.put(number, key_column + 1, job.note_and_source(item), styles.NOTE)
    columns = {LABEL: LABEL_WIDTH, UNIT: UNIT_WIDTH, key_column: KEY_WIDTH, key_column + 1: NOTE_WIDTH}
    canvas.fit_columns(columns | dict.fromkeys(range(FIRST_ALONG, key_column), _value_width(sheet, job)))
    canvas.fit_rows()
    canvas.freeze(HEADER_ROW + 1, FIRST_ALONG)
    if name in job.template.on_paper and not sheet.apart:
        canvas.page(key_column - 1, LINK_ROW - 1, job, rows=_base_block(name, job))
    else:
        canvas.page(key_column - 1, HEADER_ROW, job, wide=ceil(len(axis.values) / MOST_ON_A_PAGE))


def _value_width(sheet: Sheet, job: Job) -> tuple[float, float]:
    """The least and the greatest width of the columns of values, as large as numbers come there."""
    if any(row.unit == "tokens" for row in sheet.rows):
        return TOKENS_WIDTH
    return MONEY_WIDTH if any(job.template.is_money(row) for row in sheet.rows) else VALUE_WIDTH


def _base_block(name: str, job: Job) -> tuple[int, int]:
    """The first and the last row of the block for the base case."""
    rows = job.arrangement.runs[name]
    heads = [number for number, item in rows.items() if isinstance(item, Heading)]
    return heads[1], max(number for number in rows if number < heads[2])


def _title(sheet: Sheet, name: str, job: Job) -> str:
    """The sheet's title, with the scenario that it is about where it is about one."""
    scenario = next(scenario for scenario in SCENARIOS if sheet.name_for(scenario) == name)
    if not sheet.apart:
        return sheet.title
    return job.words.pair.format(first=sheet.title, second=job.template.scenario_names[scenario])


def _write_heading(canvas: Canvas, number: int, heading: Heading, sheet: Sheet, axis: Axis, job: Job) -> None:
    key_column = FIRST_ALONG + len(axis.values)
    label = axis.label
    if not sheet.apart:
        label = job.words.pair.format(first=job.template.scenario_names[heading.scenario], second=label)
    canvas.put(number, LABEL, label, styles.HEADER)
    canvas.put(number, UNIT, job.words.unit, styles.HEADER)
    typed = sheet.apart or heading.scenario == "low"
    for index, value in enumerate(axis.values):
        column = FIRST_ALONG + index
        look = styles.INPUT if typed and axis.is_input else styles.HEADER_NUMBER
        if typed:
            canvas.put(number, column, value, look, axis.format)
        else:
            canvas.draw(number, column, styles.HEADER_NUMBER, axis.format)
            canvas.reserve(number, column, str(value), styles.HEADER_NUMBER)
    if typed and axis.is_input:
        validate_axis(canvas.sheet, axis, job.layout[axis_name(sheet, heading.scenario)], job)
    canvas.put(number, key_column, job.words.key, styles.HEADER)
    canvas.put(number, key_column + 1, job.words.note, styles.HEADER)
