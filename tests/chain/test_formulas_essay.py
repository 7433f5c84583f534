"""The formulas of the preset `essay` come to the figures of its source, in three programs."""

from __future__ import annotations

import pytest

from planner.template.rows import SCENARIOS
from tests.chain.book import OTHERS, Chain, Values, differing, written
from tests.sampled import sampled

LOW_HIGH = {
    "serving_usd_per_1k_output_tokens": (10_000 * 20 / 2_592_000 / 25.6, 20_000 * 20 / 2_592_000 / 25.6),
    "serving_usd_per_1k_tokens": (10_000 * 20 / 2_592_000 / 51.2, 20_000 * 20 / 2_592_000 / 51.2),
    "training_flop": (3.15e23, 3.15e23),
    "training_days": (3.15e23 / 1024 / 140e12 / 86_400, 3.15e23 / 1024 / 140e12 / 86_400),
    "training_days_full_recompute": (4.2e23 / 1024 / 140e12 / 86_400, 4.2e23 / 1024 / 140e12 / 86_400),
    "cluster_servers": (128, 128),
    "cluster_month_usd": (1_280_000, 2_560_000),
    "training_run_usd": (1_280_000 * 625_000 / 1024 / 720, 2_560_000 * 625_000 / 1024 / 720),
    "hardware_annual_cny": (114_892_800, 229_785_600),
    "annual_total_cny": (124_892_800, 239_785_600),
    "annual_parallel_total_cny": (239_785_600, 469_571_200),
    "programme_total_cny": (1_198_928_000, 2_347_856_000),
    "reserve_margin_cny": (1_801_072_000, 652_144_000),
    "team_share": (10_000_000 / 124_892_800, 10_000_000 / 239_785_600),
    "gpus_for_deadline": (872, 872),
    "pool_clusters": (1.953125, 4.8828125),
    "usd_cny": (6.8, 6.8),
}
"""Prices of a server-month: 10,000 and 20,000 USD; 1,024 GPUs of 140 TFLOP/s; months of 30 days."""

RENT = {"low": 10_000, "base": 15_301, "high": 20_000}
"""USD for a server and a month."""


@pytest.fixture(scope="module")
def essay(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    return written(tmp_path_factory.mktemp("essay") / "essay.xlsx", preset_name="essay")


@pytest.fixture(scope="module")
def values(essay: Chain) -> Values:
    return essay.values("ironcalc")


@pytest.mark.parametrize("key", LOW_HIGH)
def test_a_figure_of_the_source(key: str, values: Values) -> None:
    low, high = LOW_HIGH[key]
    assert values[key, "low", 0] == pytest.approx(low, rel=1e-12)
    assert values[key, "high", 0] == pytest.approx(high, rel=1e-12)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_cash_pays_two_clusters_and_the_team_for_sixty_months(scenario: str, values: Values) -> None:
    spent = 60 * (2 * 128 * RENT[scenario] * 6.8 + 10_000_000 / 12)
    assert values["peak_funding_need", scenario, 0] == pytest.approx(spent, rel=1e-12)
    assert values["peak_funding_month", scenario, 0] == 60
    assert values["closing_cash_end", scenario, 0] == pytest.approx(3e9 - spent, rel=1e-12)
    assert values["breakeven_month", scenario, 0] == 0


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_phase_of_the_whole_data_mix_is_the_run_of_the_architecture(
    scenario: str, values: Values
) -> None:
    assert values["training_elapsed_gpu_hours", scenario, 0] == pytest.approx(625_000, rel=1e-12)
    assert values["phase_gpu_hours", scenario, 0] == pytest.approx(625_000, rel=1e-12)
    assert values["phase_tokens_b", scenario, 0] == pytest.approx(300, rel=1e-12)
    assert values["cluster_gpus_1", scenario, 0] == values["cluster_gpus_2", scenario, 0] == 1024


def test_every_cell_is_a_number(values: Values) -> None:
    assert {where: value for where, value in values.items() if not isinstance(value, float)} == {}


@pytest.mark.parametrize("program", sampled(OTHERS, ("libreoffice",)))
@pytest.mark.usefixtures("soffice")
def test_other_programs_come_to_the_same(program: str, essay: Chain, values: Values) -> None:
    assert differing(values, essay.values_of(program)) == {}
