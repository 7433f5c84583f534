"""The source model of February 2023: every output, low and high, against its formulas worked out here.

Prices: 10,000 and 20,000 USD for a server of 8 GPUs and a month of 30 days. Base: Azure's list, 15,301.
"""

from __future__ import annotations

from typing import Any

import pytest

from planner.model import LINES
from planner.template.load import load_preset, load_template
from planner.template.rows import SCENARIOS
from tests.inputs import engine_inputs

PRICE = {"low": 10_000, "base": 15_301, "high": 20_000}

FLOP = 6 * 300e9 * 175e9  # 3.15e23
CLUSTER_FLOP_PER_S = 1024 * 140e12
DAYS = FLOP / CLUSTER_FLOP_PER_S / 86_400  # 25.43
MONTH_S = 30 * 24 * 3600
HARDWARE = {name: 1024 / 8 * price * 1.1 * 12 * 6.8 for name, price in PRICE.items()}
TEAM = 10_000_000


def the_same(value: float) -> dict[str, float]:
    return dict.fromkeys(SCENARIOS, value)


BY_HAND: dict[str, dict[str, float]] = {
    "gpu_price_row": {"low": 1, "base": 3, "high": 2},
    "gpus_per_server": the_same(8),
    "server_month_usd": dict(PRICE),
    "gpu_hour_usd": {name: price / 8 / 720 for name, price in PRICE.items()},
    "training_tokens_b": the_same(300),
    "tokens_per_parameter": the_same(300 / 175),
    "forward_flop_per_parameter_token": the_same(2),
    "backward_flop_per_parameter_token": the_same(4),
    "training_flop": the_same(3.15e23),
    "flop_per_parameter_token": the_same(6),
    "training_hardware_flop": the_same(3.15e23),
    "training_days": the_same(DAYS),
    "training_days_full_recompute": the_same(8 * 300e9 * 175e9 / CLUSTER_FLOP_PER_S / 86_400),
    "training_gpu_hours": the_same(625_000),  # 3.15e23 / 140e12 / 3600
    "cluster_servers": the_same(128),
    "cluster_month_usd": {name: 128 * price for name, price in PRICE.items()},
    "training_run_usd": {name: 128 * price * DAYS / 30 for name, price in PRICE.items()},
    "gpus_for_deadline_exact": the_same(FLOP / (140e12 * 30 * 86_400)),  # 868.06
    "gpus_for_deadline": the_same(872),  # 109 servers
    "pool_clusters": {"low": 2000 / 1024, "base": 3500 / 1024, "high": 5000 / 1024},
    "hardware_annual_cny": HARDWARE,
    "team_annual_cny": the_same(TEAM),
    "annual_total_cny": {name: year + TEAM for name, year in HARDWARE.items()},
    "annual_parallel_total_cny": {name: 2 * year + TEAM for name, year in HARDWARE.items()},
    "team_share": {name: TEAM / (year + TEAM) for name, year in HARDWARE.items()},
    "programme_total_cny": {name: 5 * (2 * year + TEAM) for name, year in HARDWARE.items()},
    "reserve_margin_cny": {name: 3e9 - 5 * (2 * year + TEAM) for name, year in HARDWARE.items()},
    "reserve_check": the_same(1),
    "serving_month_usd": dict(PRICE),
    "serving_batch_usd": {name: price / MONTH_S * 20 for name, price in PRICE.items()},
    "serving_usd_per_1k_output_tokens": {
        name: price / MONTH_S * 20 / (128 * 200) * 1000 for name, price in PRICE.items()
    },
    "serving_usd_per_1k_tokens": {
        name: price / MONTH_S * 20 / (128 * (200 + 200)) * 1000 for name, price in PRICE.items()
    },
}

