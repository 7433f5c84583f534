"""One result of a plan at every combination of two inputs, with its corners asked of the formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from planner.book.read import Scalar
from planner.problems import PlanError, Problem
from planner.results.sensitivity import SENSED, Sensitivity
from planner.tried.named import Named, named, value_of
from planner.tried.outcomes import Outcome
from planner.tried.points import Point
from planner.tried.tornado import gridded
from planner.tried.variables import LEVEL
from planner.tried.witness import witnessed
from planner.usecases.asked import Given
from planner.usecases.trying import Opened, with_checked

MOST_CELLS = 10_000
"""Of a grid: 100 values of each input."""


def gridded_plan(plan: Opened, keys: Sequence[str], grid: Mapping[str, Iterable[Given]]) -> Sensitivity:
    """The grid, its corners checked. Raises PlanError where two inputs and one result were not named."""
    outcome, (first, second) = _asked(plan, keys, grid)
    down, across = (
        [value_of(plan.book, plan.reading.inputs, one, given) for given in values]
        for one, values in zip((first, second), grid.values(), strict=True)
    )
    if not down or not across or len(down) * len(across) > MOST_CELLS:
        message = f"the grid has {len(down) * len(across):,} cells, expected 1 to {MOST_CELLS:,}"
        raise _refused(plan, message, "Give each input some values.")
    template = plan.book.template
    formats = template.format_of(first.of), template.format_of(second.of)
    names, refs = (first.name, second.name), (first.ref, second.ref)
    made = gridded(plan.model, outcome, names, refs, (down, across), formats)
    corners: list[Point] = [
        {first.ref: one, second.ref: other} for one in _ends(down) for other in _ends(across)
    ]
    told = witnessed(plan.book, plan.model, LEVEL, corners, [outcome], plan.formulas)
    return with_checked(Sensitivity(plan.book.source.file, SENSED, grid=made, tried=2), plan, told)


def _asked(plan: Opened, keys: Sequence[str], grid: Iterable[str]) -> tuple[Outcome, tuple[Named, Named]]:
    """The one result and the two inputs."""
    asked, names = list(keys) or [plan.book.template.key_numbers[0].key], list(grid)
    if len(asked) != 1 or len(names) != 2:
        message = f"a grid takes one result and two inputs, not {len(asked)} and {len(names)}"
        raise _refused(plan, message, "Name one result, and two inputs that differ.")
    outcome = plan.outcome(asked[0])
    first, second = (named(plan.book, name) for name in names)
    if first.ref == second.ref:
        raise _refused(plan, f"{first.name} is both inputs of the grid", "Name two inputs.")
    return outcome, (first, second)


def _refused(plan: Opened, message: str, remedy: str) -> PlanError:
    return PlanError(Problem(message, remedy, plan.book.source.file, usage=True))


def _ends(values: Sequence[Scalar]) -> list[Scalar]:
    return [values[0], values[-1]] if len(values) > 1 else [values[0]]
