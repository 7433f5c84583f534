"""Writes the sheets of lines: inputs and calculations, low to high, with their notes and keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.layout.arrange import HEADER_ROW, LINK_ROW, SUBTITLE_ROW, TITLE_ROW
from planner.layout.places import BASE, HIGH, KEY, LABEL, LOW, MASTER_ON_COVER, NOTE, UNIT, Place
from planner.template.rows import SCENARIOS, Choice, Row, Section, Text
from planner.template.sheets import Sheet
from planner.template.used import all_choices
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.job import Job
from planner.writer.tables import write_table
from planner.writer.validation import SPARE_ROWS, validate_row, validate_text
from planner.xlsx.a1 import MAX_ROW
from planner.xlsx.number_shown import shown

COLUMNS = {
    LABEL: (34.0, 52.0),
    UNIT: (21.0, 26.0),
    LOW: (16.0, 24.0),
    BASE: (16.0, 24.0),
    HIGH: (16.0, 24.0),
    NOTE: (60.0, 60.0),
    KEY: (24.0, 40.0),
}
"""Least and greatest width of each column."""


def write_lines(canvas: Canvas, sheet: Sheet, job: Job) -> None:
    """Write everything on a sheet of lines but its formulas."""
    write_title(canvas, sheet.title, job)
    rows = job.arrangement.rows[sheet.name]
    header, columns, last_column = HEADER_ROW, dict(COLUMNS) if rows else {}, NOTE
    _write_rows(canvas, rows, job)
    if sheet.table:
        if not rows:
            header = job.layout.tables[sheet.table.key].first_row - 1
        wanted = write_table(canvas, sheet.table, job)
        last_column = max(last_column if rows else 1, *wanted)
        columns = {**wanted, **columns}
    canvas.fit_columns(columns)
    canvas.fit_rows()
    canvas.freeze(header + 1, UNIT)
    if sheet.table and sheet.name in job.template.tables_on_screen:
        canvas.page(NOTE, header, job, rows=(1, max(rows)))
    elif wide := job.template.wide_on_paper.get(sheet.name):
        # Beside the repeated names the title would be cut on every page but the first: it stands above them
        canvas.page(last_column, header, job, rows=(header, MAX_ROW), wide=wide, names_repeat=True)
    else:
        canvas.page(last_column, header, job, grows=sheet.table is not None)


def _write_rows(canvas: Canvas, rows: Mapping[int, Row | Section | Text], job: Job) -> None:
    if rows:
        write_header(canvas, job)
    for number, item in rows.items():
        if isinstance(item, Section):
            write_section(canvas, number, item.section, NOTE)
        elif isinstance(item, Text):
            _write_text(canvas, number, item, job)
        else:
            write_frame(canvas, number, (item.label, item.shown_unit, item.key))
            canvas.put(number, NOTE, job.note_and_source(item), styles.NOTE)
            if item.is_input:
                _write_input(canvas, number, item, job)


def write_title(canvas: Canvas, title: str | None, job: Job, at: int = LABEL) -> None:
    """The two lines on top of every sheet, the second from a column on, and the way back to the index."""
    canvas.put(TITLE_ROW, LABEL, title, styles.TITLE)
    canvas.reserve(SUBTITLE_ROW, at, job.heading(job.template.headings.sheet), styles.SUBTITLE)
    canvas.link(LINK_ROW, LABEL, job.words.contents, MASTER_ON_COVER, styles.BACK)


def write_header(canvas: Canvas, job: Job) -> None:
    """The names of the columns."""
    words, names = job.words, job.template.scenario_names
    canvas.put(HEADER_ROW, LABEL, words.line, styles.HEADER)
    canvas.put(HEADER_ROW, UNIT, words.unit, styles.HEADER)
    for across, scenario in enumerate(SCENARIOS):
        canvas.put(HEADER_ROW, LOW + across, names[scenario], styles.HEADER_NUMBER)
    canvas.put(HEADER_ROW, NOTE, words.note, styles.HEADER)
    canvas.put(HEADER_ROW, KEY, words.key, styles.HEADER)


def write_section(canvas: Canvas, row: int, text: str, last_column: int) -> None:
    """A heading with a rule below."""
    canvas.rule(row, range(LABEL, last_column + 1), styles.SECTION_RULE)
    canvas.put(row, LABEL, text, styles.SECTION)


def write_frame(canvas: Canvas, row: int, texts: tuple[str, str, str], key_column: int = KEY) -> None:
    """What a line says of itself: label, unit, key."""
    label, unit, key = texts
    canvas.put(row, LABEL, label, styles.LABEL)
    canvas.put(row, UNIT, unit, styles.UNIT)
    canvas.put(row, key_column, key, styles.KEY)


def mark_typed(canvas: Canvas, place: Place) -> None:
    """Keep typed inputs blue and inputs that are formulas black, whichever the user makes of them."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font

    first = place.at().a1
    for formula, ink in (
        (f"_xlfn.ISFORMULA({first})", styles.INK),
        (f"NOT(_xlfn.ISFORMULA({first}))", styles.INPUT_BLUE),
    ):
        rule: Any = FormulaRule(formula=[formula], font=Font(color=ink))  # type: ignore[no-untyped-call]
        canvas.sheet.conditional_formatting.add(place.a1, rule)


