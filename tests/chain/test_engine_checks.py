"""Checks of the plan by hand: for each a plan that meets it and one that does not."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from planner.model.chain import CHAIN
from tests.chain.case_inputs import case_inputs, serial
from tests.chain.hand_plan import hand_inputs, without_rows
from tests.chain.hand_values import changed, values

CHECKS = tuple(key for key in CHAIN if key.endswith("_check"))


def met(key: str, **needs: Any) -> float:
    """One check by itself, on values of what it needs."""
    return float(CHAIN[key].function(**needs))


def plan_meets(check: str, **changes: Any) -> float:
    """A check of the plan by hand, with some of its inputs changed."""
    return float(changed(**changes)[check])


def column(key: str, row: int, value: float) -> Any:
    """A column of the plan by hand with another value in one row, counted from 1."""
    moved = np.array(hand_inputs()[key])
    moved[row - 1] = value
    return moved


def grid(*typed: list[float]) -> Any:
    """These rows of months, and rows of 0 up to six."""
    return np.array([*typed, *[[0.0] * len(typed[0])] * (6 - len(typed))])


# Checks that fail


def test_no_phase_overlaps_another() -> None:
    """By hand a cluster is in use for half a month at most; two phases of the same three months overlap."""
    assert values()["overlap_check"] == 1
    twice = {"phases_gpu_hours_typed": np.array([21_600.0, 21_600.0, 0, 0, 0, 0, 0])}
    starts = {"phases_start_month": np.full(7, 2.0), "phases_after": ("",) * 7}
    assert plan_meets("overlap_check", **twice, **starts) == 0


@pytest.mark.parametrize(("use", "wanted"), [(1.0, 1), (1 + 5e-10, 1), (1 + 2e-9, 0), (np.nan, 0)])
def test_a_month_is_full_but_for_a_last_bit(use: float, wanted: float) -> None:
    assert met("overlap_check", cluster_use=grid([0.5, 0.0], [0.0, use])) == wanted


@pytest.mark.parametrize(("least", "wanted"), [(0.0, 1), (-0.01, 0), (np.nan, 0)])
def test_no_month_ends_below_zero(least: float, wanted: float) -> None:
    assert met("cash_check", closing_cash=np.array([5.0, least, 7.0])) == wanted


@pytest.mark.parametrize(("cash", "wanted"), [(100.0, 1), (99.0, 0)])
def test_cash_covers_what_falls_due_after_the_plan(cash: float, wanted: float) -> None:
    """What was due after the plan in an earlier month does not count."""
    due = np.array([500.0, 100.0])
    assert met("commitments_check", closing_cash_end=cash, commitments_after_plan=due) == wanted


@pytest.mark.parametrize(
    ("method", "growth", "wanted"),
    [
        ("Perpetual growth", 0.1, 1),
        ("perpetual growth", 0.21, 0),
        ("exit multiple", 0.3, 1),
        ("none", 0.3, 1),
    ],
)
def test_growth_for_ever_is_below_the_discount_rate(method: str, growth: float, wanted: float) -> None:
    assert plan_meets("growth_check", terminal_method=method, terminal_growth=growth) == wanted


@pytest.mark.parametrize(("total", "wanted"), [(20.0, 1), (19.9, 0), (np.nan, 0)])
def test_active_parameters_are_some_of_all(total: float, wanted: float) -> None:
    """The second model has 20 active ones; a blank total is none."""
    moved = column("models_total_parameters_b", 2, total)
    assert plan_meets("parameters_check", models_total_parameters_b=moved) == wanted


@pytest.mark.parametrize(("gpus", "wanted"), [(3, 1), (4, 1), (8, 1), (12, 0), (16, 1)])
def test_a_replica_has_whole_servers_or_part_of_one(gpus: float, wanted: float) -> None:
    """Servers have 8 GPUs; a model that nothing serves may have any number."""
    moved = column("models_replica_gpus", 2, gpus)
    assert plan_meets("servers_check", models_replica_gpus=moved) == wanted
    unserved = ("year", "", "three")
    assert plan_meets("servers_check", models_replica_gpus=moved, models_serving_quote=unserved) == 1


def test_a_quote_whose_servers_have_no_gpus_serves_nothing() -> None:
    assert plan_meets("servers_check", quotes_server_gpus=np.array([8.0, 8.0, np.nan])) == 0


@pytest.mark.parametrize(
    ("cost", "wanted"),
    [([4.0, 6.0], 1), ([5.0, 5.0], 1), ([4.0, 6 + 5e-9], 1), ([4.0, 6 + 5e-8], 0), ([4.0, 7.0], 0)],
)
def test_products_and_idle_replicas_bear_the_serving_cost(cost: list[float], wanted: float) -> None:
    """1 + 2 and 3 of two products, 4 idle: 10 over all months."""
    of_products, idle = np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([0.0, 4.0])
    parts = {"product_serving_cost": of_products, "idle_serving_cost": idle}
    assert met("serving_cost_check", serving_cost=np.array(cost), **parts) == wanted


def books(**changes: Any) -> dict[str, Any]:
    """Three months, the last at 8 a unit. A year's contract for 8 GPUs at 3 is signed in the second, one for
    2 replicas of 4 GPUs at 2 in the third, and a cluster is hired on demand.

    They cost 17,280 and 11,520 a month; 10 and 11 months are left.
    """
    found = {
        "hours_per_month": 720.0,
        "models_replica_gpus": np.array([4.0]),
        "currency_rate": grid([7.0, 7.0, 8.0]),
        "cluster_new_gpus": grid([0.0, 8.0, 0.0]),
        "cluster_unit_price": grid([3.0, 3.0, 3.0], [2.0, 2.0, 2.0]),
        "cluster_rent": grid([0.0, 17_280 * 7, 17_280 * 8], [9.0, 9.0, 9.0]),
        "cluster_owed_1y": grid([0.0, 11 * 17_280 * 7, 10 * 17_280 * 8]),
        "model_new_replicas": grid([0.0, 0.0, 2.0]),
        "model_unit_price": grid([2.0, 2.0, 2.0]),
        "model_rent": grid([0.0, 0.0, 11_520 * 8]),
        "model_owed_1y": grid([0.0, 0.0, 11 * 11_520 * 8]),
    }
    for kind in ("cluster", "model"):
        found |= {f"{kind}_owed_3y": np.zeros((6, 3)), f"{kind}_owed_later": np.zeros((6, 3))}
        found |= {f"{kind}_term_months": np.array([12.0, 0, 0, 0, 0, 0])}
        found |= {f"{kind}_currency_row": np.array([1.0, 1, 0, 0, 0, 0])}
    return {**found, **changes}


def test_what_is_owed_is_what_was_signed_less_what_was_paid() -> None:
    assert met("owed_check", **books()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"cluster_owed_1y": grid([0.0, 0.0, 11 * 17_280 * 8])},
        {"cluster_owed_1y": grid([0.0, 0.0, 10 * 17_280 * 8], [0.0, 0.0, 9.0])},
        {"model_owed_later": grid([0.0, 0.0, 1.0])},
        {"model_owed_3y": grid([0.0, 0.0, 1.0])},
        {"model_rent": np.zeros((6, 3))},
        {"cluster_new_gpus": grid([0.0, 8.0, 8.0])},
        {"models_replica_gpus": np.array([8.0])},
    ],
    ids=["a month too many", "on demand", "later", "3y", "unpaid", "signed twice", "a larger replica"],
)
def test_what_is_owed_is_nothing_else(wrong: dict[str, Any]) -> None:
    assert met("owed_check", **books(**wrong)) == 0


def test_contracts_that_have_run_out_owe_nothing() -> None:
    """Of the plan by hand without products: signed in months 1, 13 and 31, and paid to month 42."""
    found = CHAIN.evaluate(without_rows(hand_inputs(), "products"))
    assert not found["commitments_1y"][-1]
    assert found["owed_check"] == 1


# Checks that warn


@pytest.mark.parametrize(("start", "wanted"), [(13, 1), (60, 1), (61, 0)])
def test_phases_that_gate_a_launch_end_within_the_plan(start: float, wanted: float) -> None:
    """The last phase takes a quarter of a month; where it gates nothing it may end later."""
    starts = column("phases_start_month", 7, start)
    assert plan_meets("ends_check", phases_start_month=starts) == wanted
    assert plan_meets("ends_check", phases_start_month=starts, phases_gates_launch=("no",) * 7) == 1


def test_a_launch_that_waits_for_its_model_is_late() -> None:
    """The first product is planned for month 2 and its model is ready in month 4; with a delay of 3 it is."""
    assert values()["launch_check"] == 0
    assert values("high")["launch_check"] == 1


def test_a_product_that_is_not_there_is_not_late() -> None:
    months = {"products_launch_month": np.array([5.0, 6, 6]), "launch_delay_months": -1.0}
    assert plan_meets("launch_check", **months) == 1


@pytest.mark.parametrize(
    ("comes", "delay", "target", "positive", "wanted"),
    [
        (3, 0, 5, 0, 1),
        (3, 0, 6, 0, 0),
        (3, 0, 6, 1, 1),
        (2, 1, 6, 0, 0),
        (1, 0, 9, 0, 1),
        (4, 0, 9, 0, 0),
        (5, 0, 9, 0, 1),
    ],
)
def test_runway_before_a_round(
    comes: float, delay: float, target: float, positive: float, wanted: float
) -> None:
    """Four months with runways of 1, 5, 2 and 1; a round in month 1 or after the last has none before it."""
    plan = {
        "month": np.arange(1.0, 5.0),
        "runway_months": np.array([1.0, 5.0, 2.0, 1.0]),
        "cash_positive": np.array([0.0, positive, 0.0, 0.0]),
        "runway_target_months": float(target),
    }
    rounds = {"funding_month": np.array([float(comes)]), "financing_delay_months": float(delay)}
    assert met("target_check", **plan, **rounds) == wanted


def test_one_round_without_runway_is_enough() -> None:
    """Before the round of month 2 a sixth of a month is left."""
    assert values()["target_check"] == 0
    assert plan_meets("target_check", funding_month=np.array([1.0, 61.0])) == 1


@pytest.mark.parametrize(("month", "wanted"), [(26.0, 1), (0.0, 0)])
def test_a_plan_breaks_even(month: float, wanted: float) -> None:
    assert met("breakeven_check", breakeven_month=month) == wanted


@pytest.mark.parametrize(
    ("method", "after", "all_of_it", "wanted"),
    [
        ("None", 0.0, -3.0, 1),
        ("exit multiple", 5.0, 10.0, 1),
        ("exit multiple", 5.1, 10.0, 0),
        ("perpetual growth", 0.0, 10.0, 0),
        ("perpetual growth", 5.0, -1.0, 0),
    ],
)
def test_most_of_the_value_is_within_the_plan(
    method: str, after: float, all_of_it: float, wanted: float
) -> None:
    worth = {"terminal_value": after, "npv_with_terminal_value": all_of_it}
    assert met("terminal_check", terminal_method=method, **worth) == wanted


@pytest.mark.parametrize(("day", "wanted"), [("2027-01-01", 1), ("2026-12-31", 0)])
@pytest.mark.parametrize("quote", [1, 3])
def test_a_quote_is_ninety_days_old_at_most_or_signed(quote: int, day: str, wanted: float) -> None:
    """90 days to 1 April 2027, and 91. The second quote is a year old, and signed."""
    dates = np.array([serial("2027-02-01"), serial("2026-04-01"), serial("2027-02-01")])
    dates[quote - 1] = serial(day)
    assert plan_meets("quote_age_check", quotes_quote_date=dates) == wanted


def test_a_quote_that_nothing_uses_may_be_old() -> None:
    dates = np.array([serial("2027-02-01"), serial("2026-04-01"), serial("2026-04-01")])
    unused = {"quotes_quote_date": dates, "models_serving_quote": ("year", "spot", "spot")}
    assert plan_meets("quote_age_check", **unused) == 1
    assert plan_meets("quote_age_check", **unused, clusters_quote=("three", "year")) == 0


@pytest.mark.parametrize(("valid_to", "wanted"), [(31, 1), (30, 0)])
def test_a_cluster_signs_while_the_price_can_be_had(valid_to: float, wanted: float) -> None:
    """It signs in months 1, 13 and 31. What is on demand signs nothing, nor does an unsigned quote expire."""
    to = {"quotes_valid_to_month": np.array([1.0, valid_to, 0.0])}
    assert plan_meets("signing_check", **to) == wanted


@pytest.mark.parametrize(("valid_to", "wanted"), [(9, 1), (8, 0)])
def test_a_model_signs_while_the_price_can_be_had(valid_to: float, wanted: float) -> None:
    """Replicas are signed for up to month 9."""
    to = {"quotes_valid_to_month": np.array([0.0, valid_to, 0.0])}
    assert plan_meets("signing_check", **to, clusters_quote=("spot", "spot")) == wanted


@pytest.mark.parametrize(("use", "wanted"), [(0.5, 1), (0.49, 0)])
def test_a_cluster_is_used_for_three_quarters_of_what_is_paid(use: float, wanted: float) -> None:
    """Of 8 + 4 paid GPUs 6 x 1.5 are in use; a cluster for which nothing is paid is not idle."""
    plan = {"clusters_gpus": np.array([6.0, 9.0]), "cluster_use": grid([1.0, use])}
    assert met("idle_check", cluster_gpus=grid([8.0, 4.0]), **plan) == wanted


def test_a_cluster_that_is_held_is_idle() -> None:
    """12.5 of the 52 GPU-months that are paid."""
    assert values()["idle_check"] == 0


@pytest.mark.parametrize(
    ("load", "batch", "wanted"), [(0.5, 0.0, 1), (0.5 + 4e-10, 0.0, 1), (0.6, 0.0, 0), (0.6, 1.0, 1)]
)
def test_what_is_asked_at_once_fits_under_its_peak(load: float, batch: float, wanted: float) -> None:
    """A peak of twice the average; batches may fill the rest."""
    of_models = {"model_utilisation": grid([0.1, load]), "model_batch_replicas": grid([0.0, batch])}
    assert met("load_check", models_peak_to_average=np.array([2.0]), **of_models) == wanted


# Plans


def test_a_plan_without_rows_meets_every_check_but_that_it_earns_something() -> None:
    tables = ("currencies", "price_paths", "quotes", "chips", "models", "clusters", "phases", "products")
    found = CHAIN.evaluate(
        without_rows(hand_inputs(), *tables, "roles", "data_items", "other_costs", "funding")
    )
    assert [key for key in CHECKS if found[key] != 1] == ["breakeven_check"]


@cache
def case(level: str) -> dict[str, Any]:
    return CHAIN.evaluate(case_inputs(level))


CASE_FAILS = {
    "idle_check": ("base", "high"),  # A: 339,589 of 747,520 GPU-hours; adverse 415,322
    "quote_age_check": ("base", "high"),  # `od` is 92 days old, `r3` 122
    "signing_check": (
        "base",
        "high",
    ),  # m1 signs in 12 for a year, and needs as many in 24; `r1` is to be had to 18
    "terminal_check": ("base", "high"),  # 233.9 of 274.9 million; adverse 60.4 of 43.3
    "cash_check": ("high",),  # -894,348 in month 3
    "target_check": ("high",),  # the seed comes in month 4, after a month without cash
}
"""Checks that the case does not meet, with the reason in its files; it meets every other.

Use is a month at most: 182,500 hours of 250 GPUs, 560,640 of 768. Cash at the end is 136.5 million against
9.5 owed, adverse 44.6 against 5.7. Growth is 3 % against 14 %. 13 of 100 and 30 of 300 parameters are active,
replicas of 8 and 16 GPUs on servers of 8. Gating phases end in months 4, 5 and 17, adverse 19; products
launch in 6, 9 and 10, six months later adverse, and their model is ready in 6. In month 11, before the second
round, runway is 19.0 months against 12. It breaks even in months 26 and 34. No month has load without
batches, which `api` or `deals` bring.
"""


@pytest.mark.parametrize("level", ["low", "base", "high"])
@pytest.mark.parametrize("check", CHECKS)
def test_the_case(check: str, level: str) -> None:
    as_file = "base" if level == "low" else level
    assert case(level)[check] == (as_file not in CASE_FAILS.get(check, ()))


def test_there_is_every_check_and_none_is_left_of_the_case() -> None:
    assert len(CHECKS) == 17
    assert set(CASE_FAILS) < set(CHECKS)
