"""Writes Sources: printed figures against computed ones, and where each input comes from."""

from __future__ import annotations

from planner.workbook import layout as at
from planner.workbook import styles
from planner.workbook.arrange import FIRST_ROW, HEADER_ROW
from planner.workbook.canvas import Canvas
from planner.workbook.job import Job
from planner.workbook.write_lines import write_section, write_title

WIDTHS = {
    at.LABEL: (34.0, 52.0),
    at.UNIT: (21.0, 26.0),
    at.LOW: (16.0, 20.0),
    at.BASE: (16.0, 20.0),
    at.HIGH: (12.0, 12.0),
    at.NOTE: (60.0, 60.0),
    at.KEY: (24.0, 40.0),
}


def write_sources(canvas: Canvas, job: Job) -> None:
    """Write everything on Sources but its formulas."""
    write_title(canvas, job.template.titles[at.SOURCES], job)
    row = FIRST_ROW
    if job.preset.printed:
        row = _write_printed(canvas, job)
    _write_inputs(canvas, job, row)
    canvas.fit_columns(WIDTHS)
    canvas.fit_rows()
    canvas.freeze(HEADER_ROW + 1, at.UNIT)
    canvas.page(at.NOTE, None, job)


def _write_printed(canvas: Canvas, job: Job) -> int:
    """Returns the row where the next block begins."""
    words = job.words
    write_section(canvas, HEADER_ROW - 1, words.printed_section, at.NOTE)
    _write_header(canvas, HEADER_ROW, job, words.printed_text, words.unit)
    for column, text in ((at.LOW, words.printed), (at.BASE, words.computed), (at.HIGH, words.off_by)):
        canvas.put(HEADER_ROW, column, text, styles.HEADER_NUMBER)
    row = HEADER_ROW
    for number, printed in enumerate(job.preset.printed):
        line, row = job.template.row(printed.key), job.layout[at.printed_name(number)].row
        canvas.put(row, at.LABEL, printed.text, styles.LABEL)
        canvas.put(row, at.UNIT, line.unit, styles.UNIT)
        canvas.put(row, at.LOW, printed.printed, styles.INPUT.but(fill=""), job.template.format_of(line))
        canvas.put(row, at.NOTE, printed.note, styles.NOTE)
        canvas.put(row, at.KEY, printed.key, styles.KEY)
    return row + 2


def _write_inputs(canvas: Canvas, job: Job, row: int) -> None:
    words = job.words
    write_section(canvas, row, words.sources_section, at.NOTE)
    row += 1
    _write_header(canvas, row, job, words.sources_line, words.sources_sheet)
    canvas.put(row, at.LOW, words.sources_date, styles.HEADER.but(align="center"))
    for column in (at.BASE, at.HIGH):
        canvas.put(row, column, None, styles.HEADER)
    for line in job.template.inputs:
        row += 1
        sheet = job.sheet_of(line).name
        _write_entry(canvas, row, (line.label, sheet, job.note_and_source(line), line.key))
    for sheet_ in job.template.sheets:
        if (table := sheet_.table) is None or table.unique is None:
            continue
        text = next((column.key for column in table.columns if column.key in ("source", "note")), "")
        dates = next((column.key for column in table.columns if column.type == "date"), "")
        for entry in job.preset.tables[table.key]:
            row += 1
            name = str(entry.get(table.unique.key, ""))
            _write_entry(canvas, row, (name, sheet_.name, str(entry.get(text, "")), table.key))
            look = styles.FORMULA.but(align="center")
            canvas.put(row, at.LOW, entry.get(dates), look, job.template.formats["date"])


def _write_header(canvas: Canvas, row: int, job: Job, first: str, second: str) -> None:
    canvas.put(row, at.LABEL, first, styles.HEADER)
    canvas.put(row, at.UNIT, second, styles.HEADER)
    canvas.put(row, at.NOTE, job.words.note, styles.HEADER)
    canvas.put(row, at.KEY, job.words.key, styles.HEADER)


def _write_entry(canvas: Canvas, row: int, texts: tuple[str, str, str, str]) -> None:
    name, sheet, text, key = texts
    canvas.put(row, at.LABEL, name, styles.LABEL)
    canvas.put(row, at.UNIT, sheet, styles.UNIT)
    canvas.rule(row, (at.LOW, at.BASE, at.HIGH), styles.FORMULA)
    canvas.put(row, at.NOTE, text, styles.NOTE)
    canvas.put(row, at.KEY, key, styles.KEY)
