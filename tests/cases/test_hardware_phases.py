"""A quote and a chip for each phase; spare servers; what a run costs with its stops."""

import numpy as np
import pytest
from pytest import approx

from planner.model import hardware as hw
from planner.model import hardware_serving as sv
from tests.cases.serving_plans import results

CHIPS = ("A100 80GB", "H100")


def test_training_and_serving_have_quotes_of_their_own() -> None:
    assert hw.gpu_price_row(np.array([1.0, 2.0])) == 1
    assert sv.serving_price_row(np.array([2.0, 1.0])) == 2
    assert sv.serving_gpus_per_server(np.array([4.0, 8.0])) == 4


@pytest.mark.parametrize(("scenario", "month"), [("low", 10_000), ("base", 15_301), ("high", 20_000)])
def test_a_server_month_is_720_hours_of_its_gpus(scenario: str, month: float) -> None:
    # The source's two prices, and Azure's list, of servers of 8 in months of 30 days; held at one rate
    found = results("essay", scenario)
    assert found["server_month_usd"] == found["serving_server_month_usd"] == approx(month, rel=1e-12)
    assert found["gpu_hour_usd"] == found["serving_gpu_hour_usd"] == approx(month / (8 * 720), rel=1e-12)


def test_a_price_by_the_hour_makes_a_server_month() -> None:
    # H200 on demand, 3.41 USD on 2026-04-18, falls by 12 % a year to 2026-06-01: 44 days
    found = results("startup", "base")
    hour = 3.41 * 0.88 ** (44 / 365)
    assert found["gpu_hour_usd"] == approx(hour, rel=1e-12)
    assert found["server_month_usd"] == approx(hour * 8 * 730, rel=1e-12)


def test_a_quote_leads_to_its_chip() -> None:
    assert hw.training_chip_row(2.0, ("A100 80GB", "h100"), CHIPS) == 2
    assert sv.serving_chip_row(1.0, ("A100 80GB", "h100"), CHIPS) == 1


def test_what_the_serving_chip_can_do() -> None:
    row, fp8 = 2.0, np.array([np.nan, 1_979.0])
    assert sv.serving_chip_peak_tflops(row, np.array([312.0, 989.0])) == 989
    assert sv.serving_chip_fp8_tflops(row, fp8, 989.0) == 1_979
    assert sv.serving_chip_fp8_tflops(1.0, fp8, 312.0) == 312
    fp4 = np.array([np.nan, 9_000.0])
    assert sv.serving_chip_fp4_tflops(2.0, fp4, 4_500.0) == 9_000
    assert sv.serving_chip_fp4_tflops(1.0, fp4, 1_979.0) == 1_979
    assert sv.serving_chip_memory_gb(row, np.array([80.0, 96.0])) == 96
    assert sv.serving_chip_bandwidth_tb_s(row, np.array([2.039, 3.35])) == 3.35
    assert sv.serving_chip_link_gb_s(row, np.array([600.0, 900.0])) == 900


def test_spare_servers_are_paid_for() -> None:
    assert hw.rented_servers(128.0, 2.0) == 130
    assert hw.cluster_month_usd(130.0, 10_000.0) == 1_300_000


def test_stops_are_paid_for_too() -> None:
    # A month and a half of rent
    assert hw.training_elapsed_usd(1_000_000.0, 45.0, 30.0) == approx(1_500_000)


def test_stops_want_more_gpus_for_the_same_deadline() -> None:
    # 8.64e21 FLOP in 10 days at 100 TFLOP/s: 100 GPUs; at a goodput of 0.8: 125
    assert hw.gpus_for_deadline_exact(8.64e21, 100.0, 10.0, 0.8) == approx(125)
