"""HDR against an implementation written from its publication alone, and what its draws are like."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest

from planner.risk.hdr import MOST, NUMERATOR, uniform

DRAWS = np.arange(1, 100_001)


def published(trial: int, variable: int, entity: int, time: int, agent: int) -> float:
    """The formula of the standard (SIPmath 3.0), step by step in whole numbers of any length.

    =(MOD((MOD(MOD(999999999999989,MOD(trial*2499997+variable*1800451+entity*2000371+time*1796777+agent*2299603,
    7450589)*4658+7450581)*383,99991)*7440893+MOD(MOD(999999999999989,MOD(trial*2246527+variable*2399993+
    entity*2100869+time*1918303+agent*1624729,7450987)*7580+7560584)*17669,7440893))*1343,4294967296)+0.5)/
    4294967296
    """
    one = divmod(
        trial * 2499997 + variable * 1800451 + entity * 2000371 + time * 1796777 + agent * 2299603, 7450589
    )[1]
    one = divmod(999999999999989, one * 4658 + 7450581)[1]
    one = divmod(one * 383, 99991)[1]
    two = divmod(
        trial * 2246527 + variable * 2399993 + entity * 2100869 + time * 1918303 + agent * 1624729, 7450987
    )[1]
    two = divmod(999999999999989, two * 7580 + 7560584)[1]
    two = divmod(two * 17669, 7440893)[1]
    last = divmod((one * 7440893 + two) * 1343, 4294967296)[1]
    return float((Fraction(last) + Fraction(1, 2)) / 4294967296)


def test_draws_are_those_of_the_publication_to_the_last_bit() -> None:
    for counters in product((1, 2, 999, 123_456, MOST), (1, 7, MOST), (0, 1, 40), (0, 1, 2026), (0, 3)):
        assert float(uniform(*counters)) == published(*counters)


def test_no_step_exceeds_what_doubles_hold_exactly() -> None:
    largest = ((99_990 * 7_440_893 + 7_440_892) * 1_343, NUMERATOR, 5 * MOST * 2_499_997)
    assert max(largest) < 2**53


def test_an_array_holds_what_each_draw_is_alone() -> None:
    together = uniform(np.arange(1, 51), 3, 2, 1)
    assert together.tolist() == [float(uniform(trial, 3, 2, 1)) for trial in range(1, 51)]


@pytest.mark.parametrize("variable", [1, 2, 60, 5_017])
def test_draws_fill_the_interval_evenly(variable: int) -> None:
    """Mean 1/2, variance 1/12, within four standard errors; Kolmogorov's distance at one in ten thousand."""
    drawn = np.sort(uniform(DRAWS, variable, 1, 1))
    count = len(drawn)
    assert drawn.mean() == pytest.approx(0.5, abs=4 * (1 / 12 / count) ** 0.5)
    assert drawn.var() == pytest.approx(1 / 12, abs=4 * (1 / 180 / count) ** 0.5)
    steps = np.arange(1, count + 1) / count
    assert max(np.max(steps - drawn), np.max(drawn - steps + 1 / count)) < 2.23 / count**0.5
    assert 0 < drawn[0] < drawn[-1] < 1


def test_neither_draws_nor_inputs_nor_seeds_follow_one_another() -> None:
    """Correlations of 1E5 pairs beyond 4.5 standard errors would come up once in 1E5 trials."""
    columns = [
        uniform(DRAWS, variable, entity, seed)
        for variable in (1, 2, 3, 4)
        for entity in (0, 1)
        for seed in (0, 1)
    ]
    correlated = np.corrcoef(columns) - np.eye(len(columns))
    assert np.abs(correlated).max() < 4.5 / len(DRAWS) ** 0.5
    for lag in (1, 2, 10):
        assert abs(np.corrcoef(columns[0][lag:], columns[0][:-lag])[0, 1]) < 4.5 / len(DRAWS) ** 0.5


def test_no_draw_comes_twice_within_a_run() -> None:
    drawn = uniform(np.arange(1, 10_001), 1, 1, 1)
    assert all(one != other for one, other in pairwise(np.sort(drawn)))
