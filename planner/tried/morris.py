"""Elementary effects: what an input does wherever the others stand, and how much that depends on them.

M. D. Morris, Factorial sampling plans for preliminary computational experiments, Technometrics 33 (1991);
mu* after F. Campolongo, J. Cariboni, A. Saltelli, Environmental Modelling & Software 22 (2007).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

TRAJECTORIES = 20
"""Ways through the inputs, each of which moves every input once."""

LEVELS = 4
STEP = LEVELS / (2 * (LEVELS - 1))
"""Of the range of an input: from each of four levels exactly one of up and down stays within it."""

TWO_SIDED_95 = {19: 2.0930}
"""Student's factor for an interval of 95 %, by degrees of freedom; of many it is the normal one."""
NORMAL_95 = 1.9600

SEED = 20_261_130
"""The same plan has the same indices."""


class Effects(NamedTuple):
    """The indices of one input: mean effect, mean size of it, their spread, half an interval of the size."""

    mu: float
    mu_star: float
    sigma: float
    confidence: float


def trajectories(inputs: int, count: int = TRAJECTORIES, seed: int = SEED) -> tuple[Numbers, list[list[int]]]:
    """Points from 0 to 1, a column an input: each trajectory takes one more row than there are inputs.

    Returns the points, and the order in which each trajectory moves the inputs.
    """
    import numpy as np

    rng = Random(seed)  # noqa: S311 - the same plan, the same indices
    points, orders = np.empty((count * (inputs + 1), inputs)), []
    for start in range(0, len(points), inputs + 1):
        place = [rng.randrange(LEVELS) / (LEVELS - 1) for _ in range(inputs)]
        order = rng.sample(range(inputs), inputs)
        points[start] = place
        for step, one in enumerate(order, 1):
            place[one] += STEP if place[one] < 0.5 else -STEP
            points[start + step] = place
        orders.append(order)
    return points, orders


def effects(points: Numbers, orders: Sequence[Sequence[int]], results: Numbers) -> list[Effects | None]:
    """The indices of each input, from the results at the points; None where fewer than two are known."""
    import numpy as np

    inputs = points.shape[1]
    found = np.full((len(orders), inputs), np.nan)
    for number, order in enumerate(orders):
        start = number * (inputs + 1)
        for step, one in enumerate(order, start + 1):
            moved = points[step, one] - points[step - 1, one]
            found[number, one] = (results[step] - results[step - 1]) / moved
    return [_of(column[np.isfinite(column)]) for column in found.T]


def _of(known: Numbers) -> Effects | None:
    """The indices of one input's effects."""
    import numpy as np

    if len(known) < 2:
        return None
    sizes = np.abs(known)
    factor = TWO_SIDED_95.get(len(known) - 1, NORMAL_95)
    half = factor * float(sizes.std(ddof=1)) / math.sqrt(len(known))
    return Effects(float(known.mean()), float(sizes.mean()), float(known.std(ddof=1)), half)
