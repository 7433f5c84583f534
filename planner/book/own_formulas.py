"""The owner's own formulas: which there are beside planner's, and which of them read planner's cells."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from planner.book.find import Book
from planner.layout.places import Place
from planner.xlsx.a1 import Area, parse_area
from planner.xlsx.cell import Cell
from planner.xlsx.cells import read_cells
from planner.xlsx.package import Package, Sheet
from planner.xlsx.references import Resolver, names_of
from planner.xlsx.xml import as_utf8

MOST = 5_000
"""More of them are not evaluated: Excel is told to."""

MOST_SHEET_BYTES = 4 << 20
"""Nor are those of a larger sheet."""

WRITABLE = {"formula", "shared"}
WORKSHEET = re.compile(rb"<([\w.-]+:)?worksheet[\s>]")

_MERGED = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s+ref\s*=\s*["']([^"']+)["']""")

Position = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class OwnFormulas:
    """Formula cells that are not planner's.

    Attributes:
        cells: as they stand in the file.
        dependants: those that read planner's cells, directly or through others of them, and may be written.
        complete: whether all of them could be looked at.
    """

    cells: Mapping[Position, Cell] = field(default_factory=dict)
    dependants: Collection[Position] = frozenset()
    complete: bool = True


def own_formulas(book: Book, ours: Iterable[Position], *, evaluated: bool = True) -> OwnFormulas:
    """The owner's formulas of a workbook.

    Args:
        ours: cells whose formulas are planner's, or stand in its inputs.
        evaluated: whether the checker sees all of them.
    """
    if not evaluated:
        return OwnFormulas(complete=False)
    package = book.package
    known = _with_formulas(book, ours)
    found: dict[Position, Cell] = {}
    hidden: set[Position] = set()
    for sheet in package.sheets:
        if sheet.kind != "worksheet":
            continue
        xml, _ = as_utf8(package.read(sheet.part), package.part(sheet.part))
        here = known.get(sheet.name, set())
        if next(islice(_formulas(xml), len(here), None), None) is None:
            continue
        if len(xml) > MOST_SHEET_BYTES or len(found) > MOST:
            return OwnFormulas(complete=False)
        cells = {(sheet.name, *at): cell for at, cell in read_cells(package, sheet.name).items()}
        found |= {at: cell for at, cell in cells.items() if cell.formula is not None and at not in here}
        merged = [area for area in map(parse_area, _texts(_MERGED.findall(xml))) if area is not None]
        hidden |= {at for at in found if any(at[1:] in area and at[1:] != area.first for area in merged)}
    if len(found) > MOST:
        return OwnFormulas(complete=False)
    depending = _depending(book, found)
    writable = {at for at in depending if found[at].kind in WRITABLE and at not in hidden}
    return OwnFormulas(found, frozenset(writable))


def count_formulas(package: Package, sheets: Iterable[Sheet]) -> dict[str, int]:
    """Sheet -> how many formulas it holds, or a few more."""
    counts = {}
    for sheet in sheets:
        xml, _ = as_utf8(package.read(sheet.part), package.part(sheet.part))
        counts[sheet.name] = sum(1 for _ in _formulas(xml))
    return counts


def are_evaluated(package: Package, counts: Mapping[str, int]) -> bool:
    """Whether that many formulas on sheets of the owner's are evaluated."""
    too_large = any(count and package.size(sheet) > MOST_SHEET_BYTES for sheet, count in counts.items())
    return not too_large and sum(counts.values()) <= MOST


def _texts(found: Iterable[bytes]) -> list[str]:
    return [text.decode() for text in found]


def _formulas(sheet: bytes) -> Iterator[re.Match[bytes]]:
    """Elements `<f>` of the worksheet's own namespace; those of extensions stand outside of cells."""
    root = WORKSHEET.search(sheet)
    prefix = (root[1] if root else None) or b""
    return re.finditer(rb"<" + re.escape(prefix) + rb"f[\s/>]", sheet)


def _with_formulas(book: Book, cells: Iterable[Position]) -> dict[str, set[Position]]:
    """Those of some cells that hold a formula, by sheet."""
    known: dict[str, set[Position]] = {}
    for at in cells:
        if (cell := book.cells.get(at)) is not None and cell.formula is not None:
            known.setdefault(at[0], set()).add(at)
    return known


def _depending(book: Book, formulas: Mapping[Position, Cell]) -> set[Position]:
    """The formulas that read planner's cells, at any depth."""
    if not formulas:
        return set()
    ours, rows = _areas(book), _by_row(formulas)
    readers: dict[Position, list[Position]] = {}
    reached: set[Position] = set()
    package = book.package
    names = names_of(package.defined_names, package.local_names)
    resolver = Resolver.of((sheet.name for sheet in package.sheets), names, package.tables)
    for at, cell in formulas.items():
        for read in resolver.references(cell.formula or "", at[0], at[1:]):
            if any(_meet(read.area, one) for one in ours.get(read.sheet, ())):
                reached.add(at)
            for other in _inside(rows.get(read.sheet, {}), read.sheet, read.area):
                readers.setdefault(other, []).append(at)
    waiting = list(reached)
    while waiting:
        for reader in readers.get(waiting.pop(), ()):
            if reader not in reached:
                reached.add(reader)
                waiting.append(reader)
    return reached


def _areas(book: Book) -> dict[str, list[Area]]:
    """Planner's cells, by sheet."""
    areas: dict[str, list[Area]] = {}
    for place in book.layout.places.values():
        areas.setdefault(place.sheet, []).append(_area(place))
    for table in book.layout.tables.values():
        for key in table.columns:
            areas.setdefault(table.sheet, []).append(_area(table.column(key)))
    return areas


def _area(place: Place) -> Area:
    last_row, last_column = place.row + place.rows - 1, place.column + place.columns - 1
    return Area(place.row, place.column, last_row, last_column)


def _meet(one: Area, other: Area) -> bool:
    rows = one.first_row <= other.last_row and other.first_row <= one.last_row
    return rows and one.first_column <= other.last_column and other.first_column <= one.last_column


def _by_row(cells: Iterable[Position]) -> dict[str, dict[int, list[int]]]:
    rows: dict[str, dict[int, list[int]]] = {}
    for sheet, row, column in sorted(cells):
        rows.setdefault(sheet, {}).setdefault(row, []).append(column)
    return rows


def _inside(rows: Mapping[int, list[int]], sheet: str, area: Area) -> Iterator[Position]:
    """The formulas among the cells of an area."""
    numbers = list(rows)
    for row in numbers[bisect_left(numbers, area.first_row) :]:
        if row > area.last_row:
            return
        for column in rows[row]:
            if area.first_column <= column <= area.last_column:
                yield sheet, row, column
