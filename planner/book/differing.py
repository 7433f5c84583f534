"""What two versions of a plan differ in: inputs, other cells, sheets, statuses, parts.

Inputs are compared by key, so that a row that has moved is the same input; everything else by its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from planner.book.find import Book
from planner.book.read import follows_base
from planner.layout.places import CHECK_WIDTH, LOG_HEADER, STATUS, Place, axis_name
from planner.template.rows import SCENARIOS, Table
from planner.xlsx.a1 import Position, cell_name
from planner.xlsx.cell import Cell
from planner.xlsx.package import Package

FOLLOWS = "(as base)"
"""What a low or high cell holds that refers to its base cell."""

BOOKKEEPING = ("xl/workbook.xml", "[Content_Types].xml", "xl/calcChain.xml", "xl/sharedStrings.xml")
BOOKKEEPING_FOLDERS = ("docProps/", "xl/worksheets/sheet")
"""Parts that say nothing beside the cells, or that every save writes anew."""

Shown = float | str | None


class Difference(NamedTuple):
    """Something that differs: what it is, where, and what stands there now and then."""

    key: str
    scenario: str
    sheet: str
    cell: str
    now: Shown
    then: Shown


def inputs(now: Book, then: Book) -> list[Difference]:
    """Inputs that differ, in the order of the plan; those that only the other version has come last."""
    ours, theirs = dict(_inputs(now)), dict(_inputs(then))
    found = []
    for name in dict.fromkeys((*ours, *theirs)):
        place, value = ours.get(name) or (theirs[name][0], None)
        before = theirs[name][1] if name in theirs else None
        if value != before:
            found.append(Difference(*name, place.sheet, place.a1, value, before))
    return found


def cells(now: Book, then: Book) -> list[Difference]:
    """Cells that differ and are neither planner's nor an input, on the sheets that both have."""
    ours, theirs, found = _taken(now), _taken(then), list[Difference]()
    for sheet, before in _both(now.package, then.package):
        if _same_part(now.package, sheet, then.package, before):
            continue
        here = _held(now.source.cells(sheet), ours.get(sheet, set()))
        there = _held(then.source.cells(before), theirs.get(before, set()))
        for position in sorted({*here, *there}):
            value, was = here.get(position), there.get(position)
            if value != was:
                found.append(Difference("", "", sheet, cell_name(*position), value, was))
    return found


def statuses(now: Book, then: Book) -> list[Difference]:
    """Lines whose status differs, as the two files show it."""
    found = []
    for name in now.layout.places:
        key = name.removeprefix("chk_")
        place = now.layout[name]
        if key == name or place.columns != CHECK_WIDTH or name not in then.layout.places:
            continue
        cell = place.at(STATUS)
        said = [
            book.template.status_of(str(book.cell(book.layout[name].at(STATUS)).value or ""))
            for book in (now, then)
        ]
        if said[0] != said[1]:
            found.append(Difference(key, "", cell.sheet, cell.a1, *said))
    return found


def sheets_alone(one: Package, other: Package) -> list[str]:
    """Sheets that only the first has."""
    known = {sheet.name.casefold() for sheet in other.sheets}
    return [sheet.name for sheet in one.sheets if sheet.name.casefold() not in known]


def parts(now: Package, then: Package) -> list[str]:
    """Other parts that differ: pictures, charts, comments, formats."""

    def told(package: Package) -> dict[str, int]:
        return {
            name: member.crc
            for name, member in package.archive.members.items()
            if name not in BOOKKEEPING
            and not name.startswith(BOOKKEEPING_FOLDERS)
            and not name.endswith(".rels")
        }

    ours, theirs = told(now), told(then)
    return [name for name in dict.fromkeys((*ours, *theirs)) if ours.get(name) != theirs.get(name)]


def _inputs(book: Book) -> Iterator[tuple[tuple[str, str], tuple[Place, Shown]]]:
    for row in book.template.inputs:
        for scenario in SCENARIOS:
            place = book.layout.cell(row, scenario)
            value = FOLLOWS if follows_base(book, row, scenario) else _shown(book.cell(place))
            yield (row.key, scenario), (place, value)
    for sheet, axis in book.template.axes:
        if axis.is_input:
            first = book.layout[axis_name(sheet, "low")]
            for number in range(first.columns):
                place = first.at(number)
                yield (f"{axis.key}[{number + 1}]", ""), (place, _shown(book.cell(place)))
    for table in book.template.tables:
        yield from _table(book, table)


def _table(book: Book, table: Table) -> Iterator[tuple[tuple[str, str], tuple[Place, Shown]]]:
    place, seen = book.layout.tables[table.key], set[str]()
    for number in range(place.rows):
        name = str(number + 1)
        if table.unique is not None:
            value = _shown(book.cell(place.cell(table.unique.key, number)))
            known = f"{value:g}" if isinstance(value, float) else str(value or "")
            name = name if not known or known in seen else known
        seen.add(name)
        for column in table.columns:
            cell = place.cell(column.key, number)
            yield (f"{table.key}[{name}].{column.key}", ""), (cell, _shown(book.cell(cell)))


def _taken(book: Book) -> dict[str, set[Position]]:
    """The cells of a workbook that are planner's, inputs and the rows of the log with them."""
    taken: dict[str, set[Position]] = {}
    for place in book.layout.places.values():
        rows, columns = (
            range(place.row, place.row + place.rows),
            range(place.column, place.column + place.columns),
        )
        taken.setdefault(place.sheet, set()).update((row, column) for row in rows for column in columns)
    for table in book.layout.tables.values():
        body = range(table.first_row, table.first_row + table.rows)
        taken.setdefault(table.sheet, set()).update(
            (row, column) for row in body for column in table.columns.values()
        )
    header = book.layout[LOG_HEADER]
    columns = range(header.column, header.column + header.columns)
    taken.setdefault(header.sheet, set()).update(
        (row, column)
        for row, column in book.source.cells(header.sheet)
        if row > header.row and column in columns
    )
    return taken


def _same_part(now: Package, sheet: str, then: Package, before: str) -> bool:
    """Whether a sheet has the same bytes in both, and its texts the same numbers."""
    ours, theirs = (
        package.archive.members[package.sheet(name).part].crc
        for package, name in ((now, sheet), (then, before))
    )
    return ours == theirs and now.shared_strings == then.shared_strings


def _held(found: Mapping[Position, Cell], taken: set[Position]) -> dict[Position, Shown]:
    held = {position: _shown(cell) for position, cell in found.items() if position not in taken}
    return {position: value for position, value in held.items() if value is not None}


def _both(now: Package, then: Package) -> Iterator[tuple[str, str]]:
    """The worksheets that both versions have, as each of them writes their names."""
    known = {sheet.name.casefold(): sheet.name for sheet in then.sheets if sheet.kind == "worksheet"}
    for sheet in now.sheets:
        if sheet.kind == "worksheet" and sheet.name.casefold() in known:
            yield sheet.name, known[sheet.name.casefold()]


def _shown(cell: Cell) -> Shown:
    """What a person sees in the formula bar; nothing for an empty cell and for part of a formula's range."""
    if cell.formula is not None:
        return f"={cell.formula}"
    if cell.kind != "constant" or cell.value in {None, ""}:
        return None
    return cell.value if isinstance(cell.value, float | str) else str(cell.value)
