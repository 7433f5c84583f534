"""Damage that a program for spreadsheets sees when it opens a plan, before planner reads anything."""

from __future__ import annotations

from planner.book.survey import Survey, Unlike, command, repair
from planner.layout.places import Place
from planner.problems import Problem, quoted
from planner.xlsx.cell import Cell
from planner.xlsx.package import Table


def find_unlike_headers(into: Survey) -> None:
    """The header cells must say what the table's own list of columns says: Excel offers to repair others.

    LibreOffice leaves the header of an inserted column empty and makes up a name for it in the list. That
    is a column of the owner's, and nothing of planner's depends on it.
    """
    source = into.source
    tables = {name.casefold(): table for name, table in source.tables.items()}
    for table in (tables[key] for key in into.tables if tables[key].header_rows):
        if (row := _row_of_headers(into, table)) is not None:
            place = Place(table.sheet, table.area.first_row, table.area.first_column)
            message = f"the table {table.name} lies over {table.area}, its headers stand in row {row}"
            problem = Problem(message, repair(source), source.file, place.sheet, place.a1, table.name)
            into.unlike.append(Unlike(place, table.columns[0], problem))
            continue
        ours = {header.casefold() for header in into.tables[table.name.casefold()].headers.values()}
        for across, header in enumerate(table.columns):
            place = Place(table.sheet, table.area.first_row, table.area.first_column + across)
            cell = into.cells.get(place[:3], Cell(None))
            if cell.value in {None, ""} and header.casefold() not in ours:
                continue
            if cell.formula is None and cell.value != header:
                there = "nothing" if cell.value in {None, ""} else quoted(str(cell.value))
                message = f"the header says {there}, the table {table.name} calls its column {quoted(header)}"
                remedy = f"Type {quoted(header)} into the cell, or run `{command(source)}`."
                problem = Problem(message, remedy, source.file, place.sheet, place.a1, table.name)
                into.unlike.append(Unlike(place, header, problem))


def _row_of_headers(into: Survey, table: Table) -> int | None:
    """The one row to which a program moved all headers of a table and left the table; None where none is."""
    columns = range(table.area.first_column, table.area.last_column + 1)
    if table.totals_rows or len(columns) != len(table.columns):
        return None

    def is_said_in(row: int) -> bool:
        values = (into.cells.get((table.sheet, row, column), Cell(None)).value for column in columns)
        return tuple(values) == table.columns

    if is_said_in(table.area.first_row):  # as in every sound plan: no cell needs to be looked through
        return None
    rows = [
        row
        for sheet, row, column in into.cells
        if (sheet, column) == (table.sheet, columns[0]) and is_said_in(row)
    ]
    return rows[0] if len(rows) == 1 else None


def find_clashes(into: Survey) -> None:
    """Names that say the same as a table of planner's, as programs leave them that know no tables."""
    source = into.source
    for name in source.defined_names:
        if name.casefold() in into.expected.tables:
            said = quoted(source.defined_names[name])
            message = f"the name {name} ({said}) is called like a table, which Excel takes for damage"
            remedy = f"Delete it in Formulas > Name Manager, or run `{command(source)}`."
            into.clashing[name] = Problem(message, remedy, source.file, key=name.casefold())
