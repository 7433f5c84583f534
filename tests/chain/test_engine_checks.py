"""Checks that fail, by hand: for each a plan that meets it and one that does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from tests.chain.hand_plan import hand_inputs, without_rows
from tests.chain.hand_values import column, grid, met, plan_meets, values


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
        ("perpetual growth", 0.1, 1),
        ("Perpetual growth", 0.21, 0),
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
    one = {"model_quote_row": np.array([1.0, 0]), "model_splits_servers": np.zeros(2)}
    assert met("servers_check", model_server_gpus=np.array([0.0, 0]), **one) == 0
    assert met("servers_check", model_server_gpus=np.array([8.0, 0]), **one) == 1
    with np.errstate(all="raise"):
        whole = {"model_replica_gpus": np.array([12.0, 16, 4, np.nan])}
        split = LINES["model_splits_servers"].function(np.array([8.0, 8, 8, 8]), **whole)
    assert list(split) == [1, 0, 0, 1], "what is no number is not whole"


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
        "model_replica_gpus": np.array([4.0, 0, 0, 0, 0, 0]),
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


def owed(**known: Any) -> float:
    """The check on what these books come to."""
    for key in ("signed_value", "paid_or_owed"):
        for kind in ("cluster", "model"):
            one = LINES[f"{kind}_{key}"]
            known[one.key] = one.function(*[known[need] for need in one.needs])
    for key in ("signed_value", "paid_or_owed"):
        known[key] = LINES[key].function(**{need: known[need] for need in LINES[key].needs})
    return met("owed_check", **{need: known[need] for need in LINES["owed_check"].needs})


def test_what_is_owed_is_what_was_signed_less_what_was_paid() -> None:
    assert owed(**books()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"cluster_owed_1y": grid([0.0, 0.0, 11 * 17_280 * 8])},
        {"cluster_owed_1y": grid([0.0, 0.0, 10 * 17_280 * 8], [0.0, 0.0, 9.0])},
        {"cluster_owed_3y": grid([0.0, 0.0, 1.0])},
        {"cluster_owed_later": grid([0.0, 0.0, 1.0])},
        {"model_owed_3y": grid([0.0, 0.0, 1.0])},
        {"model_owed_later": grid([0.0, 0.0, 1.0])},
        {"model_rent": np.zeros((6, 3))},
        {"cluster_new_gpus": grid([0.0, 8.0, 8.0])},
        {"model_replica_gpus": np.array([8.0, 0, 0, 0, 0, 0])},
    ],
    ids=[
        *("a month too many", "on demand", "cluster 3y", "cluster later", "model 3y", "model later"),
        *("unpaid", "signed twice", "a larger replica"),
    ],
)
def test_what_is_owed_is_nothing_else(wrong: dict[str, Any]) -> None:
    assert owed(**books(**wrong)) == 0


def test_contracts_that_have_run_out_owe_nothing() -> None:
    """Of the plan by hand without products: signed in months 1, 13 and 31, and paid to month 42."""
    found = LINES.evaluate(without_rows(hand_inputs(), "products"))
    assert not found["commitments_1y"][-1]
    assert found["owed_check"] == 1
