"""A condition that is to be met in so many of the draws: the same draws at every value of an input."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.check.whatif import Model
from planner.problems import PlanError, Problem
from planner.risk.drawing import draw_of, draws_of
from planner.risk.engine import Engine
from planner.risk.sampling import Counting
from planner.risk.statistics import chance_error
from planner.risk.telling import Risk
from planner.risk.uncertain import UNIFORM, Uncertain
from planner.template.rows import Row
from planner.tried.condition import Condition
from planner.tried.named import Named
from planner.tried.points import Point, Ref
from planner.tried.variables import is_day

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_DRAWS = 100_000
"""Each of some hundred values takes as many."""


@dataclass(slots=True)
class Often:
    """The result that so many of the draws reach at each value of an input.

    Of a result that is to be at least a number, that is the one which the best `probability` of the draws
    reach; of one that is to be at most a number, the one under which they stay. So the condition is met by it
    where it is met in as many draws.
    """

    risk: Risk
    one: Named
    condition: Condition
    probability: float
    draws: int
    _drawn: dict[str, NDArray[np.float64]] = field(init=False)
    _engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self._refuse_unfit()
        rows, reading = self.risk.rows, self.risk.reading
        self._drawn = draws_of(rows, Counting(rows, self.risk.seed).shares(0, self.draws))
        model = Model(self.risk.book.source.file, self.risk.book.template, reading.inputs)
        self._drawn.pop(self.one.name, None)
        others = [row for row in rows if row.name != self.one.name]
        self._engine = Engine(model, [*others, self._solved()], [self.condition.outcome.row.key], [])

    def results(self, values: Sequence[float]) -> NDArray[np.float64]:
        """The result that so many draws reach, at each of several values."""
        import numpy as np

        return np.array([self.sorted_at(value)[0] for value in values])

    def sorted_at(self, value: float) -> tuple[float, int, float]:
        """That result, the position of the draw that has it, and in what share of the draws it is met."""
        import numpy as np

        found = self._at(value)
        worst = -np.inf if self._is_least else np.inf
        known = np.where(np.isfinite(found), found, worst)  # what cannot be computed does not meet it
        order = np.argsort(known if self._is_least else -known, kind="stable")
        at = int(order[self.draws - math.ceil(self.probability * self.draws - 1e-9)])
        share = float(self.condition.met(known).mean())
        return (float(known[at]) if math.isfinite(known[at]) else math.nan), at, share

    def error(self, share: float) -> float:
        """The standard error of that share."""
        return chance_error(share, self.draws)

    def point(self, value: float) -> Point:
        """The plan in the draw that decides, with this value of the input."""
        at = self.sorted_at(value)[1]
        rows = [row for row in self.risk.rows if row.name != self.one.name]
        drawn = draw_of(rows, self._drawn, at)
        return {**{ref_of(row): drawn[row.name] for row in rows}, self.one.ref: value}

    @property
    def _is_least(self) -> bool:
        return self.condition.sign in {">=", ">"}

    def _at(self, value: float) -> NDArray[np.float64]:
        import numpy as np

        drawn = self._drawn | {self.one.name: np.full(self.draws, value)}
        found: NDArray[np.float64] = self._engine.evaluated(drawn).results[self.condition.outcome.row.key]
        return found

    def _solved(self) -> Uncertain:
        """The input that is solved, as the engine takes one whose values differ from draw to draw."""
        return Uncertain(self.one.name, UNIFORM, 0.0, 0.0, 0.0, self.one.of, 0, where=where_of(self.one))

    def _refuse_unfit(self) -> None:
        """Raises PlanError where what is asked for cannot be said of draws."""
        file, row = self.risk.book.source.file, self.condition.outcome.row
        if not 0 < self.probability <= 1:
            message = f"probability: {self.probability:g} asked for, expected more than 0, and 1 at most"
            raise PlanError(Problem(message, "Give a number such as 0.9.", file))
        if not 1 <= self.draws <= MOST_DRAWS:
            message = f"draws: {self.draws:,} asked for, expected 1 to {MOST_DRAWS:,}"
            raise PlanError(Problem(message, f"Give a number from 1 to {MOST_DRAWS:,}.", file))
        if self.condition.sign == "=":
            message, remedy = "no draw but one meets an equality", "Ask for >= or <=."
            raise PlanError(Problem(message, remedy, file, usage=True))
        if row.axis:
            message = f"{row.key} has a value for each {row.axis}, and a result of a draw is one number"
            raise PlanError(
                Problem(message, "Name a line that is one number.", file, key=row.key, usage=True)
            )
        if is_day(self.one.of):
            message, remedy = f"{self.one.name} is a day, and draws know only numbers", "Name a number."
            raise PlanError(Problem(message, remedy, file, key=self.one.name, usage=True))


def ref_of(row: Uncertain) -> Ref:
    """Where an uncertain input stands, as trying inputs has it."""
    return Ref(row.name) if row.where is None else Ref(f"{row.where[0]}.{row.where[1]}", row.where[2])


def where_of(one: Named) -> tuple[str, str, int] | None:
    """Where an input stands, as drawing has it."""
    if isinstance(one.of, Row) or one.ref.row is None:
        return None
    table, _, column = one.ref.key.partition(".")
    return table, column, one.ref.row
