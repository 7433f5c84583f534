"""What an owner has put beside planner's cells on planner's own sheets: it has no place on the new ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner.layout.arrange import HEADER_ROW
from planner.upgrade.reading import Old
from planner.upgrade.sheets import OldSheets
from planner.xlsx.a1 import cell_name
from planner.xlsx.cell import Cell

BEHIND = 2
"""Columns behind a line's cells: its note and its key."""


class Leftover(NamedTuple):
    """A cell of the owner's, as it reads in the formula bar."""

    sheet: str
    cell: str
    text: str


def leftovers(old: Old, sheets: OldSheets) -> list[Leftover]:
    """Cells on sheets of lines and tables that hold something and are none of planner's."""
    lines: dict[str, dict[int, int]] = {}
    for name, place in sheets.places.items():
        if name in sheets.lines or name.startswith("axis_"):
            rows = lines.setdefault(place.sheet, {})
            rows[place.row] = max(rows.get(place.row, 0), place.column + place.columns - 1 + BEHIND)
    tables = {table.sheet for table in sheets.tables.values()}
    found: list[Leftover] = []
    for name in dict.fromkeys((*lines, *tables)):
        found += _on(old, sheets, name, lines.get(name, {}))
    return found


def _on(old: Old, sheets: OldSheets, name: str, lines: dict[int, int]) -> Iterator[Leftover]:
    for (row, column), cell in sorted(old.package.cells(name).items()):
        ours = row <= HEADER_ROW or column <= lines.get(row, 0) or sheets.is_planners(name, (row, column))
        if not ours and _holds(cell) and not (column == 1 and cell.value in old.texts.titles):
            yield Leftover(name, cell_name(row, column), _text(cell))


def _holds(cell: Cell) -> bool:
    return cell.formula is not None or cell.value not in {None, ""}


def _text(cell: Cell) -> str:
    if cell.formula is not None:
        return f"={cell.formula}"
    return f"{cell.value:.15g}" if isinstance(cell.value, float) else str(cell.value)
