"""Plans as the engine knows them, and one of their numbers with cells typed over: a second way to a point."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from planner.book.find import Book
from planner.check.whatif import Model, evaluated, of_preset
from planner.template.load import load_preset, load_template
from planner.tried.points import Point


@cache
def model(preset: str) -> Model:
    """A preset. Not to be changed."""
    return of_preset(load_template(), load_preset(preset))


def typed_into(of: Model, point: Point) -> Model:
    """The same plan with values of its base and of its tables typed over."""
    inputs = deepcopy(of.inputs)
    for ref, value in point.items():
        if ref.row is None:
            inputs.scalars["base"][ref.key] = value
            continue
        table, _, column = ref.key.partition(".")
        cells: list[Any] = list(inputs.tables[table][column])
        cells[ref.row] = value
        inputs.tables[table][column] = tuple(cells)
    return Model(of.name, of.template, inputs)


def alone(of: Model, point: Point) -> dict[str, float | tuple[float, ...]]:
    """Every line at one point, by an evaluation of its own."""
    return evaluated(typed_into(of, point), "base", {})


def book_of(path: Any) -> Book:
    """The plan in a file."""
    from planner.book.find import find
    from planner.xlsx.package import open_package

    return find(open_package(path))
