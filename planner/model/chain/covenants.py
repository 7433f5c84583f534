"""Whether cash flow pays for loans: coverage, liquidity, covenants and checks. docs/model.md, section 16.

Months, and scalars where a line says so; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, yes
from planner.model.chain.answers import first_month
from planner.model.chain.checks import met
from planner.model.chain.lateness import moved
from planner.model.chain.statement_checks import all_the_same
from planner.model.chain.tables import over
from planner.model.lines import line
from planner.units import Flag, Month, Num, PlanMoney, Ratio

A_YEAR = 12
"""Months over which coverage is looked at."""


@line(axis="month")
def cfads(operating_cash_flow: PlanMoney, interest_paid: PlanMoney) -> PlanMoney:
    """Cash flow available for debt service. Months. Operating cash flow before interest."""
    return operating_cash_flow + interest_paid


@line(axis="month")
def debt_service(interest_paid: PlanMoney, debt_repaid: PlanMoney) -> PlanMoney:
    """Interest and repayments. Months."""
    return interest_paid + debt_repaid


@line(axis="month")
def dscr(cfads: PlanMoney, debt_service: PlanMoney) -> Ratio:
    """Debt service coverage ratio of twelve months. Months. 0 in months without debt service."""
    pays = np.where(debt_service > 0, _twelve_months(debt_service), np.inf)
    covered: Ratio = over(_twelve_months(cfads), pays)
    return covered + 0.0


@line(axis="month")
def liquidity_headroom(
    closing_cash: PlanMoney, minimum_liquidity: PlanMoney, debt_outstanding: PlanMoney
) -> PlanMoney:
    """Closing cash above the covenant. Months. 0 where nothing is owed."""
    return (closing_cash - along(minimum_liquidity)) * yes(debt_outstanding > 0)


@line
def lowest_dscr(dscr: Ratio, debt_service: PlanMoney) -> Ratio:
    """The lowest of the months that have one. Scalar. 0 for none."""
    least = np.minimum.reduce(np.where(debt_service > 0, dscr, np.inf), axis=-1)
    lowest: Ratio = np.where(np.isinf(least), 0.0, least)
    return lowest[()]  # type: ignore[index]


@line
def dscr_breach_month(dscr: Ratio, debt_service: PlanMoney, minimum_dscr: Ratio, month: Month) -> Month:
    """First month with too low a coverage. Scalar. 0 for none."""
    limit = along(minimum_dscr)
    return first_month((limit > 0) & (debt_service > 0) & (dscr < limit), month)


@line
def liquidity_breach_month(
    liquidity_headroom: PlanMoney, minimum_liquidity: PlanMoney, month: Month
) -> Month:
    """First month with too little cash while something is owed. Scalar. 0 for none."""
    return first_month((along(minimum_liquidity) > 0) & (liquidity_headroom < 0), month)


@line
def debt_roll_check(
    debt_outstanding: PlanMoney,
    debt_drawn: PlanMoney,
    debt_repaid: PlanMoney,
    allowed_difference: PlanMoney,
    rounding: Ratio,
) -> Flag:
    """Debt moves by what is drawn and repaid. Scalar."""
    moves = (debt_drawn - debt_repaid)[..., 1:]  # type: ignore[index]
    owed = debt_outstanding[..., 1:]  # type: ignore[index]
    return all_the_same(moves, np.diff(debt_outstanding, axis=-1), owed, allowed_difference, rounding)


@line
def maturities_check(
    loan_repayments: PlanMoney, loan_amount: PlanMoney, allowed_difference: PlanMoney, rounding: Ratio
) -> Flag:
    """What each loan repays up to its maturity is what it brought. Scalar."""
    return all_the_same(loan_repayments, loan_amount, loan_amount, allowed_difference, rounding)


@line
def debt_check(
    debt_outstanding: PlanMoney,
    debt_due_1y: PlanMoney,
    debt_due_later: PlanMoney,
    allowed_difference: PlanMoney,
) -> Flag:
    """Nothing that is owed or due is below zero. Scalar."""
    least = np.minimum(np.minimum(debt_outstanding, debt_due_1y), debt_due_later)
    return met(least >= -along(allowed_difference))


@line
def dscr_covenant_check(dscr_breach_month: Month) -> Flag:
    """No month has too low a coverage. Scalar."""
    return yes(dscr_breach_month <= 0)


@line
def liquidity_covenant_check(liquidity_breach_month: Month) -> Flag:
    """No month has too little cash while something is owed. Scalar."""
    return yes(liquidity_breach_month <= 0)


def _twelve_months(flow: Num) -> Num:
    """What a flow came to in twelve months, this one the last."""
    summed = flow
    for ago in range(1, A_YEAR):
        summed = summed + moved(flow, ago)
    return summed
