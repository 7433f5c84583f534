"""Checks of the statements, each in every month. docs/model.md, section 14. Scalars; draws in front.

Two sums may differ by a hundredth of the currency unit, by a billionth of total assets, or by a
millionth of a millionth of what was added up.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import ALL_OVER_NOISE, along, total
from planner.model.chain.checks import met
from planner.model.lines import line
from planner.units import Flag, Num, PlanMoney, Ratio


@line
def allowed_difference(
    receipts_api: PlanMoney,
    receipts_subscriptions: PlanMoney,
    receipts_contracts: PlanMoney,
    suppliers_paid: PlanMoney,
    pay_paid: PlanMoney,
    funding_received: PlanMoney,
    debt_drawn: PlanMoney,
    debt_repaid: PlanMoney,
    interest_paid: PlanMoney,
    least_amount: PlanMoney,
) -> PlanMoney:
    """What two sums may differ by: a hundredth, or what adding up all that moves may be wrong by. Scalar."""
    came = receipts_api + receipts_subscriptions + receipts_contracts + funding_received
    lent = debt_drawn + debt_repaid + interest_paid
    return np.maximum(least_amount, total(came + suppliers_paid + pay_paid + lent) / ALL_OVER_NOISE)


@line
def balance_sheet_check(
    total_assets_reported: PlanMoney,
    liabilities_and_equity: PlanMoney,
    allowed_difference: PlanMoney,
    rounding: Ratio,
) -> Flag:
    """Assets, with the plan's cash, are liabilities and equity. Scalar."""
    return all_the_same(
        liabilities_and_equity, total_assets_reported, total_assets_reported, allowed_difference, rounding
    )


@line
def cash_reconciliation_check(
    closing_cash_reported: PlanMoney,
    closing_cash: PlanMoney,
    total_assets_reported: PlanMoney,
    allowed_difference: PlanMoney,
    rounding: Ratio,
) -> Flag:
    """Cash by the indirect cash flow is the plan's direct one. Scalar."""
    return all_the_same(
        closing_cash, closing_cash_reported, total_assets_reported, allowed_difference, rounding
    )


@line
def equity_check(
    total_equity_reported: PlanMoney,
    net_income_reported: PlanMoney,
    funding_received: PlanMoney,
    total_assets_reported: PlanMoney,
    allowed_difference: PlanMoney,
    rounding: Ratio,
) -> Flag:
    """Equity grows by net income and funding, from month to month. Scalar."""
    grown = np.diff(total_equity_reported, axis=-1)
    came = net_income_reported[..., 1:] + funding_received[..., 1:]  # type: ignore[index]
    assets = total_assets_reported[..., 1:]  # type: ignore[index]
    return all_the_same(came, grown, assets, allowed_difference, rounding)


@line
def profit_check(
    ebit_reported: PlanMoney,
    interest_expense: PlanMoney,
    profit_before_tax: PlanMoney,
    total_assets_reported: PlanMoney,
    allowed_difference: PlanMoney,
    rounding: Ratio,
) -> Flag:
    """Profit by function is profit by nature. Scalar."""
    by_function = ebit_reported - interest_expense
    return all_the_same(profit_before_tax, by_function, total_assets_reported, allowed_difference, rounding)


def all_the_same(first: Num, second: Num, assets: Num, least: Num, rounding: Num) -> Num:
    """1 where two lines are the same at every position, but for what adding up is wrong by."""
    allowed = np.maximum(along(least), along(rounding) * assets)
    return met(np.absolute(second - first) <= allowed)
