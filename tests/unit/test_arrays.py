"""A series does what a numpy array does, without numpy; the functions on values take both."""

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from planner.model.arrays import Series, pick, total, whole_up, yes
from planner.model.lines import Line, Lines

LEFT, RIGHT = [1.0, -2.0, 3.5], [4.0, 0.5, 3.5]
OPERATIONS = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "sides", [(LEFT, RIGHT), (LEFT, 2.0), (2.0, LEFT)], ids=["both", "number right", "number left"]
)
def test_a_series_calculates_as_an_array_does(operation: Callable[[Any, Any], Any], sides: Any) -> None:
    ours = operation(*(Series(side) if isinstance(side, list) else side for side in sides))
    arrays = operation(*(np.array(side) if isinstance(side, list) else side for side in sides))
    assert isinstance(ours, Series)
    assert list(ours) == arrays.tolist()


def test_a_series_to_a_power() -> None:
    assert list(Series([1.0, 2.0, 3.0]) ** 2) == [1.0, 4.0, 9.0]


def test_series_of_two_lengths_do_not_go_together() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Series([1.0, 2.0]) + Series([1.0])


def test_numpy_takes_a_series_for_an_array() -> None:
    array = np.array(RIGHT)
    assert (Series(LEFT) * array).tolist() == (array * Series(LEFT)).tolist() == [4.0, -1.0, 12.25]
    assert np.maximum(Series(LEFT), 0.0).tolist() == [1.0, 0.0, 3.5]


def test_functions_give_the_same_for_a_series_and_an_array() -> None:
    series, array = Series(LEFT), np.array(LEFT)
    assert total(series) == total(array) == 2.5
    assert pick(series, 3.0) == pick(array, 3.0) == 3.5


@pytest.mark.parametrize(
    ("value", "whole"), [(108.2, 109.0), (109.0000000001, 109.0), (109.0, 109.0), (-0.5, 0.0)]
)
def test_rounding_up_is_the_same_for_a_number_and_an_array(value: float, whole: float) -> None:
    assert whole_up(value) == whole
    assert whole_up(np.array([value])) == whole


def test_a_flag_is_one_or_zero() -> None:
    assert (yes(True), yes(False)) == (1.0, 0.0)
    assert yes(np.array([True, False])).tolist() == [1.0, 0.0]


def test_a_line_that_divides_by_zero_is_not_a_number_and_so_is_what_needs_it() -> None:
    def share(part: float, whole: float) -> float:
        return part / whole

    def twice(share: float) -> float:
        return share * 2

    lines = Lines([Line("share", share, ("part", "whole")), Line("twice", twice, ("share",))])
    values = lines.evaluate({"part": 1.0, "whole": 0.0})
    assert math.isnan(values["share"])
    assert math.isnan(values["twice"])
