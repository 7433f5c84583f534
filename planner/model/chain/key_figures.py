"""Sources and uses of cash, and what investors measure a company by. docs/model.md, section 16.

Along the 6 fiscal years; draws in front. 0 where a figure has no meaning.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, rows, yes
from planner.model.chain.checks import met
from planner.model.chain.spells import within
from planner.model.chain.tables import typed
from planner.model.chain.years import at_year_end, by_year
from planner.model.lines import line
from planner.units import (
    MONTHS_OF_A_YEAR,
    MONTHS_PER_YEAR,
    ONE_MONTH,
    Flag,
    Fraction,
    Month,
    Num,
    Person,
    PlanMoney,
    PlanPerPersonYear,
    Position,
    Ratio,
)


@line(axis="fiscal")
def year_receipts(
    receipts_api: PlanMoney,
    receipts_subscriptions: PlanMoney,
    receipts_contracts: PlanMoney,
    fiscal_column: Position,
) -> PlanMoney:
    """Received from customers in each year, tax included. Fiscal years."""
    return by_year(receipts_api + receipts_subscriptions + receipts_contracts, fiscal_column)


@line(axis="fiscal")
def sources_total(
    annual_opening_cash: PlanMoney,
    year_receipts: PlanMoney,
    year_funding: PlanMoney,
    annual_debt_drawn: PlanMoney,
) -> PlanMoney:
    """Where the cash of each year comes from, the opening cash included. Fiscal years."""
    return annual_debt_drawn + year_funding + year_receipts + annual_opening_cash


@line(axis="fiscal")
def year_suppliers_paid(suppliers_paid: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Paid to suppliers in each year. Fiscal years."""
    return by_year(suppliers_paid, fiscal_column)


