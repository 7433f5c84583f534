"""Checks that warn, by hand: for each a plan that meets it and one that does not."""

from __future__ import annotations

import numpy as np
import pytest

from planner.model import LINES
from tests.chain.case_inputs import serial
from tests.chain.hand_values import column, grid, met, plan_meets, values


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
    rounds = {"rounds_month": np.array([float(comes)]), "financing_delay_months": float(delay)}
    short = LINES["short_before_funding"].function(**plan, **rounds)
    assert met("target_check", short_before_funding=short) == wanted


def test_one_round_without_runway_is_enough() -> None:
    """Before the round of month 2 a sixth of a month is left."""
    assert values()["target_check"] == 0
    assert plan_meets("target_check", rounds_month=np.array([1.0, 61.0])) == 1


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


@pytest.mark.parametrize(
    ("sold", "worth", "wanted"), [(0.0, -5.0, 1), (2.0, -0.01, 0), (2.0, 0.0, 1), (2.0, 5.0, 1)]
)
def test_a_plan_that_sells_pays_at_its_discount_rate(sold: float, worth: float, wanted: float) -> None:
    revenue = np.array([0.0, sold, 0.0])
    assert met("value_check", revenue=revenue, npv_with_terminal_value=worth) == wanted


@pytest.mark.parametrize(
    ("method", "rate", "wanted"),
    [("exit multiple", 0.10, 1), ("exit multiple", 0.09, 0), ("none", 0.09, 1)],
)
def test_no_round_is_priced_above_the_exit(method: str, rate: float, wanted: float) -> None:
    """100 million today are 161.051 million in five years at 10 % a year, and 153.862 million at 9 %."""
    worth = LINES["exit_value"].function(terminal_value=100.0, discount_rate=rate)
    assert worth == pytest.approx({0.10: 161.051, 0.09: 153.8623955}[rate])
    rounds = np.array([80.0, 161.0, 0.0])
    assert met("exit_check", terminal_method=method, round_post_money=rounds, exit_value=worth) == wanted


@pytest.mark.parametrize(("day", "wanted"), [("2027-01-01", 1), ("2026-12-31", 0)])
@pytest.mark.parametrize("quote", [1, 3])
def test_a_quote_is_ninety_days_old_at_most_or_signed(quote: int, day: str, wanted: float) -> None:
    """90 days to 1 April 2027, and 91. The second quote is a year old, and signed."""
    dates = np.array([serial("2027-02-01"), serial("2026-04-01"), serial("2027-02-01")])
    dates[quote - 1] = serial(day)
    assert plan_meets("quote_age_check", gpu_prices_date=dates) == wanted


def test_a_quote_without_a_date_is_old() -> None:
    dates = np.array([np.nan, serial("2026-04-01"), serial("2027-02-01")])
    assert plan_meets("quote_age_check", gpu_prices_date=dates) == 0
    signed = np.array([9.0, 7.0, 0.0])
    assert plan_meets("quote_age_check", gpu_prices_date=dates, gpu_prices_valid_to_month=signed) == 1


def test_a_quote_that_nothing_uses_may_be_old() -> None:
    dates = np.array([serial("2027-02-01"), serial("2026-04-01"), serial("2026-04-01")])
    unused = {"gpu_prices_date": dates, "models_serving_quote": ("year", "spot", "spot")}
    assert plan_meets("quote_age_check", **unused) == 1
    assert plan_meets("quote_age_check", **unused, clusters_quote=("three", "year")) == 0


@pytest.mark.parametrize(("valid_to", "wanted"), [(31, 1), (30, 0)])
def test_a_cluster_signs_while_the_price_can_be_had(valid_to: float, wanted: float) -> None:
    """It signs in months 1, 13 and 31. What is on demand signs nothing, nor does an unsigned quote expire."""
    to = {"gpu_prices_valid_to_month": np.array([1.0, valid_to, 0.0])}
    assert plan_meets("signing_check", **to) == wanted


@pytest.mark.parametrize(("valid_to", "wanted"), [(9, 1), (8, 0)])
def test_a_model_signs_while_the_price_can_be_had(valid_to: float, wanted: float) -> None:
    """Replicas are signed for up to month 9, and a cluster on an unsigned quote in months 1 and 37."""
    to, held = {"gpu_prices_valid_to_month": np.array([0.0, valid_to, 0.0])}, np.array([9.0, 60.0])
    assert (
        plan_meets("signing_check", **to, clusters_quote=("spot", "three"), clusters_hold_to=held) == wanted
    )


@pytest.mark.parametrize(("use", "wanted"), [(0.5, 1), (0.49, 0)])
def test_a_cluster_is_used_for_three_quarters_of_what_is_paid(use: float, wanted: float) -> None:
    """Of 8 + 4 paid GPUs 6 x 1.5 are in use; a cluster for which nothing is paid is not idle."""
    plan = {"clusters_gpus": np.array([6.0, 9.0]), "cluster_use": grid([1.0, use])}
    share = LINES["cluster_used_share"].function(cluster_gpus=grid([8.0, 4.0]), **plan)
    assert met("idle_check", cluster_used_share=share) == wanted


def test_a_cluster_that_is_held_is_idle() -> None:
    """12.5 of the 52 GPU-months that are paid."""
    assert values()["idle_check"] == 0


@pytest.mark.parametrize(
    ("load", "batch", "wanted"), [(0.5, 0.0, 1), (0.5 + 4e-10, 0.0, 1), (0.6, 0.0, 0), (0.6, 1.0, 1)]
)
def test_what_is_asked_at_once_fits_under_its_peak(load: float, batch: float, wanted: float) -> None:
    """A peak of twice the average; batches may fill the rest."""
    of_models = {"model_utilisation": grid([0.1, load]), "model_batch_replicas": grid([0.0, batch])}
    over = LINES["load_over_peak"].function(models_peak_to_average=np.array([2.0]), **of_models)
    assert met("load_check", load_over_peak=over) == wanted
