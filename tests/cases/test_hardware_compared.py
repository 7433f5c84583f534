"""The same run on other chips."""

import numpy as np
import pytest
from pytest import approx

from planner.model import LINES
from planner.model import hardware_compared as cmp
from planner.template.load import load_preset, load_template, presets
from tests.inputs import engine_inputs

CHIPS = ("A100 80GB", "H100", "H20")
QUOTES = ("A100 80GB", "h100", "H100", "H100")
CONTRACTS = ("3 years", "on demand", "on demand", "1 year")
HOURS = (1.80, 2.99, 2.29, 1.50)


def test_chips_are_found_in_any_order() -> None:
    assert list(cmp.compared_chip_row(("H20", "a100 80gb"), CHIPS)) == [3, 1]


def hour_usd(owned: np.ndarray, by_month: float = np.nan) -> np.ndarray:
    """The price compared on demand; the first quote is by the month of a server of 8 where that is given."""
    by_hour = np.array(HOURS)
    months = np.array([np.nan] * 3 + [by_month])
    contracts = CONTRACTS if np.isnan(by_month) else (*CONTRACTS[:3], "on demand")
    return cmp.compared_hour_usd(
        *(CHIPS, "on demand", QUOTES, contracts, months, by_hour, np.full(4, 8.0)),
        *(("USD", "EUR", "usd", "USD"), ("CNY", "USD", "EUR"), RATES, 6.8, 720.0, owned),
    )


RATES = np.array([[1.0], [6.8], [6.8 * 1.1]]) * np.ones(60)
"""CNY for one CNY, USD and EUR."""


def test_the_cheapest_quote_with_the_contract_counts_and_owning_without_one() -> None:
    # 2.99 EUR are 3.289 USD, dearer than 2.29 USD; the 1.50 are for a year
    assert list(hour_usd(np.array([1.1, 1.8, 1.3]))) == approx([1.1, 2.29, 1.3], rel=1e-12)
    counted = cmp.compared_quotes(CHIPS, "on demand", QUOTES, CONTRACTS)
    assert list(counted) == [0, 2, 0]
    assert list(cmp.compared_rented(counted)) == [0, 1, 0]


def test_a_quote_by_the_server_month_counts_by_the_hours_of_a_month() -> None:
    # 11,520 USD for 8 GPUs x 720 h: 2.00 an hour, whatever is typed by the hour beside it
    assert list(hour_usd(np.array([1.1, 1.8, 1.3]), by_month=11_520.0)) == approx([1.1, 2.0, 1.3], rel=1e-12)


def test_draws_of_the_cost_of_owning_stay_apart() -> None:
    found = hour_usd(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert found == approx(np.array([[1.0, 2.29, 3.0], [4.0, 2.29, 6.0]]), rel=1e-12)


def test_throughput_is_carried_over_in_the_proportion_of_the_predictions() -> None:
    # The plan's chip reaches 140 where 0.5 x 312 = 156 were predicted; one of 0.4 x 989 = 395.6 reaches 355
    found = cmp.compared_tflops(np.array([0.5, 0.4]), np.array([312.0, 989.0]), 140.0, 0.5, 312.0)
    assert found == approx([140, 355.03], abs=0.01)


def test_days_and_gpus_by_hand() -> None:
    # 8.64e21 FLOP, 100 GPUs, 100 or 200 TFLOP/s, goodput 0.8: 12.5 or 6.25 days; 125 or 62.5 GPUs for 10 days
    flop, rate = 8.64e21, np.array([100.0, 200.0])
    assert cmp.compared_days(flop, 100.0, rate, 0.8) == approx([12.5, 6.25])
    assert list(cmp.compared_gpus(flop, rate, 10.0, 0.8, 8.0)) == [128, 64]


def test_costs_by_hand() -> None:
    hours = np.array([2.0, 3.0])
    assert cmp.compared_run_usd(100.0, np.array([10.0, 5.0]), hours) == approx([48_000, 36_000])
    assert cmp.compared_deadline_usd(np.array([128.0, 64.0]), 10.0, hours) == approx([61_440, 46_080])


def test_memory_fits_where_the_share_is_large_enough() -> None:
    assert list(cmp.compared_memory_fits(70.0, np.array([64.0, 80.0, 96.0]), 0.9)) == [0, 1, 1]


@pytest.mark.parametrize("name", presets())
def test_the_plans_own_chip_shows_the_plans_own_run(name: str) -> None:
    template, preset = load_template(), load_preset(name)
    inputs = engine_inputs(template, preset, "base")
    lines = LINES.evaluate(inputs)
    own = inputs["gpu_prices_chip"][int(lines["gpu_price_row"]) - 1]
    place = list(inputs["chip"]).index(own)
    assert lines["compared_tflops"][place] == approx(lines["training_hardware_tflops"], rel=1e-12)
    assert lines["compared_days"][place] == approx(lines["training_elapsed_days"], rel=1e-12)
    assert lines["compared_gpus"][place] == lines["gpus_for_deadline"]
    assert lines["compared_owned_hour_usd"][place] == approx(lines["owned_gpu_hour_usd"], rel=1e-12)
    assert lines["compared_allowed"][place] == lines["training_export_check"]
