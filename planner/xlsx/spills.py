"""Which cells stand in a range of an array formula or data table, though another cell holds the formula."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from planner.xlsx.a1 import MAX_COLUMN, Area, Position


def spilled(areas: Collection[Area], positions: Collection[Position]) -> Iterator[Position]:
    """The positions inside an area whose first cell is another one.

    A sweep down the rows with a count of the areas open at each column, so that a sheet with as many areas as
    cells takes no longer than reading it did.
    """
    opening = sorted(areas, key=lambda area: area.first_row)
    closing = sorted(areas, key=lambda area: area.last_row)
    first_cells = Counter(area.first for area in areas)
    opened = closed = 0
    columns = _Counts()
    for row, column in sorted(positions):
        while opened < len(opening) and opening[opened].first_row <= row:
            columns.add(opening[opened], 1)
            opened += 1
        while closed < len(closing) and closing[closed].last_row < row:
            columns.add(closing[closed], -1)
            closed += 1
        if columns.at(column) > first_cells[row, column]:
            yield row, column


class _Counts:
    """How many areas cover each column; a Fenwick tree, whose steps are few however wide an area is."""

    def __init__(self) -> None:
        self.sums = [0] * (MAX_COLUMN + 2)

    def add(self, area: Area, count: int) -> None:
        self._step(area.first_column, count)
        self._step(area.last_column + 1, -count)

    def _step(self, column: int, count: int) -> None:
        while column < len(self.sums):
            self.sums[column] += count
            column += column & -column

    def at(self, column: int) -> int:
        total = 0
        while column:
            total += self.sums[column]
            column -= column & -column
        return total
