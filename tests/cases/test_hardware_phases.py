"""A quote and a chip for each phase; spare servers; what a run costs with its stops."""

import pytest
from pytest import approx

from planner.model import hardware as hw
from planner.model import hardware_serving as sv

QUOTES = ("A", "B")
CHIPS = ("A100 80GB", "H100")


def test_each_phase_has_its_own_quote() -> None:
    assert hw.gpu_price_row("a", QUOTES) == 1
    assert sv.serving_price_row("b", QUOTES) == 2
    assert sv.serving_gpus_per_server(2.0, [8.0, 4.0]) == 4
    assert sv.serving_server_month_usd(2.0, (10_000.0, None), (None, 3.0), 4.0, 730.0) == 8_760
    assert sv.serving_gpu_hour_usd(8_640.0, 4.0, 30.0) == 3


def test_a_quote_leads_to_its_chip() -> None:
    assert hw.training_chip_row(2.0, ("A100 80GB", "h100"), CHIPS) == 2
    assert sv.serving_chip_row(1.0, ("A100 80GB", "h100"), CHIPS) == 1


def test_what_the_serving_chip_can_do() -> None:
    row = 2.0
    assert sv.serving_chip_peak_tflops(row, [312.0, 989.0]) == 989
    assert sv.serving_chip_fp8_tflops(row, (None, 1_979.0), 989.0) == 1_979
    assert sv.serving_chip_fp8_tflops(1.0, (None, 1_979.0), 312.0) == 312
    assert sv.serving_chip_memory_gb(row, [80.0, 96.0]) == 96
    assert sv.serving_chip_bandwidth_tb_s(row, [2.039, 3.35]) == 3.35
    assert sv.serving_chip_link_gb_s(row, [600.0, 900.0]) == 900


def test_a_quote_without_a_price_is_not_free() -> None:
    with pytest.raises(ValueError, match="without any price"):
        sv.serving_server_month_usd(1.0, (None,), (None,), 8.0, 730.0)


def test_spare_servers_are_paid_for() -> None:
    assert hw.rented_servers(128.0, 2.0) == 130
    assert hw.cluster_month_usd(130.0, 10_000.0) == 1_300_000


def test_stops_are_paid_for_too() -> None:
    # A month and a half of rent; half a run of research besides
    assert hw.training_elapsed_usd(1_000_000.0, 45.0, 30.0) == approx(1_500_000)
    assert hw.research_usd(0.5, 1_500_000.0) == 750_000


def test_stops_want_more_gpus_for_the_same_deadline() -> None:
    # 8.64e21 FLOP in 10 days at 100 TFLOP/s: 100 GPUs; at a goodput of 0.8: 125
    assert hw.gpus_for_deadline_exact(8.64e21, 100.0, 10.0, 0.8) == approx(125)
