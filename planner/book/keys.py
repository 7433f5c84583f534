"""The column of a sheet in which the keys of its lines stand, told by the keys themselves.

A unit, a label or a note may be the same word as a key; only in the key column is it one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from planner.book.source import Source
from planner.xlsx.a1 import Position
from planner.xlsx.cell import Cell

ENOUGH = 0.5
"""Share of a sheet's keys that tell that a sheet is that one, whatever it is called."""

LARGE_BYTES = 4 << 20
"""Sheets of planner's are smaller; others are not looked through."""


def key_column(cells: Mapping[Position, Cell], keys: Collection[str], near: int = 0) -> int | None:
    """The column that holds most of the keys; of several that hold as many, the one nearest to `near`."""
    counts = _counts(cells, keys)
    return max(counts, key=lambda column: (counts[column], -abs(column - near)), default=None)


def sheet_of_keys(
    source: Source, keys: Collection[str], known: Collection[str], among: Iterable[str]
) -> str | None:
    """The one sheet with at least half of the keys in one column; None where there is none, or several.

    Args:
        known: the keys of all sheets. A column that holds mostly others of them lists lines, as the sheets of
            checks and of sources do, and is the key column of none.
    """
    if not keys:
        return None
    found = []
    for sheet in among:
        if source.size(sheet) < LARGE_BYTES:
            cells = source.cells(sheet)
            counts, all_counts = _counts(cells, keys), _counts(cells, known)
            if any(
                count >= ENOUGH * len(keys) and count > ENOUGH * all_counts[column]
                for column, count in counts.items()
            ):
                found.append(sheet)
    return found[0] if len(found) == 1 else None


def _counts(cells: Mapping[Position, Cell], keys: Collection[str]) -> Counter[int]:
    """How many of the keys each column holds."""
    found = {
        (column, cell.value)
        for (_, column), cell in cells.items()
        if cell.formula is None and isinstance(cell.value, str) and cell.value in keys
    }
    return Counter(column for column, _ in found)
