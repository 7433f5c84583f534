"""What moves a result: each input alone at its low and high value, sorted by how far the result moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.check.whatif import Model
from planner.results.moved import stands_for_zero
from planner.results.sensitivity import Bar, Grid, Spider, Tornado
from planner.tried.outcomes import Outcome
from planner.tried.points import Point, Ref, at_points
from planner.tried.variables import LEVEL, Varied

if TYPE_CHECKING:
    from planner.book.read import Scalar

Results = tuple[float | None, float | None, float | None]

ROUNDING = 1e-12
"""A result that moves by less than this share of its size has not moved."""

SHARES = (-0.2, -0.1, 0.0, 0.1, 0.2)
"""Along which the lines of a spider run."""


def tornadoes(model: Model, outcomes: Sequence[Outcome], tried: Sequence[Varied]) -> list[Tornado]:
    """A tornado for each outcome. An input that moves nothing has no bar."""
    points = [{}, *(end for one in tried for end in (one.low, one.high))]
    found = at_points(model, LEVEL, points, [outcome.row.key for outcome in outcomes])
    made = []
    for outcome in outcomes:
        base, *ends = (None if math.isnan(value) else value for value in outcome.of(found).tolist())
        never = stands_for_zero(told(model, outcome)[0]) is not None
        bars = [
            bar
            for one, low, high in zip(tried, ends[::2], ends[1::2], strict=True)
            if (bar := _bar(one, (low, base, high), never=never)) is not None
        ]
        bars.sort(key=lambda bar: math.inf if bar.swing is None else bar.swing, reverse=True)
        made.append(_named(model, outcome, base, bars, len(tried) - len(bars)))
    return made


def _named(model: Model, outcome: Outcome, base: float | None, bars: Sequence[Bar], unmoved: int) -> Tornado:
    label, unit, look = told(model, outcome)
    return Tornado(outcome.name, label, unit, look, base, tuple(bars), unmoved)


def told(model: Model, outcome: Outcome) -> tuple[str, str, str]:
    """Label, unit and number format of a result."""
    template, row = model.template, outcome.row
    unit = template.unit_in(row, model.inputs.scalars[LEVEL][template.said.currency])
    labels = {shown.key: shown.label for shown in template.key_numbers}
    return labels.get(row.key, row.label), unit, template.format_of(row)


def _bar(one: Varied, results: Results, *, never: bool) -> Bar | None:
    """What one input does to the result at low, base and high; None where it does nothing.

    Args:
        never: whether a result of 0 says that there is none.
    """
    low, base, high = results
    ends = [value for value in results if value is not None]
    moved: float | None = max(ends) - min(ends) if ends else 0.0
    if len(ends) in {0, 3} and moved <= ROUNDING * max(map(abs, ends), default=0.0):  # type: ignore[operator]
        return None
    if never and 0 in ends:
        moved = None
    low_value, base_value, high_value = values = one.values or (None, None, None)
    elasticity = None if moved is None else _elasticity(values, low, base, high)
    return Bar(
        one.name,
        one.label,
        one.unit,
        one.format,
        low_value,
        base_value,
        high_value,
        low,
        high,
        moved,
        elasticity,
    )


def _elasticity(
    values: Sequence[Scalar | None], low: float | None, base: float | None, high: float | None
) -> float | None:
    """From low to high: the share by which the result rises over the share by which the input does."""
    first, middle, last = values
    if low is None or high is None or not base or isinstance(first, str) or isinstance(last, str):
        return None
    if not isinstance(middle, float) or not middle or first is None or last is None or first == last:
        return None
    return ((high - low) / abs(base)) / ((last - first) / abs(middle))


def leading(made: Sequence[Tornado], tried: Sequence[Varied], most: int) -> list[Point]:
    """The points behind the longest bars of each result, each once, and the plan as it stands."""
    known = {one.name: one for one in tried}
    names = dict.fromkeys(bar.name for tornado in made for bar in tornado.bars[:most])
    ends = [dict(end) for name in names for end in (known[name].low, known[name].high)]
    return [{}, *ends]


def spiders(
    model: Model, outcome: Outcome, lines: Sequence[tuple[str, Ref, Sequence[float]]]
) -> tuple[Spider, ...]:
    """A result along the values of each of several inputs."""
    points = [{ref: value} for _, ref, values in lines for value in values]
    found = outcome.of(at_points(model, LEVEL, points, [outcome.row.key])).tolist()
    results = iter([None if math.isnan(value) else value for value in found])
    return tuple(
        Spider(name, tuple(values), tuple(next(results) for _ in values)) for name, _, values in lines
    )


def gridded(
    model: Model,
    outcome: Outcome,
    names: tuple[str, str],
    refs: tuple[Ref, Ref],
    values: tuple[Sequence[Scalar], Sequence[Scalar]],
    formats: tuple[str, str],
) -> Grid:
    """A result at every combination of two inputs."""
    down, across = values
    points = [{refs[0]: first, refs[1]: second} for first in down for second in across]
    found = outcome.of(at_points(model, LEVEL, points, [outcome.row.key])).tolist()
    every = [None if math.isnan(value) else value for value in found]
    width = len(across)
    rows = tuple(tuple(every[start : start + width]) for start in range(0, len(every), width))
    key = outcome.name
    return Grid(key, *told(model, outcome), *names, tuple(down), tuple(across), rows, formats)
