"""Calendar: the days on which months begin, and the fiscal years that they belong to.

docs/model.md, section 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.model.arrays import along, yes
from planner.model.chain.tables import BIT_OF_A_DIVISION
from planner.model.lines import line
from planner.units import (
    HOURS_PER_DAY,
    ONE_DAY,
    ONE_MONTH,
    CalendarYear,
    Date,
    DayPerMonth,
    HourPerMonth,
    Month,
    Num,
    Position,
    Ratio,
)

DAY_ZERO = np.datetime64("1899-12-30", "D")
"""The day that a workbook counts as 0."""

FIRST_YEAR = 1970
"""The year from which numpy counts months."""


@line
def hours_per_month(days_per_month: DayPerMonth) -> HourPerMonth:
    """Hours of a month, for quotes, capacity and rent alike. Scalar. `days_per_month x 24`."""
    return days_per_month * HOURS_PER_DAY


@line
def rounding() -> Ratio:
    """What the last bits of a division may come to. A constant; docs/model.md, section 1."""
    return BIT_OF_A_DIVISION


@line(axis="month")
def month_start_date(plan_start: Date, month: Month) -> Date:
    """First day of each month of the plan. Months. `plan_start` moved by m-1 months.

    A day that a month does not have is its last one, as EDATE has it.
    """
    start = DAY_ZERO + np.timedelta64(int(float(plan_start)), "D")
    calendar_month = start.astype("datetime64[M]")
    day_of_month = start - calendar_month.astype("datetime64[D]")
    begun = calendar_month + (np.asarray(month / ONE_MONTH).astype(int) - 1)
    first = begun.astype("datetime64[D]")
    longest = (begun + 1).astype("datetime64[D]") - first - np.timedelta64(1, "D")
    moved = (first + np.minimum(day_of_month, longest) - start).astype(float)
    one_day = plan_start / float(plan_start)
    date: Date = plan_start + moved * one_day
    return date


@line(axis="month")
def fiscal_year(month_start_date: Date, fiscal_year_end_month: Month) -> CalendarYear:
    """The number of the fiscal year, which is the calendar year in which it ends. Months.

    `YEAR(month_start_date) + [MONTH(month_start_date) > fiscal_year_end_month]`.
    """
    counted = _calendar_months(month_start_date)
    year, month_of_year = counted // 12 + FIRST_YEAR, counted % 12 + 1
    number: CalendarYear = year + yes(month_of_year > along(fiscal_year_end_month / ONE_MONTH))
    return number


@line(axis="month")
def fiscal_column(fiscal_year: CalendarYear) -> Position:
    """The column of the fiscal year in tables by year, 1 to 6. Months.

    `fiscal_year(m) - fiscal_year(1) + 1`.
    """
    return (fiscal_year - fiscal_year[..., :1]) + 1  # type: ignore[index]


def _calendar_months(date: Num) -> Any:
    """Months from January 1970 to that of a day."""
    days = np.asarray(date / ONE_DAY).astype(int)
    return (DAY_ZERO + days).astype("datetime64[M]").astype(int)
