"""What page 1 says, by hand: use of proceeds, yes or no, and the balances that statements are checked by."""

from __future__ import annotations

import numpy as np
import pytest

from planner.model.chain import annual_balances as balances
from planner.model.chain import annual_flows as flows
from planner.model.chain import proceeds

MONTH = np.array([1.0, 2.0, 3.0])
R_AND_D, S_AND_M, G_AND_A = (np.full(3, amount) for amount in (3.0, 1.0, 1.0))
GROSS_PROFIT = np.array([0.0, 2.0, 4.0])
OPERATING = GROSS_PROFIT - 5.0
"""No payment terms: operating cash flow is gross profit less expenses of 5 a month."""


NONE = np.zeros(3)
LOAN = np.array([4.0, 0.0, 0.0]), np.array([0.0, 1.0, 1.0]), np.array([0.5, 0.0, 0.0])
"""Drawn, repaid, and its fee."""


def used(
    funding: list[float],
    minimum: float,
    at: float,
    operating: np.ndarray = OPERATING,
    loan: tuple[np.ndarray, np.ndarray, np.ndarray] = (NONE, NONE, NONE),
) -> list[float]:
    """Total, R&D, S&M, G&A and the rest, from opening cash of 10."""
    lent, repaid, fees = loan
    total = proceeds.proceeds_total(10.0, np.array(funding), lent, MONTH, at)
    expenses = proceeds.proceeds_expenses(R_AND_D, S_AND_M, G_AND_A, MONTH, at)
    earned = proceeds.proceeds_gross_profit(GROSS_PROFIT, MONTH, at)
    unpaid = proceeds.proceeds_unpaid_share(earned, expenses)
    rest = proceeds.proceeds_rest(
        minimum, operating, repaid, fees, R_AND_D, S_AND_M, G_AND_A, unpaid, MONTH, at
    )
    return [
        float(total),
        float(proceeds.proceeds_r_and_d(R_AND_D, unpaid, MONTH, at)),
        float(proceeds.proceeds_s_and_m(S_AND_M, unpaid, MONTH, at)),
        float(proceeds.proceeds_g_and_a(G_AND_A, unpaid, MONTH, at)),
        float(rest),
    ]


def test_proceeds_run_to_the_month_of_minimum_cash_and_a_later_round_is_not_used() -> None:
    """Cash 5, 7, 6 with a round of 5 in month 2: least in month 1, when 5 of 10 are spent and 5 are left."""
    assert used([0, 5, 0], minimum=5.0, at=1.0) == pytest.approx([10, 3, 1, 1, 5])


def test_gross_profit_pays_its_share_of_every_expense() -> None:
    """Cash 5, 2, 1: expenses 15, gross profit 6 pays 40 % of each; 1 is left. 5.4 + 1.8 + 1.8 + 1 = 10."""
    assert used([0, 0, 0], minimum=1.0, at=3.0) == pytest.approx([10, 5.4, 1.8, 1.8, 1])


def test_a_loan_is_used_too_and_what_goes_back_to_the_lender_is_part_of_the_rest() -> None:
    """Cash 8.5, 4.5, 2.5 with a loan of 4 for 0.5, of which 2 are repaid: 14 = 9 + 2.5 + 2 + 0.5."""
    found = used([0, 0, 0], minimum=2.5, at=3.0, loan=LOAN)
    assert found == pytest.approx([14, 5.4, 1.8, 1.8, 5.0])


def test_what_customers_pay_late_is_part_of_the_rest() -> None:
    """1 of the gross profit is not yet paid: cash 0 in place of 1, and 1 stands in working capital."""
    late = OPERATING - np.array([0.0, 0.0, 1.0])
    assert used([0, 0, 0], minimum=0.0, at=3.0, operating=late) == pytest.approx([10, 5.4, 1.8, 1.8, 1])


@pytest.mark.parametrize(
    ("earned", "spent", "unpaid"), [(-4.0, 10.0, 1.0), (20.0, 10.0, 0.0), (0.0, 0.0, 1.0), (2.5, 10.0, 0.75)]
)
def test_the_share_that_gross_profit_leaves_is_from_none_to_all(
    earned: float, spent: float, unpaid: float
) -> None:
    assert float(proceeds.proceeds_unpaid_share(earned, spent)) == unpaid


@pytest.mark.parametrize(
    ("minimum", "breakeven", "sells", "carries"),
    [
        (0.0, 7.0, 1.0, 1.0),
        (-0.01, 7.0, 1.0, 0.0),
        (5.0, 0.0, 1.0, 0.0),
        (5.0, 0.0, 0.0, 1.0),
        (-1.0, 0.0, 0.0, 0.0),
    ],
)
def test_a_plan_carries_where_cash_lasts_and_it_breaks_even_or_sells_nothing(
    minimum: float, breakeven: float, sells: float, carries: float
) -> None:
    assert float(proceeds.plan_carries(minimum, breakeven, sells)) == carries
    assert float(proceeds.plan_sells(np.array([0.0, sells, 0.0]))) == sells


def test_the_ask_is_the_first_round() -> None:
    assert float(proceeds.ask_amount(np.array([16.0, 40.0, 30.0]))) == 16.0
    assert float(proceeds.ask_post_money(np.array([66.0, 180.0, 280.0]))) == 66.0


COLUMN = np.repeat([1.0, 2.0, 3.0], [7, 12, 41])
"""A plan of sixty months in three fiscal years, of which the first has seven months."""


def test_the_opening_cash_of_a_year_is_the_closing_cash_of_the_year_before() -> None:
    closing = np.arange(101.0, 161.0)
    months = np.array([7.0, 12.0, 41.0, 0.0, 0.0, 0.0])
    opening = balances.annual_opening_cash(100.0, closing, COLUMN, months)
    assert opening.tolist() == [100.0, 107.0, 119.0, 0.0, 0.0, 0.0]


def test_free_cash_flow_change_in_cash_and_margin_of_a_year() -> None:
    ones = np.ones(60)
    free = flows.annual_free_cash_flow(3 * ones, -1 * ones, COLUMN)
    assert free.tolist() == [14.0, 24.0, 82.0, 0.0, 0.0, 0.0]
    change = flows.annual_change_in_cash(3 * ones, -1 * ones, 2 * ones, COLUMN)
    assert change.tolist() == [28.0, 48.0, 164.0, 0.0, 0.0, 0.0]
    sold = np.where(COLUMN > 1, 4.0, 0.0)
    margin = flows.annual_gross_margin_reported(sold, ones, COLUMN)
    assert margin.tolist() == [0.0, 0.75, 0.75, 0.0, 0.0, 0.0]


def test_a_gap_shows_and_noise_does_not() -> None:
    """Total assets of a million, a rounding of 1e-9: below a thousandth of a unit it is noise."""
    assets = np.full(6, 1e6)
    spent = np.zeros(6)
    assert balances.annual_balance_gap(assets, assets - 1e-7, spent, 1e-9).tolist() == [0.0] * 6
    assert balances.annual_balance_gap(assets, assets + 2.0, spent, 1e-9).tolist() == [-2.0] * 6
    cash = np.full(60, 5e5)
    gaps = balances.annual_cash_gap(cash + 2.0, cash, COLUMN, assets, spent, 1e-9)
    assert gaps.tolist() == [2.0, 2.0, 2.0, 0.0, 0.0, 0.0]
