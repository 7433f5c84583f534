"""Costs, cash and answers by hand, on a plan with what the case of the specification lacks.

A month has 720 hours. USD is at 7 in months 1 to 9 (favourable 6), and at 8 after them (adverse 9 to month
21).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from tests.chain.hand_plan import hand_inputs, without_rows
from tests.chain.hand_values import HOURS, MONTHS, alone, changed, close, months, values

# People, data, other costs


def test_a_raise_comes_on_the_anniversary_of_the_hire() -> None:
    assert months("people_r_and_d", 1, 3) == close([0, 30_000, 30_000])
    assert months("people_r_and_d", 13, 15) == close([30_000, 33_000, 0])
    assert months("people_cost_of_revenue", 9, 10) == close([7000, 8000])
    assert months("people_cost_of_revenue", 9, 10, level="low") == close([6000, 8000]), "no cost factor"
    assert months("people", 2, 2) == close([37_000])
    assert months("overheads", 1, 2) == close([700, 3700])


def test_other_costs_by_cadence() -> None:
    assert months("other_r_and_d", 1, 1) == close([700])
    assert months("other_r_and_d", 12, 14) == close([800, 880, 0])
    assert months("other_r_and_d", 1, 1, level="high") == close([1400])
    due = values()["other_g_and_a"]
    assert {month: due[month - 1] for month in np.flatnonzero(due) + 1} == {3: 600, 15: 600, 27: 600}
    once = values()["other_s_and_m"]
    assert {month: once[month - 1] for month in np.flatnonzero(once) + 1} == {4: 5000}


def test_other_costs_of_revenue_lower_gross_profit() -> None:
    functions = ("cost of revenue", "G&A", "S&M")
    found = changed(other_costs_function=functions)
    assert list(found["other_cost_of_revenue"][:2]) == close([700, 700])
    assert not found["other_r_and_d"].any()
    assert found["gross_profit"][0] == close(-7000 - 700)
    assert list(found["operating_cash_flow"]) == close(list(values()["operating_cash_flow"]))


def test_data_are_paid_when_their_phase_begins() -> None:
    paid = values()["data_cost"]
    assert {month: paid[month - 1] for month in np.flatnonzero(paid) + 1} == {2: 70_000}
    assert values("low")["data_cost"][1] == close(30_000)


# Income and cash


def test_operating_cash_flow_of_the_first_months() -> None:
    """Sold, less replicas, less people and overheads, less clusters, less data and other costs."""
    rent = 8 * 3 * HOURS * 7
    people = 37_000 + 3700
    assert months("operating_cash_flow", 1, 6) == close(
        [
            -(7000 + 700) - rent - 700,
            -people - rent - 8 * 2 * HOURS * 7 - 70_000 - 700,
            -people - rent - 4 * 2 * HOURS * 7 - 700 - 600,
            562_275 - 241_920 - 400 - people - rent - 700 - 5000,
            843_412.5 + 5000 - 423_360 - 700 - 5050 - people - rent - 80_640 - 700,
            1_124_550 + 9000 + 14_000 - 1400 - 483_840 - 800 - 5050 - people - rent - 700,
        ]
    )


def test_cash_burn_and_runway_of_the_first_months() -> None:
    flows = [-129_360, -313_000, -203_280, 152_595]
    assert months("operating_cash_flow", 1, 4) == close(flows)
    assert months("closing_cash", 1, 3) == close([20_640, -92_360, -295_640])
    burn = [129_360, 221_180, 645_640 / 3, 363_685 / 3]
    assert months("net_burn", 1, 4) == close(burn)
    assert months("runway_months", 1, 3) == close([20_640 / 129_360, 0, 0])
    assert values()["cash_out_month"] == 2


def test_a_month_that_burns_nothing_is_positive() -> None:
    assert list(alone("cash_positive", np.array([-1.0, 0.0, 1.0]))) == [1, 1, 0]


def test_funding_comes_later_or_not_at_all() -> None:
    for level, wanted in {"base": {2: 200_000, 59: 70_000}, "high": {4: 200_000}}.items():
        paid = values(level)["funding_received"]
        assert {month: paid[month - 1] for month in np.flatnonzero(paid) + 1} == wanted


# Answers


def flow(**of_month: float) -> Any:
    """Sixty months of +1, but for those named."""
    line = np.ones(60)
    for name, amount in of_month.items():
        line[int(name[1:]) - 1] = amount
    return line


@pytest.mark.parametrize(
    ("cash_flow", "sold", "month"),
    [
        (flow(m1=-1, m7=-1), flow(), 8),
        (flow(m7=0), flow(), 1),
        (flow(m59=-1), flow(), 60),
        (flow(m60=-1), flow(), 0),
        (flow(m7=-1), flow(m60=0), 0),
    ],
)
def test_breakeven(cash_flow: Any, sold: Any, month: float) -> None:
    assert alone("breakeven_month", cash_flow, sold, MONTHS) == month


def test_a_plan_that_sells_nothing_never_breaks_even_and_runs_out_of_cash() -> None:
    """Without products all costs of 60 months are funding need, first and foremost in the last month."""
    found = LINES.evaluate(without_rows(hand_inputs(), "products"))
    assert found["breakeven_month"] == 0
    assert found["cash_out_month"] == 2
    assert found["peak_funding_month"] == 60
    assert found["peak_funding_need"] == close(-sum(found["operating_cash_flow"]))
    assert not found["year_price_per_1m"].any()
    assert not found["year_gross_margin"].any()


def test_a_plan_without_a_row_in_any_table_keeps_its_cash() -> None:
    tables = ("currencies", "price_paths", "gpu_prices", "chips", "models", "clusters", "phases", "products")
    with np.errstate(all="ignore"):
        found = LINES.evaluate(
            without_rows(hand_inputs(), *tables, "roles", "data_items", "other_costs", "rounds")
        )
    assert set(found["closing_cash"]) == {150_000.0}
    for none in ("breakeven_month", "cash_out_month", "peak_funding_need", "peak_funding_month", "npv"):
        assert found[none] == 0, none
    for none in ("shortest_runway_months", "shortest_runway_month", "terminal_value"):
        assert found[none] == 0, none
    assert (found["minimum_cash"], found["minimum_cash_month"]) == (150_000, 1)


def test_the_deepest_deficit_and_the_least_cash() -> None:
    cumulative = np.array([-3.0, -5.0, -5.0, 2.0])
    assert alone("peak_funding_need", cumulative) == 5
    assert alone("peak_funding_month", cumulative, 5.0, MONTHS[:4]) == 2
    assert alone("peak_funding_need", cumulative + 9) == 0
    assert alone("peak_funding_month", cumulative + 5, 0.0, MONTHS[:4]) == 0
    cash = np.array([4.0, -1.0, -1.0, 3.0])
    assert alone("minimum_cash", cash) == -1
    assert alone("minimum_cash_month", cash, -1.0, MONTHS[:4]) == 2
    assert alone("cash_out_month", cash, MONTHS[:4]) == 2
    assert alone("cash_out_month", cash + 1, MONTHS[:4]) == 0, "nothing left is not below zero"


def test_the_shortest_runway_is_of_a_month_that_burns() -> None:
    runway, positive = np.array([9.0, 0.0, 4.0, 4.0]), np.array([0.0, 1.0, 0.0, 0.0])
    assert alone("shortest_runway_months", runway, positive) == 4
    assert alone("shortest_runway_month", runway, positive, 4.0, MONTHS[:4]) == 3
    assert alone("shortest_runway_months", runway, np.ones(4)) == 0
    assert alone("shortest_runway_month", runway, np.ones(4), 0.0, MONTHS[:4]) == 0
    assert alone("runway_months", np.array([-1.0, 6.0, 6.0]), np.array([1.0, 2, 0]), np.array([0.0, 0, 1]))[
        1
    ] == close(3)


def test_present_value_of_a_year_and_of_two() -> None:
    """At 21 % a year 1.1 is the factor of six months: 110/1.1 + 242/1.21, interest put back."""
    before = np.array([0.0] * 5 + [100] + [0] * 5 + [240])
    interest = np.array([0.0] * 5 + [10] + [0] * 5 + [2])
    assert alone("npv", before, interest, 0.21, MONTHS[:12]) == close(300)


@pytest.mark.parametrize(
    ("method", "cash_flow", "wanted"),
    [
        ("none", 1.0, 0),
        ("Exit multiple", 1.0, 2 * 36 / 1.21**5),
        ("perpetual growth", 1.0, 12 * 1.1 / 0.11 / 1.21**5),
        ("perpetual growth", -1.0, 0),
    ],
)
def test_terminal_value(method: str, cash_flow: float, wanted: float) -> None:
    """Twelve months of 1 and sales of 3; growth of 10 % and a rate of 21 %."""
    flow = alone("last_year_cash_flow", np.full(60, cash_flow - 0.5), np.full(60, 0.5))
    sold = alone("last_year_revenue", np.full(60, 3.0))
    assert alone("terminal_value", method, flow, sold, 0.1, 2.0, 0.21) == close(wanted)


@pytest.mark.parametrize("growth", [0.21, 0.3])
@pytest.mark.parametrize("cash_flow", [1.0, -1.0])
def test_growth_that_no_rate_discounts_has_no_terminal_value(growth: float, cash_flow: float) -> None:
    assert alone("terminal_value", "perpetual growth", 12 * cash_flow, 36.0, growth, 2.0, 0.21) == 0


def test_figures_of_the_first_fiscal_year() -> None:
    """Nine months. In month 6 the curve is at 54, then 64.8, 72, 81 x 16/17 million requests."""
    requests = 27 + 40.5 + 54 + 64.8 + 72 + 81 * 16 / 17
    seats = [100, 180, 244, 295.2, 336.16]
    sold = requests * 2975 * 7 + sum(seats) * 50 + 2000 * 7 * sum(0.64 ** (k / 12) for k in range(4))
    assert values()["year_revenue"][0] == close(sold)
    tokens = requests * 1250 + (sum(seats) * 130 + 4 * 1000) * 200 / 1e6
    assert values()["year_tokens_m"][0] == close(tokens)
    assert values()["year_price_per_1m"][0] == close(sold / tokens)
