"""Income statement, balance sheet and indirect cash flow. docs/model.md, section 14. Months; draws in front.

Retained earnings are net income added up, and no difference of other lines, so the balance can fail.
"""

from __future__ import annotations

from planner.model.arrays import along, to_date
from planner.model.chain.lateness import moved
from planner.model.lines import line
from planner.units import PlanMoney


@line(axis="month")
def revenue_reported(
    revenue_api: PlanMoney, revenue_subscriptions: PlanMoney, revenue_contracts: PlanMoney
) -> PlanMoney:
    """Revenue as it is earned. Months."""
    return revenue_api + revenue_subscriptions + revenue_contracts


@line(axis="month")
def gross_profit_reported(revenue_reported: PlanMoney, cost_of_revenue: PlanMoney) -> PlanMoney:
    """Revenue less its cost, before amortisation. Months."""
    return revenue_reported - cost_of_revenue


@line(axis="month")
def r_and_d_reported(r_and_d: PlanMoney, development_capitalised: PlanMoney) -> PlanMoney:
    """R&D that is expensed. Months."""
    return r_and_d - development_capitalised


@line(axis="month")
def ebitda_reported(
    gross_profit_reported: PlanMoney, r_and_d_reported: PlanMoney, s_and_m: PlanMoney, g_and_a: PlanMoney
) -> PlanMoney:
    """Gross profit less R&D, S&M and G&A. Months."""
    return gross_profit_reported - r_and_d_reported - s_and_m - g_and_a


@line(axis="month")
def ebit_reported(ebitda_reported: PlanMoney, amortisation: PlanMoney) -> PlanMoney:
    """EBITDA less amortisation. Months."""
    return ebitda_reported - amortisation


@line(axis="month")
def net_income_reported(
    ebit_reported: PlanMoney, interest_expense: PlanMoney, income_tax: PlanMoney
) -> PlanMoney:
    """EBIT less interest expense and income tax. Months."""
    return ebit_reported - interest_expense - income_tax


@line(axis="month")
def capitalised_development(development_capitalised: PlanMoney, amortisation: PlanMoney) -> PlanMoney:
    """Training that is an asset, at each month's end. Months."""
    return to_date(development_capitalised - amortisation)


@line(axis="month")
def total_assets_reported(
    closing_cash: PlanMoney, receivables: PlanMoney, capitalised_development: PlanMoney
) -> PlanMoney:
    """Assets at each month's end, with the plan's own cash. Months."""
    return closing_cash + receivables + capitalised_development


@line(axis="month")
def total_liabilities_reported(
    payables: PlanMoney,
    accrued_pay: PlanMoney,
    deferred_revenue: PlanMoney,
    sales_tax_payable: PlanMoney,
    income_tax_payable: PlanMoney,
    debt_reported: PlanMoney,
) -> PlanMoney:
    """Liabilities at each month's end; negative taxes are assets, with their sign. Months."""
    operating = payables + accrued_pay + deferred_revenue + sales_tax_payable + income_tax_payable
    return operating + debt_reported


@line(axis="month")
def paid_in_capital(opening_cash: PlanMoney, funding_received: PlanMoney) -> PlanMoney:
    """Opening cash, which is the opening equity, and funding to date. Months."""
    return along(opening_cash) + to_date(funding_received)


@line(axis="month")
def retained_earnings(net_income_reported: PlanMoney) -> PlanMoney:
    """Net income of months 1 to m. Months."""
    return to_date(net_income_reported)


@line(axis="month")
def total_equity_reported(paid_in_capital: PlanMoney, retained_earnings: PlanMoney) -> PlanMoney:
    """Equity at each month's end. Months."""
    return paid_in_capital + retained_earnings


@line(axis="month")
def liabilities_and_equity(
    total_liabilities_reported: PlanMoney, total_equity_reported: PlanMoney
) -> PlanMoney:
    """What assets must come to, at each month's end. Months."""
    return total_equity_reported + total_liabilities_reported


@line(axis="month")
def net_working_capital(
    receivables: PlanMoney,
    payables: PlanMoney,
    accrued_pay: PlanMoney,
    deferred_revenue: PlanMoney,
    sales_tax_payable: PlanMoney,
    income_tax_payable: PlanMoney,
) -> PlanMoney:
    """What is owed to others but lenders, less what customers owe, at each month's end. Months."""
    owed = payables + accrued_pay + deferred_revenue + sales_tax_payable + income_tax_payable
    return owed - receivables


@line(axis="month")
def working_capital_released(net_working_capital: PlanMoney) -> PlanMoney:
    """What is owed to others grows by, less what customers owe grows by. Months."""
    return net_working_capital - moved(net_working_capital, 1)


@line(axis="month")
def operating_cash_flow_reported(
    net_income_reported: PlanMoney,
    amortisation: PlanMoney,
    loan_fee_amortisation: PlanMoney,
    working_capital_released: PlanMoney,
) -> PlanMoney:
    """Operating cash flow, indirect. Months. Amortisation is not paid, that of fees neither."""
    return net_income_reported + amortisation + loan_fee_amortisation + working_capital_released


@line(axis="month")
def investing_cash_flow_reported(development_capitalised: PlanMoney) -> PlanMoney:
    """Investing cash flow. Months. Training that is capitalised, negative."""
    return -development_capitalised


@line(axis="month")
def financing_cash_flow_reported(
    funding_received: PlanMoney, debt_drawn: PlanMoney, debt_repaid: PlanMoney, loan_fees_paid: PlanMoney
) -> PlanMoney:
    """Financing cash flow. Months. Rounds, grants and the owner's money; loans less repayments and fees."""
    return funding_received + (debt_drawn - debt_repaid - loan_fees_paid)


@line(axis="month")
def closing_cash_reported(
    opening_cash: PlanMoney,
    operating_cash_flow_reported: PlanMoney,
    investing_cash_flow_reported: PlanMoney,
    financing_cash_flow_reported: PlanMoney,
) -> PlanMoney:
    """Cash at each month's end by the indirect cash flow. Months."""
    flow = operating_cash_flow_reported + investing_cash_flow_reported + financing_cash_flow_reported
    return along(opening_cash) + to_date(flow)
