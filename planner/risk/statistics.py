"""Figures of draws, and how far off they may be for their number alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from planner.results.simulated import Figures

if TYPE_CHECKING:
    import numpy as np

PERCENTILES = (5, 10, 50, 90, 95)
NORMAL_95 = 1.959963984540054
"""Half the width, in deviations, of what 95 % of a normal distribution lies in."""
STUDENT_95 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131),
)
"""Student's factor for 95 % on both sides, of 1 to 15 degrees of freedom."""
WORST = 0.1
"""The share of draws whose mean is the expected shortfall."""
SMALLEST = 1e-12
"""A correlation is told from nothing where a result has this much spread, relative to its size."""


def figures(values: np.ndarray, replicates: int = 1) -> Figures | None:
    """Percentiles as PERCENTILE has them, mean, and their errors; None where nothing could be computed.

    The confidence of a percentile is that of order statistics: the number of draws below it is binomial.

    Args:
        replicates: how many independent samples draws fall into, in turn. Where there are several, draws of
            one are no chance of each other, and errors come from the spread of what each sample says.
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
    mean, error = float(sound.mean()), deviation / math.sqrt(count)
    mean, error = float(sound.mean()), deviation / math.sqrt(count)
    between = {at: _between(sound, at / 100) for at in PERCENTILES}
    if len(samples := _samples(values, replicates)) > 1:
        error, between = _by_sample(samples, found)
    return Figures(count, mean, error, deviation, found, between, worst, best)


def _samples(values: np.ndarray, replicates: int) -> list[np.ndarray]:
    import numpy as np

    several = (values[at::replicates] for at in range(replicates))
    return [sound for one in several if len(sound := one[np.isfinite(one)])]


def _by_sample(
    samples: Sequence[np.ndarray], found: Mapping[int, float]
) -> tuple[float, dict[int, tuple[float, float]]]:
    """The error of the mean, and where percentiles lie with 95 %, from what each sample says of them."""
    import numpy as np

    root, factor = math.sqrt(len(samples)), STUDENT_95[len(samples) - 2]
    error = float(np.std([one.mean() for one in samples], ddof=1)) / root
    each = np.std([np.percentile(one, PERCENTILES) for one in samples], axis=0, ddof=1)
    half = dict(zip(PERCENTILES, (factor * each / root).tolist(), strict=True))
    return error, {at: (found[at] - half[at], found[at] + half[at]) for at in found}


def _between(sound: np.ndarray, share: float) -> tuple[float, float]:
    """The draws between which a percentile lies with 95 %."""
    count = len(sound)
    half = NORMAL_95 * math.sqrt(count * share * (1 - share))
    low, high = math.floor(count * share - half), math.ceil(count * share + half)
    return float(sound[min(max(low, 0), count - 1)]), float(sound[min(max(high, 0), count - 1)])


def chance_error(probability: float, count: int) -> float:
    """The standard error of a share of draws."""
    return math.sqrt(probability * (1 - probability) / count) if count else 0.0


def chance_error_of(counts: np.ndarray, of: np.ndarray) -> float:
    """The same of draws in samples of their own: how many, of how many in each."""
    import numpy as np

    there = of > 0
    shares = counts[there] / of[there]
    return float(np.std(shares, ddof=1)) / math.sqrt(len(shares)) if len(shares) > 1 else math.nan


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
