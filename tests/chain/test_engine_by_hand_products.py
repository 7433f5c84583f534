"""Products, load and replicas by hand, on a plan with what the case of the specification lacks.

A month has 720 hours. USD is at 7 in months 1 to 9 (favourable 6), and at 8 after them (adverse 9 to month
21).
"""

from __future__ import annotations

import numpy as np

from tests.chain.hand_values import HOURS, changed, close, months, values

# Products


def test_a_launch_waits_for_its_model_and_for_the_delay() -> None:
    assert list(values()["product_launch_month"][:4]) == [4, 5, 6, 0]
    assert list(values("high")["product_launch_month"][:4]) == [5, 8, 9, 0]
    assert list(values()["product_switch_month"][:4]) == [14, 61, 61, 61]
    assert months("product_model_row", 13, 14, 0) == [1, 2]
    assert set(values()["product_model_row"][1]) == {3.0}
    assert not values()["product_model_row"][3:].any()


def test_the_first_model_may_be_a_successor_too() -> None:
    found = changed(products_successor=("", "small", ""))
    assert list(found["product_switch_month"][:3]) == [61, 4, 61]
    assert list(found["product_model_row"][1, 2:4]) == [3, 1]


def test_growth_of_a_hundred_percent_is_logistic() -> None:
    """81/(1 + 2 x 2^-k) of a first 27."""
    assert months("product_volume", 3, 7, 0) == close([0, 27e6, 40.5e6, 54e6, 64.8e6])
    assert months("product_volume", 4, 5, 0, "low") == close([54e6, 81e6])


def test_a_product_without_a_first_volume_sells_nothing() -> None:
    found = changed(products_first_volume=np.array([0.0, np.nan, 2.0]))
    assert not found["product_volume"][:2].any()
    assert list(found["product_volume"][2, 4:6]) == [0, 2]


def test_a_subscription_keeps_what_does_not_churn() -> None:
    assert months("product_new", 4, 8, 1) == close([0, 100, 100, 100, 100])
    assert months("product_volume", 4, 8, 1) == close([0, 100, 180, 244, 295.2])
    assert months("product_requests", 5, 6, 1) == close([13_000, 23_400])


def test_a_contract_uses_a_share_of_what_is_committed() -> None:
    assert months("product_requests", 5, 7, 2) == close([0, 1000, 1000])


def test_tokens_of_an_api() -> None:
    for key, tokens in {"fresh": 16.2e9, "cached": 10.8e9, "output": 6.75e9}.items():
        assert months(f"product_{key}_tokens", 4, 4, 0) == close([tokens])


def test_revenue_by_kind() -> None:
    """2975 USD a million requests, an eighth off for batches; a contract's price is 0.8 after half a year."""
    assert months("product_revenue", 4, 5, 0) == close([27 * 2975 * 7, 40.5 * 2975 * 7])
    assert months("product_revenue", 4, 5, 0, "low") == close([54 * 2975 * 6 * 1.1, 81 * 2975 * 6 * 1.1])
    assert months("product_revenue", 5, 6, 1) == close([5000, 9000])
    assert values()["product_revenue"][2, [4, 5, 11, 17]] == close([0, 14_000, 12_800, 10_240])
    assert months("payment_fees", 5, 6) == close([0, 1400])


# Load


def test_what_the_response_cache_answers_needs_no_replica() -> None:
    """256,000 seconds of a million requests, a quarter in batches; without the cache 320,000."""
    assert months("model_now_replicas", 4, 6, 0) == close([2, 3, 4])
    assert months("model_batch_replicas", 4, 6, 0) == close([2 / 3, 1, 4 / 3])
    uncached = changed(products_response_cache=np.zeros(3))
    assert uncached["model_now_replicas"][0, 3] == close(2.5)


def test_replicas_are_whole_with_spare_ones_and_at_least_the_minimum() -> None:
    """Peaks of 3, 4.5, 6, 7.2, 8: a last bit above 3 or 8 buys none. Spare a quarter, whole."""
    assert months("model_replicas_needed", 3, 8, 0) == [0, 4, 7, 8, 10, 10]
    assert months("model_replicas_needed", 13, 14, 0) == [12, 0]
    fewest = changed(models_minimum_replicas=np.array([9.0, 1.0, 1.0]))
    assert list(fewest["model_replicas_needed"][0, 3:7]) == [9, 9, 9, 10]


def test_batches_need_replicas_where_the_average_does_not_fit() -> None:
    """2 at once without a peak, and two thirds in batches, are 3 and a spare one."""
    flat = changed(models_peak_to_average=np.ones(3))
    assert flat["model_replicas_needed"][0, 3] == 4
    no_batch = changed(models_peak_to_average=np.ones(3), products_batch_share=np.array([0.0, 0, 0]))
    assert no_batch["model_now_replicas"][0, 3] == close(8 / 3)
    assert no_batch["model_replicas_needed"][0, 3] == 4


def test_replicas_without_load_stay_paid_and_are_idle() -> None:
    """Signed 4, 3, 1, 2 and 2 in months 4 to 9; traffic leaves in month 14, the last contract in month 21."""
    assert months("model_new_replicas", 4, 10, 0) == [4, 3, 1, 2, 0, 2, 0]
    assert months("model_replicas", 13, 21, 0) == [12, 12, 12, 8, 5, 4, 2, 2, 0]
    assert months("model_utilisation", 14, 15, 0) == [0, 0]
    price = 3 * 0.8 ** (1 / 3)
    rent = (4 * 3 + 3 * 3 + 1 * 3 + 2 * 3 + 2 * price) * 4 * HOURS * 8
    assert months("idle_serving_cost", 13, 15) == close([0, rent + 1200, rent + 1200])


def test_rent_and_running_cost_of_replicas() -> None:
    assert months("model_rent", 4, 5, 0) == close([4 * 4 * 3 * HOURS * 7, 7 * 4 * 3 * HOURS * 7])
    assert months("model_running_cost", 4, 5, 0) == close([400, 700])
    assert months("model_running_cost", 4, 4, 0, "high") == [0]
    assert months("model_running_cost", 5, 5, 0, "high") == close([800])
    assert months("model_rent", 40, 41, 2) == close([HOURS * 8, HOURS * 8])
    assert months("model_owed_1y", 5, 5, 2) == close([12 * HOURS * 7])
    assert months("model_owed_3y", 5, 5, 2) == close([23 * HOURS * 7])
    assert months("model_owed_after_plan", 40, 41, 2) == close([0, 16 * HOURS * 8])


def test_products_share_a_model_by_their_seconds() -> None:
    """23,400 requests of seats and 1000 of deals, of equal length, in month 6; the replica costs 5050."""
    shares = [values()["product_serving_cost"][row, 5] for row in (1, 2)]
    assert shares == close([5050 * 23_400 / 24_400, 5050 * 1000 / 24_400])
