"""Writes Sources: printed figures against computed ones, and where each input comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.layout import places
from planner.layout.arrange import LINK_ROW, PRINTED_HEADER_ROW
from planner.template.rows import Column, Row, Table
from planner.template.schema import SOURCES
from planner.writer import looks as styles
from planner.writer.canvas import Canvas, Value
from planner.writer.job import Job
from planner.writer.lines import write_section, write_title
from planner.writer.looks import Look

WIDTHS = {
    places.LABEL: (34.0, 52.0),
    places.UNIT: (21.0, 26.0),
    **dict.fromkeys((places.LOW, places.BASE, places.HIGH), (16.0, 20.0)),
    places.NOTE: (60.0, 60.0),
    places.KEY: (24.0, 40.0),
}
FIXED = styles.WRITTEN.but(size=styles.SMALL)
DATE = FIXED.but(align="center")
UNIT = styles.UNIT.but(align="right", indent=0)


def write_sources(canvas: Canvas, job: Job) -> None:
    """Write everything on Sources but its formulas."""
    write_title(canvas, job.template.titles[SOURCES], job)
    row = LINK_ROW + 1
    if job.preset.printed:
        row = _write_printed(canvas, row, job)
    row = _write_inputs(canvas, row, job)
    _write_tables(canvas, row, job)
    canvas.fit_columns(WIDTHS)
    canvas.fit_rows()
    canvas.freeze(LINK_ROW + 1, places.UNIT)
    canvas.page(places.NOTE, None, job)


def _write_printed(canvas: Canvas, row: int, job: Job) -> int:
    """Returns the row where the next block begins."""
    words = job.words
    write_section(canvas, row, words.printed_section, places.NOTE)
    texts = (words.printed_text, words.unit, words.printed, words.computed, words.off_by)
    _write_header(canvas, PRINTED_HEADER_ROW, texts, styles.HEADER_NUMBER, job)
    for number, printed in enumerate(job.preset.printed):
        line, row = job.template.row(printed.key), job.layout[places.printed_name(number)].row
        _write_entry(canvas, row, (printed.text, line.shown_unit, printed.note, printed.key))
        canvas.put(row, places.LOW, printed.printed, styles.INPUT.but(fill=""), job.template.format_of(line))
    return row + 2


def _write_inputs(canvas: Canvas, row: int, job: Job) -> int:
    """Returns the row where the next block begins."""
    words = job.words
    write_section(canvas, row, words.sources_section, places.NOTE)
    row += 1
    texts = (
        words.sources_line,
        words.sources_sheet,
        words.sources_unit,
        words.sources_from,
        words.sources_to,
    )
    _write_header(canvas, row, texts, styles.HEADER_NUMBER, job)
    for sheet, line in job.template.rows():
        if line.is_input:
            row += 1
            _write_entry(canvas, row, (line.label, sheet.name, job.note_and_source(line), line.key))
            _write_bounds(canvas, row, line, job)
    return row + 2


def _write_bounds(canvas: Canvas, row: int, line: Row, job: Job) -> None:
    canvas.put(row, places.LOW, line.shown_unit, UNIT)
    for column, bound in ((places.BASE, line.min), (places.HIGH, line.max)):
        canvas.put(row, column, bound, FIXED, job.template.format_of(line))


def _write_tables(canvas: Canvas, row: int, job: Job) -> None:
    words = job.words
    write_section(canvas, row, words.sources_rows, places.NOTE)
    row += 1
    texts = (words.sources_row, words.sources_sheet, words.sources_date, "", "")
    _write_header(canvas, row, texts, styles.HEADER_CENTRE, job)
    for sheet in job.template.sheets:
        if sheet.table is not None and sheet.table.unique is not None:
            note, dated = _note_column(sheet.table), _date_column(sheet.table)
            for entry in job.preset.tables[sheet.table.key]:
                row += 1
                name, text = _name(entry, sheet.table.unique), str(entry.get(note, ""))
                _write_entry(canvas, row, (name, sheet.name, text, sheet.table.key))
                canvas.put(row, places.LOW, entry.get(dated), DATE, job.template.formats["date"])


def _name(entry: Mapping[str, Any], unique: Column) -> str:
    """What a row of a table is called; one that has a number only is called by its column too."""
    value = entry.get(unique.key, "")
    return value if isinstance(value, str) else f"{unique.header} {value:g}"


def _note_column(table: Table) -> str:
    return next((column.key for column in table.columns if column.key in ("source", "note")), "")


def _date_column(table: Table) -> str:
    return next((column.key for column in table.columns if column.type == "date"), "")


def _write_header(canvas: Canvas, row: int, texts: tuple[str, ...], look: Look, job: Job) -> None:
    for column, text in enumerate(texts, start=places.LABEL):
        canvas.put(row, column, text, styles.HEADER if column < places.LOW else look)
    canvas.put(row, places.NOTE, job.words.note, styles.HEADER)
    canvas.put(row, places.KEY, job.words.key, styles.HEADER)


def _write_entry(canvas: Canvas, row: int, texts: tuple[Value, str, str, str]) -> None:
    name, second, note, key = texts
    canvas.put(row, places.LABEL, name, styles.LABEL)
    canvas.put(row, places.UNIT, second, styles.UNIT)
    canvas.rule(row, (places.LOW, places.BASE, places.HIGH), styles.FORMULA)
    canvas.put(row, places.NOTE, note, styles.NOTE)
    canvas.put(row, places.KEY, key, styles.KEY)
