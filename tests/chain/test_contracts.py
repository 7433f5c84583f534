"""Contracts as docs/model.md words them, month by month, against the engine that takes all months at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.model.chain.contracts import newly_signed, owed, standing

TERMS = (0, 1, 3, 12, 36, 48)


def needs(seed: int) -> Any:
    """Whole needs that rise, fall and stop, one row for each term."""
    random = np.random.default_rng(seed)
    levels = random.integers(0, 9, size=(len(TERMS), 20)) * random.integers(0, 2, size=(len(TERMS), 20))
    return np.repeat(levels, 3, axis=1).astype(float)


def signed_by_the_word(need: list[float], term: int) -> list[float]:
    """`MAX(0, need(m) - those signed in m-T+1 to m-1)`, nothing on demand."""
    new: list[float] = []
    for month, wanted in enumerate(need):
        running = sum(new[max(0, month - term + 1) : month]) if term > 1 else 0.0
        new.append(max(0.0, wanted - running) if term else 0.0)
    return new


@pytest.mark.parametrize("seed", range(20))
def test_what_is_signed_for_is_what_the_months_before_leave_open(seed: int) -> None:
    need = needs(seed)
    found: Any = newly_signed(need, np.array(TERMS, dtype=float))
    for row, term in enumerate(TERMS):
        assert list(found[row]) == signed_by_the_word(list(need[row]), term), term


@pytest.mark.parametrize("seed", range(5))
def test_what_stands_is_what_was_signed_within_the_term(seed: int) -> None:
    terms = np.array(TERMS, dtype=float)
    need = needs(seed)
    new: Any = newly_signed(need, terms)
    found: Any = standing(new, terms)
    for row, term in enumerate(TERMS):
        for month in range(60):
            assert found[row, month] == sum(new[row, max(0, month - term + 1) : month + 1] if term else [])
    assert np.all(found[1:] >= need[1:])


@pytest.mark.parametrize("seed", range(5))
def test_what_is_owed_is_the_rent_of_the_months_that_cohorts_leave(seed: int) -> None:
    terms = np.array(TERMS, dtype=float)
    new: Any = newly_signed(needs(seed), terms)
    parts: list[Any] = [owed(new, terms, *span) for span in ((0.0, 12.0), (12.0, 36.0), (36.0, np.inf))]
    for row, term in enumerate(TERMS):
        for month in range(60):
            due = [
                (signed, ahead)
                for start, signed in enumerate(new[row, : month + 1])
                for ahead in range(1, start + term - month)
            ]
            wanted = [
                sum(rent for rent, ahead in due if first < ahead <= last)
                for first, last in ((0, 12), (12, 36), (36, 99))
            ]
            assert [part[row, month] for part in parts] == wanted
