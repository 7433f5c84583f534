"""Cash: funding, what is left at each month's end, and for how long. docs/model.md, section 9. Months."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, rows, to_date, total_of_rows, yes
from planner.model.chain.prices import in_plan_currency
from planner.model.chain.tables import grid, positions, typed
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    Constant,
    Flag,
    Month,
    Own,
    PlanMoney,
    PlanPerOwn,
    TextColumn,
)

MONTHS_OF_BURN = Constant(3, "month")
"""Months over which burn is averaged."""


@line
def burn_months() -> Month:
    """Months over which net burn is averaged. A constant."""
    return MONTHS_OF_BURN


@line(axis="month")
def funding_received(
    rounds_amount: Own,
    rounds_currency: TextColumn,
    rounds_month: Month,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    financing_delay_months: Month,
    month: Month,
) -> PlanMoney:
    """Equity in the month in which it comes. Rows of the rounds table -> months.

    Sum of `amount x rate of its currency x [month + delay = m]`. What comes after month 60 is not received.
    """
    comes = rows(typed(rounds_month)) + grid(financing_delay_months)
    fx = in_plan_currency(currency_rate, positions(rounds_currency, currencies_currency))
    return total_of_rows(rows(typed(rounds_amount)) * yes(comes == month) * fx)


@line(axis="month")
def cumulative_cash_flow(operating_cash_flow: PlanMoney) -> PlanMoney:
    """Operating cash flow of months 1 to m. Months."""
    return to_date(operating_cash_flow)


@line(axis="month")
def closing_cash(
    opening_cash: PlanMoney,
    cumulative_cash_flow: PlanMoney,
    funding_received: PlanMoney,
    debt_drawn: PlanMoney,
    debt_repaid: PlanMoney,
    loan_fees_paid: PlanMoney,
) -> PlanMoney:
    """Cash at the end of each month. Months.

    `opening_cash + cumulative_cash_flow +` funding of months 1 to m, and of loans what is drawn less what is
    repaid and their fees.
    """
    lent = debt_drawn - debt_repaid - loan_fees_paid
    return along(opening_cash) + cumulative_cash_flow + to_date(funding_received + lent)


@line(axis="month")
def net_burn(operating_cash_flow: PlanMoney, month: Month) -> PlanMoney:
    """What a month burns, on average of three, fewer at the beginning. Months.

    `-(operating_cash_flow of months MAX(1, m-2) to m)/MIN(3, m)`.
    """
    months = np.shape(operating_cash_flow)[-1]
    nothing = np.zeros((*np.shape(operating_cash_flow)[:-1], 2))
    flow = np.concatenate((nothing, operating_cash_flow), axis=-1)
    last = flow[..., 2:] + flow[..., 1 : months + 1] + flow[..., :months]
    burn: PlanMoney = -last / (np.minimum(month, MONTHS_OF_BURN) / ONE_MONTH)
    return burn


@line(axis="month")
def cash_positive(net_burn: PlanMoney) -> Flag:
    """1 where nothing is burnt. Months. `[net_burn <= 0]`."""
    return yes(net_burn <= 0)


@line(axis="month")
def runway_months(closing_cash: PlanMoney, net_burn: PlanMoney, cash_positive: Flag) -> Month:
    """For how long closing cash lasts at that burn. Months.

    `MAX(0, closing_cash)/net_burn`, 0 where positive.
    """
    burnt = np.where(cash_positive > 0, np.inf, net_burn)
    return np.maximum(closing_cash, 0.0) / burnt * ONE_MONTH
