"""Days as workbooks count them."""

from __future__ import annotations

from datetime import date, timedelta

DAY_ZERO = date(1899, 12, 30)
"""The day that a workbook of the 1900 system counts as 0, from March 1900 on."""


def serial(day: date) -> int:
    """The number that a cell holds for a day."""
    return (day - DAY_ZERO).days


def iso(number: float) -> str:
    """The day of a number, as people write it: `2026-11-24`."""
    return (DAY_ZERO + timedelta(days=number)).isoformat()
