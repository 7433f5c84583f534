"""What engine functions do to a value that may be a number or an array: add up, pick, round up, test."""

from __future__ import annotations

from planner.units import Num

DECIMALS = 9
"""Digits kept before rounding up, so that 109.0000000001 of a division is 109 servers and not 110."""


def total(column: Num) -> Num:
    """The sum over the last axis: rows of a table, or months. Leading axes stay."""
    import numpy as np

    summed: Num = np.sum(column, axis=-1)
    return summed


def pick(column: Num, row: Num) -> Num:
    """The value of a table's column in a row counted from 1."""
    import numpy as np

    picked: Num = np.take(column, int(row) - 1, axis=-1)
    return picked


def whole_up(value: Num) -> Num:
    """The next whole number; noise below the ninth decimal does not count as a fraction."""
    import numpy as np

    whole: Num = np.ceil(np.round(value, DECIMALS))
    return whole


def whole_down(value: Num) -> Num:
    """The whole number below; 109.9999999999 of a division is 110 and not 109."""
    import numpy as np

    whole: Num = np.floor(np.round(value, DECIMALS))
    return whole


def along(scalar: Num) -> Num:
    """A scalar line made ready to meet a line along an axis: draws keep their place in front of it."""
    import numpy as np

    ready: Num = np.reshape(scalar, (*np.shape(scalar), 1)) if np.ndim(scalar) else scalar
    return ready


def yes(condition: object) -> Num:
    """1 where a condition holds, 0 where it does not."""
    import numpy as np

    flag: Num = np.where(condition, 1.0, 0.0)  # type: ignore[call-overload]
    return flag