@line(axis="fiscal")
def year_pay_paid(pay_paid: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Paid to staff in each year. Fiscal years."""
    return by_year(pay_paid, fiscal_column)


@line(axis="fiscal")
def year_tax_paid(
    sales_tax_paid: PlanMoney, income_tax_paid: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Sales tax and income tax paid in each year. Fiscal years."""
    return by_year(income_tax_paid + sales_tax_paid, fiscal_column)


@line(axis="fiscal")
def year_debt_service(
    interest_paid: PlanMoney, debt_repaid: PlanMoney, loan_fees_paid: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Paid to lenders in each year. Fiscal years. Interest, repayments and fees."""
    return by_year(loan_fees_paid + debt_repaid + interest_paid, fiscal_column)


@line(axis="fiscal")
def uses_total(
    year_suppliers_paid: PlanMoney,
    year_pay_paid: PlanMoney,
    year_tax_paid: PlanMoney,
    year_debt_service: PlanMoney,
    year_closing_cash: PlanMoney,
) -> PlanMoney:
    """Where the cash of each year goes, what is left included. Fiscal years."""
    return year_closing_cash + year_debt_service + year_tax_paid + year_pay_paid + year_suppliers_paid


@line
def sources_uses_check(
    sources_total: PlanMoney, uses_total: PlanMoney, allowed_difference: PlanMoney, rounding: Ratio
) -> Flag:
    """Sources are uses in every year. Scalar."""
    allowed = np.maximum(along(allowed_difference), along(rounding) * sources_total)
    return met(np.absolute(uses_total - sources_total) <= allowed)


@line(axis="fiscal")
def year_arr(
    revenue_subscriptions: PlanMoney, revenue_contracts: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Annual recurring revenue at the end of each year. Fiscal years. Twelve times its last month's."""
    return (
        at_year_end(revenue_contracts + revenue_subscriptions, fiscal_column) / ONE_MONTH * MONTHS_OF_A_YEAR
    )


@line(axis="fiscal")
def year_before_arr(year_arr: PlanMoney) -> PlanMoney:
    """Recurring revenue of the year before each. Fiscal years. 0 for the first."""
    return _year_before(year_arr)


@line(axis="fiscal")
def year_net_new_arr(year_arr: PlanMoney, year_before_arr: PlanMoney, year_months: Month) -> PlanMoney:
    """What recurring revenue grew by. Fiscal years. 0 for a year without months."""
    return (year_arr - year_before_arr) * (year_months > 0)


@line(axis="fiscal")
def year_gross_burn_multiple(
    year_suppliers_paid: PlanMoney,
    year_pay_paid: PlanMoney,
    year_tax_paid: PlanMoney,
    year_debt_service: PlanMoney,
    year_net_new_arr: PlanMoney,
    year_arr: PlanMoney,
    rounding: Ratio,
) -> Ratio:
    """All that is paid for each unit of net new recurring revenue. Fiscal years. 0 where that is none."""
    paid = year_debt_service + year_tax_paid + year_pay_paid + year_suppliers_paid
    return _ratio(paid, _that_counts(year_net_new_arr, year_arr, rounding))


@line(axis="fiscal")
def year_burn_multiple(
    annual_free_cash_flow: PlanMoney, year_net_new_arr: PlanMoney, year_arr: PlanMoney, rounding: Ratio
) -> Ratio:
    """Cash burnt for each unit of net new recurring revenue. Fiscal years. 0 where either is none."""
    burnt = np.maximum(-annual_free_cash_flow, 0.0)
    return _ratio(burnt, _that_counts(year_net_new_arr, year_arr, rounding))


@line(axis="fiscal")
def year_full(year_months: Month) -> Flag:
    """1 where a year and the one before have all their months in the plan. Fiscal years."""
    full = year_months == MONTHS_OF_A_YEAR
    return yes(full & (_year_before(year_months) == MONTHS_OF_A_YEAR))


@line(axis="fiscal")
def year_before_revenue(annual_revenue_reported: PlanMoney) -> PlanMoney:
    """Revenue of the year before each. Fiscal years. 0 for the first."""
    return _year_before(annual_revenue_reported)


@line(axis="fiscal")
def year_growth(
    annual_revenue_reported: PlanMoney, year_before_revenue: PlanMoney, year_full: Flag
) -> Fraction:
    """Growth of revenue between full years. Fiscal years. 0 where there is none to tell."""
    return _ratio(annual_revenue_reported - year_before_revenue, year_before_revenue) * year_full


@line(axis="fiscal")
def year_free_cash_flow_margin(
    annual_free_cash_flow: PlanMoney, annual_revenue_reported: PlanMoney
) -> Fraction:
    """Free cash flow over revenue. Fiscal years. 0 without revenue."""
    return _ratio(annual_free_cash_flow, annual_revenue_reported)


@line(axis="fiscal")
def year_growth_and_margin(
    year_growth: Fraction,
    year_free_cash_flow_margin: Fraction,
    year_before_revenue: PlanMoney,
    year_full: Flag,
) -> Fraction:
    """Growth and margin together. Fiscal years. 0 where growth has no meaning."""
    return (year_free_cash_flow_margin + year_growth) * year_full * (year_before_revenue > 0)


@line(axis="fiscal")
def year_headcount(
    roles_headcount: Person,
    roles_start_month: Month,
    roles_end_month: Month,
    month: Month,
    fiscal_column: Position,
) -> Person:
    """People on the payroll in each year's last month. Rows of the roles table -> fiscal years."""
    employed = rows(typed(roles_headcount)) * within(roles_start_month, roles_end_month, month)
    return at_year_end(np.add.reduce(employed, axis=-2), fiscal_column)


@line(axis="fiscal")
def year_revenue_per_head(
    annual_revenue_reported: PlanMoney, year_months: Month, year_headcount: Person
) -> PlanPerPersonYear:
    """Revenue of each head, of a year at that pace. Fiscal years. 0 without people."""
    return _ratio(annual_revenue_reported * MONTHS_PER_YEAR, year_headcount * year_months)


@line(axis="fiscal")
def year_compute_cost(
    training_rent: PlanMoney, serving_cost: PlanMoney, fiscal_column: Position
) -> PlanMoney:
    """Training and serving of each year. Fiscal years."""
    return by_year(serving_cost + training_rent, fiscal_column)


@line(axis="fiscal")
def year_compute_per_head(
    year_compute_cost: PlanMoney, year_months: Month, year_headcount: Person
) -> PlanPerPersonYear:
    """Compute of each head, of a year at that pace. Fiscal years. 0 without people."""
    return _ratio(year_compute_cost * MONTHS_PER_YEAR, year_headcount * year_months)


@line(axis="fiscal")
def year_compute_share(year_compute_cost: PlanMoney, annual_revenue_reported: PlanMoney) -> Fraction:
    """Compute over revenue. Fiscal years. 0 without revenue."""
    return _ratio(year_compute_cost, annual_revenue_reported)


@line(axis="fiscal")
def year_before_s_and_m(year_s_and_m: PlanMoney) -> PlanMoney:
    """Sales and marketing of the year before each. Fiscal years. 0 for the first."""
    return _year_before(year_s_and_m)


@line(axis="fiscal")
def year_magic_number(
    annual_revenue_reported: PlanMoney,
    year_before_revenue: PlanMoney,
    year_before_s_and_m: PlanMoney,
    year_full: Flag,
) -> Ratio:
    """New revenue for each unit of the S&M of the year before, between full years. Fiscal years."""
    return _ratio(annual_revenue_reported - year_before_revenue, year_before_s_and_m) * year_full


def _that_counts(new: Num, whole: Num, rounding: Num) -> Num:
    """What is new, where it is more than what a difference of two such wholes may be wrong by; else 0."""
    return new * yes(new > along(rounding) * whole)


def _year_before(figure: Num) -> Num:
    """What a figure was in the year before; 0 for the first."""
    nothing = 0 * figure[..., :1]  # type: ignore[index]
    earlier = figure[..., :-1]  # type: ignore[index]
    before: Num = np.concatenate((nothing, earlier), axis=-1)
    return before


def _ratio(part: Num, whole: Num) -> Num:
    """One over the other; 0 where there is nothing to divide by."""
    share: Num = part / np.where(whole > 0, whole, np.inf)
    return share
