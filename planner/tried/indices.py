"""Morris indices of what moves the results of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.book.read import Scalar
from planner.check.whatif import Model
from planner.results.moved import stands_for_zero
from planner.results.sensitivity import Index, Tornado
from planner.tried.morris import Effects, effects, trajectories
from planner.tried.outcomes import Outcome
from planner.tried.points import Ref, at_points, held
from planner.tried.tornado import told
from planner.tried.variables import LEVEL, Varied, is_day, of_ref

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMALLEST = 1e-12
"""An effect below this share of the largest is none."""


def with_indices(
    model: Model, outcomes: Sequence[Outcome], made: Sequence[Tornado], tried: Sequence[Varied]
) -> list[Tornado]:
    """The tornadoes with the indices of every input that has a bar in one of them, most first."""
    names = {bar.name for tornado in made for bar in tornado.bars}
    moving = [one for one in tried if one.name in names]
    if not moving:
        return list(made)
    points, orders = trajectories(len(moving))
    plans = [_at(model, moving, place) for place in points.tolist()]
    found = at_points(model, LEVEL, plans, [outcome.row.key for outcome in outcomes])
    indexed = []
    for tornado, outcome in zip(made, outcomes, strict=True):
        results = _numbers(model, outcome, outcome.of(found))
        indexed.append(replace(tornado, morris=_sorted(moving, effects(points, orders, results))))
    return indexed


def _sorted(moving: Sequence[Varied], found: Sequence[Effects | None]) -> tuple[Index, ...]:
    indices = [Index(one.name, *of) for one, of in zip(moving, found, strict=True) if of is not None]
    most = max((one.mu_star for one in indices), default=0.0)
    return tuple(
        sorted((one for one in indices if one.mu_star > SMALLEST * most), key=lambda one: -one.mu_star)
    )


def _at(model: Model, moving: Sequence[Varied], place: Sequence[float]) -> dict[Ref, Scalar]:
    """The plan with every input somewhere from its low value, at 0, to its high one, at 1.

    A number moves along; words, days and rows of several cells have only their three values.
    """
    point: dict[Ref, Scalar] = {}
    for one, share in zip(moving, place, strict=True):
        along = _along(model, one, share)
        if along is not None:
            point |= along
            continue
        end = one.low if share < 1 / 4 else one.high if share > 3 / 4 else {}
        for ref in dict.fromkeys((*one.low, *one.high)):
            value = end.get(ref, held(model.inputs, LEVEL, ref))
            if value is not None:
                point[ref] = value
    return point


def _along(model: Model, one: Varied, share: float) -> dict[Ref, Scalar] | None:
    """A number between its low and its high value, whole where it has to be; None of anything else."""
    ref = next(iter(one.low or one.high))
    low, _, high = one.values or (None, None, None)
    if not isinstance(low, float) or not isinstance(high, float) or is_day(of_ref(model.template, ref)):
        return None
    value = low + share * (high - low)
    return {ref: float(round(value)) if of_ref(model.template, ref).whole else value}


def _numbers(model: Model, outcome: Outcome, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Results, without those that say that there is none."""
    import numpy as np

    return np.where(values == 0, np.nan, values) if stands_for_zero(told(model, outcome)[0]) else values
