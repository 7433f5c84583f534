"""Rounding that a spreadsheet and the engine do alike."""

from __future__ import annotations

from planner.units import Num

DECIMALS = 9
"""Digits kept before rounding up, so that 109.0000000001 of a division is 109 servers and not 110."""


def whole_up(value: Num) -> Num:
    """The next whole number, any shape; noise below the ninth decimal does not count as a fraction."""
    import numpy as np

    whole: Num = np.ceil(np.round(value, DECIMALS))
    return whole
