"""Checks of the statements, each in every month. docs/model.md, section 14. Scalars; draws in front.

Two sums may differ by a hundredth of the currency unit, or by a billionth of total assets.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along
from planner.model.chain.checks import met
from planner.model.lines import line
from planner.units import Flag, Num, PlanMoney, Ratio


@line
def balance_sheet_check(
    total_assets_reported: PlanMoney,
    liabilities_and_equity: PlanMoney,
    least_amount: PlanMoney,
    rounding: Ratio,
) -> Flag:
    """Assets, with the plan's cash, are liabilities and equity. Scalar."""
    return _same(liabilities_and_equity, total_assets_reported, total_assets_reported, least_amount, rounding)


@line
def cash_reconciliation_check(
    closing_cash_reported: PlanMoney,
    closing_cash: PlanMoney,
    total_assets_reported: PlanMoney,
    least_amount: PlanMoney,
    rounding: Ratio,
) -> Flag:
    """Cash by the indirect cash flow is the plan's direct one. Scalar."""
    return _same(closing_cash, closing_cash_reported, total_assets_reported, least_amount, rounding)


@line
def equity_check(
    total_equity_reported: PlanMoney,
    net_income_reported: PlanMoney,
    funding_received: PlanMoney,
    total_assets_reported: PlanMoney,
    least_amount: PlanMoney,
    rounding: Ratio,
) -> Flag:
    """Equity grows by net income and funding, from month to month. Scalar."""
    grown = np.diff(total_equity_reported, axis=-1)
    came = net_income_reported[..., 1:] + funding_received[..., 1:]  # type: ignore[index]
    assets = total_assets_reported[..., 1:]  # type: ignore[index]
    return _same(came, grown, assets, least_amount, rounding)


@line
def profit_check(
    ebit_reported: PlanMoney,
    profit_before_tax: PlanMoney,
    total_assets_reported: PlanMoney,
    least_amount: PlanMoney,
    rounding: Ratio,
) -> Flag:
    """Profit by function is profit by nature. Scalar."""
    return _same(profit_before_tax, ebit_reported, total_assets_reported, least_amount, rounding)


def _same(first: Num, second: Num, assets: Num, least: Num, rounding: Num) -> Num:
    """1 where two lines are the same in every month."""
    allowed = np.maximum(along(least), along(rounding) * assets)
    return met(np.absolute(second - first) <= allowed)
