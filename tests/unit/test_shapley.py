"""Shapley's value of small games whose values are known by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest

from planner.check.shapley import EXACT, MOST_EXACT, SAMPLED, SEQUENTIAL, Value, attribute


def game(worth: Callable[[set[int]], float]) -> Value:
    def value(mask: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([worth({bit for bit in range(mask.bit_length()) if mask >> bit & 1})])

    return value


def effects(players: range, worth: Callable[[set[int]], float]) -> list[float]:
    (found,) = attribute(players, game(worth))
    assert [part.of for part in found.parts] == [(player,) for player in players]
    return [part.effect for part in found.parts]


def test_price_times_amount() -> None:
    """From 2 x 3 to 4 x 5: half of (4 - 2) x 3 and (4 - 2) x 5, half of 2 x 2 and 4 x 2."""
    found = effects(range(2), lambda made: (4 if 0 in made else 2) * (5 if 1 in made else 3))
    assert found == pytest.approx([8, 6], rel=1e-12)


def test_a_pair_of_gloves() -> None:
    """Shapley's example: one left glove and two right ones, a pair is worth 1. (2/3, 1/6, 1/6)."""
    found = effects(range(3), lambda made: float(0 in made and bool(made & {1, 2})))
    assert found == pytest.approx([2 / 3, 1 / 6, 1 / 6], rel=1e-12)


def test_a_change_that_does_nothing_has_no_effect() -> None:
    assert effects(range(3), lambda made: 7.0 * (0 in made) + 2.0 * (2 in made))[1] == 0


def test_the_formula_is_the_average_over_all_orders() -> None:
    numbers = np.random.default_rng(5).normal(size=32)

    def worth(made: set[int]) -> float:
        return float(numbers[sum(1 << bit for bit in made)])

    by_order = np.zeros(5)
    for order in permutations(range(5)):
        for at, player in enumerate(order):
            by_order[player] += worth({*order[: at + 1]}) - worth({*order[:at]})
    assert effects(range(5), worth) == pytest.approx(by_order / math.factorial(5), rel=1e-9)


def test_of_many_changes_that_only_add_a_sample_is_exact() -> None:
    players = range(MOST_EXACT + 4)
    (found,) = attribute(players, game(lambda made: float(sum(1 + 3 * one for one in made))))
    assert found.method == SAMPLED
    assert [part.effect for part in found.parts] == pytest.approx([1 + 3 * one for one in players])
    assert max(part.error for part in found.parts) == pytest.approx(0, abs=1e-12)
    assert math.fsum(part.effect for part in found.parts) == pytest.approx(210, rel=1e-12)


def test_a_sample_is_within_its_error() -> None:
    """The cube of how many were made: by symmetry 144 for each of twelve. And 500 that need three of them."""
    players = range(12)

    def worth(made: set[int]) -> float:
        return float(len(made)) ** 3 + 500.0 * (made >= {0, 1, 2})

    (found,) = attribute(players, game(worth))
    assert found.method == SAMPLED
    truth = [144 + (500 / 3 if player < 3 else 0) for player in players]
    for part, expected in zip(found.parts, truth, strict=True):
        assert abs(part.effect - expected) < 4 * part.error
        assert part.error < 0.1 * expected
    assert math.fsum(part.effect for part in found.parts) == pytest.approx(2228, rel=1e-12)


def test_where_some_orders_cannot_be_computed_changes_are_made_in_their_order() -> None:
    """0 and 1 only make sense together: 4 at first, 9 with both, 10 with all."""
    worths = {frozenset[int](): 4.0, frozenset({0, 1}): 9.0, frozenset({0, 1, 2}): 10.0}

    def worth(made: set[int]) -> float:
        return worths.get(frozenset(made), math.nan)

    (found,) = attribute(range(3), game(worth))
    assert found.method == SEQUENTIAL
    assert [(part.of, part.effect) for part in found.parts] == [((0, 1), 5.0), ((2,), 1.0)]


def test_few_changes_are_looked_at_in_every_order() -> None:
    (found,) = attribute(range(MOST_EXACT), game(lambda made: float(len(made))))
    assert found.method == EXACT
    assert all(part.error == 0 for part in found.parts)
    assert attribute((), game(len)) == [(EXACT, ())]
