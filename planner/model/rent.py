"""Rent by cluster: when each is rented, at which price, and what its contract still binds to."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, whole_up, yes
from planner.model.lines import line
from planner.units import (
    MONTHS_PER_YEAR,
    ONE_MONTH,
    ONE_YEAR,
    Day,
    DayPerMonth,
    Flag,
    Fraction,
    Month,
    Num,
    Ratio,
    Reported,
    ReportedPerUsd,
    Usd,
    UsdPerMonth,
)


@line
def training_rent_months(
    training_start_month: Month, training_end_month: Month, commitment_months: Month
) -> Month:
    """Months of rent of the first training cluster: as long as it is needed, in whole contracts. Scalar."""
    return _whole_contracts(training_start_month, training_end_month, commitment_months)


@line
def parallel_rent_months(
    parallel_start_month: Month, parallel_end_month: Month, commitment_months: Month
) -> Month:
    """The same for the further training clusters. Scalar."""
    return _whole_contracts(parallel_start_month, parallel_end_month, commitment_months)


@line
def research_rent_months(
    research_start_month: Month, research_end_month: Month, commitment_months: Month
) -> Month:
    """The same for the research cluster. Scalar."""
    return _whole_contracts(research_start_month, research_end_month, commitment_months)


@line
def training_fits_check(
    training_elapsed_days: Day, training_rent_months: Month, days_per_month: DayPerMonth
) -> Flag:
    """1 where one run, its stops included, ends within the months of rent, else 0. Scalar."""
    return yes(training_rent_months * days_per_month >= training_elapsed_days)


@line(axis="month")
def training_phase(month: Month, training_start_month: Month, training_rent_months: Month) -> Flag:
    """1 while the first training cluster is rented. Months."""
    return _rented(month, training_start_month, training_rent_months)


@line(axis="month")
def parallel_phase(month: Month, parallel_start_month: Month, parallel_rent_months: Month) -> Flag:
    """1 while the further training clusters are rented. Months."""
    return _rented(month, parallel_start_month, parallel_rent_months)


@line(axis="month")
def research_phase(month: Month, research_start_month: Month, research_rent_months: Month) -> Flag:
    """1 while the research cluster is rented. Months."""
    return _rented(month, research_start_month, research_rent_months)


@line(axis="month")
def training_contract_month(month: Month, training_start_month: Month, commitment_months: Month) -> Month:
    """Month in which the contract of the first cluster that runs now was signed. Months."""
    return _signed(month, training_start_month, commitment_months)


@line(axis="month")
def parallel_contract_month(month: Month, parallel_start_month: Month, commitment_months: Month) -> Month:
    """The same for the further training clusters. Months."""
    return _signed(month, parallel_start_month, commitment_months)


@line(axis="month")
def research_contract_month(month: Month, research_start_month: Month, commitment_months: Month) -> Month:
    """The same for the research cluster. Months."""
    return _signed(month, research_start_month, commitment_months)


@line(axis="month")
def training_price_factor(training_contract_month: Month, annual_price_decline: Fraction) -> Ratio:
    """Price of the first cluster against that of month 1. Months. A contract holds its price."""
    return declined(training_contract_month, annual_price_decline)


@line(axis="month")
def parallel_price_factor(parallel_contract_month: Month, annual_price_decline: Fraction) -> Ratio:
    """The same for the further training clusters. Months."""
    return declined(parallel_contract_month, annual_price_decline)


@line(axis="month")
def research_price_factor(research_contract_month: Month, annual_price_decline: Fraction) -> Ratio:
    """The same for the research cluster. Months."""
    return declined(research_contract_month, annual_price_decline)


@line(axis="month")
def training_rent_usd(
    training_phase: Flag, cluster_month_usd: UsdPerMonth, training_price_factor: Ratio
) -> Usd:
    """Rent of the first training cluster. Months. Leaves out network, storage and overhead."""
    return along(cluster_month_usd) * ONE_MONTH * training_price_factor * training_phase


@line(axis="month")
def parallel_rent_usd(
    parallel_phase: Flag,
    parallel_clusters: Ratio,
    cluster_month_usd: UsdPerMonth,
    parallel_price_factor: Ratio,
) -> Usd:
    """Rent of all training clusters but the first. Months."""
    further = along(cluster_month_usd * (parallel_clusters - 1))
    return further * ONE_MONTH * parallel_price_factor * parallel_phase


@line(axis="month")
def research_rent_usd(
    research_phase: Flag,
    research_cluster_share: Fraction,
    cluster_month_usd: UsdPerMonth,
    research_price_factor: Ratio,
) -> Usd:
    """Rent of the research cluster. Months."""
    month_usd = along(cluster_month_usd * research_cluster_share)
    return month_usd * ONE_MONTH * research_price_factor * research_phase


@line(axis="month")
def clusters_rent_usd(training_rent_usd: Usd, parallel_rent_usd: Usd, research_rent_usd: Usd) -> Usd:
    """Rent of the training and research clusters. Months. Leaves out the servers of customers."""
    return research_rent_usd + parallel_rent_usd + training_rent_usd


@line(axis="month")
def training_owed_usd(
    month: Month, training_contract_month: Month, commitment_months: Month, training_rent_usd: Usd
) -> Usd:
    """Rent of the first cluster that its contract binds to, after this month. Months."""
    return training_rent_usd * _months_left(month, training_contract_month, commitment_months)


@line(axis="month")
def parallel_owed_usd(
    month: Month, parallel_contract_month: Month, commitment_months: Month, parallel_rent_usd: Usd
) -> Usd:
    """The same for the further training clusters. Months."""
    return parallel_rent_usd * _months_left(month, parallel_contract_month, commitment_months)


@line(axis="month")
def research_owed_usd(
    month: Month, research_contract_month: Month, commitment_months: Month, research_rent_usd: Usd
) -> Usd:
    """The same for the research cluster. Months."""
    return research_rent_usd * _months_left(month, research_contract_month, commitment_months)


@line(axis="month")
def rent_owed_reported(
    training_owed_usd: Usd, parallel_owed_usd: Usd, research_owed_usd: Usd, usd_rate: ReportedPerUsd
) -> Reported:
    """Rent still owed under running contracts, at the rate of the month. Months. Replicas bind to nothing."""
    return usd_rate * (training_owed_usd + parallel_owed_usd + research_owed_usd)


@line
def rent_owed_peak_reported(rent_owed_reported: Reported) -> Reported:
    """The largest such liability. Months -> scalar."""
    peak: Reported = np.max(rent_owed_reported, axis=-1)
    return peak


def declined(since: Num, annual_price_decline: Num) -> Num:
    """A price of that month against month 1."""
    years = (since - ONE_MONTH) / MONTHS_PER_YEAR / ONE_YEAR
    factor: Num = (1 - along(annual_price_decline)) ** years
    return factor


def _whole_contracts(start: Num, end: Num, commitment: Num) -> Num:
    """Months needed, filled up to whole contracts; none where the cluster ends before it starts."""
    needed = np.maximum(end - start + ONE_MONTH, 0.0)
    return whole_up(needed / commitment) * commitment


def _rented(month: Num, start: Num, months: Num) -> Num:
    ended = along(start) + along(months)
    return yes((month >= along(start)) & (month < ended))


def _signed(month: Num, start: Num, commitment: Num) -> Num:
    """The month in which the running contract began; before the first one, the month in which that begins."""
    contracts = np.maximum(np.floor((month - along(start)) / along(commitment)), 0.0)
    return along(start) + contracts * along(commitment)


def _months_left(month: Num, signed: Num, commitment: Num) -> Num:
    """Months of the running contract after this one, as a plain number."""
    left = signed + along(commitment) - month - ONE_MONTH
    return left / ONE_MONTH
