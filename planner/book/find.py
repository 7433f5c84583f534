"""Finds planner's cells in a user's workbook, through the defined names that Excel has moved along with them.

The key that stands in each row is the second witness: a name that points at a row with another key is a
problem, never a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from planner.book.damage import find_clashes, find_unlike_headers
from planner.book.identify import NO_CELL, SMALL_SHEET_BYTES, identity, of_earlier, place_named
from planner.book.parted import REACH, find_parted
from planner.book.source import Source
from planner.book.survey import Survey, file_of, repair
from planner.layout.arrange import arrange
from planner.layout.places import KEYS, STATUSES, Layout, Place, TablePlace, line_name
from planner.problems import PlanError, Problem, quoted
from planner.template.preset import Preset
from planner.template.rows import Table
from planner.template.schema import Template
from planner.xlsx import package as parts
from planner.xlsx.a1 import MAX_COLUMN
from planner.xlsx.cell import Cell

MOST_ROWS = 10_000
"""Rows of a table, or of another area that may grow; longer ones are a whole column, named by mistake."""

MOST_SHEET_BYTES = 48 << 20
"""Of a sheet with cells of planner's: a million cells."""

UNDO = "Undo the change where it was made, or go back to a backup."


GROWING = {STATUSES, KEYS}
"""Names that may cover more rows than the template's: users insert some of their own."""


class Book(NamedTuple):
    """A user's workbook with planner's cells found in it.

    Attributes:
        source: the file that it was read from, or the open workbook.
        was: the version of the template that it was of until it was brought up to date in memory.
        cells: every cell of planner's areas and tables that the file holds, by (sheet, row, column).
    """

    source: Source
    template: Template
    preset: Preset
    layout: Layout
    cells: Mapping[tuple[str, int, int], Cell]
    was: str = ""

    @property
    def package(self) -> parts.Package:
        """The file that it was read from, for who reads other parts of it or writes it."""
        return file_of(self.source)

    def cell(self, place: Place) -> Cell:
        """The cell at a place; an empty one where the file has none."""
        return self.cells.get(place[:3], NO_CELL)

    def problem(self, place: Place, message: str, remedy: str, key: str = "") -> Problem:
        """A problem at a place of this file."""
        return Problem(message, remedy, self.source.file, place.sheet, place.a1, key)


def find(source: Source) -> Book:
    """Planner's cells in a workbook.

    Raises:
        PlanError: it is not one of planner's, or one of an earlier version of the template, or names, tables
            or sheets of the template are missing.
    """
    template, preset, version = identity(source)
    if version != template.version:
        raise PlanError(of_earlier(source, version))
    return book_of(survey(source, template, preset))


def book_of(found: Survey) -> Book:
    """Planner's cells as a survey has found them. Raises PlanError where it lacks some."""
    if problems := found.problems():
        raise PlanError(problems)
    layout = replace(found.expected, places=found.places, tables=found.tables)
    return Book(found.source, found.template, found.preset, layout, found.cells)


def survey(source: Source, template: Template, preset: Preset) -> Survey:
    """Look up everything of the template's in a workbook.

    Raises:
        PlanError: a sheet of planner's is too large to be read.
    """
    found = Survey(source, template, preset, arrange(template, preset).layout)
    _find_places(found)
    _find_tables(found)
    if source.date1904:
        remedy = "Untick File > Options > Advanced > Use 1904 date system in Excel, and check the dates."
        found.other.append(Problem("the workbook counts its dates from 1904", remedy, source.file))
    found.cells = _read(source, found.places, found.tables, found.expected.keys)
    find_parted(found)
    find_unlike_headers(found)
    find_clashes(found)
    return found


def _find_places(into: Survey) -> None:
    """Every name of the template that points at cells of the right shape."""
    source = into.source
    titles = {line_name(row): f" ({quoted(row.label)})" for _, row in into.template.rows() if not row.axis}
    keys, former = into.expected.keys, into.expected.former
    for name, wanted in into.expected.places.items():
        found = place_named(source, name, titles.get(name, ""), former.get(name, ""))
        if isinstance(found, Problem):
            remedy = f"{found.remedy} In a new workbook it is {wanted.absolute}."
            into.lost[name] = replace(found, remedy=remedy, key=keys.get(name, ""))
        elif found.columns != wanted.columns or not (
            found.rows == wanted.rows or (name in GROWING and found.rows <= MOST_ROWS)
        ):
            message = (
                f"the name {name} covers {found.rows} x {found.columns} cells, "
                f"expected {wanted.rows} x {wanted.columns}"
            )
            remedy = repair(source)
            if found.columns >= wanted.columns and found.rows >= wanted.rows:
                remedy = _take_out(found, wanted)
            problem = Problem(message, remedy, source.file, found.sheet, found.a1, keys.get(name, ""))
            into.misshapen[name] = found, problem
        else:
            into.places[name] = found


