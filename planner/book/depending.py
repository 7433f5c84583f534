"""Which of the owner's formulas read planner's cells, at any depth.

There may be half a million, and each may read all that stand above it: areas are therefore kept for spans of
a column, each twice as long as the one within, and not for each cell.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from planner.book.find import Book
from planner.layout.places import Place
from planner.xlsx.a1 import Address, Area
from planner.xlsx.cell import Cell
from planner.xlsx.references import Resolver, names_of

Where = tuple[str, int, int, int, int]
"""Cells of a sheet: as in an `Area`, but one of half a million tuples is looked up in half the time."""


def depending(book: Book, formulas: Mapping[Address, Cell]) -> set[Address]:
    """The formulas that read planner's cells, directly or through others of them."""
    if not formulas:
        return set()
    readers = _readers(book, formulas)
    ours, spans = _areas(book), _Spans(formulas)
    waiting: list[Address] = []
    for where, reading in readers.items():
        if any(_meet(where, one) for one in ours.get(where[0], ())):
            waiting += reading
        elif where[1:3] != where[3:]:
            spans.add(where)
    reached = set(waiting)
    while waiting:
        at = waiting.pop()
        for where in (at + at[1:], *spans.take(at)):
            new = [reader for reader in readers.get(where, ()) if reader not in reached]
            reached.update(new)
            waiting += new
    return reached


def _readers(book: Book, formulas: Mapping[Address, Cell]) -> dict[Where, list[Address]]:
    """Areas, each with the formulas that read it."""
    package = book.package
    names = names_of(package.defined_names, package.local_names)
    resolver = Resolver.of((sheet.name for sheet in package.sheets), names, package.tables)
    readers: dict[Where, list[Address]] = {}
    for at, cell in formulas.items():
        for read in resolver.references(cell.formula or "", at[0], at[1:]):
            area = read.area
            where = read.sheet, area.first_row, area.first_column, area.last_row, area.last_column
            readers.setdefault(where, []).append(at)
    return readers


class _Spans:
    """The formulas of each column in a binary tree, with the areas that cover what is below a node.

    The tree is a list: the leaf of formula `i` of `n` stands at `n + i`, and the parent of `k` at `k // 2`.
    """

    def __init__(self, formulas: Iterable[Address]) -> None:
        self.rows: dict[str, dict[int, list[int]]] = {}
        for sheet, row, column in sorted(formulas):
            self.rows.setdefault(sheet, {}).setdefault(column, []).append(row)
        self.areas: dict[tuple[str, int, int], list[Where]] = {}

    def add(self, where: Where) -> None:
        """An area that somebody reads."""
        sheet, first_row, first, last_row, last = where
        columns = self.rows.get(sheet, {})
        for column in (first,) if first == last else [one for one in columns if first <= one <= last]:
            for node in _nodes(columns.get(column, ()), first_row, last_row):
                self.areas.setdefault((sheet, column, node), []).append(where)

    def take(self, formula: Address) -> Iterator[Where]:
        """The areas that hold a formula; those that were taken already are not found again."""
        if not self.areas:
            return
        sheet, row, column = formula
        rows = self.rows[sheet][column]
        node = len(rows) + bisect_left(rows, row)
        while node:
            yield from self.areas.pop((sheet, column, node), ())
            node //= 2


def _nodes(rows: Sequence[int], first_row: int, last_row: int) -> Iterator[int]:
    """The fewest nodes below which stand the formulas of an area, and no others."""
    first = len(rows) + bisect_left(rows, first_row)
    behind = len(rows) + bisect_right(rows, last_row)
    while first < behind:
        if first % 2:
            yield first
            first += 1
        if behind % 2:
            behind -= 1
            yield behind
        first, behind = first // 2, behind // 2


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


def _meet(one: Where, other: Area) -> bool:
    _, first_row, first_column, last_row, last_column = one
    rows = first_row <= other.last_row and other.first_row <= last_row
    return rows and first_column <= other.last_column and other.first_column <= last_column
