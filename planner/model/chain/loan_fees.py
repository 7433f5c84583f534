"""Upfront fees of loans, what loans cost, and debt as it is reported. docs/model.md, section 16.

Months; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import rows, total_of_rows, yes
from planner.model.lines import line
from planner.units import ONE_MONTH, Month, PlanMoney, PlanPerMonth


@line(axis="month")
def loan_fees_paid(
    loan_fee_month: PlanPerMonth,
    loan_draw_month: Month,
    loan_end_month: Month,
    month: Month,
) -> PlanMoney:
    """Upfront fees, paid at the draw. Months."""
    fee = loan_fee_month * (loan_end_month - loan_draw_month)
    return total_of_rows(rows(fee) * yes(rows(loan_draw_month) == month))


@line(axis="month")
def loan_fee_amortisation(
    loan_fee_month: PlanPerMonth,
    loan_draw_month: Month,
    loan_end_month: Month,
    month: Month,
) -> PlanMoney:
    """Fees expensed, from the month after the draw to maturity. Months."""
    runs = yes((month > rows(loan_draw_month)) & (month <= rows(loan_end_month)))
    return total_of_rows(rows(loan_fee_month * ONE_MONTH) * runs)


@line(axis="month")
def loan_fees_unamortised(
    loan_fee_month: PlanPerMonth,
    loan_draw_month: Month,
    loan_end_month: Month,
    month: Month,
) -> PlanMoney:
    """Fees paid and not expensed yet, at each month's end. Months."""
    months_left = np.maximum(rows(loan_end_month) - month, 0.0)
    return total_of_rows(rows(loan_fee_month) * months_left * yes(rows(loan_draw_month) <= month))


@line(axis="month")
def interest_expense(
    interest_paid: PlanMoney,
    loan_fee_amortisation: PlanMoney,
) -> PlanMoney:
    """Interest, and fees as they are amortised. Months."""
    return interest_paid + loan_fee_amortisation


@line(axis="month")
def debt_reported(
    debt_outstanding: PlanMoney,
    loan_fees_unamortised: PlanMoney,
) -> PlanMoney:
    """Debt of the balance sheet: what is owed less fees that are not amortised yet. Months."""
    return debt_outstanding - loan_fees_unamortised
