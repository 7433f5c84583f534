"""What is paid late: terms in months, and flows moved by them. docs/model.md, section 14.

Along months; draws in front. A term need not be whole: 45 days are one month and a half.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.model.arrays import along, yes
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    Constant,
    Day,
    DayPerMonth,
    Month,
    Num,
    PlanMoney,
)

A_HUNDREDTH = Constant(0.01, "money")
"""What two sums of the statements may differ by."""


@line
def least_amount() -> PlanMoney:
    """What two sums of the statements may differ by. A constant."""
    return A_HUNDREDTH


@line
def api_lag_months(api_days: Day, terms_month_days: DayPerMonth) -> Month:
    """Months until an API is paid. Scalar. `days/terms_month_days`, as of all `_lag_months`."""
    return api_days / terms_month_days


@line
def subscription_lag_months(subscription_days: Day, terms_month_days: DayPerMonth) -> Month:
    """Months until subscriptions are paid. Scalar."""
    return subscription_days / terms_month_days


@line
def contract_lag_months(contract_days: Day, terms_month_days: DayPerMonth) -> Month:
    """Months until contracts are paid. Scalar."""
    return contract_days / terms_month_days


@line
def supplier_lag_months(supplier_days: Day, terms_month_days: DayPerMonth) -> Month:
    """Months until suppliers are paid. Scalar."""
    return supplier_days / terms_month_days


@line
def pay_lag_months(pay_days: Day, terms_month_days: DayPerMonth) -> Month:
    """Months until pay is paid. Scalar."""
    return pay_days / terms_month_days


def late(flow: Num, lag: Num) -> Num:
    """What of a flow is paid in each month: that of k months ago in part, the rest of the month before.

    `(1-f) x flow(m-k) + f x flow(m-k-1)`, k the whole months of the lag and f the rest of it.
    """
    whole, rest = _parted(lag)
    paid: Num = (1 - along(rest)) * moved(flow, whole) + along(rest) * moved(flow, whole + 1)
    return paid


def unpaid(flow: Num, lag: Num) -> Num:
    """What of a flow is not paid yet: all of the last k months, and f of the one before."""
    whole, rest = _parted(lag)
    owed = along(rest) * moved(flow, whole)
    for ago in range(_most(whole)):
        owed = owed + along(yes(whole > ago)) * moved(flow, ago)
    return owed


def moved(flow: Num, months: Any) -> Num:
    """A flow so many months later, and nothing in front. Each draw of the months moves its own."""
    if np.ndim(months):
        later = flow * 0.0
        for by in range(_most(months) + 1):
            later = later + along(yes(months == by)) * moved(flow, by)
        return later
    by, length = int(months), np.shape(flow)[-1]
    if not by:
        return flow
    nothing = np.zeros((*np.shape(flow)[:-1], min(by, length)))
    found: Num = np.concatenate((nothing, flow[..., : max(0, length - by)]), axis=-1)  # type: ignore[index]
    return found


def _parted(lag: Num) -> tuple[Any, Num]:
    """Whole months of a lag, and the rest."""
    count = lag / ONE_MONTH
    whole = np.floor(count)
    return whole, count - whole


def _most(whole: Any) -> int:
    return int(np.max(whole))
