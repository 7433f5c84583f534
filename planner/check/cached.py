"""The values that the last program to save a file left in its formula cells, as a third opinion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.check.checkers.base import NotRun, Value
from planner.check.compare import as_cached
from planner.check.examine import Reading
from planner.check.judging import sizes
from planner.layout.owned import OwnedCell
from planner.xlsx.a1 import Address


@dataclass(frozen=True, slots=True)
class CachedValues:
    """The values that the last program to save the file left in its formula cells, as a third opinion.

    Attributes:
        differs: cells that show something else than their formula comes to now.
        missing: cells that show nothing.
    """

    agrees: int
    differs: tuple[OwnedCell, ...]
    missing: tuple[OwnedCell, ...]


def cached_values(reading: Reading, evaluated: Mapping[Address, Value]) -> CachedValues:
    """Compare what every owned formula cell shows in the file with what its formula comes to."""
    agrees = 0
    differs, missing = [], []
    size_of = sizes(reading)
    for cell in reading.owned:
        shown, value = reading.book.cell(cell.place), evaluated[cell.position]
        if shown.formula is None or isinstance(value, NotRun):
            continue
        if shown.value is None and value not in {None, ""}:
            missing.append(cell)
        elif as_cached(value, shown.value, size_of(cell)):
            agrees += 1
        else:
            differs.append(cell)
    return CachedValues(agrees, tuple(differs), tuple(missing))
