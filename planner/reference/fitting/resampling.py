"""Small statistics shared by the fits and their tests."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

GROUP_POWER = 0.5  # a group of n rows weighs sqrt(n), not n: one paper's table must not outvote ten runs
BAND = 0.80


def group_weights(groups: Sequence[Hashable]) -> Array:
    """One weight a row: (rows of its group)^-0.5."""
    import numpy as np

    size = Counter(groups)
    return np.array([size[group] ** -GROUP_POWER for group in groups], dtype=float)


Row = tuple[float, ...]


def pooled(
    features: Sequence[Row],
    target: Sequence[float],
    groups: Sequence[tuple[Hashable, Hashable]],
    spread: tuple[float, float, float],
    first: Sequence[float],
    loose: Sequence[float],
) -> list[float]:
    """Regression with partial pooling: rows of a group share an error, so that many of them count for little.

    Args:
        features: one row an observation.
        target: what they should come to.
        groups: for each observation its group, and its group within that one.
        spread: variance of a row of its own, then of the group, then of the group within.
        first: where each coefficient is pulled to.
        loose: variance with which it may leave that; infinite for a coefficient that is free.
    """
    import numpy as np

    pull = 1 / np.array(loose, dtype=float)
    left, right = np.diag(pull), pull * np.array(first, dtype=float)
    for name in dict.fromkeys(group for group, _ in groups):
        at = [place for place, (group, _) in enumerate(groups) if group == name]
        block = _block(tuple((features[place], target[place], groups[place][1]) for place in at), spread)
        left, right = left + block[0], right + block[1]
    return [float(value) for value in np.linalg.solve(left, right)]


@cache
def _block(rows: tuple[tuple[Row, float, Hashable], ...], spread: tuple[float, float, float]) -> Any:
    """What the rows of one group add to the normal equations."""
    import numpy as np

    x, y = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    alike = np.array([[one[2] == other[2] for other in rows] for one in rows], dtype=float)
    own, group, within = spread
    weighed = np.linalg.solve(own * np.eye(len(y)) + group + within * alike, np.column_stack([x, y]))
    return x.T @ weighed[:, :-1], x.T @ weighed[:, -1]


def shared_band(residuals: Sequence[float], groups: Sequence[Hashable]) -> tuple[float, float]:
    """The middle 80 % of residuals where each group counts once, however many rows it has."""
    import numpy as np

    size = Counter(groups)
    order = np.argsort(residuals)
    weights = np.array([1 / size[group] for group in groups])[order]
    places = (np.cumsum(weights) - weights / 2) / weights.sum()
    tail = (1 - BAND) / 2
    low, high = np.interp([tail, 1 - tail], places, np.array(residuals, dtype=float)[order])
    return float(low), float(high)


def band(residuals: Sequence[float]) -> tuple[float, float]:
    """The middle 80 % of residuals: their first and last decile, interpolated."""
    ordered = sorted(residuals)
    tail = (1 - BAND) / 2
    return _quantile(ordered, tail), _quantile(ordered, 1 - tail)


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
