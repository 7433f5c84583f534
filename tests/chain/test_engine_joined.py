"""Where the technical half and the chain meet: quotes, rounds, planned load, and a day that was published.

Numbers by hand, on the plan by hand (months of 30 days; USD at 7 CNY, 8 from the second fiscal year) and on
the source's plan.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from tests.chain.case_inputs import columns, same
from tests.chain.essay_plan import (
    CLUSTER,
    MODEL,
    QUOTE,
    cluster_columns,
    essay_inputs,
    model_columns,
    rate_columns,
)
from tests.chain.hand_plan import hand_inputs
from tests.chain.hand_values import column, values
from tests.chain.technical import price_columns, round_columns


def quoted(level: str = "base", *rows: dict[str, Any], **names: Any) -> dict[str, Any]:
    """The source's plan on other quotes, with what clusters and models name of them."""
    cluster = {"quote": "a", **{key: names[key] for key in names if key.startswith("quote_")}}
    prices = price_columns([{**QUOTE, **row} for row in rows])
    model = {key: value for key, value in MODEL.items() if not key.startswith("serving_quote_")}
    return LINES.evaluate(
        essay_inputs(level)
        | prices
        | cluster_columns({**CLUSTER, "quote_low": "", **cluster})
        | model_columns({**model, "serving_quote": "a"})
    )


def test_a_server_month_in_cny() -> None:
    """97,920 CNY for 8 GPUs and 720 hours are 17 CNY a GPU-hour, 2.5 USD at 6.8."""
    found = quoted("base", {"quote": "a", "currency": "CNY", "price_per_server_month": 97_920})
    assert found["cluster_price"][0] == pytest.approx(17, rel=1e-12)
    assert found["gpu_hour_usd"] == pytest.approx(2.5, rel=1e-12)
    assert found["serving_gpu_hour_usd"] == pytest.approx(2.5, rel=1e-12)
    assert found["server_month_usd"] == pytest.approx(14_400, rel=1e-12)
    assert found["serving_server_month_usd"] == pytest.approx(14_400, rel=1e-12)


def test_a_gpu_hour_in_cny() -> None:
    found = quoted("base", {"quote": "a", "currency": "CNY", "price_per_gpu_hour": 13.6})
    assert found["gpu_hour_usd"] == pytest.approx(2, rel=1e-12)
    assert found["server_month_usd"] == pytest.approx(2 * 8 * 720, rel=1e-12)


def test_a_server_month_goes_before_a_gpu_hour() -> None:
    both = {"quote": "a", "price_per_server_month": 5760, "price_per_gpu_hour": 9}
    assert quoted("base", both)["cluster_price"][0] == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(
    ("contract", "months"), [("on demand", 0), ("spot", 0), ("1 year", 12), ("3 Years", 36)]
)
def test_the_term_of_a_contract(contract: str, months: float) -> None:
    found = quoted("base", {"quote": "a", "price_per_gpu_hour": 1, "contract": contract})
    assert found["cluster_term_months"][0] == found["model_term_months"][0] == months
    assert (found["cluster_new_gpus"][0].sum() > 0) == (months > 0)
    assert found["commitments_after_plan"][-1] == 0


def test_spot_is_paid_for_the_use_of_a_month() -> None:
    """625,000 GPU-hours at 1 USD and 6.8."""
    found = quoted("base", {"quote": "a", "price_per_gpu_hour": 1, "contract": "spot"})
    assert found["training_rent"].sum() == pytest.approx(625_000 * 6.8, rel=1e-12)


def test_an_old_quote_is_rolled_to_the_start() -> None:
    """A year old on a path that falls by half a year: a server-month of 11,520 is 5,760 today."""
    old = {"quote": "a", "price_per_server_month": 11_520, "path": "falls", "date": QUOTE["date"] - 365}
    paths = {"price_paths_path": ("falls",), "price_paths_before_plan": np.array([-0.5])}
    paths |= {f"price_paths_year_{year}": np.array([0.0]) for year in range(1, 7)}
    names = cluster_columns({**CLUSTER, "quote": "a", "quote_low": ""})
    found = LINES.evaluate(essay_inputs("base") | price_columns([{**QUOTE, **old}]) | names | paths)
    assert found["gpu_hour_usd"] == pytest.approx(1, rel=1e-12)
    assert found["server_month_usd"] == pytest.approx(5760, rel=1e-12)
    assert found["cluster_quote_old"][0] == 1


@pytest.mark.parametrize(("level", "row"), [("low", 1), ("base", 1), ("high", 2)])
def test_a_level_whose_quote_is_blank_takes_that_of_the_base(level: str, row: float) -> None:
    quotes = {"quote": "a", "price_per_gpu_hour": 1}, {"quote": "b", "price_per_gpu_hour": 3}
    found = quoted(level, *quotes, quote_high="b")
    assert found["cluster_quote_row"][0] == found["gpu_price_row"] == row
    assert found["gpu_hour_usd"] == pytest.approx({1: 1, 2: 3}[row], rel=1e-12)
    assert found["serving_price_row"] == 1


