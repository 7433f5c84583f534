"""Functions of numbers and arrays under plain names, and looking up rows by name.

One plan is computed with floats, for which Python's own functions are ten times faster than numpy's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from planner.units import (
    Num,
    RowNumber,
)


def exp(value: Num) -> Num:
    """e to a power."""
    if isinstance(value, float):
        return math.exp(value)
    return np.exp(value)


def log(value: Num) -> Num:
    """Natural logarithm."""
    if isinstance(value, float):
        return math.log(value)
    return np.log(value)


def sqrt(value: Num) -> Num:
    """Square root."""
    if isinstance(value, float):
        return math.sqrt(value)
    return np.sqrt(value)


def larger(first: Num, second: Num) -> Num:
    """The larger of two, position by position."""
    if isinstance(first, float) and isinstance(second, float):
        return max(first, second)
    return np.maximum(first, second)


def smaller(first: Num, second: Num) -> Num:
    """The smaller of two, position by position."""
    if isinstance(first, float) and isinstance(second, float):
        return min(first, second)
    return np.minimum(first, second)


def where(condition: object, then: Num, otherwise: Num) -> Num:
    """The first value where a condition holds, the second where it does not."""
    if isinstance(condition, bool | np.bool_):
        return then if condition else otherwise
    chosen: Num = np.where(condition, then, otherwise)  # type: ignore[call-overload]
    return chosen


def row_of(name: str, names: Sequence[str]) -> RowNumber:
    """Where a name stands in a column, counted from 1; 0 for no name. Case does not matter."""
    if not name:
        return 0.0
    folded = [each.casefold() for each in names]
    return float(folded.index(name.casefold()) + 1)


def word_in(column: Sequence[str], row: RowNumber) -> str:
    """The word in a row counted from 1, in small letters; nothing at row 0."""
    return column[int(row) - 1].casefold() if row else ""


def rows_of(wanted: Sequence[str], names: Sequence[str]) -> RowNumber:
    """The same for several names: one row for each position of an axis."""
    return np.array([row_of(name, names) for name in wanted])


def places(rows: Num) -> list[int]:
    """Rows counted from 1 as places counted from 0."""
    return [int(row) - 1 for row in rows]  # type: ignore[union-attr]


def pick_each(column: Num, rows: Num) -> Num:
    """The values of a table's column in several rows counted from 1: one for each position of an axis."""
    return np.take(column, places(rows), axis=-1)


def numbers(values: Sequence[float]) -> Num:
    """Plain numbers as a line along an axis."""
    return np.array(values)


def side_by_side(values: Sequence[Num]) -> Num:
    """One value for each position of an axis, as a line along it; draws keep their place in front."""
    if all(isinstance(value, float) for value in values):
        return np.array(values, dtype=float)
    lead = max((np.shape(value) for value in values), key=len)
    cells = [np.reshape(np.broadcast_to(value, lead), (*lead, 1)) for value in values]
    return np.concatenate(cells, axis=-1)
