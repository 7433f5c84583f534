"""Fits the constants of a step on published layouts; each paper is predicted without its own rows.

Least absolute error of the logarithm, each constant pulled to a first guess. A paper weighs the square root
of its rows. Stacks that their owner tuned are tested and not fitted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from planner.reference.fitting.resampling import group_weights, shared_band
from planner.reference.layout import MeasuredStep, StepFit, load_layouts, step_tflops

FIRST = StepFit(
    arithmetic_efficiency=0.62,
    link_efficiency=0.6,
    network_efficiency=0.7,
    activation_bytes=200.0,
    layer_s=3e-4,
)
PULL = 0.5
NAMES = ("arithmetic_efficiency", "link_efficiency", "network_efficiency", "activation_bytes", "layer_s")
FIRST_STEP, SHORTEST = 0.2, 1e-3  # of the search, in ln units


def step_residual(row: MeasuredStep, fit: StepFit) -> float:
    """ln(measured over predicted TFLOP/s)."""
    return math.log(row.model_tflops / step_tflops(row.layout, row.chip, fit))


def fit_steps(rows: Sequence[MeasuredStep]) -> StepFit:
    """The constants that come nearest to the steps whose stack nobody tuned."""
    fitted = [row for row in rows if not row.tuned]
    weights = group_weights([row.paper for row in fitted])

    def worth(moved: Sequence[float]) -> float:
        fit = _made(moved)
        off = [abs(step_residual(row, fit)) for row in fitted]
        return float(sum(weights * off)) + PULL * sum(by * by for by in moved)

    return _made(_least(worth))


def _made(moved: Sequence[float]) -> StepFit:
    known = zip(NAMES, moved, strict=True)
    return StepFit(**{name: getattr(FIRST, name) * math.exp(by) for name, by in known})


def _least(worth: Callable[[Sequence[float]], float]) -> list[float]:
    """One constant at a time is moved up or down as long as that helps, by ever shorter steps."""
    best, step = [0.0] * len(NAMES), FIRST_STEP
    least = worth(best)
    while step > SHORTEST:
        tried = [
            [value + (side * step if place == at else 0.0) for place, value in enumerate(best)]
            for at in range(len(NAMES))
            for side in (1, -1)
        ]
        found = min(tried, key=worth)
        if worth(found) < least:
            best, least = found, worth(found)
        else:
            step /= 2
    return best


def left_out_steps(rows: Sequence[MeasuredStep]) -> dict[str, float]:
    """Residual of every row, tuned stacks too, under the fit without its paper."""
    found: dict[str, float] = {}
    for paper in sorted({row.paper for row in rows}):
        fit = fit_steps([row for row in rows if row.paper != paper])
        found.update({row.id: step_residual(row, fit) for row in rows if row.paper == paper})
    return found


def _with_band(rows: Sequence[MeasuredStep]) -> StepFit:
    found = left_out_steps(rows)
    groups = [(row.paper, row.tuned) for row in rows]
    low, high = shared_band([found[row.id] for row in rows], groups)
    return replace(fit_steps(rows), low_factor=math.exp(low), high_factor=math.exp(high))


@cache
def fit_layouts() -> StepFit:
    """The constants and the band, on everything in the package."""
    return _with_band(load_layouts())


@cache
def fit_steps_without(organisation: str, paper: str) -> StepFit:
    """The constants and the band, in which nothing of that organisation or paper had a part."""
    rest = [row for row in load_layouts() if organisation != row.organisation and paper != row.paper]
    return _with_band(rest)
