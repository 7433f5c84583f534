"""The use case solve: the value of an input at which a result meets a condition, and a hair less does not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner import days
from planner.check.compare import agree
from planner.problems import PlanError, Problem
from planner.results.levels import LEVELS
from planner.results.moved import stands_for_zero
from planner.results.solved import EVERYWHERE, NOWHERE, SOLVED, Looked, Solved, Tried
from planner.results.statuses import AGREES, PROBLEMS
from planner.template.rows import Column, Row
from planner.tried.condition import Condition, condition_of
from planner.tried.named import Named, named, value_of
from planner.tried.points import Point, at_points, held
from planner.tried.roots import Bracket
from planner.tried.solving import Found, Range, smooth, solved
from planner.tried.tornado import told
from planner.tried.variables import is_day
from planner.tried.witness import Witnessed, typed_at, witnessed
from planner.usecases.asked import Given, known_scenario
from planner.usecases.often import Often
from planner.usecases.set_inputs import set_inputs
from planner.usecases.simulate import risk_of
from planner.usecases.trying import Opened, apart_of, opened_plan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


DRAWS = 1_000
BY_WORD = {word.casefold(): key for key, word in LEVELS.items()}

FAR = 1e6
"""How many times what stands there an input without bounds may become."""


def solve(
    path: Path | str,
    key: str,
    until: str,
    *,
    level: str = "base",
    between: tuple[Given, Given] | None = None,
    write: bool = False,
    backup: bool = True,
    password: str | None = None,
    probability: float | None = None,
    draws: int = DRAWS,
) -> Solved:
    """The value of an input at which a condition begins to be met. Reads only, unless it is to be written.

    Args:
        key: the input, as `planner set` names it: a number or a day, or a cell of a table that is one.
        until: the condition, such as `minimum_cash>=0` or `closing_cash[2027-06]>5e6`.
        level: `low`, `base` or `high`, or Favourable, Base or Adverse: where it is to be met.
        between: the first and last value that may be the answer; the bounds of the input where left out.
        write: type the answer into the plan, as `set_inputs` does.
        backup: keep the version before that as `NAME.bak.xlsx`.
        password: of an encrypted workbook, which stays encrypted.
        probability: in what share of the draws of a simulation it is to be met, in the place of a level.
        draws: how many, the same ones at every value of the input.
    """
    level = BY_WORD.get(level.casefold(), level)
    try:
        known_scenario(level)
        with opened_plan(path, password) as plan:
            found = _solved(plan, key, until, level, between, (probability, draws))
    except PlanError as error:
        return Solved(str(path), PROBLEMS, level=level, problems=error.problems)
    if not write or not found.ok or found.answer is None:
        return found
    return _written(found, found.answer.value, path, backup, password)


def _solved(
    plan: Opened,
    key: str,
    until: str,
    level: str,
    ends: tuple[Given, Given] | None,
    drawn: tuple[float | None, int],
) -> Solved:
    one, file = named(plan.book, key), plan.book.source.file
    condition = condition_of(until, plan.outcome, plan.book.template, file)
    within = _range(plan, one, level, ends)
    asked = _Asked(plan, one, condition, level, _often(plan, one, condition, level, drawn))
    found = solved(asked.results, condition, within)
    answer = asked.told(found, within.present)
    return answer if found.bracket is None else asked.answered(answer, found, found.bracket)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is solved: a plan, an input of it, a condition and the level at which it is to be met."""

    plan: Opened
    one: Named
    condition: Condition
    level: str
    often: Often | None = None

    def results(self, values: Sequence[float]) -> NDArray[np.float64]:
        """The result at each of several values of the input.

        A 0 that says that there is none, such as of a break-even month, is no number beside any other.
        """
        import numpy as np

        if self.often is not None:
            return self.often.results(values)
        outcome = self.condition.outcome
        points = [{self.one.ref: value} for value in values]
        found = outcome.of(at_points(self.plan.model, self.level, points, [outcome.row.key]))
        never = self.condition.number and stands_for_zero(told(self.plan.model, outcome)[0])
        return np.where(found == 0, np.nan, found) if never else found

    def shown(self, value: float) -> float | str:
        """A value of the input, of a day as people write it."""
        return days.iso(value) if is_day(self.one.of) else value

    def told(self, found: Found, present: float | None) -> Solved:
        """What was asked, and what was seen before anything is put back."""
        plan, one, often = self.plan, self.one, self.often
        template, outcome = plan.book.template, self.condition.outcome
        label, _, look = told(plan.model, outcome)
        return Solved(
            plan.book.source.file,
            EVERYWHERE if any(found.met) else NOWHERE,
            *(one.name, self.condition.written, outcome.name, label, self.level),
            "" if one.ref.row is not None else typed_at(plan.book, one.ref, self.level),
            present=self.tried(present),
            nearest=None if found.best is None else self.tried(found.best),
            looked=self.looked(found),
            notes=plan.notes,
            language=template.language,
            formats=(template.format_of(one.of), look),
            probability=often.probability if often else None,
            draws=often.draws if often else 0,
        )

    def looked(self, found: Found) -> Looked:
        """What was looked at."""
        first, last = self.shown(found.values[0]), self.shown(found.values[-1])
        return Looked(first, last, len(found.values), found.moves, found.crossings)

    def tried(self, value: float | None) -> Tried:
        """A value of the input with the result there; where none stands, as the plan is."""
        shown = None if value is None else self.shown(value)
        if self.often is not None:
            if value is None:
                return Tried(None, None)
            result, _, share = self.often.sorted_at(value)
            return Tried(shown, None if math.isnan(result) else result, share, self.often.error(share))
        points = [{} if value is None else {self.one.ref: value}]
        outcome = self.condition.outcome
        found = float(outcome.of(at_points(self.plan.model, self.level, points, [outcome.row.key]))[0])
        return Tried(shown, None if math.isnan(found) else found)

    def answered(self, so_far: Solved, found: Found, bracket: Bracket) -> Solved:
        """The answer and its neighbour, put back into the workbook and asked of its formulas."""
        outside, inside = bracket
        answer, beyond = self.tried(inside), self.tried(outside)
        if self.condition.sign == "=" and answer.result != self.condition.number:
            answer, beyond = sorted((answer, beyond), key=self._off)
            if not smooth(found, _result(beyond), _result(answer)):
                return replace(so_far, status=NOWHERE, nearest=answer)
        points = [self._point(value) for value in (inside, outside)]
        outcomes = [self.condition.outcome]
        checked = witnessed(self.plan.book, self.plan.model, self.level, points, outcomes, self.plan.formulas)
        wrong = [one for one in checked if not (one.agrees and self._as_engine(one))]
        return replace(
            so_far,
            status=SOLVED,
            answer=answer,
            beyond=beyond,
            checked={"values": len(checked), AGREES: len(checked) - len(wrong)},
            apart=tuple(apart_of(self.plan, one) for one in wrong),
            checker=self.plan.checker,
        )

    def _point(self, value: float) -> Point:
        """The plan with this value; of draws, in the one that decides."""
        return {self.one.ref: value} if self.often is None else self.often.point(value)

    def _off(self, one: Tried) -> float:
        return abs(_result(one) - self.condition.number)

    def _as_engine(self, one: Witnessed) -> bool:
        """Whether the formulas meet the condition where the engine does, as far as nine digits can tell."""
        import numpy as np

        if not isinstance(one.formula, float):
            return math.isnan(one.engine)
        condition = self.condition.rising() if self.condition.sign == "=" else self.condition
        engine, formula = condition.met(np.array([one.engine, one.formula])).tolist()
        return bool(engine == formula) or agree(one.formula, condition.number)


