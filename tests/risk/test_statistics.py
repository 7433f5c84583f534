"""Figures of draws against closed forms, and against numbers by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planner.risk.hdr import uniform
from planner.risk.normal import quantile
from planner.risk.statistics import chance_error, drivers, figures


def test_figures_of_eleven_draws_by_hand() -> None:
    """0, 10 .. 100: the mean 50, the deviation the root of 1100, percentiles in proportion between draws."""
    found = figures(np.arange(0.0, 101, 10)[::-1])
    assert found is not None
    assert (found.mean, found.draws) == (50, 11)
    assert found.percentiles == pytest.approx({5: 5, 10: 10, 50: 50, 90: 90, 95: 95})
    assert found.deviation == pytest.approx(math.sqrt(1_100))
    assert found.error == pytest.approx(10)  # the root of 1100 / 11
    assert (found.worst, found.best) == (0, 100)
    assert found.between[50] == (20, 90)  # 11 / 2 less and more 1.96 times the root of 11 / 4: ranks 2 and 9


def test_draws_that_cannot_be_computed_are_left_out() -> None:
    found = figures(np.array([1.0, np.nan, 3.0]))
    assert found is not None and (found.draws, found.mean) == (2, 2)
    assert figures(np.array([np.nan])) is None


def test_percentiles_lie_where_the_binomial_says_19_times_of_20() -> None:
    """Of 400 runs of 500 normal draws, the true percentile is within the bounds in 95 %, or nearly."""
    inside = 0
    for seed in range(1, 401):
        found = figures(quantile(uniform(np.arange(1, 501), 5, 1, seed)))
        assert found is not None
        low, high = found.between[90]
        inside += low <= 1.2815515655446004 <= high
    assert inside / 400 == pytest.approx(0.95, abs=0.035)


def test_the_error_of_a_share() -> None:
    assert chance_error(0.2, 100) == pytest.approx(0.04)
    assert chance_error(0.5, 0) == 0


def test_rank_correlations_by_hand() -> None:
    """Ranks 1 2 3 4 5 and 2 1 4 3 5: Spearman's 1 - 6 * 4 / (5 * 24) is 0.8; alike all, there is none."""
    inputs = {"weak": np.array([2.0, 1, 40, 3, 500]), "strong": -np.arange(5.0), "still": np.ones(5)}
    found = drivers(inputs, np.arange(5.0) ** 3)
    assert list(found) == ["strong", "weak"]
    assert found == pytest.approx({"strong": -1, "weak": 0.8})
    assert drivers(inputs, np.full(5, 3.0)) == {}


def test_those_that_are_alike_share_a_rank() -> None:
    """Ranks 1.5 1.5 3 4 with 1 2 3 4: 4.5 over the root of 4.5 times 5."""
    found = drivers({"a": np.array([1.0, 1, 2, 3])}, np.arange(4.0))
    assert found["a"] == pytest.approx(4.5 / math.sqrt(4.5 * 5))
