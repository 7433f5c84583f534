"""Tables of the plan as the chain reads them: filled up to all their rows, and looked up by name.

A column arrives with the rows that exist: numbers as an array, NaN where a cell is blank; texts as a
sequence, "" where a cell is blank. What a row stands for (a cluster, a model, ...) has a fixed number of
rows, and takes 0 from those that do not exist. Rows are counted from 1; 0 is no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from planner.model.arrays import along, pick, rows
from planner.units import (
    Num,
)

CURRENCIES, PATHS, MODELS, CLUSTERS, PHASES, PRODUCTS, LOANS = 6, 8, 6, 6, 24, 8, 6
"""Rows that each table can have; docs/model.md, section 2."""

YEARS = 6
"""Fiscal years that 60 months can touch."""


def typed(column: Num) -> Num:
    """A column of numbers with 0 for blank cells. Rows."""
    numbers: Num = np.where(np.isnan(column), 0.0, column)
    return numbers


def padded(column: Num, size: int) -> Num:
    """A column of numbers for all rows of the table, 0 for blank cells and rows that are not there."""
    shape = np.shape(column)
    spare = np.zeros((*shape[:-1], size - shape[-1]))
    return typed(np.concatenate((column, spare), axis=-1))


def padded_rows(found: Num, size: int) -> Num:
    """Rows or flags of the rows that exist, for all that the table can have: 0 for the others."""
    shape = np.shape(found)
    filled = np.zeros((*shape[:-1], size))
    filled[..., : shape[-1]] = found
    return filled


def positions(wanted: Sequence[str], names: Sequence[str]) -> Any:
    """The row of each name in a column of names, 0 for one that is not there. Case does not matter.

    Not to be written to: the same columns give the same rows.
    """
    return _positions(tuple(wanted), tuple(names))


@lru_cache(maxsize=512)
def _positions(wanted: tuple[str, ...], names: tuple[str, ...]) -> Any:
    row_of = {name.casefold(): row for row, name in reversed(list(enumerate(names, 1))) if name}
    found = np.array([row_of.get((name or "").casefold(), 0) for name in wanted], dtype=float)
    found.flags.writeable = False
    return found


def taken(column: Num, row: Num) -> Num:
    """The values of a column in the rows of that number, 0 for row 0. Rows are the last axis.

    Where the rows have draws in front, each draw takes its own.
    """
    shape, place = np.shape(column), places(row)
    whole = np.concatenate((np.zeros((*shape[:-1], 1)), column), axis=-1)
    if len(shape) > 1 and np.ndim(place) > 1:
        found: Num = whole[np.arange(len(place))[:, None], place]
    else:
        found = np.take(whole, place, axis=-1)
    return found


def cell(column: Num, row: Num) -> Num:
    """The value of a column in one row counted from 1, 0 for row 0. Each draw of the row takes its own."""
    if np.ndim(row):
        return first(taken(column, rows(row)))
    return pick(column, row)


def first(column: Num) -> Num:
    """The value of the first row; a plain number where there are no draws."""
    found: Num = np.take(column, 0, axis=-1)
    return found


def taken_grid(grid: Num, row: Num, missing: float = 0.0) -> Num:
    """The same for a grid: its rows of months in the rows of that number."""
    shape = np.shape(grid)
    nothing = np.full((*shape[:-2], 1, shape[-1]), missing)
    whole, place = np.concatenate((nothing, grid), axis=-2), places(row)
    if len(shape) > 2 and np.ndim(place) > 1:
        found: Num = whole[np.arange(len(place))[:, None], place]
    else:
        found = np.take(whole, place, axis=-2)
    return found


def places(row: Num) -> Any:
    """Whole numbers to look up with."""
    return np.asarray(row).astype(int)


def grid(scalar: Num) -> Num:
    """A scalar made ready to meet rows of months: draws keep their place in front."""
    return along(along(scalar))


def across(one_line: Num) -> Num:
    """A line along an axis made ready to meet a row of it for each of something."""
    return one_line[..., None, :]  # type: ignore[index]


def at_month(values: Num, month: Num, wanted: Num) -> Num:
    """The value of each row in a month of its own; 0 before month 1 and after the last. Rows."""
    found: Num = np.add.reduce(values * (month == rows(np.floor(wanted))), axis=-1)
    return found


def over(part: Num, whole: Num) -> Num:
    """A division in which nothing over nothing is nothing."""
    share: Num = part / np.where(part == 0, np.inf, whole)
    return share


def resting(row_above: Num) -> Iterator[tuple[int, int, Any]]:
    """Each row that rests on one above it, in their order: its place, that of the other, and where it is."""
    number = places(row_above)
    for row in np.flatnonzero(number):
        yield int(row), int(number[row]) - 1, np.arange(len(number)) == row


def found_above(values: Any, row: int, of: int) -> Any:
    """What a row rests on; NaN where that is not above it: nothing rests on what follows."""
    return values[..., of, None] if of < row else np.nan


def up(count: Num) -> Num:
    """The next whole number at or above a count less 1e-9, never below 0; docs/model.md, section 1."""
    whole: Num = np.maximum(np.ceil(count - BIT_OF_A_DIVISION), 0.0)
    return whole


BIT_OF_A_DIVISION = 1e-9
"""What a count may be too large by, so that the last bit of a division buys no server."""


def where_architecture(model_from_architecture: Num, check: Num) -> Num:
    """A check of the technical sheets, met where no model takes the architecture's figures."""
    met: Num = np.where(np.any(np.asarray(model_from_architecture) > 0), check, 1.0)
    return met[()]  # type: ignore[index]
