"""What the engine remembers of columns is what it would compute, and nobody can write into it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.model.arrays import remembered, rows
from planner.model.chain.years import at_year_end, by_year
from planner.units import Num

MONTH = np.array([1.0, 2.0, 3.0])


def counting() -> tuple[Any, list[str]]:
    """A function of two columns of numbers and one of words, and what it was asked for."""
    asked: list[str] = []

    @remembered
    def shifted(first: Num, words: tuple[str, ...], month: Num) -> Num:
        asked.append(" ".join(words))
        return rows(first) * 10 + month

    return shifted, asked


def test_the_same_columns_are_asked_for_once() -> None:
    shifted, asked = counting()
    first = np.array([1.0, 2.0])
    for words in (("a",), ("b",), ("a",)):
        assert shifted(first.copy(), words, MONTH).tolist() == [[11, 12, 13], [21, 22, 23]]
    assert asked == ["a", "b"]
    assert shifted(first + 1, ("a",), MONTH).tolist() == [[21, 22, 23], [31, 32, 33]]


def test_what_is_remembered_cannot_be_written_to() -> None:
    shifted, _ = counting()
    found = shifted(np.array([1.0]), ("a",), MONTH)
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 7.0


def test_draws_and_whole_numbers_are_computed_as_ever() -> None:
    shifted, asked = counting()
    for first in (np.array([1, 2]), np.array([[1.0, 2.0]]), np.array([1, 2])):
        found = shifted(first, ("a",), MONTH)
        assert found.reshape(2, 3).tolist() == [[11, 12, 13], [21, 22, 23]]
    assert len(asked) == 3


@pytest.mark.parametrize("column", [[1.0, 1.0, 2.0, 2.0], [1, 1, 2, 2], [[1.0, 1.0, 2.0, 2.0]]])
def test_fiscal_years_are_parted_alike_whatever_stands_for_them(column: list[Any]) -> None:
    money = np.array([1.0, 20.0, 300.0, 4000.0])
    assert by_year(money, np.array(column)).ravel().tolist() == [21.0, 4300.0, 0.0, 0.0, 0.0, 0.0]
    assert at_year_end(money, np.array(column)).ravel().tolist() == [20.0, 4000.0, 0.0, 0.0, 0.0, 0.0]
