"""What two versions of a plan differ in: inputs, other cells, sheets, statuses, parts.

Inputs are compared by key, so that a row that has moved is the same input; everything else by its place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from planner.book.beside import sheets_beside
from planner.book.find import Book
from planner.book.input_cells import Content, InputCell, content, input_cells
from planner.book.row_names import row_names
from planner.layout.places import CHECK_WIDTH, LOG_HEADER, STATUS
from planner.xlsx.a1 import Position, cell_name
from planner.xlsx.cell import Cell
from planner.xlsx.number_format import is_date
from planner.xlsx.package import Package
from planner.xlsx.styles import Styles, read_styles

BOOKKEEPING = ("xl/workbook.xml", "[Content_Types].xml", "xl/calcChain.xml", "xl/sharedStrings.xml")
BOOKKEEPING_FOLDERS = ("docProps/", "xl/worksheets/sheet")
"""Parts that say nothing beside the cells, or that every save writes anew."""

DIGITS = 13
"""Of a number that planner has typed, which another program may save with its last bits rounded."""

Said = Callable[[str], str]

Name = tuple[str, str]
"""An input and its scenario."""


class Difference(NamedTuple):
    """Something that differs: what it is, where, what stands there now and then, and how its numbers look."""

    key: str
    scenario: str
    sheet: str
    cell: str
    now: Content
    then: Content
    format: str = ""
    is_day: bool = False


def inputs(now: Book, then: Book, said: Said = str) -> list[Difference]:
    """Inputs that differ, in the order of the plan; those that only the other version has come last.

    Args:
        said: a text of the other version's in the language of this one.
    """
    ours = dict(input_cells(now))
    theirs = _called_as_now(dict(in_words(then, said)), ours, now, then, said)
    found = []
    for name in dict.fromkeys((*ours, *theirs)):
        value, before = (side[name].value if name in side else None for side in (ours, theirs))
        if value != before:
            place, _, of = ours.get(name) or theirs[name]
            look = now.template.format_of(of)
            found.append(Difference(*name, place.sheet, place.a1, value, before, look, is_date(look)))
    return found


def in_words(book: Book, said: Said) -> Iterator[tuple[Name, InputCell]]:
    """The inputs of a workbook, names and texts of theirs said in another language."""
    for (key, scenario), cell in input_cells(book):
        table, opening, rest = key.partition("[")
        row, closing, column = rest.rpartition("].")
        name = f"{table}[{said(row)}].{column}" if opening and closing else key
        text = cell.value
        yield (name, scenario), cell._replace(value=said(text)) if isinstance(text, str) else cell


def _called_as_now(
    theirs: Mapping[Name, InputCell], ours: Mapping[Name, InputCell], now: Book, then: Book, said: Said
) -> dict[Name, InputCell]:
    """The inputs of the other version, a row that was only renamed by the name that it has now.

    It stands in the same place of its table, and one cell of it differs: what it is called.
    """
    renamed: dict[Name, Name] = {}
    for table in now.template.tables:
        for new, old in zip(row_names(now, table), map(said, row_names(then, table)), strict=False):
            names = [
                ((f"{table.key}[{old}].{one.key}", ""), (f"{table.key}[{new}].{one.key}", ""))
                for one in table.columns
            ]
            if any(before in ours or after in theirs for before, after in names):
                continue
            if sum(theirs[before].value != ours[after].value for before, after in names) == 1:
                renamed.update(names)
    return {renamed.get(name, name): cell for name, cell in theirs.items()}


def cells(now: Book, then: Book) -> list[Difference]:
    """Cells that differ and are neither planner's nor an input, on the sheets that both have.

    Of planner's own sheets beside the template `beside` says which differ.
    """
    ours, theirs, found = _taken(now), _taken(then), list[Difference]()
    looks = _Looks(now.package, then.package)
    planners = {*sheets_beside(now.package), *sheets_beside(then.package)}
    for sheet, before in _both(now.package, then.package):
        if {sheet, before} & planners or _same_part(now.package, sheet, then.package, before):
            continue
        here = _held(now.source.cells(sheet), ours.get(sheet, set()))
        there = _held(then.source.cells(before), theirs.get(before, set()))
        for position in sorted({*here, *there}):
            sides = here.get(position), there.get(position)
            value, was = (content(cell) if cell else None for cell in sides)
            if value != was:
                look = looks.of(*sides)
                place = sheet, cell_name(*position)
                found.append(Difference("", "", *place, value, was, look, is_date(look)))
    return found


def beside(now: Package, then: Package) -> list[str]:
    """Planner's sheets beside the template that both versions have, and that do not say the same."""
    ours, theirs = sheets_beside(now), sheets_beside(then)
    return [
        sheet
        for sheet, before in _both(now, then)
        if (sheet in ours or before in theirs)
        and not _same_part(now, sheet, then, before)
        and _says(now, sheet) != _says(then, before)
    ]


def statuses(now: Book, then: Book) -> list[Difference]:
    """Lines whose status differs, as the two files show it."""
    found = []
    for name in now.layout.places:
        key = name.removeprefix("chk_")
        place = now.layout[name]
        if key == name or place.columns != CHECK_WIDTH or name not in then.layout.places:
            continue
        cell = place.at(STATUS)
        here, there = (
            book.template.status_of(str(book.cell(book.layout[name].at(STATUS)).value or ""))
            for book in (now, then)
        )
        if here != there:
            found.append(Difference(key, "", cell.sheet, cell.a1, here, there))
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


def _held(found: Mapping[Position, Cell], taken: Collection[Position]) -> dict[Position, Cell]:
    """The cells that hold something and are not taken."""
    return {at: cell for at, cell in found.items() if at not in taken and content(cell) is not None}


def _says(package: Package, sheet: str) -> dict[Position, Content]:
    """What the cells of a sheet hold, without what their formulas come to."""
    said = {at: content(cell) for at, cell in _held(package.cells(sheet), ()).items()}
    return {
        at: float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value for at, value in said.items()
    }


class _Looks:
    """The number formats of the owner's cells, read where a first one is asked for."""

    def __init__(self, *packages: Package) -> None:
        self.packages = packages
        self.styles: list[Styles] = []

    def of(self, *sides: Cell | None) -> str:
        """The format of a cell; of one that is gone now, what it was."""
        self.styles = self.styles or [read_styles(package) for package in self.packages]
        looks = (styles.of(cell.style) for cell, styles in zip(sides, self.styles, strict=True) if cell)
        return next(looks).number_format


def _both(now: Package, then: Package) -> Iterator[tuple[str, str]]:
    """The worksheets that both versions have, as each of them writes their names."""
    known = {sheet.name.casefold(): sheet.name for sheet in then.sheets if sheet.kind == "worksheet"}
    for sheet in now.sheets:
        if sheet.kind == "worksheet" and sheet.name.casefold() in known:
            yield sheet.name, known[sheet.name.casefold()]
