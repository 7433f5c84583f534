"""Answers: when the plan pays for itself, what it needs until then, what it is worth.

docs/model.md, section 10.

Scalars from months; draws in front. A month is 0 for "none".
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, last, total
from planner.model.lines import line
from planner.model.maths import where
from planner.units import (
    MONTHS_PER_YEAR,
    ONE_MONTH,
    ONE_YEAR,
    Choice,
    Flag,
    Month,
    Num,
    PerYear,
    PlanMoney,
    Ratio,
)

MONTHS_OF_LAST_YEAR = 12
YEARS_OF_PLAN = 5


@line
def breakeven_month(operating_cash_flow: PlanMoney, revenue: PlanMoney, month: Month) -> Month:
    """Month from which operating cash flow stays at or above zero. Scalar. 0 for none.

    Last month below zero, plus 1; 0 where that is month 60, or month 60 has no revenue.
    """
    below = np.maximum.reduce(np.where(operating_cash_flow < 0, month, 0.0), axis=-1)
    stays = (below < last(month)) & (last(revenue) > 0)
    return where(stays, below + ONE_MONTH, 0.0)


@line
def cash_out_month(closing_cash: PlanMoney, month: Month) -> Month:
    """First month that ends below zero, planned funding included. Scalar. 0 for none."""
    return first_month(closing_cash < 0, month)


@line
def peak_funding_need(cumulative_cash_flow: PlanMoney) -> PlanMoney:
    """Greatest cumulative deficit, before opening cash and funding. Scalar. `MAX(0, -MIN(cumulative))`."""
    need: PlanMoney = np.maximum(-_least(cumulative_cash_flow), 0.0)
    return need


@line
def peak_funding_month(cumulative_cash_flow: PlanMoney, peak_funding_need: PlanMoney, month: Month) -> Month:
    """First month of that deficit. Scalar. 0 where there is none."""
    at_peak = cumulative_cash_flow == -along(peak_funding_need)
    return first_month(at_peak & (cumulative_cash_flow < 0), month)


@line
def minimum_cash(closing_cash: PlanMoney) -> PlanMoney:
    """Least closing cash. Scalar."""
    return _least(closing_cash)


@line
def minimum_cash_month(closing_cash: PlanMoney, minimum_cash: PlanMoney, month: Month) -> Month:
    """First month of the least closing cash. Scalar."""
    return first_month(closing_cash == along(minimum_cash), month)


@line
def closing_cash_end(closing_cash: PlanMoney) -> PlanMoney:
    """Cash at the end of the plan. Scalar."""
    return last(closing_cash)


@line
def shortest_runway_months(runway_months: Month, cash_positive: Flag) -> Month:
    """Least runway of a month that burns. Scalar. 0 where none does."""
    burning = np.where(cash_positive > 0, np.inf, runway_months)
    least = _least(burning)
    shortest: Month = np.where(np.isinf(least), 0.0, least)
    return shortest


@line
def shortest_runway_month(
    runway_months: Month, cash_positive: Flag, shortest_runway_months: Month, month: Month
) -> Month:
    """First month of the least runway. Scalar. 0 where no month burns."""
    least = runway_months == along(shortest_runway_months)
    return first_month(least & (cash_positive <= 0), month)


@line
def npv(
    operating_cash_flow: PlanMoney, interest_paid: PlanMoney, discount_rate: PerYear, month: Month
) -> PlanMoney:
    """Present value of operating cash flow before interest. Scalar. Without opening cash, funding and loans.

    Sum of `(OCF + interest_paid) x (1 + discount_rate)^(-m/12)`.
    """
    years = month / MONTHS_PER_YEAR / ONE_YEAR
    return total((operating_cash_flow + interest_paid) * (1 + along(discount_rate) * ONE_YEAR) ** -years)


@line
def last_year_revenue(revenue: PlanMoney) -> PlanMoney:
    """Revenue of the last twelve months. Scalar."""
    return _last_year(revenue)


@line
def last_year_cash_flow(operating_cash_flow: PlanMoney, interest_paid: PlanMoney) -> PlanMoney:
    """Operating cash flow of the last twelve months, before interest. Scalar."""
    return _last_year(operating_cash_flow + interest_paid)


@line
def terminal_value(
    terminal_method: Choice,
    last_year_cash_flow: PlanMoney,
    last_year_revenue: PlanMoney,
    terminal_growth: PerYear,
    exit_multiple: Ratio,
    discount_rate: PerYear,
) -> PlanMoney:
    """Value at the plan's start of what comes after it. Scalar.

    Perpetual growth `MAX(0, OCF of the last 12 months x (1+g)/(r-g))`, 0 where `r <= g`; exit multiple
    `multiple x revenue of the last 12 months`; both `x (1+r)^-5`; none 0.
    """
    discount = (1 + discount_rate * ONE_YEAR) ** -float(YEARS_OF_PLAN)
    method = terminal_method.casefold()
    if method == "perpetual growth":
        spread = (discount_rate - terminal_growth) * ONE_YEAR
        forever = (1 + terminal_growth * ONE_YEAR) / np.where(spread > 0, spread, np.inf)
        worth: PlanMoney = np.maximum(last_year_cash_flow * forever, 0.0)
    else:
        worth = last_year_revenue * (exit_multiple if method == "exit multiple" else 0.0)
    return worth * discount


@line
def npv_with_terminal_value(npv: PlanMoney, terminal_value: PlanMoney) -> PlanMoney:
    """Present value of the plan and what comes after it. Scalar. `npv + terminal_value`."""
    return npv + terminal_value


@line
def exit_value(terminal_value: PlanMoney, discount_rate: PerYear) -> PlanMoney:
    """The same value at the end of the plan. Scalar. `terminal_value x (1+r)^5`."""
    return terminal_value * (1 + discount_rate * ONE_YEAR) ** float(YEARS_OF_PLAN)


def _least(by_month: Num) -> Num:
    """The least of all months."""
    least: Num = np.minimum.reduce(by_month, axis=-1)
    return least


def first_month(holds: object, month: Num) -> Num:
    """The first month in which something holds, 0 for none."""
    found = _least(where(holds, month, np.inf))
    earliest: Num = np.where(np.isinf(found), 0.0, found)
    return earliest


def _last_year(by_month: Num) -> Num:
    """The sum of the last twelve months."""
    return total(by_month[..., -MONTHS_OF_LAST_YEAR:])  # type: ignore[index]
