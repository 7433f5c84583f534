"""Which cells are inputs: numbers that somebody typed and formulas read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from planner.lint.grid import Grid
from planner.lint.sheets import Sheet
from planner.xlsx.a1 import Area, Position
from planner.xlsx.number_format import is_date
from planner.xlsx.styles import Styles


class Covered:
    """Cells that some areas cover, quick to ask however many areas there are."""

    def __init__(self, areas: Iterable[Area], last_column: int) -> None:
        stretches: dict[int, list[tuple[int, int]]] = {}
        for area in areas:
            for column in range(area.first_column, min(area.last_column, last_column) + 1):
                stretches.setdefault(column, []).append((area.first_row, area.last_row))
        self._columns = {column: _merged(found) for column, found in stretches.items()}

    def __contains__(self, position: Position) -> bool:
        row, column = position
        stretches = self._columns.get(column, [])
        index = bisect_right(stretches, (row, 1 << 30)) - 1
        return index >= 0 and stretches[index][1] >= row


def _merged(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def typed_inputs(sheet: Sheet, styles: Styles, grid: Grid, read: Iterable[Area]) -> set[Position]:
    """The typed numbers of a sheet that formulas read, without headings, time axes and dates.

    Args:
        read: the areas of this sheet that formulas read.
    """
    covered = Covered(read, max((column for _, column in sheet.cells), default=0))
    headings = {(axis.row, column) for axis in grid.axes for column in range(axis.first, axis.last + 1)}
    headings |= {(header.row, column) for header in grid.headers for column in header.texts}
    return {
        position
        for position, cell in sheet.cells.items()
        if cell.kind == "constant"
        and isinstance(cell.value, float)
        and not is_date(styles.of(cell.style).number_format)
        and position not in headings
        and position in covered
    }