def _often(
    plan: Opened, one: Named, condition: Condition, level: str, drawn: tuple[float | None, int]
) -> Often | None:
    """The draws of a plan, where a probability is asked for. Raises PlanError where they cannot be."""
    probability, draws = drawn
    if probability is None:
        return None
    if level != "base":
        message = "a probability takes the place of a level"
        raise PlanError(Problem(message, "Leave out --level.", plan.book.source.file, usage=True))
    return Often(risk_of(plan.reading, None), one, condition, probability, draws)


def _result(one: Tried) -> float:
    return math.inf if one.result is None else one.result


def _range(plan: Opened, one: Named, level: str, ends: tuple[Given, Given] | None) -> Range:
    """The values that the input may take. Raises a PlanError where it is no number."""
    of, file = one.of, plan.book.source.file
    day = is_day(of)
    if not day and (of.type != "number" if isinstance(of, Column) else of.is_text):
        message, remedy = f"{one.name} is a choice", "Name an input that is a number or a day."
        raise PlanError(Problem(message, remedy, file, key=one.name, usage=True))
    present = held(plan.reading.inputs, level, one.ref)
    stands = present if isinstance(present, float) else None
    low, high = _bounds(of, stands)
    if ends is not None:
        low, high = (float(value_of(plan.book, plan.reading.inputs, one, end)) for end in ends)
        if not low < high:
            message = f"there is nothing between {ends[0]} and {ends[1]}"
            raise PlanError(Problem(message, "Name the lower end first.", file, key=one.name, usage=True))
    return Range(low, high, stands, steps=of.whole or day, day=day, given=ends is not None)


def _bounds(of: Row | Column, present: float | None) -> tuple[float, float]:
    """The bounds of an input; where it has none, far from what stands there."""
    if is_day(of):
        return float(of.min or 1), float(of.max or days.LAST_DAY)
    far = FAR * max(abs(present or 0.0), 1.0)
    return (-far if of.min is None else float(of.min)), (far if of.max is None else float(of.max))


def _written(
    found: Solved, answer: float | str | None, path: Path | str, backup: bool, password: str | None
) -> Solved:
    """The answer typed into the plan, where the level reads it."""
    scenario = found.typed_at if found.typed_at in LEVELS else None
    result = set_inputs(path, {found.key: answer}, scenario=scenario, backup=backup, password=password)
    return replace(
        found,
        written=result,
        problems=result.problems,
        status=found.status if not result.problems else PROBLEMS,
        notes=(*found.notes, *result.notes),
    )
