"""Small statistics shared by the fits and their tests."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

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


def ridge(
    features: Sequence[Sequence[float]], target: Sequence[float], weights: Array, penalty: float, free: int
) -> list[float]:
    """Weighted ridge regression; the first ``free`` coefficients are not penalised."""
    import numpy as np

    x, y = np.array(features, dtype=float), np.array(target, dtype=float)
    shrink = np.diag([0.0] * free + [penalty] * (x.shape[1] - free))
    solved = np.linalg.solve(x.T @ (weights[:, None] * x) + shrink, x.T @ (weights * y))
    return [float(value) for value in solved]


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
