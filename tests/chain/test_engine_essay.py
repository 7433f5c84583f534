"""The source's estimate as a plan: every output of its table, and what its run is in the table of phases.

Expected numbers: the formulas of the source worked out here, 10,000 and 20,000 USD for a server of 8 GPUs and
a month of 30 days, 6.8 CNY for a USD.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from tests.chain.essay_plan import CLUSTER, cluster_columns, essay_inputs

PRICE = {"low": 10_000, "high": 20_000}
LEVELS = tuple(PRICE)
FLOP = 6 * 300e9 * 175e9
FLOP_PER_S = 1024 * 140e12
DAYS = FLOP / FLOP_PER_S / 86_400
HARDWARE = {level: 128 * price * 1.1 * 12 * 6.8 for level, price in PRICE.items()}
TEAM = 10e6
TOKEN = {level: price / (30 * 24 * 3600) * 20 / (128 * 200) * 1000 for level, price in PRICE.items()}


def alike(number: float) -> dict[str, float]:
    return dict.fromkeys(LEVELS, number)


OUTPUTS = {
    "serving_usd_per_1k_output_tokens": TOKEN,
    "serving_usd_per_1k_tokens": {level: cost / 2 for level, cost in TOKEN.items()},
    "serving_usd_per_1m_output_tokens": {level: cost * 1000 for level, cost in TOKEN.items()},
    "serving_usd_per_1m_tokens": {level: cost * 500 for level, cost in TOKEN.items()},
    "training_tokens_b": alike(300),
    "training_flop": alike(3.15e23),
    "training_days": alike(DAYS),
    "training_days_full_recompute": alike(DAYS * 8 / 6),
    "cluster_servers": alike(128),
    "server_month_usd": dict(PRICE),
    "gpu_hour_usd": {level: price / 8 / 720 for level, price in PRICE.items()},
    "cluster_month_usd": {"low": 1_280_000, "high": 2_560_000},
    "training_run_usd": {level: 128 * price * DAYS / 30 for level, price in PRICE.items()},
    "hardware_annual_cny": HARDWARE,
    "team_annual_cny": alike(TEAM),
    "annual_total_cny": {level: year + TEAM for level, year in HARDWARE.items()},
    "annual_parallel_total_cny": {level: 2 * year + TEAM for level, year in HARDWARE.items()},
    "programme_total_cny": {level: 5 * (2 * year + TEAM) for level, year in HARDWARE.items()},
    "reserve_margin_cny": {level: 3e9 - 5 * (2 * year + TEAM) for level, year in HARDWARE.items()},
    "reserve_check": alike(1),
    "team_share": {level: TEAM / (year + TEAM) for level, year in HARDWARE.items()},
    "gpus_for_deadline": alike(872),
    "pool_clusters": {"low": 1.953125, "high": 4.8828125},
    "usd_cny": alike(6.8),
    "usd_rate": alike(6.8),
}
PRINTED = {
    "low": {
        **{"serving_usd_per_1k_output_tokens": 0.00301408179, "training_days": 25.4313151042},
        **{"training_run_usd": 1_085_069.44, "hardware_annual_cny": 114_892_800},
        **{"annual_total_cny": 124_892_800, "annual_parallel_total_cny": 239_785_600},
        **{"programme_total_cny": 1_198_928_000, "team_share": 0.08006866689},
    },
    "high": {
        **{"serving_usd_per_1k_output_tokens": 0.00602816358, "training_run_usd": 2_170_138.89},
        **{"hardware_annual_cny": 229_785_600, "annual_parallel_total_cny": 469_571_200},
        **{"reserve_margin_cny": 652_144_000, "team_share": 0.0417039222},
    },
}
"""The same as decimal numbers, to the digits with which they are written down."""


@cache
def values(level: str) -> dict[str, Any]:
    return LINES.evaluate(essay_inputs(level))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("key", OUTPUTS)
def test_every_output(key: str, level: str) -> None:
    assert values(level)[key] == pytest.approx(OUTPUTS[key][level], rel=1e-9)


@pytest.mark.parametrize("level", LEVELS)
def test_as_it_is_printed(level: str) -> None:
    for key, number in PRINTED[level].items():
        assert values(level)[key] == pytest.approx(number, rel=5e-9), key


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"goodput_from": "typed", "typed_goodput": 0.8},
        {"goodput_from": "failures"},
        {"count_attention": "yes", "recompute": "selective"},
        {"throughput_from": "utilisation", "mfu": 0.41, "recompute": "full"},
        {"throughput_from": "predicted", "goodput_from": "failures"},
    ],
)
def test_a_run_of_the_whole_mix_takes_the_hours_of_the_technical_sheets(changes: dict[str, Any]) -> None:
    found = LINES.evaluate(essay_inputs(**changes))
    hours = found["training_elapsed_gpu_hours"]
    assert found["phase_gpu_hours"][0] == pytest.approx(hours, rel=1e-12)
    assert found["phase_days"][0] == pytest.approx(found["training_elapsed_days"], rel=1e-12)


def test_the_run_of_the_source_by_hand() -> None:
    """625,000 GPU-hours, and 25.4 of the 30 days of month 1."""
    found = values("low")
    assert found["phase_tokens_b"][0] == pytest.approx(300, rel=1e-12)
    assert found["phase_gpu_hours"][0] == pytest.approx(625_000, rel=1e-12)
    assert found["model_ready_month"][0] == 2
    assert found["cluster_use"][0, 0] == pytest.approx(DAYS / 30, rel=1e-12)
    assert list(found["cluster_rent"][0, 34:37]) == pytest.approx([1.28e6 * 6.8, 1.28e6 * 6.8, 0], rel=1e-12)


def test_a_model_with_typed_figures_does_not_take_the_mix() -> None:
    typed = {"models_figures_from": ("typed",), "models_active_parameters_b": np.array([100.0])}
    found = LINES.evaluate(essay_inputs(**typed))
    assert found["phase_tokens_b"][0] == 0
    assert found["phase_gpu_hours"][0] == 0
    assert found["model_flop_per_token"][0] == 600e9


def test_what_goodput_loses_is_paid() -> None:
    """From 0.90 to 0.45 the run takes twice as long, and all that waits for it moves.

    On demand at 1 USD, 1,024 GPUs: 625,000 GPU-hours/0.9 are 28.3 days, /0.45 are 56.5.
    """
    on_demand = {"gpu_prices_contract": ("on demand", "on demand")}
    on_demand |= {"gpu_prices_price_per_server_month": np.array([5760.0, 5760.0])}
    quick, slow = (
        LINES.evaluate(essay_inputs(**on_demand, goodput_from="typed", typed_goodput=share))
        for share in (0.90, 0.45)
    )
    assert slow["phase_days"][0] == pytest.approx(2 * quick["phase_days"][0], rel=1e-12)
    paid = quick["training_rent"].sum()
    assert paid == pytest.approx(625_000 / 0.9 * 6.8, rel=1e-12)
    assert slow["training_rent"].sum() == pytest.approx(2 * paid, rel=1e-12)
    assert (quick["model_ready_month"][0], slow["model_ready_month"][0]) == (2, 3)
    assert quick["closing_cash_end"] - slow["closing_cash_end"] == pytest.approx(paid, rel=1e-9)


def test_a_launch_waits_for_a_run_with_stops() -> None:
    product = {
        **{"products_product": ("api",), "products_kind": ("API",), "products_model": ("GPT-3",)},
        **{"products_successor": ("",), "products_currency": ("USD",), "products_path": ("",)},
    }
    known = essay_inputs(goodput_from="typed", typed_goodput=0.45)
    numbers = [key for key in known if key.startswith("products_") and not isinstance(known[key], tuple)]
    product |= {key: np.array([1.0 if key == "products_launch_month" else 0.0]) for key in numbers}
    assert LINES.evaluate(known | product)["product_launch_month"][0] == 3
    assert LINES.evaluate(known | product | {"typed_goodput": 0.9})["product_launch_month"][0] == 2


def test_spare_servers_are_paid_and_hours_of_the_run_are_not_longer() -> None:
    """4 spare servers beside 128, for a run of one month."""
    found = LINES.evaluate(essay_inputs(**cluster_columns({**CLUSTER, "spare_servers": 4})))
    assert found["cluster_paid_gpus"][0] == 1056
    assert found["cluster_month_usd"] == pytest.approx(132 * 10_000, rel=1e-12)
    assert found["training_rent"][0] == pytest.approx(132 * 10_000 * 6.8, rel=1e-12)
    assert found["phase_gpu_hours"][0] == pytest.approx(625_000, rel=1e-12)


def test_network_is_a_share_of_rent() -> None:
    found = LINES.evaluate(essay_inputs(network_share=0.1))
    assert found["network_cost"][0] == pytest.approx(128_000 * 6.8, rel=1e-12)
    assert found["r_and_d"][0] == pytest.approx((1.28e6 + 128_000) * 6.8 + 1e7 / 12, rel=1e-12)


def test_without_the_budget_its_lines_are_nothing() -> None:
    found = LINES.evaluate(essay_inputs(source_budget="no"))
    assert found["annual_total_cny"] == found["team_share"] == found["reserve_margin_cny"] == 0
    assert found["reserve_check"] == 1


def test_a_replica_second_costs_the_same_by_both_ways() -> None:
    """Tokens read/prefill rate + tokens written/decode rate is the time of the batch: 20 s."""
    found = values("low")
    read = 128 * 200 / found["replica_prefill_tokens_per_s"]
    assert read + 128 * 200 / found["replica_decode_tokens_per_s"] == pytest.approx(20, rel=1e-12)
    assert found["model_replica_gpus"][0] == 8


def test_fp8_counts_where_the_chip_has_it() -> None:
    found = LINES.evaluate(
        essay_inputs(
            training_precision="FP8", chips_fp8_tflops=np.array([624.0]), throughput_from="utilisation"
        )
    )
    assert found["cluster_peak_tflops"][0] == found["training_peak_tflops"] == 624
    assert LINES.evaluate(essay_inputs(training_precision="FP8"))["cluster_peak_tflops"][0] == 312


def test_parameters_of_the_architecture_are_near_those_stated() -> None:
    """GPT-3's layers and embeddings come to 174.6e9. A typed model has no architecture."""
    assert values("low")["architecture_check"] == 1
    assert LINES.evaluate(essay_inputs(parameters_b=200.0))["architecture_check"] == 0
    typed = {"models_figures_from": ("typed",)}
    assert LINES.evaluate(essay_inputs(parameters_b=200.0, **typed))["architecture_check"] == 1
