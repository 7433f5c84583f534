"""People: pay with its loading, by function. docs/model.md, section 8. Rows of the roles table -> months."""

from __future__ import annotations

from planner.model.arrays import along, named, rows, total_of_rows
from planner.model.chain.prices import in_plan_currency
from planner.model.chain.spells import raised, within
from planner.model.chain.tables import positions, typed
from planner.model.lines import line
from planner.units import (
    MONTHS_PER_YEAR,
    ONE_MONTH,
    ChoiceColumn,
    Fraction,
    Month,
    OwnPerPersonYear,
    Person,
    PerYear,
    PlanMoney,
    PlanPerOwn,
    TextColumn,
)


@line(axis="month")
def people_cost_of_revenue(
    roles_function: ChoiceColumn,
    roles_headcount: Person,
    roles_annual_pay: OwnPerPersonYear,
    roles_currency: TextColumn,
    roles_loading: Fraction,
    roles_raise: PerYear,
    roles_start_month: Month,
    roles_end_month: Month,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    month: Month,
) -> PlanMoney:
    """Pay of cost of revenue. Rows of the roles table -> months. With loading and raises.

    Sum over roles of `[start <= m <= end] x headcount x annual_pay/12 x (1+loading) x
    (1+raise)^INT((m-start)/12) x fx`. Salaries are those at the hire; a raise comes on its anniversary.
    Leaves out the cost factor.
    """
    pay = typed(roles_headcount) * typed(roles_annual_pay) * (1 + typed(roles_loading))
    monthly = pay * named(roles_function, "cost of revenue") / MONTHS_PER_YEAR * ONE_MONTH
    due = within(roles_start_month, roles_end_month, month) * raised(roles_raise, roles_start_month, month)
    fx = in_plan_currency(currency_rate, positions(roles_currency, currencies_currency))
    return total_of_rows(rows(monthly) * due * fx)


@line(axis="month")
def people_r_and_d(
    roles_function: ChoiceColumn,
    roles_headcount: Person,
    roles_annual_pay: OwnPerPersonYear,
    roles_currency: TextColumn,
    roles_loading: Fraction,
    roles_raise: PerYear,
    roles_start_month: Month,
    roles_end_month: Month,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    month: Month,
) -> PlanMoney:
    """The same of R&D. Rows of the roles table -> months."""
    pay = typed(roles_headcount) * typed(roles_annual_pay) * (1 + typed(roles_loading))
    monthly = pay * named(roles_function, "R&D") / MONTHS_PER_YEAR * ONE_MONTH
    due = within(roles_start_month, roles_end_month, month) * raised(roles_raise, roles_start_month, month)
    fx = in_plan_currency(currency_rate, positions(roles_currency, currencies_currency))
    return total_of_rows(rows(monthly) * due * fx)


@line(axis="month")
def people_s_and_m(
    roles_function: ChoiceColumn,
    roles_headcount: Person,
    roles_annual_pay: OwnPerPersonYear,
    roles_currency: TextColumn,
    roles_loading: Fraction,
    roles_raise: PerYear,
    roles_start_month: Month,
    roles_end_month: Month,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    month: Month,
) -> PlanMoney:
    """The same of S&M. Rows of the roles table -> months."""
    pay = typed(roles_headcount) * typed(roles_annual_pay) * (1 + typed(roles_loading))
    monthly = pay * named(roles_function, "S&M") / MONTHS_PER_YEAR * ONE_MONTH
    due = within(roles_start_month, roles_end_month, month) * raised(roles_raise, roles_start_month, month)
    fx = in_plan_currency(currency_rate, positions(roles_currency, currencies_currency))
    return total_of_rows(rows(monthly) * due * fx)


@line(axis="month")
def people_g_and_a(
    roles_function: ChoiceColumn,
    roles_headcount: Person,
    roles_annual_pay: OwnPerPersonYear,
    roles_currency: TextColumn,
    roles_loading: Fraction,
    roles_raise: PerYear,
    roles_start_month: Month,
    roles_end_month: Month,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    month: Month,
) -> PlanMoney:
    """The same of G&A. Rows of the roles table -> months."""
    pay = typed(roles_headcount) * typed(roles_annual_pay) * (1 + typed(roles_loading))
    monthly = pay * named(roles_function, "G&A") / MONTHS_PER_YEAR * ONE_MONTH
    due = within(roles_start_month, roles_end_month, month) * raised(roles_raise, roles_start_month, month)
    fx = in_plan_currency(currency_rate, positions(roles_currency, currencies_currency))
    return total_of_rows(rows(monthly) * due * fx)


@line(axis="month")
def people(
    people_cost_of_revenue: PlanMoney,
    people_r_and_d: PlanMoney,
    people_s_and_m: PlanMoney,
    people_g_and_a: PlanMoney,
) -> PlanMoney:
    """All people. Months. Sum of the four functions."""
    return people_cost_of_revenue + people_r_and_d + people_s_and_m + people_g_and_a


@line(axis="month")
def overheads(overhead_share: Fraction, people: PlanMoney) -> PlanMoney:
    """Rent of offices, software and the like. Months. `overhead_share x people`. They stand in G&A alone."""
    return along(overhead_share) * people