def test_levels_with_quotes_of_their_own_at_once() -> None:
    apart = [LINES.evaluate(essay_inputs(level)) for level in ("low", "high")]
    draws = {"level": np.array(["low", "high"]), "pool_gpus": np.array([2000.0, 5000.0])}
    together = LINES.evaluate(essay_inputs() | draws)
    for key, line in LINES.items():
        lines_of = [np.shape(each[key]) for each in apart]
        for draw, each in enumerate(apart):
            found = np.broadcast_to(together[key], (2, *lines_of[draw]))[draw]
            assert found == pytest.approx(np.asarray(each[key]), rel=1e-9, abs=1e-9), line.key


def test_chips_compared_take_quotes_in_any_currency() -> None:
    """13.6 CNY are 2 USD; of two quotes on demand the cheaper counts, and one by contract does not."""
    quotes = (
        {"quote": "a", "price_per_gpu_hour": 13.6, "currency": "CNY", "contract": "on demand"},
        {"quote": "b", "price_per_server_month": 17_280, "contract": "on demand"},
        {"quote": "c", "price_per_gpu_hour": 1, "contract": "1 year"},
    )
    found = quoted("base", *quotes)
    assert found["compared_quotes"][0] == 2
    assert found["compared_hour_usd"][0] == pytest.approx(2, rel=1e-12)
    owned = quoted("base", quotes[2])
    assert owned["compared_hour_usd"][0] == owned["compared_owned_hour_usd"][0]


def test_rounds_in_two_currencies() -> None:
    """3 million USD in month 2 at 7 and in month 12 at 8, 5 million CNY in month 3; before 9 million each."""
    rounds = [
        {"amount": 3e6, "currency": "USD", "month": 2, "pre_money": 9e6},
        {"amount": 5e6, "currency": "CNY", "month": 3, "pre_money": 15e6, "pool_increase": 0.1},
        {"amount": 3e6, "currency": "USD", "month": 12, "pre_money": 9e6},
    ]
    owners = {"founders_share": 0.8, "option_pool_share": 0.2}
    found = LINES.evaluate(hand_inputs() | round_columns(rounds) | owners)
    received = found["funding_received"]
    assert {month + 1: received[month] for month in np.flatnonzero(received)} == {2: 21e6, 3: 5e6, 12: 24e6}
    assert list(found["round_amount"][:4]) == [21e6, 5e6, 24e6, 0]
    assert list(found["round_new_share"][:4]) == [0.25, 0.25, 0.25, 0]
    assert list(found["round_post_money"][:4]) == [84e6, 20e6, 96e6, 0]
    founders = np.cumprod([0.8 * 0.75, 0.75 * 0.9, 0.75])
    assert list(found["founders_after"][:3]) == pytest.approx(founders, rel=1e-12)
    assert found["founders_final_share"] == pytest.approx(founders[-1], rel=1e-12)
    assert list(found["founders_value"][:3]) == pytest.approx(founders * [84e6, 20e6, 96e6], rel=1e-12)
    assert found["ownership_check"] == found["rounds_in_order_check"] == found["first_owners_check"] == 1


def test_a_round_without_a_month_is_at_the_rate_of_the_first() -> None:
    one = [{"amount": 3e6, "currency": "USD", "pre_money": 9e6}]
    found = LINES.evaluate(hand_inputs() | round_columns(one))
    assert found["round_amount"][0] == 21e6
    assert not found["funding_received"].any()


def test_a_delayed_round_is_at_the_rate_of_the_month_in_which_it_comes() -> None:
    """The first fiscal year ends with month 9; two months later a USD is 8."""
    one = [{"amount": 3e6, "currency": "USD", "month": 8, "pre_money": 9e6}]
    found = LINES.evaluate(hand_inputs() | round_columns(one) | {"financing_delay_months": 2.0})
    assert found["funding_received"][9] == 24e6


def test_planned_load_is_what_is_asked_over_what_is_paid() -> None:
    """Of the plan by hand: the first model's replicas over all months, those asked against those paid."""
    found = values()
    asked = found["model_now_replicas"][0] + found["model_batch_replicas"][0]
    assert 0 < found["serving_load"] < 1
    assert found["serving_load"] * found["model_replicas"][0].sum() == pytest.approx(asked.sum(), rel=1e-12)


def test_planned_load_by_hand() -> None:
    """Asked 1 + 0.5 and 2 of 4 + 3 replicas; another model does not count."""
    of = LINES["serving_load"].function
    now, batch, paid = (np.array([row, [9.0, 9.0]]) for row in ([1.0, 2.0], [0.5, 0.0], [4.0, 3.0]))
    assert of("planned load", 0.7, now, batch, paid) == pytest.approx(0.5, rel=1e-12)
    assert of("typed load", 0.7, now, batch, paid) == 0.7
    assert of("planned load", 0.7, now * 0, batch * 0, paid * 0) == 1


def test_a_token_costs_what_the_load_makes_of_it() -> None:
    """The source's 0.00301 USD per 1,000 output tokens at 30 % load are 1.0 cent."""
    found = LINES.evaluate(essay_inputs(serving_utilisation=0.3))
    full = 10_000 / 2_592_000 * 20 / (128 * 200)
    assert found["serving_usd_per_1k_output_tokens"] == pytest.approx(full * 1000 / 0.3, rel=1e-12)
    assert found["batch_usd_per_1m_output_tokens"][1] == pytest.approx(full * 1e6 / 0.3, rel=1e-12)


