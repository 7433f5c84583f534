"""Which cells a formula of the template reads, seen from one of its own cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner.book.find import Book
from planner.explain.expanded import HERE, simple
from planner.layout.formulas import positions_of
from planner.layout.places import Place, axis_name
from planner.template.references import BEFORE, references
from planner.template.rows import SCENARIOS, Row


class Spot(NamedTuple):
    """A cell of a line, or several along its axis; a column of a table; positions of an axis.

    Attributes:
        key: of the line, `table.column`, or of the axis.
        scenario: nothing for a column of a table.
        start: the first of its cells, counted from 0 along the axis.
        place: its cells in the workbook.
    """

    key: str
    scenario: str
    start: int
    place: Place

    @property
    def cells(self) -> int:
        """How many cells it is."""
        return self.place.rows * self.place.columns

    def holds(self, other: Spot) -> bool:
        """Whether the other is a part of it."""
        same = (self.key, self.scenario) == (other.key, other.scenario)
        return same and self.start <= other.start and other.start + other.cells <= self.start + self.cells


def spot_of(book: Book, row: Row, scenario: str, position: int | None = None) -> Spot:
    """A line as a whole, or one of its cells along its axis."""
    if not row.axis:
        return Spot(row.key, scenario, 0, book.layout.cell(row, scenario))
    run = book.layout.run(row, scenario)
    return Spot(row.key, scenario, position or 0, run if position is None else run.at(position))


def read_by(book: Book, spot: Spot) -> list[Spot]:
    """What the formula in these cells reads, each once, in its order."""
    row = book.template.row(spot.key)
    every = (one for reference in references(row.formula) for one in simple(reference, book.template))
    return list(dict.fromkeys(found for one in every for found in _read(book, row, spot, one)))


def _read(book: Book, row: Row, spot: Spot, reference: str) -> Iterator[Spot]:
    name, _, qualifier = reference.partition("@")
    layout, template, scenario = book.layout, book.template, spot.scenario
    if "." in name:
        table, _, column = name.partition(".")
        yield from _rows(name, layout.tables[table].column(column), qualifier, spot)
    elif name == row.axis:
        here = layout[axis_name(template.sheet_of(row), scenario)]
        yield from _part(name, scenario, here, qualifier, spot)
    elif (positions := positions_of(name, scenario, layout, template)) is not None:
        yield from _part(name, scenario, positions, qualifier, spot)
    elif (other := template.row(name)).axis:
        yield from _part(name, scenario, layout.run(other, scenario), qualifier, spot)
    else:
        wanted = SCENARIOS if qualifier == "all" else (qualifier or scenario,)
        for one in wanted:
            yield Spot(name, one, 0, layout.cell(other, one))


def _rows(key: str, column: Place, qualifier: str, seen_from: Spot) -> Iterator[Spot]:
    """A column of a table, or what a qualifier means of it: the row of a number, that of each position."""
    start, count = 0, column.rows
    if qualifier.isdecimal():
        start, count = int(qualifier) - 1, 1
    elif qualifier == HERE:
        start, count = seen_from.start, seen_from.cells
    count = min(count, column.rows - start)
    if count > 0:  # where the table has no such row, 0 stands for it
        yield Spot(key, "", start, column._replace(row=column.row + start, rows=count))


def _part(key: str, scenario: str, run: Place, qualifier: str, seen_from: Spot) -> Iterator[Spot]:
    """The cells along an axis that a qualifier means."""
    last = run.columns - 1
    parts = {
        "": (seen_from.start, seen_from.cells),
        "all": (0, run.columns),
        "first": (0, 1),
        "last": (last, 1),
        "earlier": (0, last),
        "later": (1, last),
        "todate": (0, seen_from.start + seen_from.cells),
        BEFORE: (0, seen_from.start + seen_from.cells - 1),
    }
    start, count = (int(qualifier) - 1, 1) if qualifier.isdecimal() else parts[qualifier]
    if count:  # before the first position there is none
        yield Spot(key, scenario, start, run.span(start, count))
