"""What page 1 says of the plan: what is asked for, what the money is used for, whether it carries the plan.

docs/model.md, section 10. Scalars; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, total, yes
from planner.model.lines import line
from planner.units import Flag, Fraction, Month, PlanMoney


@line
def ask_amount(round_amount: PlanMoney) -> PlanMoney:
    """Amount of the first round. Scalar. 0 for none."""
    asked: PlanMoney = round_amount[..., 0]  # type: ignore[index]
    return asked


@line
def ask_post_money(round_post_money: PlanMoney) -> PlanMoney:
    """Post-money valuation of the first round. Scalar. 0 where it sells no shares."""
    worth: PlanMoney = round_post_money[..., 0]  # type: ignore[index]
    return worth


@line
def plan_sells(revenue: PlanMoney) -> Flag:
    """Whether anything is sold in any month. Scalar."""
    return yes(np.logical_or.reduce(revenue > 0, axis=-1))


@line
def plan_carries(minimum_cash: PlanMoney, breakeven_month: Month, plan_sells: Flag) -> Flag:
    """Whether cash never runs out and operations break even, where anything is sold. Scalar."""
    return yes((minimum_cash >= 0) & ((breakeven_month > 0) | (plan_sells <= 0)))


@line
def proceeds_total(
    opening_cash: PlanMoney,
    funding_received: PlanMoney,
    debt_drawn: PlanMoney,
    month: Month,
    minimum_cash_month: Month,
) -> PlanMoney:
    """Opening cash, rounds and loans until the month of minimum cash. Scalar."""
    return opening_cash + _until(funding_received + debt_drawn, month, minimum_cash_month)


@line
def proceeds_expenses(
    r_and_d: PlanMoney, s_and_m: PlanMoney, g_and_a: PlanMoney, month: Month, minimum_cash_month: Month
) -> PlanMoney:
    """R&D, S&M and G&A until the month of minimum cash. Scalar."""
    return _until(r_and_d + s_and_m + g_and_a, month, minimum_cash_month)


@line
def proceeds_gross_profit(gross_profit: PlanMoney, month: Month, minimum_cash_month: Month) -> PlanMoney:
    """Gross profit until the month of minimum cash. Scalar."""
    return _until(gross_profit, month, minimum_cash_month)


@line
def proceeds_unpaid_share(proceeds_gross_profit: PlanMoney, proceeds_expenses: PlanMoney) -> Fraction:
    """Share of operating expenses until that month which gross profit does not pay. Scalar. From 0 to 1."""
    spends = proceeds_expenses > 0
    share: Fraction = np.clip(
        1 - proceeds_gross_profit / np.where(spends, proceeds_expenses, np.inf), 0.0, 1.0
    )
    return share


@line
def proceeds_r_and_d(
    r_and_d: PlanMoney, proceeds_unpaid_share: Fraction, month: Month, minimum_cash_month: Month
) -> PlanMoney:
    """R&D until that month that gross profit does not pay. Scalar."""
    return _until(r_and_d, month, minimum_cash_month) * proceeds_unpaid_share


@line
def proceeds_s_and_m(
    s_and_m: PlanMoney, proceeds_unpaid_share: Fraction, month: Month, minimum_cash_month: Month
) -> PlanMoney:
    """S&M until that month that gross profit does not pay. Scalar."""
    return _until(s_and_m, month, minimum_cash_month) * proceeds_unpaid_share


@line
def proceeds_g_and_a(
    g_and_a: PlanMoney, proceeds_unpaid_share: Fraction, month: Month, minimum_cash_month: Month
) -> PlanMoney:
    """G&A until that month that gross profit does not pay. Scalar."""
    return _until(g_and_a, month, minimum_cash_month) * proceeds_unpaid_share


@line
def proceeds_rest(
    minimum_cash: PlanMoney,
    operating_cash_flow: PlanMoney,
    debt_repaid: PlanMoney,
    loan_fees_paid: PlanMoney,
    r_and_d: PlanMoney,
    s_and_m: PlanMoney,
    g_and_a: PlanMoney,
    proceeds_unpaid_share: Fraction,
    month: Month,
    minimum_cash_month: Month,
) -> PlanMoney:
    """Gross loss, working capital, tax, lenders, and the cash that is left at the minimum. Scalar.

    Minimum cash, and what operations took beside the expenses that proceeds pay.
    """
    paid = _until(operating_cash_flow - debt_repaid - loan_fees_paid, month, minimum_cash_month)
    spent = _until(r_and_d + s_and_m + g_and_a, month, minimum_cash_month)
    return minimum_cash - paid - spent * proceeds_unpaid_share


def _until(by_month: PlanMoney, month: Month, last: Month) -> PlanMoney:
    """The sum of the months up to one of them."""
    return total(np.where(month <= along(last), by_month, 0.0))