def _take_out(found: Place, wanted: Place) -> str:
    """How to mend a name between whose cells columns or rows were put."""
    what = "column" if found.columns > wanted.columns else "row"
    more = found.columns - wanted.columns or found.rows - wanted.rows
    several = f"the {more} {what}s that were" if more > 1 else f"the {what} that was"
    room = " Your own may stand left or right of them." if what == "column" else ""
    return f"Take out {several} put between its cells.{room}"


def _find_tables(into: Survey) -> None:
    found = {name.casefold(): table for name, table in into.source.tables.items()}
    for sheet, table in ((sheet, sheet.table) for sheet in into.template.sheets if sheet.table):
        theirs = found.get(table.key)
        if theirs is None:
            message = f"the table {table.key} ({quoted(table.title)}) is missing"
            remedy = f"{repair(into.source)} In a new workbook it is on the sheet {sheet.name}."
            into.lost_tables[table.key] = Problem(message, remedy, into.source.file, key=table.key)
        elif isinstance(place := _table_place(into.source, table, theirs), Problem):
            into.other.append(place)
        else:
            into.tables[table.key] = place


def _table_place(source: Source, table: Table, theirs: parts.Table) -> TablePlace | Problem:
    body = theirs.body
    headers = {header.casefold().strip(): number for number, header in enumerate(theirs.columns)}
    objection = _table_objection(table, theirs, headers)
    if objection or body is None:
        what, remedy = objection or ("has no rows", "Add a row to the table.")
        where = Place(theirs.sheet, theirs.area.first_row, theirs.area.first_column)
        message = f"the table {table.key} {what}"
        return Problem(message, remedy, source.file, where.sheet, where.a1, table.key)
    columns = {column.key: body.first_column + headers[column.header.casefold()] for column in table.columns}
    return TablePlace(
        sheet=theirs.sheet,
        first_row=body.first_row,
        rows=body.last_row - body.first_row + 1,
        columns=columns,
        headers={column.key: column.header for column in table.columns},
    )


def _table_objection(table: Table, theirs: parts.Table, headers: Collection[str]) -> tuple[str, str] | None:
    """What is wrong with a user's table as a whole, and what to do."""
    missing = [column.header for column in table.columns if column.header.casefold() not in headers]
    if missing:
        columns = ", ".join(map(quoted, missing))
        return f"has no column {columns}", "Give the column its name back, or put it back."
    rows = theirs.area.last_row - theirs.area.first_row + 1
    if rows > MOST_ROWS:
        return f"has {rows:,} rows; planner reads {MOST_ROWS:,}", "Resize it to its filled rows."
    width = theirs.area.last_column - theirs.area.first_column + 1
    if len(theirs.columns) != width:
        return f"names {len(theirs.columns):,} columns and covers {width:,}", UNDO
    return None


def _read(
    source: Source, places: Mapping[str, Place], tables: Mapping[str, TablePlace], keyed: Collection[str]
) -> dict[tuple[str, int, int], Cell]:
    """The cells of planner's places, with those beside and below them that are looked at too.

    Of a sheet of planner's usual size all cells: picking some of them would take longer.
    """
    names = {place.sheet for place in places.values()} | {table.sheet for table in tables.values()}
    if large := [problem for sheet in names if (problem := _too_large(source, sheet))]:
        raise PlanError(large)
    cells: dict[tuple[str, int, int], Cell] = {}
    for sheet in names:
        small = source.size(sheet) < SMALL_SHEET_BYTES
        wanted = None if small else _looked_at(sheet, places, tables, keyed)
        there = source.cells(sheet, wanted)
        cells.update(zip([(sheet, row, column) for row, column in there], there.values(), strict=True))
    return cells


def _looked_at(
    sheet: str, places: Mapping[str, Place], tables: Mapping[str, TablePlace], keyed: Collection[str]
) -> set[tuple[int, int]]:
    wanted: set[tuple[int, int]] = set()
    for name, place in places.items():
        if place.sheet == sheet:
            reach = place.columns + (REACH if name in keyed else 0)
            columns = range(place.column, min(place.column + reach, MAX_COLUMN + 1))
            rows = range(place.row, place.row + place.rows)
            wanted.update((row, column) for row in rows for column in columns)
    for table in tables.values():
        if table.sheet == sheet:
            # with its header, and what is typed below it
            rows = range(table.first_row - 1, table.first_row + table.rows + 1)
            wanted.update((row, column) for row in rows for column in table.columns.values())
    return wanted


def _too_large(source: Source, sheet: str) -> Problem | None:
    """A sheet with so much beside planner's cells that every refresh would take a minute."""
    size = source.size(sheet)
    if size <= MOST_SHEET_BYTES:
        return None
    message = (
        f"the sheet holds {size >> 20} MB; planner reads {MOST_SHEET_BYTES >> 20} MB of a sheet of its own"
    )
    return Problem(message, "Move your rows to a sheet of your own.", source.file, sheet)
