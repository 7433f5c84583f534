"""Flows of the statements by fiscal year. docs/model.md, section 14.

Fiscal years; draws in front. Sums over the months of each year.
"""

from __future__ import annotations

import numpy as np

from planner.model.chain.years import by_year
from planner.model.lines import line
from planner.units import Fraction, PlanMoney, Position


@line(axis="fiscal")
def annual_purchases(purchases: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Purchases of each year. Fiscal years."""
    return by_year(purchases, fiscal_column)


@line(axis="fiscal")
def annual_revenue_api(revenue_api: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Revenue of APIs of each year. Fiscal years."""
    return by_year(revenue_api, fiscal_column)


@line(axis="fiscal")
def annual_revenue_subscriptions(revenue_subscriptions: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Revenue of subscriptions of each year. Fiscal years."""
    return by_year(revenue_subscriptions, fiscal_column)


@line(axis="fiscal")
def annual_revenue_contracts(revenue_contracts: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Revenue of contracts of each year. Fiscal years."""
    return by_year(revenue_contracts, fiscal_column)


@line(axis="fiscal")
def annual_revenue_reported(revenue_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Revenue of each year. Fiscal years."""
    return by_year(revenue_reported, fiscal_column)


@line(axis="fiscal")
def annual_gross_profit_reported(gross_profit_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Gross profit of each year. Fiscal years."""
    return by_year(gross_profit_reported, fiscal_column)


@line(axis="fiscal")
def annual_r_and_d_reported(r_and_d_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """R&D of each year. Fiscal years."""
    return by_year(r_and_d_reported, fiscal_column)


@line(axis="fiscal")
def annual_ebitda_reported(ebitda_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """EBITDA of each year. Fiscal years."""
    return by_year(ebitda_reported, fiscal_column)


@line(axis="fiscal")
def annual_amortisation(amortisation: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Amortisation of each year. Fiscal years."""
    return by_year(amortisation, fiscal_column)


@line(axis="fiscal")
def annual_ebit_reported(ebit_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """EBIT of each year. Fiscal years."""
    return by_year(ebit_reported, fiscal_column)


@line(axis="fiscal")
def annual_income_tax(income_tax: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Income tax of each year. Fiscal years."""
    return by_year(income_tax, fiscal_column)


@line(axis="fiscal")
def annual_net_income_reported(net_income_reported: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Net income of each year. Fiscal years."""
    return by_year(net_income_reported, fiscal_column)


@line(axis="fiscal")
def annual_working_capital_released(
    working_capital_released: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Change in working capital of each year. Fiscal years."""
    return by_year(working_capital_released, fiscal_column)


@line(axis="fiscal")
def annual_operating_cash_flow_reported(
    operating_cash_flow_reported: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Operating cash flow of each year. Fiscal years."""
    return by_year(operating_cash_flow_reported, fiscal_column)


@line(axis="fiscal")
def annual_investing_cash_flow_reported(
    investing_cash_flow_reported: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Investing cash flow of each year. Fiscal years."""
    return by_year(investing_cash_flow_reported, fiscal_column)


@line(axis="fiscal")
def annual_financing_cash_flow_reported(
    financing_cash_flow_reported: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Financing cash flow of each year. Fiscal years."""
    return by_year(financing_cash_flow_reported, fiscal_column)


@line(axis="fiscal")
def annual_free_cash_flow(
    operating_cash_flow_reported: PlanMoney, investing_cash_flow_reported: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Operating and investing cash flow of each year. Fiscal years."""
    return by_year(operating_cash_flow_reported + investing_cash_flow_reported, fiscal_column)


@line(axis="fiscal")
def annual_change_in_cash(
    operating_cash_flow_reported: PlanMoney,
    investing_cash_flow_reported: PlanMoney,
    financing_cash_flow_reported: PlanMoney,
    fiscal_column: Position,
) -> PlanMoney:
    """All three cash flows of each year. Fiscal years."""
    moved = operating_cash_flow_reported + investing_cash_flow_reported + financing_cash_flow_reported
    return by_year(moved, fiscal_column)


@line(axis="fiscal")
def annual_gross_margin_reported(
    revenue_reported: PlanMoney, cost_of_revenue: PlanMoney, fiscal_column: Position
) -> Fraction:
    """Share of each year's revenue that its cost leaves. Fiscal years. 0 where there is no revenue."""
    sold = by_year(revenue_reported, fiscal_column)
    kept: Fraction = np.where(
        sold > 0, 1 - by_year(cost_of_revenue, fiscal_column) / np.where(sold > 0, sold, np.inf), 0.0
    )
    return kept


@line(axis="fiscal")
def annual_interest_expense(interest_expense: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Interest and fees of each year. Fiscal years."""
    return by_year(interest_expense, fiscal_column)


@line(axis="fiscal")
def annual_loan_fee_amortisation(loan_fee_amortisation: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Fees amortised of each year. Fiscal years."""
    return by_year(loan_fee_amortisation, fiscal_column)


@line(axis="fiscal")
def annual_debt_drawn(debt_drawn: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Debt drawn of each year. Fiscal years."""
    return by_year(debt_drawn, fiscal_column)


@line(axis="fiscal")
def annual_debt_repaid(debt_repaid: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Debt repaid of each year. Fiscal years."""
    return by_year(debt_repaid, fiscal_column)


@line(axis="fiscal")
def annual_loan_fees_paid(loan_fees_paid: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Fees paid of each year. Fiscal years."""
    return by_year(loan_fees_paid, fiscal_column)
