"""The use case sweep: a plan or a preset at every combination of inputs, computed by the engine at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner import days
from planner.book.read import Scalar
from planner.check.whatif import grid
from planner.problems import InputError, Problem
from planner.results.frames import gridded
from planner.template.rows import Row
from planner.usecases.asked import judged, known_keys, known_scenario, model_of

if TYPE_CHECKING:
    import pandas as pd

MOST_POINTS = 1_000_000
"""Rows that a sweep may have: the engine takes minutes for them, and a table of 100 columns a gigabyte."""


def sweep(
    plan: Path | str,
    inputs: Mapping[str, Iterable[str | float | bool | date]],
    keys: Collection[str] | None = None,
    *,
    scenario: str = "base",
    password: str | None = None,
) -> pd.DataFrame:
    """Compute a plan at every combination of inputs: a row for each, the last input varying fastest.

    Columns are the inputs, then the results; a result that cannot be computed at a point is NaN there.

    Args:
        plan: the name of a preset, or the path of a plan.
        inputs: `key` -> the values that it takes in turn.
        keys: the results, each one number; by default all outputs and checks that are.
        scenario: `low`, `base` or `high`.
        password: of an encrypted plan.

    Raises:
        UnknownKeyError: there is no such preset, input, line or scenario.
        InputError: a value does not fit its input, an input has no values, or there are too many points.
        PlanError: the plan cannot be used.
    """
    known_scenario(scenario)
    model = model_of(plan, password)
    swept = judged(model, _listed(inputs))
    default = [row.key for row in model.template.formulas if row.kind != "calc" and not row.axis]
    wanted = known_keys(model, default if keys is None else keys)
    found = grid(model, scenario, swept, wanted)
    return gridded({key: _shown(model.template.row(key), column) for key, column in swept.items()}, found)


def _shown(row: Row, column: Sequence[Scalar]) -> list[Any]:
    """The values of an input as Python has them: days as dates."""
    return [days.moment(at).date() if row.is_date and isinstance(at, float) else at for at in column]


def _listed(
    inputs: Mapping[str, Iterable[str | float | bool | date]],
) -> dict[str, list[str | float | bool | date]]:
    """The values of each input. Raises InputError where one has none, or all together too many."""
    lists, problems = dict[str, list[str | float | bool | date]](), []
    for key, values in inputs.items():
        lists[key] = [] if isinstance(values, str) or not isinstance(values, Iterable) else list(values)
        if not lists[key]:
            problems.append(Problem(f"{key} has no list of values", "Give a list such as [1, 2].", key=key))
    points = prod(map(len, lists.values()))
    if points > MOST_POINTS:
        message = f"the sweep has {points:,} points, expected at most {MOST_POINTS:,}"
        problems.append(Problem(message, "Give fewer values."))
    if problems:
        raise InputError(problems)
    return lists
