"""Figures of draws, and how far off they may be for their number alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from planner.results.simulated import Figures

if TYPE_CHECKING:
    import numpy as np

PERCENTILES = (5, 10, 50, 90, 95)
NORMAL_95 = 1.959963984540054
"""Half the width, in deviations, of what 95 % of a normal distribution lies in."""
WORST = 0.1
"""The share of draws whose mean is the expected shortfall."""
SMALLEST = 1e-12
"""A correlation is told from nothing where a result has this much spread, relative to its size."""


def figures(values: np.ndarray) -> Figures | None:
    """Percentiles as PERCENTILE has them, mean, and their errors; None where nothing could be computed.

    The confidence of a percentile is that of order statistics: the number of draws below it is binomial.
    """
    import numpy as np

    sound = np.sort(values[np.isfinite(values)])
    count = len(sound)
    if not count:
        return None
    found = dict(zip(PERCENTILES, np.percentile(sound, PERCENTILES).tolist(), strict=True))
    deviation = float(sound.std(ddof=1)) if count > 1 else 0.0
    worst = float(sound[: max(round(count * WORST), 1)].mean())
    best = float(sound[-max(round(count * WORST), 1) :].mean())
    between = {at: _between(sound, at / 100) for at in PERCENTILES}
    return Figures(
        count, float(sound.mean()), deviation / math.sqrt(count), deviation, found, between, worst, best
    )


def _between(sound: np.ndarray, share: float) -> tuple[float, float]:
    """The draws between which a percentile lies with 95 %."""
    count = len(sound)
    half = NORMAL_95 * math.sqrt(count * share * (1 - share))
    low, high = math.floor(count * share - half), math.ceil(count * share + half)
    return float(sound[min(max(low, 0), count - 1)]), float(sound[min(max(high, 0), count - 1)])


def chance_error(probability: float, count: int) -> float:
    """The standard error of a share of draws."""
    return math.sqrt(probability * (1 - probability) / count) if count else 0.0


def drivers(inputs: Mapping[str, np.ndarray], result: np.ndarray) -> dict[str, float]:
    """Spearman's rank correlation of each input with a result, the strongest first."""
    import numpy as np

    kept = result[: len(next(iter(inputs.values())))] if inputs else result
    sound = np.isfinite(kept)
    if sound.sum() < 3 or _flat(kept[sound]):
        return {}
    ranked, found = _ranks(kept[sound]), dict[str, float]()
    for name, values in inputs.items():
        mine = values[: len(kept)][sound]
        if not _flat(mine):
            found[name] = float(np.corrcoef(_ranks(mine), ranked)[0, 1])
    return dict(sorted(found.items(), key=lambda one: -abs(one[1])))


def _flat(values: np.ndarray) -> bool:
    """Whether all are one number, but for noise."""
    spread, size = float(values.max() - values.min()), float(abs(values).max())
    return spread <= SMALLEST * size


def _ranks(values: np.ndarray) -> np.ndarray:
    """Positions in order of size; of those that are alike the mean."""
    import numpy as np

    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: np.ndarray = (last - (counts - 1) / 2)[which]
    return ranks
