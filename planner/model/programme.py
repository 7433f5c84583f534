"""Programme: a year of hardware and team, several years of it, and the money held against it."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import ALL_OVER_NOISE, total, yes
from planner.model.chain.exchange import or_nothing, rate_of, rates_in_month_1
from planner.model.chain.tables import positions, taken, typed
from planner.model.lines import line
from planner.units import (
    CNY_BY_NAME,
    MONTHS_PER_YEAR,
    Choice,
    Cny,
    CnyPerUsd,
    CnyPerYear,
    Flag,
    Fraction,
    Num,
    OwnPerPersonYear,
    Person,
    PlanPerOwn,
    Ratio,
    TextColumn,
    UsdPerMonth,
    Year,
)


@line
def hardware_annual_cny(
    source_budget: Choice, cluster_month_usd: UsdPerMonth, overhead: Fraction, usd_cny: CnyPerUsd
) -> CnyPerYear:
    """Rent of one cluster for a year with its overhead. Scalar. No decline of prices."""
    month_cny = cluster_month_usd * usd_cny
    year_cny = month_cny * MONTHS_PER_YEAR
    return _in_budget(source_budget, year_cny + year_cny * overhead)


@line
def team_annual_cny(
    source_budget: Choice,
    roles_headcount: Person,
    roles_annual_pay: OwnPerPersonYear,
    roles_currency: TextColumn,
    roles_loading: Fraction,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
) -> CnyPerYear:
    """Pay of all roles for a year with its loading. Rows of the roles table -> scalar.

    Sum of `headcount x annual_pay x (1 + loading) x` the rate of its currency in month 1 `/` that of CNY.
    Every role counts for the whole year, whenever it starts and ends. Leaves out raises.
    """
    pay = typed(roles_headcount) * typed(roles_annual_pay) * (1 + typed(roles_loading))
    rates = rates_in_month_1(currency_rate)
    paid = total(pay * taken(rates, positions(roles_currency, currencies_currency)))
    cny_rate = rate_of("CNY", currency_rate, currencies_currency)
    return _in_budget(source_budget, or_nothing(paid, cny_rate) * CNY_BY_NAME)


@line
def annual_total_cny(
    source_budget: Choice, hardware_annual_cny: CnyPerYear, team_annual_cny: CnyPerYear
) -> CnyPerYear:
    """Hardware and team for a year with one cluster. Scalar."""
    return _in_budget(source_budget, team_annual_cny + hardware_annual_cny)


@line
def annual_parallel_total_cny(
    source_budget: Choice,
    hardware_annual_cny: CnyPerYear,
    team_annual_cny: CnyPerYear,
    parallel_clusters: Ratio,
) -> CnyPerYear:
    """Hardware and team for a year with every parallel cluster. Scalar. The team is not multiplied."""
    return _in_budget(source_budget, team_annual_cny + parallel_clusters * hardware_annual_cny)


@line
def team_share(source_budget: Choice, team_annual_cny: CnyPerYear, annual_total_cny: CnyPerYear) -> Fraction:
    """Team as a share of a year with one cluster. Scalar."""
    return _in_budget(source_budget, or_nothing(team_annual_cny, annual_total_cny))


@line
def programme_total_cny(
    source_budget: Choice, annual_parallel_total_cny: CnyPerYear, programme_years: Year
) -> Cny:
    """All years of the programme with every parallel cluster. Scalar. Not discounted."""
    return _in_budget(source_budget, programme_years * annual_parallel_total_cny)


@line
def reserve_margin_cny(source_budget: Choice, reserve_cny: Cny, programme_total_cny: Cny) -> Cny:
    """Money held less what the programme costs. Scalar. Negative is a shortfall."""
    return _in_budget(source_budget, reserve_cny - programme_total_cny)


@line
def reserve_check(source_budget: Choice, reserve_margin_cny: Cny, programme_total_cny: Cny) -> Flag:
    """1 where the money held covers the programme, but for the noise of adding it up, else 0. Scalar.

    Met where the source's budget is not drawn up.
    """
    if not _drawn_up(source_budget):
        return 1.0
    return yes(-reserve_margin_cny <= programme_total_cny / ALL_OVER_NOISE)


def _in_budget(source_budget: str, amount: Num) -> Num:
    """A line of the source's budget, 0 where it is not drawn up."""
    line_of_it: Num = np.where(_drawn_up(source_budget), amount, 0.0)
    return line_of_it[()]  # type: ignore[index]


def _drawn_up(source_budget: str) -> bool:
    return source_budget.casefold() == "yes"
