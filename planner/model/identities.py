"""Identities: totals that must equal sums made another way, and tables that must make sense."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import equal, last, total, yes
from planner.model.lines import line
from planner.model.maths import larger
from planner.units import ONE_MONTH, Cny, Flag, Fraction, Month, Person, PersonMonth, Reported, Usd


@line
def rows_in_time_check(
    roles_start_month: Month,
    roles_end_month: Month,
    data_items_first_month: Month,
    data_items_last_month: Month,
) -> Flag:
    """1 where no role and no data item ends before it begins, else 0. Rows -> scalar."""
    wrong_roles = total(yes(roles_start_month > roles_end_month))
    wrong_items = total(yes(data_items_first_month > data_items_last_month))
    return yes(wrong_roles + wrong_items == 0)


@line
def rounds_in_order_check(round_out_of_order: Flag) -> Flag:
    """1 where rounds are numbered in the order of their months, else 0. Rounds -> scalar."""
    return yes(total(round_out_of_order) == 0)


@line
def first_owners_check(earlier_investors_share: Fraction, identity_tolerance: Fraction) -> Flag:
    """1 where founders and options are not more than the whole company, else 0. Scalar."""
    return yes(earlier_investors_share + identity_tolerance >= 0)


@line
def annual_costs_check(
    annual_costs_reported: Reported,
    plan_costs_reported: Reported,
    plan_gross_reported: Reported,
    identity_tolerance: Fraction,
) -> Flag:
    """1 where kinds of cost, added up by year, come to the costs of all months, else 0. Years -> scalar."""
    return equal(total(annual_costs_reported), plan_costs_reported, plan_gross_reported, identity_tolerance)


@line
def balance_tolerance_reported(
    plan_gross_reported: Reported, money_tolerance: Reported, identity_tolerance: Fraction
) -> Reported:
    """Difference of two balances that counts as nothing: a rounding of all that moved. Scalar."""
    return larger(identity_tolerance * plan_gross_reported, money_tolerance)


@line
def annual_cash_check(
    starting_cash_reported: Reported,
    annual_operating_cash_reported: Reported,
    annual_funding_reported: Reported,
    annual_closing_cash_reported: Reported,
    balance_tolerance_reported: Reported,
) -> Flag:
    """1 where the years lead from the first cash to the last, else 0. Years -> scalar."""
    moved = total(annual_operating_cash_reported) + total(annual_funding_reported)
    ends = last(annual_closing_cash_reported)
    gap = np.abs(starting_cash_reported + moved - ends)
    return yes(gap <= balance_tolerance_reported)


@line
def cash_rolls_check(
    opening_cash_reported: Reported,
    closing_cash_reported: Reported,
    balance_tolerance_reported: Reported,
) -> Flag:
    """1 where each month begins with what the one before left, else 0. Months -> scalar."""
    gap = opening_cash_reported[..., 1:] - closing_cash_reported[..., :-1]  # type: ignore[index]
    return yes(total(np.abs(gap)) <= balance_tolerance_reported)


@line
def ownership_check(
    ownership_before: Fraction, ownership_after: Fraction, identity_tolerance: Fraction
) -> Flag:
    """1 where all shares add up to 1 before and after each round, else 0. Rounds -> scalar."""
    gap = total(np.abs(ownership_before - 1)) + total(np.abs(ownership_after - 1))
    return yes(gap <= identity_tolerance)


@line
def roles_table_check(
    headcount: Person, roles_person_months: PersonMonth, identity_tolerance: Fraction
) -> Flag:
    """1 where the payroll of all months comes to the table's person-months, else 0. Months -> scalar."""
    paid = total(headcount) * ONE_MONTH
    return equal(paid, roles_person_months, roles_person_months, identity_tolerance)


@line
def data_table_usd_check(
    data_usd: Usd, storage_usd: Usd, data_table_usd: Usd, identity_tolerance: Fraction
) -> Flag:
    """1 where data and storage of all months, in USD, come to the table's, else 0. Months -> scalar."""
    return equal(total(data_usd) + total(storage_usd), data_table_usd, data_table_usd, identity_tolerance)


@line
def data_table_cny_check(
    data_cny: Cny, storage_cny: Cny, data_table_cny: Cny, identity_tolerance: Fraction
) -> Flag:
    """1 where data and storage of all months, in CNY, come to the table's, else 0. Months -> scalar."""
    return equal(total(data_cny) + total(storage_cny), data_table_cny, data_table_cny, identity_tolerance)


@line
def rounds_table_usd_check(funding_usd: Usd, rounds_table_usd: Usd, identity_tolerance: Fraction) -> Flag:
    """1 where the rounds of all months, in USD, come to the table's, else 0. Months -> scalar."""
    return equal(total(funding_usd), rounds_table_usd, rounds_table_usd, identity_tolerance)


@line
def rounds_table_cny_check(funding_cny: Cny, rounds_table_cny: Cny, identity_tolerance: Fraction) -> Flag:
    """1 where the rounds of all months, in CNY, come to the table's, else 0. Months -> scalar."""
    return equal(total(funding_cny), rounds_table_cny, rounds_table_cny, identity_tolerance)
