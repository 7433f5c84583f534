"""Funding: the cash that a plan begins with, and the rounds that follow."""

from __future__ import annotations

from planner.model.arrays import first, named, rows, total, total_of_rows
from planner.model.lines import line
from planner.units import (
    CNY_BY_NAME,
    USD_BY_NAME,
    ChoiceColumn,
    Cny,
    Fraction,
    Month,
    Own,
    Reported,
    ReportedPerCny,
    ReportedPerUsd,
    Usd,
)


@line(axis="month")
def starting_cash_reported(
    reserve_cny: Cny,
    reserve_at_start: Fraction,
    opening_cash_usd: Usd,
    usd_rate: ReportedPerUsd,
    cny_rate: ReportedPerCny,
) -> Reported:
    """In the bank before month 1, at the rate of month 1. The same in every month."""
    return first(usd_rate) * opening_cash_usd + first(cny_rate) * (reserve_cny * reserve_at_start)


@line(axis="month")
def funding_usd(rounds_month: Month, rounds_currency: ChoiceColumn, rounds_amount: Own, month: Month) -> Usd:
    """Rounds that are paid in USD. Rows of the rounds table -> months."""
    paid = rounds_amount * named(rounds_currency, "USD") * USD_BY_NAME
    return total_of_rows((rows(rounds_month) == month) * rows(paid))


@line(axis="month")
def funding_cny(rounds_month: Month, rounds_currency: ChoiceColumn, rounds_amount: Own, month: Month) -> Cny:
    """Rounds that are paid in CNY. Rows of the rounds table -> months."""
    paid = rounds_amount * named(rounds_currency, "CNY") * CNY_BY_NAME
    return total_of_rows((rows(rounds_month) == month) * rows(paid))


@line(axis="month")
def funding_reported(
    funding_usd: Usd, funding_cny: Cny, usd_rate: ReportedPerUsd, cny_rate: ReportedPerCny
) -> Reported:
    """Money from rounds, at the rate of its month. Months."""
    return cny_rate * funding_cny + usd_rate * funding_usd


@line
def rounds_table_usd(rounds_currency: ChoiceColumn, rounds_amount: Own) -> Usd:
    """All rounds that the table says are paid in USD. Rows -> scalar."""
    return total(rounds_amount * named(rounds_currency, "USD")) * USD_BY_NAME


@line
def rounds_table_cny(rounds_currency: ChoiceColumn, rounds_amount: Own) -> Cny:
    """All rounds that the table says are paid in CNY. Rows -> scalar."""
    return total(rounds_amount * named(rounds_currency, "CNY")) * CNY_BY_NAME
