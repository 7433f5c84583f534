"""Money: what the sixty months come to, for a founder and an investor to read first."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, first, last, total, yes
from planner.model.lines import line
from planner.units import ONE_MONTH, Flag, Month, Reported


@line
def plan_revenue_reported(revenue_reported: Reported) -> Reported:
    """Revenue of the whole plan. Months -> scalar."""
    return total(revenue_reported)


@line
def plan_costs_reported(costs_reported: Reported) -> Reported:
    """All costs of the whole plan. Months -> scalar."""
    return total(costs_reported)


@line
def plan_operating_cash_reported(operating_cash_reported: Reported) -> Reported:
    """Revenue less all costs of the whole plan. Months -> scalar."""
    return total(operating_cash_reported)


@line
def plan_funding_reported(funding_reported: Reported) -> Reported:
    """All rounds. Months -> scalar."""
    return total(funding_reported)


@line
def plan_money_reported(starting_cash_reported: Reported, plan_funding_reported: Reported) -> Reported:
    """Cash at the beginning and all rounds. Scalar."""
    return plan_funding_reported + starting_cash_reported


@line
def funding_need_reported(need_to_date_reported: Reported) -> Reported:
    """Money that has to be put in for operating cash never to overdraw the account. Months -> scalar."""
    return last(need_to_date_reported)


@line
def funding_margin_reported(plan_money_reported: Reported, funding_need_reported: Reported) -> Reported:
    """Money put in less what is needed. Scalar. It may be there in sum and still come too late."""
    return plan_money_reported - funding_need_reported


@line
def closing_cash_end_reported(closing_cash_reported: Reported) -> Reported:
    """In the bank after the last month. Months -> scalar."""
    return last(closing_cash_reported)


@line
def lowest_cash_reported(closing_cash_reported: Reported) -> Reported:
    """The lowest that the account is at the end of a month. Months -> scalar."""
    lowest: Reported = np.min(closing_cash_reported, axis=-1)
    return lowest


@line
def lowest_cash_month(
    closing_cash_reported: Reported,
    lowest_cash_reported: Reported,
    balance_tolerance_reported: Reported,
    month: Month,
) -> Month:
    """The first month in which it is that low, but for a rounding. Months -> scalar."""
    as_low = closing_cash_reported <= along(lowest_cash_reported + balance_tolerance_reported)
    found: Month = np.take(month, np.argmax(as_low, axis=-1))
    return found


@line
def cash_lasts_months(cash_short: Flag) -> Month:
    """Months until the account is first overdrawn, with the rounds as planned; all if it never is. Scalar."""
    ever_short: Flag = np.maximum.accumulate(cash_short, axis=-1)
    return total(1 - ever_short) * ONE_MONTH


@line
def cash_check(cash_short: Flag) -> Flag:
    """1 where the account is never overdrawn, else 0. Months -> scalar."""
    return yes(total(cash_short) == 0)


@line
def first_runway_months(runway_months: Month) -> Month:
    """How long the money lasts after month 1 if no other round comes. Months -> scalar."""
    return first(runway_months)


@line
def lowest_runway_months(runway_months: Month) -> Month:
    """The shortest runway at the end of any month. Months -> scalar."""
    shortest: Month = np.min(runway_months, axis=-1)
    return shortest


@line
def discounted_value_reported(discounted_cash_reported: Reported) -> Reported:
    """Operating cash of the whole plan at its value at the beginning. Months -> scalar. Until month 60."""
    return total(discounted_cash_reported)


@line
def plan_gross_reported(
    plan_money_reported: Reported, plan_revenue_reported: Reported, plan_costs_reported: Reported
) -> Reported:
    """Everything that comes in or goes out, as the size against which a rounding is small. Scalar."""
    return plan_costs_reported + plan_revenue_reported + plan_money_reported
