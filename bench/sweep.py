"""``python -m bench.sweep FILE`` prints the milliseconds of a sweep of 1,000 points, and of one evaluation.

Both are warm and in turn, and without reading the file, which a sweep does once.
"""

import sys
import time
from statistics import median

import numpy as np

from planner.check.whatif import Model, evaluated, grid
from planner.usecases.asked import model_of

ROUNDS = 15
SWEPT = {
    "cost_factor": [0.8 + 0.01 * step for step in range(40)],
    "growth_factor": [0.04 * step for step in range(25)],
}


def milliseconds(model: Model) -> tuple[float, float]:
    """Of a sweep for all lines that are one number, and of one evaluation of all lines."""
    from planner.model import LINES

    keys = [row.key for row in model.template.formulas if not row.axis]
    known = model.known("base", {})
    evaluated(model, "base", {})
    points, single = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        grid(model, "base", SWEPT, keys)
        swept = time.perf_counter()
        with np.errstate(all="ignore"):
            LINES.evaluate(known)
        points.append(swept - start)
        single.append(time.perf_counter() - swept)
    return median(points) * 1000, median(single) * 1000


if __name__ == "__main__":
    print(*milliseconds(model_of(sys.argv[1], None)))
