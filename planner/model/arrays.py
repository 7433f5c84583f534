"""What engine functions do to a value that may be a number or an array: add up, pick, round up, test."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

import numpy as np

from planner.units import (
    Num,
)

Columns = TypeVar("Columns", bound=Callable[..., Num])

WHOLE_DECIMALS = 6
"""Digits kept before rounding up, so that 109.0000000001 of a division is 109 servers and not 110. With nine
of them the noise of a division would count from about a million servers on."""

ALL_OVER_NOISE = 1e12
"""All that was added up over what adding up may be wrong by, which is a thousandth of what counts as a
difference. Money is never rounded, so a sum that decides something is looked at with this."""

SHARE_DECIMALS = 12
"""Digits of a share that count."""


def total(column: Num) -> Num:
    """The sum over the last axis: rows of a table, or months. Leading axes stay."""
    summed: Num = np.add.reduce(column, axis=-1)
    return summed


def pick(column: Num, row: Num) -> Num:
    """The value of a table's column in a row counted from 1; 0 at row 0, which is no row."""
    place = int(row) - 1
    if place < 0:
        return total(column[..., :0])  # type: ignore[index]
    picked: Num = np.take(column, place, axis=-1)
    return picked


def whole_up(value: Num) -> Num:
    """The next whole number; noise below the sixth decimal does not count as a fraction."""
    if isinstance(value, float) and math.isfinite(value):  # many times faster than an array of one
        return float(math.ceil(round(float(value), WHOLE_DECIMALS)))
    whole: Num = np.ceil(np.round(value, WHOLE_DECIMALS))
    return whole


def whole_down(value: Num) -> Num:
    """The whole number below; 109.9999999999 of a division is 110 and not 109."""
    if isinstance(value, float) and math.isfinite(value):
        return float(math.floor(round(float(value), WHOLE_DECIMALS)))
    whole: Num = np.floor(np.round(value, WHOLE_DECIMALS))
    return whole


def along(scalar: Num) -> Num:
    """A scalar line made ready to meet a line along an axis: draws keep their place in front of it."""
    if isinstance(scalar, float):
        return scalar
    return np.reshape(scalar, (*np.shape(scalar), 1)) if np.ndim(scalar) else scalar


def yes(condition: object) -> Num:
    """1 where a condition holds, 0 where it does not."""
    flag: Num = np.multiply(condition, 1.0)  # type: ignore[call-overload]
    return flag


def rows(column: Num) -> Num:
    """A column of a table made ready to meet an axis: one row of the result for each row of the table."""
    return column[..., None]  # type: ignore[index]


def total_of_rows(grid: Num) -> Num:
    """The sum over the rows of a table, at each position of an axis.

    A product of matrices would do the same, with last digits that depend on the processor.
    """
    summed: Num = np.add.reduce(grid, axis=-2)
    return summed


def to_date(line: Num) -> Num:
    """At each position of an axis, the sum from the first one to this one."""
    summed: Num = np.add.accumulate(line, axis=-1)
    return summed


def above_noise(money: Num, moved: Num) -> Num:
    """What is left of the money that moved; 0 where that is nothing, or less.

    A cent of a million that remains of a subtraction would pay for months without spending.
    """
    left: Num = np.where(money > moved / ALL_OVER_NOISE, money, 0.0)
    return left


def to_twelve_digits(share: Num) -> Num:
    """A share without the noise of a subtraction from 1: what ought to be 0 is 0."""
    rounded: Num = np.round(share, SHARE_DECIMALS)
    return rounded


def first(line: Num) -> Num:
    """The value at the first position of an axis."""
    return line[..., 0]  # type: ignore[index]


def last(line: Num) -> Num:
    """The value at the last position of an axis."""
    return line[..., -1]  # type: ignore[index]


def named(column: Sequence[str], name: str) -> Num:
    """1 for each row of a table that says so in that column, else 0. Case does not matter.

    Not to be written to: the same column gives the same array.
    """
    return _named(tuple(column), name.casefold())


@lru_cache(maxsize=512)
def _named(column: tuple[str, ...], wanted: str) -> Num:
    found = np.array([1.0 if (word or "").casefold() == wanted else 0.0 for word in column])
    found.flags.writeable = False
    return found


def is_plain_line(values: Num) -> bool:
    """Whether values are numbers along one axis: no draws, and no units."""
    return type(values) is np.ndarray and values.ndim == 1 and values.dtype.char == "d"


def remembered(function: Columns) -> Columns:
    """A function of columns that remembers what it made of them, as every level and many lines ask again.

    Not to be written to. Draws, which are many, and numbers with units are computed as ever.
    """

    @lru_cache(maxsize=64)
    def of_bytes(*columns: Any) -> Num:
        found: Num = function(*(one if isinstance(one, tuple) else np.frombuffer(one) for one in columns))
        found.flags.writeable = False  # type: ignore[union-attr]
        return found

    @wraps(function)
    def of(*columns: Any) -> Num:
        if not all(type(one) is tuple or is_plain_line(one) for one in columns):
            result: Num = function(*columns)
            return result
        return of_bytes(*[one if type(one) is tuple else one.tobytes() for one in columns])

    return cast(Columns, of)


def equal(first_sum: Num, second_sum: Num, size: Num, tolerance: Num) -> Num:
    """1 where two sums are the same but for rounding, relative to the size of what was added up."""
    return yes(np.abs(first_sum - second_sum) <= tolerance * size)
