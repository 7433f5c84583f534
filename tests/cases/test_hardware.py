"""The price of a server, the rent of a cluster, the pay of a team: worked cases."""

from __future__ import annotations

import numpy as np
import pytest

from planner.model import hardware as hw
from planner.model import programme as pr
from planner.model.chain import clusters, quotes

QUOTES = ("Azure, 3 years", "Azure, on demand", "both")
MONTH = np.array([10_512.0, np.nan, 15_301.0])
HOUR = np.array([np.nan, 4.10, 2.62])
SERVERS = np.full(3, 8.0)


def quote_row(level: str, base: str, low: str = "", high: str = "") -> float:
    """Row of the quote of a plan's only cluster, by the names that are typed for it."""
    of_base = clusters.cluster_base_quote_row((base,), QUOTES)
    of_low = clusters.cluster_low_quote_row((low,), QUOTES)
    of_high = clusters.cluster_high_quote_row((high,), QUOTES)
    first, *others = clusters.cluster_quote_row(of_base, of_low, of_high, level)
    assert others == [0] * 5  # clusters that there are not
    return float(first)


@pytest.mark.parametrize(
    ("chosen", "row"), [("Azure, 3 years", 1), ("azure, ON demand", 2), ("both", 3), ("BOTH", 3)]
)
def test_a_quote_is_found_by_its_name_in_any_capitals(chosen: str, row: int) -> None:
    assert quote_row("base", chosen) == row
    assert quote_row("base", chosen, "Azure, 3 years", "both") == row
    assert quote_row("high", "both", "both", chosen) == row
    assert quote_row("low", "both", chosen, "both") == row
    assert quote_row("low", chosen, "", "both") == row  # that of the base where none is typed


def test_gpus_per_server_are_those_of_the_chosen_quote() -> None:
    assert hw.gpus_per_server(2.0, np.array([8.0, 72.0, 1.0])) == 72


def test_the_price_by_the_month_counts_where_there_is_one() -> None:
    # 10,512 / (8 x 730) = 1.80 and 15,301 / (8 x 730) = 2.62003, where the list itself says 2.62
    found = quotes.hour_prices(MONTH, HOUR, SERVERS, 730.0)
    assert found == pytest.approx([1.80, 4.10, 15_301 / 5_840], rel=1e-12)
    assert quotes.hour_prices(MONTH, HOUR, SERVERS, 720.0)[2] == pytest.approx(15_301 / 5_760, rel=1e-12)


def test_a_cluster_may_use_a_server_in_part() -> None:
    assert hw.cluster_servers(1020.0, 8.0) == 127.5


def test_a_cluster_is_rented_by_the_server() -> None:
    assert hw.cluster_month_usd(127.5, 10_000.0) == 1_275_000


def test_a_run_of_a_month_and_a_half_costs_one_and_a_half_months_of_rent() -> None:
    assert hw.training_run_usd(1_000_000.0, 45.0, 30.0) == 1_500_000


def team_annual_cny(pay_in: tuple[str, str], loading: np.ndarray, budget: str = "yes") -> float:
    """Of 10 people at 1,000,000 and 2.5 at 400,000, in a plan in USD at 7 CNY for one."""
    heads, pay = np.array([10.0, 2.5]), np.array([1_000_000.0, 400_000.0])
    rates = np.array([[1.0], [1 / 7]]) * np.ones(60)
    return float(pr.team_annual_cny(budget, heads, pay, pay_in, loading, ("USD", "CNY"), rates))


def test_pay_is_summed_over_the_roles() -> None:
    assert team_annual_cny(("CNY", "cny"), np.zeros(2)) == pytest.approx(11_000_000, rel=1e-12)
    # 10 million, and 400,000 USD x 2.5 x 1.5 x 7
    assert team_annual_cny(("CNY", "USD"), np.array([0.0, 0.5])) == pytest.approx(20_500_000, rel=1e-12)
    assert team_annual_cny(("CNY", "USD"), np.zeros(2), budget="no") == 0


def test_the_team_of_the_source() -> None:
    ten, million, rates = np.array([10.0]), np.array([1_000_000.0]), np.array([[1.0], [6.8]]) * np.ones(60)
    table = ten, million, ("CNY",), np.zeros(1)
    assert pr.team_annual_cny("yes", *table, ("CNY", "USD"), rates) == 10_000_000
