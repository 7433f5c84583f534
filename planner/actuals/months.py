"""The months of a plan, as days fall into them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from planner import days

NAMES = "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"


class Months(NamedTuple):
    """The first day of each month of a plan, the first day after the last, and its currency."""

    starts: Sequence[int]
    after: int
    currency: str

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.starts)

    def of(self, day: float) -> int:
        """The month that a day is in, counted from 1; 0 before the plan, one more than the last after it."""
        return self.number + 1 if day >= self.after else bisect_right(self.starts, day)

    def first_day(self, month: int) -> int:
        """Of a month counted from 1, or the day after the plan for one more."""
        return self.starts[month - 1] if month <= self.number else self.after

    def last_day(self, month: int) -> int:
        """Of a month counted from 1."""
        return self.first_day(month + 1) - 1

    def said(self, month: int) -> str:
        """`Jan 2027`; the first day itself where months do not begin on the first."""
        day = days.moment(self.first_day(month))
        return f"{NAMES[day.month - 1]} {day.year}" if self._first_of_month else f"{day:%Y-%m-%d}"

    @property
    def _first_of_month(self) -> bool:
        return days.moment(self.starts[0]).day == 1

    def called(self, text: str) -> int | None:
        """The month that is typed as 2027-01, `Jan 2027`, or as any day in it; None where it is none."""
        from datetime import date

        written = text.strip().casefold()
        for month in range(1, self.number + 1):
            if written in {self.said(month).casefold(), f"{days.moment(self.first_day(month)):%Y-%m}"}:
                return month
        try:
            month = self.of(days.serial(date.fromisoformat(text.strip())))
        except ValueError:
            return None
        return month if 1 <= month <= self.number else None


def after_last(start: int, count: int) -> int:
    """The day on which the month after the last of `count` would begin, where month 1 begins on `start`."""
    from calendar import monthrange
    from datetime import date

    first = days.moment(start)
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return days.serial(date(year, month + 1, min(first.day, monthrange(year, month + 1)[1])))
