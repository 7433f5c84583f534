"""Rows that run from one month to another: when each is on, when it is due, and how it has grown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.model.arrays import named, remembered, rows, yes
from planner.model.chain.tables import typed
from planner.units import (
    MONTHS_PER_YEAR,
    ONE_YEAR,
    Num,
)


@remembered
def within(start: Num, end: Num, month: Num) -> Num:
    """1 in the months of a row, `[start <= m <= end]`. Rows x months."""
    return yes((rows(typed(start)) <= month) & (month <= rows(typed(end))))


@remembered
def raised(rate_a_year: Num, start: Num, month: Num) -> Num:
    """A row against its first year: `(1 + rate)^INT((m-start)/12)`, 1 before it starts. Rows x months."""
    factor: Num = (1 + rows(typed(rate_a_year)) * ONE_YEAR) ** np.floor(_years_since(start, month))
    return factor


@remembered
def due_in(cadence: Sequence[str], start: Num, month: Num) -> Num:
    """1 where a row falls due: `monthly`, `yearly` from its start on, or `once` at its start.

    Rows x months.
    """
    years = _years_since(start, month)
    yearly = rows(named(cadence, "yearly")) * (np.floor(years) == years)
    once = rows(named(cadence, "once")) * (rows(typed(start)) == month)
    due: Num = rows(named(cadence, "monthly")) + yearly + once
    return due


def _years_since(start: Num, month: Num) -> Num:
    """Years since a row's start, 0 before it."""
    since: Num = np.maximum(month - rows(typed(start)), 0.0) / MONTHS_PER_YEAR / ONE_YEAR
    return since
