"""Values that may be a number, the rows of a column, months or a million draws, and what is done to them.

One plan is computed with floats and :class:`Series`, in plain Python: that takes a millisecond, while
importing numpy alone takes a hundred. Many draws come as numpy arrays. The functions below take all three.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from planner.units import Num

WHOLE_DECIMALS = 6
"""Digits kept before rounding up, so that 109.0000000001 of a division is 109 servers and not 110. With nine
of them the noise of a division would count from about a million servers on."""

CENT_DECIMALS = 2


def _elementwise(operation: Callable[[Any, Any], Any], *, swapped: bool = False) -> Callable[..., Any]:
    """A method that applies an operation to each element, and the other side's or the one other number."""

    def method(self: Series, other: object) -> Any:
        if isinstance(other, Series):
            pairs: Iterable[tuple[Any, Any]] = zip(self.values, other.values, strict=True)
        elif isinstance(other, float | int):
            pairs = ((value, other) for value in self.values)
        else:
            return NotImplemented
        return Series(operation(right, left) if swapped else operation(left, right) for left, right in pairs)

    return method


class Series:
    """Numbers along one axis, calculated element by element as a numpy array is.

    numpy takes a series for an array, on the other side of an operator and in its functions.
    """

    __slots__ = ("values",)

    def __init__(self, values: Iterable[Any]) -> None:
        self.values: tuple[float, ...] = tuple(values)

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[float]:
        return iter(self.values)

    def __getitem__(self, row: int) -> float:
        return self.values[row]

    def __repr__(self) -> str:
        return f"Series({list(self.values)})"

    __add__ = __radd__ = _elementwise(operator.add)
    __mul__ = __rmul__ = _elementwise(operator.mul)
    __sub__ = _elementwise(operator.sub)
    __rsub__ = _elementwise(operator.sub, swapped=True)
    __truediv__ = _elementwise(operator.truediv)
    __rtruediv__ = _elementwise(operator.truediv, swapped=True)
    __pow__ = _elementwise(operator.pow)
    __lt__ = _elementwise(operator.lt)
    __le__ = _elementwise(operator.le)
    __gt__ = _elementwise(operator.gt)
    __ge__ = _elementwise(operator.ge)


def total(column: Num | Series) -> Num:
    """The sum over the last axis: rows of a table, or months. Leading axes stay."""
    if isinstance(column, Series):
        return math.fsum(column.values)
    import numpy as np

    summed: Num = np.sum(column, axis=-1)
    return summed


def pick(column: Num | Series, row: Num) -> Num:
    """The value of a table's column in a row counted from 1."""
    if isinstance(column, Series):
        return column[int(row) - 1]
    import numpy as np

    picked: Num = np.take(column, int(row) - 1, axis=-1)
    return picked


def whole_up(value: Num) -> Num:
    """The next whole number; noise below the sixth decimal does not count as a fraction."""
    if isinstance(value, float | int):
        return -(-round(value, WHOLE_DECIMALS) // 1.0)  # math.ceil refuses what is not a number
    import numpy as np

    whole: Num = np.ceil(np.round(value, WHOLE_DECIMALS))
    return whole


def to_the_cent(value: Num) -> Num:
    """Money without what is less than half a cent, so that the noise of a subtraction decides nothing."""
    if isinstance(value, float | int):
        return round(value, CENT_DECIMALS)
    import numpy as np

    rounded: Num = np.round(value, CENT_DECIMALS)
    return rounded


def yes(condition: object) -> Num:
    """1 where a condition holds, 0 where it does not."""
    if isinstance(condition, bool):
        return 1.0 if condition else 0.0
    import numpy as np

    flag: Num = np.where(condition, 1.0, 0.0)  # type: ignore[call-overload]
    return flag
