"""The tree from a result to its inputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from planner.book.find import Book
from planner.book.read import Inputs
from planner.book.row_names import row_names
from planner.explain.effects import Effects
from planner.explain.expanded import simple
from planner.explain.sources import source_of
from planner.explain.spots import Spot, read_by
from planner.explain.wording import in_words, label_of
from planner.layout.places import Place
from planner.results.explain import Content, Part, Step
from planner.template.references import REFERENCE
from planner.template.rows import Row, Table
from planner.xlsx.cell import CellError

ADDS = re.compile(r"\bSUM\(\{([a-z0-9_]+@(?:all|todate|earlier|later|grid))\}\)")
"""A sum of a line along its axis."""

TERMS = re.compile(r"[\s+-]*")
"""What stands between the terms of a formula that only adds and takes away."""


@dataclass(slots=True)
class Tree:
    """Makes parts; those of one cell are made once, where the reader meets it first.

    Attributes:
        words: the texts of explanations by key, in the language of the plan.
        depth: how many levels below the result; None for all.
        effects: on the result, for the order of parts; None for the order of the formula.
    """

    book: Book
    inputs: Inputs
    words: Mapping[str, str]
    depth: int | None
    effects: Effects | None = None
    result: Spot | None = None
    _seen: set[Spot] = field(default_factory=set)
    _above: list[Spot] = field(default_factory=list)

    def of(self, result: Spot) -> Part:
        """The tree of a result."""
        self.result = result
        return self._part(result, 0, adds=False)

    def _part(self, spot: Spot, level: int, *, adds: bool) -> Part:
        part = self._bare(spot, adds=adds)
        row = self._row(spot)
        if row is None or row.is_input:
            return part
        if spot in self._seen or any(one.holds(spot) for one in self._above):  # it looks back at itself
            return replace(part, again=True)
        if level == self.depth:
            return replace(part, cut=True)
        self._seen.add(spot)
        self._above.append(spot)
        summed = self._summed(row)
        children = sorted(read_by(self.book, spot), key=self._rank)
        terms = adds and all(map(TERMS.fullmatch, REFERENCE.split(row.formula)[::2]))
        below = [
            self._part(one, level + 1, adds=one.key in summed or (terms and one.cells == spot.cells))
            for one in children
        ]
        self._above.pop()
        return replace(part, of=tuple(below))

    def _summed(self, row: Row) -> set[str]:
        """The lines whose sum along their axis a formula takes."""
        every = (one for sum_of in ADDS.findall(row.formula) for one in simple(sum_of, self.book.template))
        return {one.partition("@")[0] for one in every}

    def _rank(self, spot: Spot) -> float:
        return -abs(self._effect(spot) or 0)

    def _effect(self, spot: Spot) -> float | None:
        if self.effects is None or self.result is None or spot.scenario not in {"", self.result.scenario}:
            return None
        if self._is_nothing(spot):
            return None
        single = self.result.cells == 1
        return self.effects.of(spot.key, self.result.key, self.result.start if single else None)

    def _is_nothing(self, spot: Spot) -> bool:
        """Whether its cells hold no number but 0, of which one per cent is nothing."""
        values = [content(self.book, cell) for cell in cells_of(spot.place)]
        return not any(isinstance(value, float | int) and value for value in values)

    def _row(self, spot: Spot) -> Row | None:
        """The line that it is of; None of a column of a table and of positions."""
        return None if is_column(spot) or is_axis(self.book, spot.key) else self.book.template.row(spot.key)

    def _bare(self, spot: Spot, *, adds: bool) -> Part:
        template, row = self.book.template, self._row(spot)
        one_cell = spot.cells == 1
        along = () if one_cell else self._along(spot)
        return Part(
            key=spot.key,
            label=label_of(template, spot.key),
            unit=self._unit(spot, row),
            kind=row.kind if row else "table" if is_column(spot) else "axis",
            scenario=spot.scenario,
            position=self._position(spot) if one_cell and row and row.axis else None,
            value=content(self.book, spot.place) if one_cell else None,
            total=_total(along) if adds and along else None,
            sheet=spot.place.sheet,
            cell=spot.place.a1,
            formula=in_words(row.formula, template, self.words) if row else "",
            source=source_of(self.book, row, spot),
            format=self._format(spot, row),
            effect=self._effect(spot) if self.result != spot else None,
            along=along,
        )

    def _along(self, spot: Spot) -> tuple[Step, ...]:
        places = cells_of(spot.place)
        names: list[Any] = self._names(spot)
        return tuple(
            Step(name, content(self.book, place), place.a1) for name, place in zip(names, places, strict=True)
        )

    def _names(self, spot: Spot) -> list[Any]:
        if is_column(spot):
            names = row_names(self.book, table_of(self.book, spot))
            return names[spot.start : spot.start + spot.cells]
        positions = self.inputs.axes[self._axis(spot)]
        return list(positions[spot.start : spot.start + spot.cells])

    def _position(self, spot: Spot) -> float | str:
        return self.inputs.axes[self._axis(spot)][spot.start]

    def _axis(self, spot: Spot) -> str:
        return spot.key if is_axis(self.book, spot.key) else self.book.template.row(spot.key).axis

    def _unit(self, spot: Spot, row: Row | None) -> str:
        if row:
            return unit_of(self.book, self.inputs, row)
        if is_column(spot):
            return table_of(self.book, spot).column(spot.key.partition(".")[2]).shown_unit
        return ""

    def _format(self, spot: Spot, row: Row | None) -> str:
        template = self.book.template
        if row:
            return template.format_of(row)
        if is_column(spot):
            return template.format_of(table_of(self.book, spot).column(spot.key.partition(".")[2]))
        return template.format_of(template.axis(spot.key))


def unit_of(book: Book, inputs: Inputs, row: Row) -> str:
    """The unit of a line, amounts of money in the currency that the plan reports in."""
    return book.template.unit_in(row, inputs.scalars["base"][book.template.said.currency])


def is_column(spot: Spot) -> bool:
    """Whether it is a column of a table."""
    return "." in spot.key


def is_axis(book: Book, key: str) -> bool:
    """Whether a key is an axis's."""
    return any(axis.key == key for _, axis in book.template.axes)


def table_of(book: Book, spot: Spot) -> Table:
    """The table of a column."""
    return book.template.table(spot.key.partition(".")[0])


def cells_of(place: Place) -> list[Place]:
    """Its cells one by one."""
    return [place.at(across, down) for down in range(place.rows) for across in range(place.columns)]


def content(book: Book, place: Place) -> Content:
    """What the workbook holds in a cell; an error as its word."""
    value = book.cell(place).value
    if isinstance(value, bool):
        return float(value)
    return str(value) if isinstance(value, CellError) else value


def _total(along: tuple[Step, ...]) -> float:
    return sum(step.value for step in along if isinstance(step.value, float | int))