def mark_unused(canvas: Canvas, row: Row, job: Job) -> None:
    """Grey an input in each scenario whose choices leave it unread, as they are at any time."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill

    rows = {row.key: row for row in job.template.inputs}
    read = [_is_so(choice, row, job) for choice in all_choices(row, rows)]
    if read:
        rule: Any = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f"{'*'.join(read)}=0"],
            font=Font(color=styles.GREY, italic=True),
            fill=PatternFill(bgColor=styles.UNUSED),
            stopIfTrue=True,
        )
        canvas.sheet.conditional_formatting.add(job.layout.line(row).a1, rule)


def _is_so(choice: Choice, row: Row, job: Job) -> str:
    """How many cells say one of the words: of the input in the same scenario, or of the table's column."""
    sheet = job.layout.line(row).sheet
    if choice.key:
        cell = job.layout.cell(job.template.row(choice.key), "low").seen_from(sheet)
        said = (f'({cell}="{word}")' for word in choice.words)
        return f"({'+'.join(said)})"
    cells = job.layout.tables[choice.table].column(choice.column)
    below = cells._replace(rows=cells.rows + SPARE_ROWS).fixed_from(sheet)
    counts = (f'COUNTIF({below},"{word}")' for word in choice.words)
    return f"({'+'.join(counts)})"


def _write_text(canvas: Canvas, number: int, text: Text, job: Job) -> None:
    """What the owner says of the plan: one field over the three columns of values, as it is often long."""
    write_frame(canvas, number, (text.label, "", text.key))
    canvas.put(number, NOTE, text.note or None, styles.NOTE)
    value = job.texts[text.key]
    canvas.put(number, LOW, None if value == "" else value, styles.INPUT_WORDS, job.template.format_of(text))
    canvas.rule(number, (BASE, HIGH), styles.INPUT_WORDS)
    validate_text(canvas.sheet, text, job)


def _write_input(canvas: Canvas, number: int, row: Row, job: Job) -> None:
    given, number_format = job.preset.inputs[row.key], job.template.format_of(row)
    typed, follows = (look.but(wrap=row.is_text) for look in (styles.INPUT, styles.FOLLOWS))
    base = f"${job.layout.cell(row, 'base').a1}"  # one formula for low and high
    for across, scenario in enumerate(SCENARIOS):
        if scenario in given:
            canvas.put(number, LOW + across, given[scenario], typed, number_format)
        else:
            canvas.formula(number, LOW + across, base, follows, number_format)
            canvas.reserve(number, LOW + across, shown(given["base"], number_format), follows)
    mark_unused(canvas, row, job)
    mark_typed(canvas, job.layout.line(row))
    validate_row(canvas.sheet, row, job)