def test_running_cost_of_a_replica_is_in_plan_currency() -> None:
    found = LINES.evaluate(essay_inputs(models_running_cost_per_replica=np.array([680.0])))
    assert found["replica_month_usd"] == pytest.approx(10_000 + 100, rel=1e-12)


def test_moderation_adds_to_what_is_asked() -> None:
    more = LINES.evaluate(hand_inputs(moderation_overhead=0.25))
    for key in ("product_now_seconds", "product_batch_seconds"):
        assert more[key] == pytest.approx(values()[key] * 1.25, rel=1e-12)
    assert more["revenue"] == pytest.approx(values()["revenue"], rel=1e-12)


def test_cny_without_a_row_is_nothing() -> None:
    found = LINES.evaluate(hand_inputs(currencies_currency=("USD", "EUR"), plan_currency="EUR"))
    assert found["usd_rate"] == 7
    assert found["usd_cny"] == 0


def test_a_phase_of_typed_goodput_by_hand() -> None:
    """The phase `mid` of the plan by hand at half its goodput."""
    half = LINES.evaluate(hand_inputs(typed_goodput=0.4))["phase_days"]
    assert half[0] == pytest.approx(2 * values()["phase_days"][0], rel=1e-12)
    moved = LINES.evaluate(hand_inputs(phases_tokens_b=column("phases_tokens_b", 1, 81.0)))
    assert moved["phase_days"][0] == pytest.approx(half[0], rel=1e-12)


DAY = {
    **{"product": "API", "kind": "API", "model": "R1", "launch_month": 1, "first_volume": 1e6},
    **{"ceiling": 1e6, "input_tokens": 608_000, "output_tokens": 168_000, "prefix_hit": 342 / 608},
    **{"price_input": 0.55, "price_cached": 0.14, "price_output": 2.19, "currency": "USD"},
}
"""DeepSeek's day of 27 to 28 February 2025, in its repository open-infra-index: 608e9 input tokens, of which
342e9 (56.3 %) hit the cache, and 168e9 output tokens, as a million requests; prices of R1 for 1M tokens."""

REPLICA = {
    **{"model": "R1", "figures_from": "typed", "serving_quote": "H800", "replica_gpus": 2},
    **{"prefill_tokens_per_s": 73_800 / 4, "decode_tokens_per_s": 14_800 / 4, "cached_cost_share": 1},
    **{"peak_to_average": 1, "spare_share": 0, "minimum_replicas": 1, "running_cost_per_replica": 0},
}
"""A quarter of a node of 8 GPUs, since 226.75 stood on average. A node reads 73,700 tokens a second with hits
of the cache and writes 14,800, by the same source; 73,800, so that no whole replica stands beside them."""


def published_day() -> dict[str, Any]:
    """A plan whose months are days."""
    texts = ("product", "kind", "model", "successor", "currency", "path")
    numbers = [key[9:] for key in hand_inputs() if key.startswith("products_") and key[9:] not in texts]
    quote = {**QUOTE, "quote": "H800", "price_per_gpu_hour": 2, "contract": "on demand"}
    return LINES.evaluate(
        essay_inputs("base", days_per_month=1.0, plan_currency="USD")
        | rate_columns(USD=1.0, CNY=1 / 7)
        | price_columns([quote])
        | model_columns(REPLICA)
        | cluster_columns({**CLUSTER, "quote": "H800", "quote_low": ""})
        | columns("products", [DAY], same(*numbers), same(*texts))
        | columns("phases", [], same(*PHASE_KEYS), same(*PHASE_WORDS))
    )


PHASE_KEYS = [
    *("tokens_b", "start_month", "gap_months", "repetitions", "learner_share", "rollout_tokens_per_s"),
    *("output_tokens_b", "utilisation", "gpu_hours_typed", "fraction"),
]
PHASE_WORDS = ("phase", "model", "kind", "cluster", "after", "fraction_of", "gates_launch")


def test_a_day_that_was_published() -> None:
    """Its theoretical revenue is 562,027 USD, its cost 87,072 and its margin on cost 545 %.

    Of the rounded tokens the revenue is 562,100, 0.013 % more.
    """
    found = published_day()
    assert found["model_replicas"][0, 0] == 907
    assert found["model_replicas"][0, 0] * 2 / 8 == 226.75
    assert found["serving_cost"][0] == pytest.approx(87_072, rel=1e-12)
    by_hand = 342_000 * 0.14 + 266_000 * 0.55 + 168_000 * 2.19
    assert found["revenue"][0] == pytest.approx(by_hand, rel=1e-12)
    assert found["revenue"][0] == pytest.approx(562_027, rel=2e-4)
    cost = found["serving_cost"][0]
    assert int((found["revenue"][0] - cost) / cost * 100) == 545
    assert found["gross_profit"][0] == pytest.approx(by_hand - 87_072, rel=1e-12)
