"""Points that the workbook's own formulas are asked about, and whether they come to what the engine says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from planner.book.edits import Edits
from planner.book.find import Book
from planner.book.read import Inputs, Scalar, follows_base
from planner.check.checkers.base import Cells, Evaluation, by_sheet
from planner.check.checkers.base import Value as Formula
from planner.check.compare import agree
from planner.check.whatif import Model
from planner.layout.places import Place
from planner.tried.outcomes import Outcome
from planner.tried.points import Point, Ref, at_points, held
from planner.xlsx.patch import Edit

if TYPE_CHECKING:
    pass

Evaluate = Callable[[Iterable[Edits], Cells], Iterator[Evaluation]]
"""The values of cells with each of several edits in the workbook."""


class Witnessed(NamedTuple):
    """A result at a point, by the engine and by the formulas of the workbook."""

    outcome: Outcome
    point: Point
    engine: float
    formula: Formula
    agrees: bool


def witnessed(
    book: Book, model: Model, level: str, points: Sequence[Point], outcomes: Sequence[Outcome], ask: Evaluate
) -> list[Witnessed]:
    """Every result at every point, asked of the formulas. Where the engine has none, neither have they."""
    if not points:
        return []
    inputs = model.inputs
    known = {row.key for row in book.template.formulas}
    keys = {key for outcome in outcomes for key in outcome.keys if key in known}
    found = at_points(model, level, points, keys)
    cells = {outcome.name: outcome.cells(book, level) for outcome in outcomes}
    wanted = by_sheet(dict.fromkeys(at for each in cells.values() for at in each))
    told = []
    for number, evaluation in enumerate(ask(_edits(book, inputs, level, points), wanted)):
        for outcome in outcomes:
            engine = float(outcome.of(found)[number])
            formula = outcome.shown(evaluation, cells[outcome.name])
            size = outcome.size(found, number, inputs, level, points[number])
            fits = not isinstance(formula, float) if isnan(engine) else agree(formula, engine, size)
            told.append(Witnessed(outcome, points[number], engine, formula, fits))
    return told


def place_of(book: Book, ref: Ref, level: str) -> Place:
    """The cell that a level reads: its own, or that of the base where it follows this one."""
    if ref.row is not None:
        table, _, column = ref.key.partition(".")
        return book.layout.tables[table].cell(column, ref.row)
    row = book.template.row(ref.key)
    return book.layout.cell(row, typed_at(book, ref, level))


def typed_at(book: Book, ref: Ref, level: str) -> str:
    """The level whose cell holds an input of this level."""
    return "base" if follows_base(book, book.template.row(ref.key), level) else level


def _edits(book: Book, inputs: Inputs, level: str, points: Sequence[Point]) -> Iterator[Edits]:
    """What is typed for each point: its own values, and what stood there where an earlier point was typed."""
    touched = list(dict.fromkeys(ref for point in points for ref in point))
    for point in points:
        edits = Edits()
        for ref in touched:
            value: Scalar | None = point.get(ref, held(inputs, level, ref))
            if value is not None:
                place = place_of(book, ref, level)
                edits.put(place.sheet, place.row, place.column, Edit(value, "drop"))
        yield edits
