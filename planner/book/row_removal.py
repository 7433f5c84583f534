"""Rows taken out of a user's table: those below move up, and the last place of the table is blank.

Cells keep their formats, and the table its size. Formulas that read the table as a whole, as all of planner's
do, see one row fewer; one of the owner's that reads a moved cell by its address would read another row, so
nothing is taken out then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

from planner.book.assign import Given
from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.book.targets import TABLE_CELL, row_of
from planner.layout.places import Place
from planner.problems import PlanError, Problem
from planner.results.plan import Change
from planner.xlsx import package as files
from planner.xlsx.a1 import Area
from planner.xlsx.cells import read_formulas
from planner.xlsx.package import Table
from planner.xlsx.patch import Edit, patch_package
from planner.xlsx.references import Resolver, names_of

_ROW = re.compile(r"(?P<table>\w+)\[(?P<row>.+)\]")


def without_rows(
    book: Book, assignments: Mapping[str, Given]
) -> tuple[Book, dict[str, Given], tuple[Change, ...]]:
    """The plan without each row that is given as `table[row]` and nothing, in memory; what else is given.

    Raises:
        PlanError: there is no such row, or it cannot be taken out.
    """
    named = {name: match for name, given in assignments.items() if (match := _taken_out(name, given))}
    rest = {name: given for name, given in assignments.items() if name not in named}
    changes: list[Change] = []
    typed_into = {match["table"] for name in rest if (match := TABLE_CELL.fullmatch(name))}
    for name, match in named.items():
        if match["table"] in typed_into:
            message = f"{name}= takes a row out of a table into which other values are typed"
            remedy = "Do the one and then the other."
            raise PlanError(Problem(message, remedy, book.package.file, key=match["table"], usage=True))
        book, change = _without(book, match["table"], match["row"])
        changes.append(change)
    return book, rest, tuple(changes)


def _taken_out(name: str, given: Given) -> re.Match[str] | None:
    return _ROW.fullmatch(name) if given is None or given == "" else None


def _without(book: Book, table: str, row: str) -> tuple[Book, Change]:
    found = row_of(book, table, row)
    if isinstance(found, Problem):
        raise PlanError(found)
    name, number = found
    theirs = next(one for known, one in book.package.tables.items() if known.casefold() == table)
    place = book.layout.tables[table]
    moved = Area(
        place.first_row + number,
        theirs.area.first_column,
        place.first_row + place.rows - 1,
        theirs.area.last_column,
    )
    if problem := _in_the_way(book, theirs, moved, table):
        raise PlanError(problem)
    out = BytesIO()
    patch_package(book.package, _moved_up(book, theirs.sheet, moved).by_sheet, out)
    at = Place(theirs.sheet, moved.first_row, moved.first_column)
    change = Change(f"{table}[{name}]", at.sheet, at.a1, name, None)
    return find(files.with_bytes(book.package, out.getvalue())), change


def _moved_up(book: Book, sheet: str, moved: Area) -> Edits:
    """Each cell takes what stands below it; those of the last row are emptied."""
    held, edits = book.package.cells(sheet), Edits()
    for row in range(moved.first_row, moved.last_row + 1):
        for column in range(moved.first_column, moved.last_column + 1):
            below = held.get((row + 1, column)) if row < moved.last_row else None
            here = held.get((row, column))
            value = below.value if below else None
            if value != (here.value if here else None):
                edits.put(sheet, row, column, Edit(value, "drop"))
    return edits


def _in_the_way(book: Book, theirs: Table, moved: Area, table: str) -> Problem | None:
    """A formula of the owner's that stands in a row that moves, or reads a cell of one by its address."""
    remedy = "Delete the row in the workbook, where formulas follow it."
    for position, cell in sorted(book.package.cells(theirs.sheet).items()):
        if position in moved and cell.formula is not None:
            at = Place(theirs.sheet, *position)
            message = f"a formula of your own stands in the table {table}, in a row that would move"
            return book.problem(at, message, remedy, table)
    for sheet, (row, column) in _readers(book, theirs, moved):
        message = f"this formula reads a row of the table {table} by its address, and that row would move"
        return book.problem(Place(sheet, row, column), message, remedy, table)
    return None


def _readers(book: Book, theirs: Table, moved: Area) -> Iterator[tuple[str, tuple[int, int]]]:
    """Formulas that read some of the rows that move, and not whole columns of the table."""
    package = book.package
    names = names_of(package.defined_names, package.local_names)
    resolver = Resolver.of((sheet.name for sheet in package.sheets), names, package.tables)
    first = theirs.area.first_row + 1
    for sheet in package.sheets:
        if sheet.kind != "worksheet":
            continue
        for position, cell in read_formulas(package, sheet.name).items():
            for read in resolver.references(cell.formula or "", sheet.name, position):
                area = read.area
                whole = area.first_row <= first and area.last_row >= moved.last_row
                if read.sheet == theirs.sheet and not whole and _meet(area, moved):
                    yield sheet.name, position
                    break


def _meet(one: Area, other: Area) -> bool:
    rows = one.first_row <= other.last_row and other.first_row <= one.last_row
    return rows and one.first_column <= other.last_column and other.first_column <= one.last_column
