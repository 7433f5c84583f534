"""Contracts: what is signed for, stands and is owed, for GPUs of clusters and replicas.

docs/model.md, section 4.

Each is a grid, one row of months for each cluster or model, draws in front. A row has one term: 0 is on
demand, and signs nothing. What is signed for in month s stands to month s+T-1 at the price of month s.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from planner.model.arrays import rows, to_date
from planner.units import (
    ONE_MONTH,
    Num,
)

ONE_YEAR_MONTHS, THREE_YEARS_MONTHS = 12.0, 36.0
"""Where what is owed is parted."""


def newly_signed(need: Num, term: Num) -> Num:
    """What has to be signed for, month by month, so that what stands covers the need. Rows x months.

    `MAX(0, need(m) - those signed in m-T+1 to m-1)`, 0 on demand. Renewal is a new signing.
    """
    terms = np.asarray(rows(_plain(term)))
    new = need * 0.0
    for length in sorted({int(term) for term in terms.ravel().tolist() if term > 0}):
        new = np.where(terms == length, _signed_for(need, length), new)
    return new


def standing(signed: Num, term: Num) -> Num:
    """What was signed for in months m-T+1 to m. Rows x months. Money or things, whatever was signed."""
    age = _ages(term)
    return by_age(signed, (age < rows(_plain(term))) * 1.0)


def owed(signed_month_rent: Num, term: Num, after: float, until: float) -> Num:
    """What is owed at the end of each month for months `after` to `until` from then. Rows x months.

    Cohort s leaves `MAX(0, s+T-1-m)` months, each worth what it signed for: `V x (MIN(until, left) -
    MIN(after, left))`.
    """
    left = np.maximum(rows(_plain(term)) - 1 - _ages(term), 0.0)
    months = np.minimum(left, until) - np.minimum(left, after)
    return by_age(signed_month_rent, months) * ONE_MONTH


def owed_after_plan(signed_month_rent: Num, term: Num) -> Num:
    """What falls due after the plan's last month. Rows x months. `V x MAX(0, s+T-1-60)` over s <= m."""
    last = np.shape(signed_month_rent)[-1]
    signed_in = np.arange(1.0, last + 1)
    months = np.maximum(signed_in + rows(_plain(term)) - 1 - last, 0.0)
    return to_date(signed_month_rent * months) * ONE_MONTH


def by_age(started: Num, weight: Num) -> Num:
    """The sum over what was started up to this month, each weighted by its age in months. Rows x months.

    Args:
        started: Rows x months.
        weight: Rows x ages, from 0 on; as many ages as count.
    """
    counted = _rows_that_count(weight)
    shape = np.shape(started)
    if not counted.any():
        return started * 0.0
    if not counted.all():
        some = np.flatnonzero(counted)
        of_some = by_age(np.take(started, some, axis=-2), np.take(weight, some, axis=-2))
        if type(of_some) is np.ndarray:
            filled = np.zeros((*of_some.shape[:-2], *shape[-2:]))
            filled[..., some, :] = of_some
            return filled
        nothing = np.zeros((*np.shape(of_some)[:-2], 1, shape[-1]))
        place = np.where(counted, np.cumsum(counted), 0)
        return np.take(np.concatenate((nothing, of_some), axis=-2), place, axis=-2)
    nothing = np.zeros((*shape[:-1], 1))
    back = _looking_back(shape[-1], np.shape(weight)[-1])
    looked = np.take(np.concatenate((nothing, started), axis=-1), back, axis=-1)
    summed: Num = np.add.reduce(looked * weight[..., None, :], axis=-1)  # type: ignore[index]
    return summed


def _rows_that_count(weight: Num) -> Any:
    """True for each row that has a weight in any draw and at any age."""
    plain = np.asarray(weight) != 0
    return plain.any(axis=(*range(plain.ndim - 2), plain.ndim - 1))


def _signed_for(need: Num, length: int) -> Num:
    """The same for contracts of one length, in steps of that length.

    What is signed to date is the most that was needed until now, each time beside what had run out by then;
    and what runs out within a step was signed in the step before.
    """
    steps: list[Any] = []
    for begin in range(0, np.shape(need)[-1], length):
        part = need[..., begin : begin + length]  # type: ignore[index]
        run_out = steps[-1][..., : np.shape(part)[-1]] if steps else 0.0
        before = steps[-1][..., -1:] if steps else 0.0
        steps.append(np.maximum(np.maximum.accumulate(part + run_out, axis=-1), before))
    to_date = np.concatenate(steps, axis=-1)
    first = to_date[..., :1]
    new: Num = np.concatenate((first, to_date[..., 1:] - to_date[..., :-1]), axis=-1)
    return new


@lru_cache(maxsize=8)
def _looking_back(months: int, ages: int) -> Any:
    """Where what is so old stands, months x ages: place m for month m, and 0 for what is before month 1."""
    return np.maximum(np.arange(1, months + 1)[:, None] - np.arange(ages), 0)


def _ages(term: Num) -> Any:
    """Ages in months that a contract of these terms can have."""
    return np.arange(max(1.0, float(np.max(_plain(term)))))


def _plain(term: Num) -> Any:
    """Terms as plain numbers of months."""
    return np.asarray(term / ONE_MONTH)
