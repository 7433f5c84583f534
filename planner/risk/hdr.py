"""The generator of draws: HDR, which counts instead of running on, so that each draw can be made alone.

Published by Hubbard Decision Research and part of the SIPmath 3.0 standard (probabilitymanagement.org/hdr).
One formula of plain remainders turns five counters into a number between 0 and 1. No step of it exceeds
9.992E14, so that double precision, and with it every spreadsheet, has it exactly: draws are whole numbers
here until the last division.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    Whole = np.ndarray | int

MOST = 10_000_000
"""Largest counter that planner uses: five times the largest factor of it stays far below 2^53."""

NUMERATOR = 999_999_999_999_989
LARGEST = 2**32
FIRST = (2_499_997, 1_800_451, 2_000_371, 1_796_777, 2_299_603)
SECOND = (2_246_527, 2_399_993, 2_100_869, 1_918_303, 1_624_729)
"""What trial, variable, entity and the two seeds are multiplied by, in either half of the formula."""


def uniform(
    trial: Whole, variable: Whole, entity: Whole = 0, seed: Whole = 0, second: Whole = 0
) -> np.ndarray:
    """Numbers between 0 and 1, both left out; arrays are taken position by position.

    Args:
        trial: number of the draw, from 1.
        variable: number of the uncertain input.
        entity: number of what the input belongs to, such as the row of a table.
        seed: number of the whole run; another one makes other draws.
        second: the fifth counter of the publication, which planner leaves at 0.
    """
    import numpy as np

    counters = [np.asarray(one, dtype=np.int64) for one in (trial, variable, entity, seed, second)]
    first, other = (
        np.asarray(sum(one * factor for one, factor in zip(counters, factors, strict=True)))
        for factors in (FIRST, SECOND)
    )
    first = NUMERATOR % (first % 7_450_589 * 4_658 + 7_450_581) * 383 % 99_991 * 7_440_893
    other = NUMERATOR % (other % 7_450_987 * 7_580 + 7_560_584) * 17_669 % 7_440_893
    made: np.ndarray = ((first + other) * 1_343 % LARGEST + 0.5) / LARGEST
    return made
