"""Writes the Excel tables that a user may extend, at the foot of their input sheets."""

from __future__ import annotations

from typing import Any

from planner.layout.places import TablePlace
from planner.template.rows import Column, Table
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.job import Job
from planner.writer.looks import Look
from planner.writer.validation import validate_column
from planner.xlsx.a1 import column_letters

STYLE = "TableStyleLight1"
LONG_TEXT = 44.0
WIDTHS = {"number": (14.0, 20.0), "date": (12.0, 14.0), "choice": (12.0, 18.0), "text": (14.0, LONG_TEXT)}
"""Least and greatest width of a column that no line shares, by type."""


def write_table(canvas: Canvas, table: Table, job: Job) -> dict[int, tuple[float, float]]:
    """Write a table with its title and note. Returns the widths that its columns want."""
    place, entries = job.layout.tables[table.key], job.preset.tables[table.key]
    header = place.first_row - 1
    title = header - (2 if table.note else 1)
    canvas.put(title, 1, table.title, styles.SECTION.but(below=""))
    if table.note:
        canvas.put(title + 1, 1, table.note, styles.CAPTION)
    for column in table.columns:
        number, look = place.columns[column.key], _look(column)
        canvas.put(header, number, column.header, styles.HEADER.but(align=look.align, indent=look.indent))
        for down in range(place.rows):
            value = entries[down].get(column.key) if down < len(entries) else None
            canvas.put(place.first_row + down, number, value, look, job.template.format_of(column))
        validate_column(canvas.sheet, column, table, job)
    _make_table(canvas, table, place)
    return {place.columns[column.key]: WIDTHS[column.type] for column in table.columns}


def _make_table(canvas: Canvas, table: Table, place: TablePlace) -> None:
    """Make an Excel table of the cells."""
    from openpyxl.worksheet.table import Table as ExcelTable
    from openpyxl.worksheet.table import TableStyleInfo

    last = place.first_row + place.rows - 1
    area = f"A{place.first_row - 1}:{column_letters(len(table.columns))}{last}"
    excel: Any = ExcelTable(displayName=table.key, ref=area)
    excel._initialise_columns()
    for excel_column, column in zip(excel.tableColumns, table.columns, strict=True):
        excel_column.name = column.header
    excel.autoFilter = None  # its buttons would cover the headers
    excel.tableStyleInfo = TableStyleInfo(name=STYLE, showRowStripes=True)
    canvas.sheet.add_table(excel)


def _look(column: Column) -> Look:
    if column.type == "number":
        return styles.INPUT
    if column.type == "date":
        return styles.INPUT.but(align="center")
    return styles.INPUT_TEXT if column.unique or column.choices else styles.INPUT_NOTE
