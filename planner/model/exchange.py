"""Exchange: the year of each month, the rate of that year, and both currencies in the one reported."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, rows, total_of_rows, whole_up
from planner.model.lines import line
from planner.units import (
    MONTHS_PER_YEAR,
    REPORTED_IN_CNY,
    REPORTED_IN_USD,
    Choice,
    CnyPerUsd,
    Month,
    ReportedPerCny,
    ReportedPerUsd,
    Year,
)


@line(axis="month")
def plan_year(month: Month) -> Year:
    """The year of the plan that a month belongs to, from 1. Months. Not a year of the calendar."""
    return whole_up(month / MONTHS_PER_YEAR)


@line(axis="month")
def usd_cny_month(plan_year: Year, usd_cny: CnyPerUsd, fx_year: Year, fx_usd_cny: CnyPerUsd) -> CnyPerUsd:
    """The exchange rate of each month: the table's for its year, or else the plan's one rate. Months."""
    of_year = rows(fx_year) == plan_year
    listed = np.logical_or.reduce(of_year, axis=-2)
    rate: CnyPerUsd = np.where(listed, total_of_rows(of_year * rows(fx_usd_cny)), along(usd_cny))
    return rate


@line(axis="month")
def usd_rate(reporting_currency: Choice, usd_cny_month: CnyPerUsd) -> ReportedPerUsd:
    """What a USD is worth in the reporting currency. Months."""
    rate: ReportedPerUsd = np.where(
        _reports_cny(reporting_currency), usd_cny_month * REPORTED_IN_CNY, REPORTED_IN_USD
    )
    return rate


@line(axis="month")
def cny_rate(reporting_currency: Choice, usd_cny_month: CnyPerUsd) -> ReportedPerCny:
    """What a CNY is worth in the reporting currency. Months."""
    rate: ReportedPerCny = np.where(
        _reports_cny(reporting_currency), REPORTED_IN_CNY, REPORTED_IN_USD / usd_cny_month
    )
    return rate


def _reports_cny(reporting_currency: str) -> bool:
    return reporting_currency.casefold() == "cny"
