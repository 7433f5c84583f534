"""Values of an uncertain input below which a share of its draws lies: one function for each kind.

Every one takes an array of shares between 0 and 1 and gives as many values. The metalog is Keelin's of three
terms, given by values that are as far from the middle on either side (The Metalog Distributions, Decision
Analysis 13, 2016, sections 3 and 4); it meets its three values exactly.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

LN_9 = math.log(9)
"""The logit of 90 %."""
LEAST, MOST = 1 / 6, 5 / 6
"""Where base may lie between low and high, for a density that is nowhere below 0. Keelin's bound on the
terms, |a3 / a2| <= 1.66711, is 0.16658 and 0.83342: these lie within."""


def terms(low: float, base: float, high: float) -> tuple[float, float, float]:
    """The three terms of a metalog with these values at 10, 50 and 90 %."""
    return base, (high - low) / (2 * LN_9), (high + low - 2 * base) / (0.8 * LN_9)


def is_feasible(low: float, base: float, high: float) -> bool:
    """Whether a metalog of these three has a density; where it has bounds, of their logs or logits."""
    return low < high and LEAST <= (base - low) / (high - low) <= MOST


def unbounded(value: float, lower: float | None, upper: float | None) -> float:
    """The value on the line that has no ends: its log above a bound, its logit between two. NaN outside."""
    above = value - lower if lower is not None else 1.0
    under = upper - value if upper is not None else 1.0
    if above <= 0 or under <= 0:
        return math.nan
    return value if lower is None and upper is None else math.log(above / under)


def metalog(
    share: np.ndarray,
    low: float,
    base: float,
    high: float,
    lower: float | None = None,
    upper: float | None = None,
) -> np.ndarray:
    """Of a metalog with these values at 10, 50 and 90 %, within bounds where there are any."""
    import numpy as np

    first, second, third = terms(*(unbounded(one, lower, upper) for one in (low, base, high)))
    logit = np.log(share / (1 - share))
    found: np.ndarray = first + second * logit + third * (share - 0.5) * logit
    if lower is not None and upper is not None:
        found = lower + (upper - lower) / (1 + np.exp(-found))
    elif lower is not None:
        found = lower + np.exp(found)
    elif upper is not None:
        found = upper - np.exp(-found)
    return found


def triangular(share: np.ndarray, low: float, base: float, high: float) -> np.ndarray:
    """Between its ends low and high, most often near base."""
    import numpy as np

    wide = high - low
    left = low + np.sqrt(share * wide * (base - low))
    right = high - np.sqrt((1 - share) * wide * (high - base))
    found: np.ndarray = np.where(share * wide < base - low, left, right)
    return found


def uniform(share: np.ndarray, low: float, high: float) -> np.ndarray:
    """Anything between its ends alike."""
    return low + share * (high - low)


def lognormal(share: np.ndarray, low: float, high: float) -> np.ndarray:
    """Of a lognormal with these values, above 0, at 10 and 90 %."""
    import numpy as np

    from planner.risk.normal import quantile

    middle = (math.log(low) + math.log(high)) / 2
    deviation = (math.log(high) - math.log(low)) / (2 * float(quantile(np.array(0.9))))
    found: np.ndarray = np.exp(middle + deviation * quantile(share))
    return found


def of_three(share: np.ndarray, probability: float) -> np.ndarray:
    """0, 1 or 2 for low, base and high: either end so probable, base the rest."""
    found: np.ndarray = (share >= probability) * 1 + (share >= 1 - probability) * 1
    return found
