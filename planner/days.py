"""Days as workbooks count them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

DAY_ZERO = date(1899, 12, 30)
"""The day that a workbook of the 1900 system counts as 0, from March 1900 on."""

LAST_DAY = 2_958_465
"""The number of 9999-12-31, the last day that workbooks know."""

MIDNIGHT_ZERO = datetime.combine(DAY_ZERO, time.min)
"""The same as a moment, for values with a time of day."""


def serial(day: date) -> int:
    """The number that a cell holds for a day."""
    return (day - DAY_ZERO).days


def iso(number: float) -> str:
    """The day of a number, as people write it: `2026-11-24`."""
    return (DAY_ZERO + timedelta(days=number)).isoformat()


def written(number: float) -> float | str:
    """A day as people write it, with the time where it has one; the number itself where it is no day."""
    if not 1 <= number <= LAST_DAY:
        return number
    return iso(number) if number == int(number) else moment(number).isoformat(" ", "seconds")


def moment(number: float) -> datetime:
    """The day and time of a number."""
    return MIDNIGHT_ZERO + timedelta(days=number)


def number(at: datetime) -> float:
    """The number that a cell holds for a day and a time; zones play no part."""
    return (at.replace(tzinfo=None) - MIDNIGHT_ZERO).total_seconds() / 86_400