AS_STATED = {
    "serving_usd_per_1k_output_tokens": (0.00301408179, 0.00602816358),
    "serving_usd_per_1k_tokens": (0.00150704090, 0.00301408179),
    "training_days": (25.4313151042, 25.4313151042),
    "training_days_full_recompute": (33.9084201389, 33.9084201389),
    "cluster_month_usd": (1_280_000, 2_560_000),
    "training_run_usd": (1_085_069.44, 2_170_138.89),
    "hardware_annual_cny": (114_892_800, 229_785_600),
    "annual_total_cny": (124_892_800, 239_785_600),
    "annual_parallel_total_cny": (239_785_600, 469_571_200),
    "programme_total_cny": (1_198_928_000, 2_347_856_000),
    "reserve_margin_cny": (1_801_072_000, 652_144_000),
    "team_share": (0.0800686669, 0.0417039222),
    "gpus_for_deadline": (872, 872),
    "pool_clusters": (1.953125, 4.8828125),
}
"""Low and high as the specification states them, to as many digits as stand there."""

IN_WORDS = {
    ("serving_usd_per_1k_output_tokens", "low"): (0.30, 100, 2),  # printed: 0.3 US cents
    ("training_days", "low"): (25.4, 1, 1),  # 26 days
    ("cluster_month_usd", "low"): (1.28, 1e-6, 2),  # 1.28 million USD a month
    ("cluster_month_usd", "high"): (2.56, 1e-6, 2),
    ("annual_total_cny", "low"): (1.2, 1e-8, 1),  # 1.2 to 2.4 hundred million CNY
    ("annual_total_cny", "high"): (2.4, 1e-8, 1),
    ("annual_parallel_total_cny", "low"): (2.4, 1e-8, 1),  # 2 to 5 hundred million CNY
    ("annual_parallel_total_cny", "high"): (4.7, 1e-8, 1),
    ("programme_total_cny", "low"): (12.0, 1e-8, 1),  # 10 to 25 hundred million CNY
    ("programme_total_cny", "high"): (23.5, 1e-8, 1),
    ("team_share", "low"): (8.0, 100, 1),  # under 10 %
}
"""The computed figure in the words of the source: figure, factor, decimals."""


@pytest.fixture(scope="module")
def computed() -> dict[str, dict[str, Any]]:
    template, preset = load_template(), load_preset("essay")
    return {name: LINES.evaluate(engine_inputs(template, preset, name)) for name in SCENARIOS}


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("key", BY_HAND)
def test_the_engine_gives_what_the_formulas_of_the_source_give(
    key: str, scenario: str, computed: dict[str, dict[str, Any]]
) -> None:
    assert computed[scenario][key] == pytest.approx(BY_HAND[key][scenario], rel=1e-9, abs=0)


@pytest.mark.parametrize("key", AS_STATED)
def test_the_engine_gives_the_figures_as_stated(key: str, computed: dict[str, dict[str, Any]]) -> None:
    found = computed["low"][key], computed["high"][key]
    assert found == pytest.approx(AS_STATED[key], rel=5e-9)


@pytest.mark.parametrize(("line", "figure"), IN_WORDS.items())
def test_the_figures_in_the_words_of_the_source(
    line: tuple[str, str], figure: tuple[float, float, int], computed: dict[str, dict[str, Any]]
) -> None:
    number, factor, decimals = figure
    assert round(computed[line[1]][line[0]] * factor, decimals) == number


def test_the_data_mix_is_that_of_gpt_3_rounded_up_to_300_billion_tokens() -> None:
    rows = [row["tokens_b"] * row["epochs"] for row in load_preset("essay").tables["data_mix"]]
    published = 410 * 0.44 + 19 * 2.9 + 12 * 1.9 + 55 * 0.43 + 3 * 3.4  # arXiv 2005.14165, table 2.2
    assert published == pytest.approx(292.15, rel=1e-12)
    assert sum(rows[:-1]) == pytest.approx(published, rel=1e-12)
    assert sum(rows) == pytest.approx(300, rel=1e-12)
