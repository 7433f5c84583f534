"""The programme and the price of a token: worked cases."""

from __future__ import annotations

from typing import Any

import pytest

from planner.model import LINES
from planner.model import programme as pr
from planner.model import serving as sv
from planner.template.load import load_preset, load_template
from tests.inputs import engine_inputs


def test_overhead_comes_on_top_of_twelve_months_of_rent() -> None:
    assert pr.hardware_annual_cny("yes", 1_000_000.0, 0.25, 7.0) == pytest.approx(105_000_000, rel=1e-12)


def test_a_year_is_hardware_and_team() -> None:
    assert pr.annual_total_cny("yes", 90.0, 10.0) == 100


def test_the_team_is_not_multiplied_by_the_clusters() -> None:
    assert pr.annual_parallel_total_cny("yes", 90.0, 10.0, 3.0) == 280


def test_team_share_is_of_a_year_with_one_cluster() -> None:
    assert pr.team_share("yes", 10.0, 40.0) == 0.25


def test_years_are_not_discounted() -> None:
    assert pr.programme_total_cny("YES", 280.0, 2.5) == 700


def test_a_margin_is_negative_where_money_is_short() -> None:
    assert pr.reserve_margin_cny("yes", 600.0, 700.0) == -100


def test_a_budget_that_is_not_drawn_up_is_nothing_and_meets_its_check() -> None:
    assert pr.hardware_annual_cny("no", 1_000_000.0, 0.25, 7.0) == 0
    assert pr.annual_parallel_total_cny("no", 90.0, 10.0, 3.0) == 0
    assert pr.reserve_margin_cny("no", 600.0, 700.0) == 0
    assert pr.reserve_check("no", -100.0, 700.0) == 1


@pytest.mark.parametrize(
    ("margin", "programme", "covers"),
    [
        (100.0, 1e9, 1),
        (0.0, 1e9, 1),
        (-100.0, 1e9, 0),
        (-0.01, 1e9, 0),
        (-0.0011, 1e9, 0),
        (-0.0009, 1e9, 1),  # less than a millionth of a millionth of it
        (-2.4e-7, 1e9, 1),  # the last digit of 1e9
        (-2.4e-7, 1000.0, 0),  # no noise of so small a programme
        (-2.0, 1e13, 1),
        (0.0, 0.0, 1),
    ],
)
def test_money_covers_the_programme_but_for_the_noise_of_adding_it_up(
    margin: float, programme: float, covers: float
) -> None:
    assert pr.reserve_check("yes", margin, programme) == covers


def test_a_replica_may_take_several_servers() -> None:
    assert sv.serving_month_usd(3.0, 10_000.0) == 30_000


def test_a_batch_pays_for_the_idle_time_too() -> None:
    # 259,200 USD for 30 days is 0.1 USD a second; 20 s at half load are 40 s paid
    assert sv.serving_batch_usd(259_200.0, 30.0, 20.0, 0.5) == pytest.approx(4, rel=1e-12)


def test_output_carries_the_cost_or_shares_it_with_input() -> None:
    # 4 USD for 100 sequences of 300 in and 100 out: 10,000 tokens out, 40,000 in all
    assert sv.serving_usd_per_1m_output_tokens(4.0, 100.0, 100.0) == pytest.approx(400, rel=1e-12)
    assert sv.serving_usd_per_1m_tokens(4.0, 100.0, 300.0, 100.0) == pytest.approx(100, rel=1e-12)
    assert sv.serving_usd_per_1k_output_tokens(400.0) == pytest.approx(0.4, rel=1e-12)
    assert sv.serving_usd_per_1k_tokens(100.0) == pytest.approx(0.1, rel=1e-12)


@pytest.fixture
def low() -> dict[str, Any]:
    return engine_inputs(load_template(), load_preset("essay"), "low")


def test_at_thirty_percent_load_a_thousand_output_tokens_cost_one_cent(low: dict[str, Any]) -> None:
    cents = 100 * LINES.evaluate(low | {"serving_utilisation": 0.3})["serving_usd_per_1k_output_tokens"]
    assert cents == pytest.approx(0.301408179 / 0.3, rel=1e-8)
    assert round(cents, 1) == 1.0


def test_real_time_chat_at_batch_one_costs_128_times_as_much(low: dict[str, Any]) -> None:
    alone = LINES.evaluate(low | {"serving_batch": 1.0})["serving_usd_per_1k_output_tokens"]
    assert alone == pytest.approx(128 * 0.00301408179, rel=1e-8)


def test_a_quote_by_the_hour_costs_what_the_plans_month_of_720_hours_costs(low: dict[str, Any]) -> None:
    # 4.10 USD, of 2022-04: prices of this plan stay; spare servers there are none
    values = LINES.evaluate(low | {"clusters_quote_low": ("Azure list, on demand",) * 2})
    assert values["server_month_usd"] == pytest.approx(4.10 * 8 * 720, rel=1e-12)
    assert values["cluster_month_usd"] == pytest.approx(128 * 4.10 * 8 * 720, rel=1e-12)


@pytest.mark.parametrize(
    ("recompute", "days"),
    [("none", 25.4313151042), ("selective", 25.4313151042 * 1.0272), ("full", 33.9084201389)],
)
def test_recomputation_lengthens_the_run(recompute: str, days: float, low: dict[str, Any]) -> None:
    values = LINES.evaluate(low | {"recompute": recompute})
    assert values["training_days"] == pytest.approx(days, rel=1e-9)
    assert values["training_flop"] == pytest.approx(3.15e23, rel=1e-12)  # the model's own, whatever is redone
    assert values["training_gpu_hours"] == pytest.approx(1024 * 24 * days, rel=1e-9)
