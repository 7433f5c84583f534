"""The price of a server, the rent of a cluster, the pay of a team: worked cases."""

from __future__ import annotations

import numpy as np
import pytest

from planner.model import hardware as hw
from planner.model import people

QUOTES = ("Azure, 3 years", "Azure, on demand", "both")
MONTH = (10_512.0, None, 15_301.0)
HOUR = (None, 4.10, 2.62)


@pytest.mark.parametrize(
    ("chosen", "row"), [("Azure, 3 years", 1), ("azure, ON demand", 2), ("both", 3), ("BOTH", 3)]
)
def test_a_quote_is_found_by_its_name_in_any_capitals(chosen: str, row: int) -> None:
    assert hw.gpu_price_row(chosen, QUOTES) == row


def test_gpus_per_server_are_those_of_the_chosen_quote() -> None:
    assert hw.gpus_per_server(2.0, np.array([8.0, 72.0, 1.0])) == 72


def test_the_price_by_the_month_counts_where_there_is_one() -> None:
    assert hw.server_month_usd(1.0, MONTH, HOUR, 8.0, 730.0) == 10_512
    assert hw.server_month_usd(3.0, MONTH, HOUR, 8.0, 730.0) == 15_301


def test_a_price_by_the_hour_is_for_each_gpu_and_each_hour_of_the_price_lists_month() -> None:
    assert hw.server_month_usd(2.0, MONTH, HOUR, 8.0, 730.0) == pytest.approx(23_944, rel=1e-12)
    assert hw.server_month_usd(2.0, MONTH, HOUR, 8.0, 672.0) == pytest.approx(22_041.6, rel=1e-12)


def test_a_quote_without_a_price_is_not_free() -> None:
    with pytest.raises(ValueError, match="without any price"):
        hw.server_month_usd(1.0, (None,), (None,), 8.0, 730.0)


def test_a_gpu_hour_is_a_share_of_the_server_month() -> None:
    assert hw.gpu_hour_usd(14_400.0, 8.0, 30.0) == 2.5  # 14,400 / 8 / 720


def test_a_cluster_may_use_a_server_in_part() -> None:
    assert hw.cluster_servers(1020.0, 8.0) == 127.5


def test_a_cluster_is_rented_by_the_server() -> None:
    assert hw.cluster_month_usd(127.5, 10_000.0) == 1_275_000


def test_a_run_of_a_month_and_a_half_costs_one_and_a_half_months_of_rent() -> None:
    assert hw.training_run_usd(1_000_000.0, 45.0, 30.0) == 1_500_000


def test_pay_is_summed_over_the_roles() -> None:
    heads, pay = np.array([10.0, 2.5]), np.array([1_000_000.0, 400_000.0])
    nothing, some = np.zeros(2), np.array([0.0, 0.5])
    assert people.team_annual_cny(heads, pay, ("CNY", "cny"), nothing, 7.0) == 11_000_000
    # 10 million, and 400,000 USD x 2.5 x 1.5 x 7
    assert people.team_annual_cny(heads, pay, ("CNY", "USD"), some, 7.0) == 20_500_000
