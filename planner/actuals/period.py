"""Which months a file tells whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner import days
from planner.actuals.mapping import FileMap
from planner.actuals.months import Months
from planner.actuals.summing import Summed
from planner.actuals.told import Actuals
from planner.problems import Problem


class Period(NamedTuple):
    """The months that a file tells, first to last, and the last month that counts as passed.

    Attributes:
        end: the month in which the file ends.
        known: the last month that files read before tell.
    """

    first: int
    last: int
    end: int
    through: int
    known: int

    @staticmethod
    def of(found: Summed, months: Months, through: int | None, known: Actuals) -> Period:
        """The months of a file: those after `through` do not count; None for all of it."""
        begin = months.of(days.serial(found.first))
        end = min(months.of(days.serial(found.end())), months.number)
        last = end if through is None else min(end, through)
        return Period(max(begin, 1), last, end, through or max(end, known.through), known.last_month)


def half_months(found: Summed, of: FileMap, months: Months, period: Period) -> Iterator[Problem]:
    """Months that count, and of which the file has a part."""
    file, gap = found.source.file, of.gap_days
    first, end = found.first, found.end()
    begins = months.of(days.serial(first))
    if begins > months.number:
        yield Problem(f"it begins on {first}, after the plan's last month", "Take an earlier file.", file)
        return
    if 1 <= begins <= period.through and days.serial(first) > months.first_day(begins) + gap:
        message = f"it begins on {first}, inside {months.said(begins)}"
        remedy = f"Take a file that has all of {months.said(begins)}, or say gap_days in {of.file}."
        yield Problem(message, remedy, file)
    elif period.end < 1:
        yield Problem(f"it ends on {end}, before the plan begins", "Take a later file.", file)
    if 1 <= period.end <= period.through and days.serial(end) < months.last_day(period.end) - gap:
        yield Problem(
            f"it ends on {end}, inside {months.said(period.end)}",
            f"{_earlier(months, period.end)}or say gap_days in {of.file} where nothing more is due.",
            file,
        )
    if period.first > period.through:
        message = f"it begins on {first}, after {months.said(period.through)}"
        yield Problem(message, "Say a later --through.", file)
    elif period.end < period.through and period.known < period.through:
        message = f"it ends on {end}, before {months.said(period.through)}"
        yield Problem(message, f"Say --through {_typed(months, period.end)}.", file)


def _earlier(months: Months, month: int) -> str:
    return (
        f"Say --through {_typed(months, month - 1)}, which leaves it out, "
        if month > 1
        else "Wait for its end, "
    )


def _typed(months: Months, month: int) -> str:
    day = days.moment(months.first_day(month))
    return f"{day:%Y-%m}" if day.day == 1 else f"{day:%Y-%m-%d}"
