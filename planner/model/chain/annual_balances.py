"""Balances of the statements by fiscal year. docs/model.md, section 14.

Fiscal years; draws in front. Those of each year's last month within the plan; 0 for a year after it.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along
from planner.model.chain.years import at_year_end
from planner.model.lines import line
from planner.units import Month, PlanMoney, Position, Ratio


@line(axis="fiscal")
def annual_closing_cash_reported(closing_cash_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Cash at the end of each year. Fiscal years."""
    return at_year_end(closing_cash_reported, fiscal_column)


@line(axis="fiscal")
def annual_receivables(receivables: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Receivables at the end of each year. Fiscal years."""
    return at_year_end(receivables, fiscal_column)


@line(axis="fiscal")
def annual_capitalised_development(capitalised_development: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Capitalised development at the end of each year. Fiscal years."""
    return at_year_end(capitalised_development, fiscal_column)


@line(axis="fiscal")
def annual_total_assets_reported(total_assets_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Total assets at the end of each year. Fiscal years."""
    return at_year_end(total_assets_reported, fiscal_column)


@line(axis="fiscal")
def annual_payables(payables: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Payables at the end of each year. Fiscal years."""
    return at_year_end(payables, fiscal_column)


@line(axis="fiscal")
def annual_accrued_pay(accrued_pay: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Accrued pay at the end of each year. Fiscal years."""
    return at_year_end(accrued_pay, fiscal_column)


@line(axis="fiscal")
def annual_deferred_revenue(deferred_revenue: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Deferred revenue at the end of each year. Fiscal years."""
    return at_year_end(deferred_revenue, fiscal_column)


@line(axis="fiscal")
def annual_sales_tax_payable(sales_tax_payable: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Sales tax payable at the end of each year. Fiscal years."""
    return at_year_end(sales_tax_payable, fiscal_column)


@line(axis="fiscal")
def annual_income_tax_payable(income_tax_payable: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Income tax payable at the end of each year. Fiscal years."""
    return at_year_end(income_tax_payable, fiscal_column)


@line(axis="fiscal")
def annual_total_liabilities_reported(
    total_liabilities_reported: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Total liabilities at the end of each year. Fiscal years."""
    return at_year_end(total_liabilities_reported, fiscal_column)


@line(axis="fiscal")
def annual_paid_in_capital(paid_in_capital: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Paid-in capital at the end of each year. Fiscal years."""
    return at_year_end(paid_in_capital, fiscal_column)


@line(axis="fiscal")
def annual_retained_earnings(retained_earnings: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Retained earnings at the end of each year. Fiscal years."""
    return at_year_end(retained_earnings, fiscal_column)


@line(axis="fiscal")
def annual_total_equity_reported(total_equity_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Total equity at the end of each year. Fiscal years."""
    return at_year_end(total_equity_reported, fiscal_column)


@line(axis="fiscal")
def annual_liabilities_and_equity(liabilities_and_equity: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Liabilities and equity at the end of each year. Fiscal years."""
    return at_year_end(liabilities_and_equity, fiscal_column)


@line(axis="fiscal")
def annual_opening_cash(
    opening_cash: PlanMoney, closing_cash: PlanMoney, fiscal_column: Position, year_months: Month
) -> PlanMoney:
    """Cash at the beginning of each year: the closing cash of the year before. Fiscal years."""
    closing = at_year_end(closing_cash, fiscal_column)
    first = along(opening_cash) + 0 * closing[..., :1]  # type: ignore[index]
    opening: PlanMoney = np.concatenate([first, closing[..., :-1]], axis=-1)  # type: ignore[index]
    return np.where(year_months > 0, opening, 0.0)


@line(axis="fiscal")
def annual_balance_gap(
    annual_total_assets_reported: PlanMoney,
    annual_liabilities_and_equity: PlanMoney,
    annual_purchases: PlanMoney,
    rounding: Ratio,
) -> PlanMoney:
    """Assets less liabilities less equity at the end of each year; 0 where it is noise. Fiscal years."""
    gap = annual_total_assets_reported - annual_liabilities_and_equity
    return _beyond(gap, rounding, annual_total_assets_reported, annual_purchases)


@line(axis="fiscal")
def annual_cash_gap(
    closing_cash_reported: PlanMoney,
    closing_cash: PlanMoney,
    fiscal_column: Position,
    annual_total_assets_reported: PlanMoney,
    annual_purchases: PlanMoney,
    rounding: Ratio,
) -> PlanMoney:
    """Cash of the indirect cash flow less the plan's own, at the end of each year. Fiscal years."""
    gap = at_year_end(closing_cash_reported - closing_cash, fiscal_column)
    return _beyond(gap, rounding, annual_total_assets_reported, annual_purchases)


def _beyond(gap: PlanMoney, rounding: Ratio, assets: PlanMoney, purchases: PlanMoney) -> PlanMoney:
    """A gap that is more than what adding up may be wrong by, else 0."""
    noise = along(rounding) * np.maximum(np.abs(assets), purchases)
    real: PlanMoney = np.where(np.abs(gap) > noise, gap, 0.0)
    return real


@line(axis="fiscal")
def annual_debt_reported(debt_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Debt at the end of each year. Fiscal years."""
    return at_year_end(debt_reported, fiscal_column)


@line(axis="fiscal")
def annual_debt_due_1y(debt_due_1y: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Debt due within 1 year at the end of each year. Fiscal years."""
    return at_year_end(debt_due_1y, fiscal_column)
