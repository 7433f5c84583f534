"""Programme: a year of hardware and team, several years of it, and the money held against it."""

from __future__ import annotations

from planner.model.arrays import ALL_OVER_NOISE, yes
from planner.model.lines import line
from planner.units import (
    MONTHS_PER_YEAR,
    Cny,
    CnyPerUsd,
    CnyPerYear,
    Flag,
    Fraction,
    Ratio,
    UsdPerMonth,
    Year,
)


@line
def hardware_annual_cny(cluster_month_usd: UsdPerMonth, overhead: Fraction, usd_cny: CnyPerUsd) -> CnyPerYear:
    """Rent of one cluster for a year with its overhead. Scalar. No decline of prices."""
    month_cny = cluster_month_usd * usd_cny
    year_cny = month_cny * MONTHS_PER_YEAR
    return year_cny + year_cny * overhead


@line
def annual_total_cny(hardware_annual_cny: CnyPerYear, team_annual_cny: CnyPerYear) -> CnyPerYear:
    """Hardware and team for a year with one cluster. Scalar."""
    return team_annual_cny + hardware_annual_cny


@line
def annual_parallel_total_cny(
    hardware_annual_cny: CnyPerYear, team_annual_cny: CnyPerYear, parallel_clusters: Ratio
) -> CnyPerYear:
    """Hardware and team for a year with every parallel cluster. Scalar. The team is not multiplied."""
    return team_annual_cny + parallel_clusters * hardware_annual_cny


@line
def team_share(team_annual_cny: CnyPerYear, annual_total_cny: CnyPerYear) -> Fraction:
    """Team as a share of a year with one cluster. Scalar."""
    return team_annual_cny / annual_total_cny


@line
def programme_total_cny(annual_parallel_total_cny: CnyPerYear, programme_years: Year) -> Cny:
    """All years of the programme with every parallel cluster. Scalar. Not discounted."""
    return programme_years * annual_parallel_total_cny


@line
def reserve_margin_cny(reserve_cny: Cny, programme_total_cny: Cny) -> Cny:
    """Money held less what the programme costs. Scalar. Negative is a shortfall."""
    return reserve_cny - programme_total_cny


@line
def reserve_check(reserve_margin_cny: Cny, programme_total_cny: Cny) -> Flag:
    """1 where the money held covers the programme, but for the noise of adding it up, else 0. Scalar."""
    return yes(-reserve_margin_cny <= programme_total_cny / ALL_OVER_NOISE)
