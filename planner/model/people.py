"""People: roles with their months, headcount, pay, currency, loading and raise."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import named, rows, total, total_of_rows
from planner.model.lines import line
from planner.units import (
    CNY_BY_NAME,
    MONTHS_PER_YEAR,
    ONE_MONTH,
    ONE_YEAR,
    USD_BY_NAME,
    ChoiceColumn,
    Cny,
    CnyPerUsd,
    CnyPerYear,
    Fraction,
    Month,
    Num,
    OwnPerPersonYear,
    Person,
    PersonMonth,
    Usd,
    Year,
)


@line
def team_annual_cny(
    roles_headcount: Person,
    roles_annual_pay: OwnPerPersonYear,
    roles_currency: ChoiceColumn,
    roles_loading: Fraction,
    usd_cny: CnyPerUsd,
) -> CnyPerYear:
    """Pay of all roles for a year with its loading. Rows of the roles table -> scalar.

    Every role counts for the whole year, whenever it starts and ends. Leaves out raises.
    """
    pay = roles_headcount * roles_annual_pay * (1 + roles_loading)
    in_usd = total(pay * named(roles_currency, "USD")) * USD_BY_NAME
    in_cny = total(pay * named(roles_currency, "CNY")) * CNY_BY_NAME
    return in_cny + in_usd * usd_cny


@line(axis="month")
def headcount(
    roles_start_month: Month, roles_end_month: Month, roles_headcount: Person, month: Month
) -> Person:
    """People whose role has begun and not ended. Rows of the roles table -> months."""
    return total_of_rows(rows(roles_headcount) * _filled(roles_start_month, roles_end_month, month))


@line(axis="month")
def people_usd(
    roles_start_month: Month,
    roles_end_month: Month,
    roles_headcount: Person,
    roles_annual_pay: OwnPerPersonYear,
    roles_currency: ChoiceColumn,
    roles_loading: Fraction,
    roles_raise: Fraction,
    month: Month,
    plan_year: Year,
) -> Usd:
    """Cost of the roles that are paid in USD. Rows of the roles table -> months. With loading and raises."""
    yearly = roles_headcount * roles_annual_pay * (1 + roles_loading) * named(roles_currency, "USD")
    due = _filled(roles_start_month, roles_end_month, month) * _raised(roles_raise, plan_year)
    return total_of_rows(rows(yearly * USD_BY_NAME / MONTHS_PER_YEAR) * due) * ONE_MONTH


@line(axis="month")
def people_cny(
    roles_start_month: Month,
    roles_end_month: Month,
    roles_headcount: Person,
    roles_annual_pay: OwnPerPersonYear,
    roles_currency: ChoiceColumn,
    roles_loading: Fraction,
    roles_raise: Fraction,
    month: Month,
    plan_year: Year,
) -> Cny:
    """Cost of the roles that are paid in CNY. Rows of the roles table -> months. With loading and raises."""
    yearly = roles_headcount * roles_annual_pay * (1 + roles_loading) * named(roles_currency, "CNY")
    due = _filled(roles_start_month, roles_end_month, month) * _raised(roles_raise, plan_year)
    return total_of_rows(rows(yearly * CNY_BY_NAME / MONTHS_PER_YEAR) * due) * ONE_MONTH


@line
def headcount_peak(headcount: Person) -> Person:
    """The largest payroll of any month. Months -> scalar."""
    peak: Person = np.max(headcount, axis=-1)
    return peak


@line
def roles_person_months(
    roles_start_month: Month, roles_end_month: Month, roles_headcount: Person
) -> PersonMonth:
    """Months of all people, straight from the table. Rows -> scalar. None where it ends before it starts."""
    return total(roles_headcount * np.maximum(roles_end_month - roles_start_month + ONE_MONTH, 0.0))


def _filled(start: Num, end: Num, month: Num) -> Num:
    """1 in the months of a row, else 0. Rows x months."""
    filled: Num = (rows(start) <= month) & (rows(end) >= month)  # type: ignore[assignment]
    return filled


def _raised(raise_a_year: Num, plan_year: Num) -> Num:
    """Pay against that of the first year. Rows x months."""
    raised: Num = (1 + rows(raise_a_year)) ** ((plan_year - ONE_YEAR) / ONE_YEAR)
    return raised
