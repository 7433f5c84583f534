"""Which number of a plan is looked at: a line, one position of a line along an axis, or its total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner import days
from planner.book.find import Book
from planner.book.read import Inputs
from planner.check.checkers.base import Evaluation
from planner.check.checkers.base import Value as Formula
from planner.check.examine import EngineValues
from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.template.rows import Row
from planner.template.schema import Template
from planner.tried.points import Point, Ref, held
from planner.xlsx.a1 import Address

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.tried.points import Found

ASKED = re.compile(r"\s*(?P<key>\w+)\s*(?:\[(?P<at>[^\]]+)\])?\s*")
TOTAL = "total"
EVERY = -1
"""The position that stands for the sum of all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number of the plan.

    Attributes:
        name: as it was asked for: `minimum_cash`, `closing_cash[2027-06]`, `revenue[total]`.
        at: its position along the axis of its line; None where it has none.
    """

    name: str
    row: Row
    at: int | None = None

    def of(self, found: Found) -> NDArray[np.float64]:
        """Its value at each point."""
        along = found[self.row.key]
        return along.sum(axis=1) if self.at == EVERY else along[:, self.at or 0]

    @property
    def keys(self) -> tuple[str, ...]:
        """The lines that tell it, and by what it is measured."""
        return (self.row.key, self.row.scale) if self.row.scale else (self.row.key,)

    def cells(self, book: Book, level: str) -> list[Address]:
        """The cells of the workbook that show it."""
        if self.at is None:
            place = book.layout.cell(self.row, level)
            return [(place.sheet, place.row, place.column)]
        run = book.layout.run(self.row, level)
        places = range(run.columns) if self.at == EVERY else (self.at,)
        return [(run.sheet, run.row, run.column + across) for across in places]

    def shown(self, evaluation: Evaluation, cells: Sequence[Address]) -> Formula:
        """What the formulas of these cells come to."""
        values = [evaluation.values[at] for at in cells]
        wrong = [value for value in values if not isinstance(value, float)]
        return wrong[0] if wrong else float(sum(values))  # type: ignore[arg-type]

    def size(self, found: Found, number: int, inputs: Inputs, level: str, point: Point) -> float:
        """What a difference at a point is relative to, where that is more than the values themselves."""
        if not self.row.scale:
            return self.row.size
        if self.row.scale not in found:
            typed = point.get(Ref(self.row.scale), held(inputs, level, Ref(self.row.scale)))
            return abs(float(typed or 0))
        along = found[self.row.scale][number]
        one = len(along) == 1 or self.at in {None, EVERY}
        return abs(float(along.sum() if one else along[self.at]))


def outcome_of(book: Book, inputs: Inputs, engine: EngineValues, asked: str) -> Outcome:
    """What was asked for. Raises a PlanError where the plan has no such number."""
    match, template = ASKED.fullmatch(asked), book.template
    key = match["key"] if match else asked.strip()
    rows = {row.key: row for row in template.formulas}
    if match is None or key not in rows:
        raise PlanError(_unknown(book, key, rows))
    row, at = rows[key], match["at"]
    if row.is_text or row.is_date:
        what = "a day" if row.is_date else "a word"
        raise _refused(book, key, f"{key} is {what}, not a number", "Name a line that is a number.")
    if not row.axis:
        if at is not None:
            raise _refused(book, key, f"{key} is one number, not one for each month", f"Name it as {key}.")
        return Outcome(key, row)
    positions = _positions(template, inputs, engine, row)
    if at is None or at.strip() not in positions:
        axis = template.axis(row.axis).label.lower()
        problem = f"has a value for each {axis}" if at is None else f"has no {axis} {quoted(at.strip())}"
        first, last = (list(positions)[number] for number in (1, len(inputs.axes[row.axis])))
        raise _refused(
            book, key, f"{key} {problem}", f"Name it as {key}[{first}] to {key}[{last}], or {key}[{TOTAL}]."
        )
    return Outcome(f"{key}[{at.strip()}]", row, positions[at.strip()])


def _positions(template: Template, inputs: Inputs, engine: EngineValues, row: Row) -> dict[str, int]:
    """How the positions of a line are called: total, 1 and on, and of months 2027-06 too."""
    said = [f"{one:g}" if isinstance(one, float | int) else one for one in inputs.axes[row.axis]]
    named = {TOTAL: EVERY, **{name: number for number, name in enumerate(said)}}
    dated = next((one for one in template.formulas if one.axis == row.axis and one.is_date), None)
    if dated is not None:
        for number, day in enumerate(engine[dated.key, "base"]):
            named.setdefault(days.iso(day)[:7], number)
    return named


def _unknown(book: Book, key: str, rows: dict[str, Row]) -> Problem:
    """What to say of a key that no line has."""
    file = book.source.file
    typed = {row.key for row in book.template.inputs}
    if key in typed:
        message, remedy = f"{key} is an input, not a result", "Name a line that planner calculates."
    else:
        message = f"there is no line {quoted(key)}"
        remedy = did_you_mean(key, rows, "`planner show PATH --json` has every key.")
    return Problem(message, remedy, file, key=key, usage=True)


def _refused(book: Book, key: str, message: str, remedy: str) -> PlanError:
    return PlanError(Problem(message, remedy, book.source.file, key=key, usage=True))
