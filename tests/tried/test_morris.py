"""Morris indices against closed forms of test functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytest import approx

import planner
from planner.tried.morris import LEVELS, STEP, Effects, effects, trajectories
from tests.command import planner as command

Plans = Callable[[str], Path]
MANY = 4_000


def indices(function: Callable[[Any], Any], inputs: int, count: int, seed: int = 1) -> list[Effects]:
    points, orders = trajectories(inputs, count, seed)
    found = effects(points, orders, np.asarray(function(points.T), dtype=float))
    assert None not in found
    return [one for one in found if one is not None]


def test_a_trajectory_moves_each_input_once_by_two_thirds_within_the_range() -> None:
    points, orders = trajectories(7, 50, 3)
    assert points.shape == (50 * 8, 7)
    assert set(np.unique(np.round(points * (LEVELS - 1), 9))) == {0.0, 1.0, 2.0, 3.0}
    assert all(sorted(order) == list(range(7)) for order in orders)
    for walk in points.reshape(50, 8, 7):
        steps = np.abs(np.diff(walk, axis=0))
        assert np.allclose(steps.sum(axis=0), STEP)
        assert np.allclose(steps.sum(axis=1), STEP)


def test_all_levels_come_equally_often() -> None:
    points, _ = trajectories(5, MANY, 5)
    counts = [np.count_nonzero(np.isclose(points, level / 3)) / points.size for level in range(LEVELS)]
    assert counts == [approx(0.25, abs=0.01)] * LEVELS


def test_of_a_sum_each_effect_is_its_factor_and_nothing_spreads() -> None:
    factors = (3.0, -2.0, 0.0)
    found = indices(lambda x: sum(f * one for f, one in zip(factors, x, strict=True)) + 7, 3, 20)
    for one, factor in zip(found, factors, strict=True):
        assert one.mu == approx(factor, abs=1e-12)
        assert one.mu_star == approx(abs(factor), abs=1e-12)
        assert one.sigma == approx(0, abs=1e-12)
        assert one.confidence == approx(0, abs=1e-12)


def test_of_a_product_the_effect_is_the_other_input() -> None:
    # over the levels 0, 1/3, 2/3, 1 that has mean 1/2 and standard deviation sqrt(5)/6
    for one in indices(lambda x: x[0] * x[1], 2, MANY):
        assert one.mu == approx(0.5, abs=0.02)
        assert one.mu_star == approx(0.5, abs=0.02)
        assert one.sigma == approx(math.sqrt(5) / 6, rel=0.03)
        assert one.confidence == approx(1.96 * math.sqrt(5) / 6 / math.sqrt(MANY), rel=0.03)


def test_effects_of_both_signs_cancel_in_mu_and_not_in_mu_star() -> None:
    first, _ = indices(lambda x: x[0] * (x[1] - 0.5), 2, MANY)
    assert first.mu == approx(0, abs=0.02)
    assert first.mu_star == approx(1 / 3, abs=0.01)  # of 1/2, 1/6, 1/6, 1/2


def test_sobols_g_function_comes_to_its_closed_form() -> None:
    # |4x-2| is 2, 2/3, 2/3, 2 at the levels: it moves by 4/3 over 2/3, and is 4/3 on average
    a = (0.0, 1.0, 4.5, 9.0, 99.0)

    def g(x: Sequence[Any]) -> Any:
        return math.prod((np.abs(4 * one - 2) + each) / (1 + each) for one, each in zip(x, a, strict=True))

    means = [(4 / 3 + each) / (1 + each) for each in a]
    for at, one in enumerate(indices(g, len(a), MANY)):
        others = math.prod(mean for number, mean in enumerate(means) if number != at)
        assert one.mu_star == approx(2 / (1 + a[at]) * others, rel=0.02)
        assert one.mu == approx(0, abs=5 * one.confidence)


def test_the_interval_holds_the_closed_form_nineteen_times_in_twenty() -> None:
    inside = 0
    for seed in range(300):
        first, _, _ = indices(lambda x: x[0] * (1 + x[1] + x[2]), 3, 20, seed)
        inside += abs(first.mu_star - 2.0) <= first.confidence
    # 285 of 300 are expected; five standard deviations of such a count are 19
    assert 266 <= inside <= 300


def test_an_effect_that_is_not_known_is_left_out() -> None:
    points, orders = trajectories(2, 20, 1)
    results = points[:, 0] * 2 + np.where(points[:, 1] > 0.5, np.nan, 0.0)
    first, second = effects(points, orders, results)
    assert first is not None
    assert first.mu == approx(2.0)
    assert second is None  # it never stays where the result is known


def test_of_a_plan_the_largest_bar_has_the_largest_index(plans: Plans) -> None:
    found = planner.sensitivity(plans("startup"), ["training_elapsed_usd", "closing_cash_end"], morris=True)
    rent, cash = found.results
    assert [one.name for one in rent.morris] == [bar.name for bar in rent.bars]
    assert cash.morris[0].name == cash.bars[0].name == "demand_factor"
    assert cash.morris[0].sigma > 0  # demand counts with its price and its growth
    assert (
        planner.sensitivity(plans("startup"), ["closing_cash_end"], morris=True).results[0].morris[0].mu_star
    )
    again = planner.sensitivity(plans("startup"), ["training_elapsed_usd", "closing_cash_end"], morris=True)
    assert again.results == found.results


def test_rent_over_utilisation_and_goodput_has_the_effects_of_two_reciprocals(plans: Plans) -> None:
    """By range the rent of a run reads two inputs: c/(mfu x goodput), at 0.28 to 0.20 and 0.93 to 0.87."""
    (rent,) = planner.sensitivity(plans("startup"), ["training_elapsed_usd"], morris=True).results
    assert rent.base is not None
    constant = rent.base * 0.24 * 0.9
    mfu, goodput = (
        [low + at / 3 * (high - low) for at in range(4)] for low, high in ((0.28, 0.2), (0.93, 0.87))
    )
    sizes = [abs(constant / g * (1 / mfu[at + 2] - 1 / mfu[at]) / STEP) for g in goodput for at in range(2)]
    (index,) = [one for one in rent.morris if one.name == "mfu"]
    assert min(sizes) <= index.mu_star <= max(sizes)
    assert index.mu_star == approx(sum(sizes) / len(sizes), abs=index.confidence * 1.5)
    assert index.mu == index.mu_star


def test_the_terminal_has_a_table_of_indices(plans: Plans) -> None:
    told = command("sensitivity", plans("startup"), "--key", "training_elapsed_usd", "--morris")
    assert told.status == 0
    (heading,) = [line for line in told.out.splitlines() if "mu*" in line]
    assert heading.split() == ["Morris", "mu*", "+/-", "mu", "sigma"]


@pytest.mark.parametrize("option", ["--spider", "--morris"])
@pytest.mark.parametrize("other", [["--csv"], ["--grid", "mfu=0.2", "cost_factor=1"]], ids=lambda one: one[0])
def test_csv_and_a_grid_have_no_such_table(option: str, other: list[str], plans: Plans) -> None:
    told = command("sensitivity", plans("startup"), option, *other)
    assert told.status == 2
    assert "leave out" in told.err
