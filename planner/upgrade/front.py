"""What the cover of a plan says that its owner chose: title, question, company; and its log of refreshes."""

from __future__ import annotations

from typing import NamedTuple

from planner.book.edits import Edits
from planner.book.identify import NO_CELL
from planner.layout.arrange import SUBTITLE_ROW
from planner.layout.places import LABEL, LOG_HEADER, MASTER_ON_COVER, UNIT, Layout, answer_name
from planner.repair.in_place import written
from planner.upgrade.sheets import OldSheets
from planner.xlsx.a1 import Position
from planner.xlsx.cell import Cell
from planner.xlsx.package import Package
from planner.xlsx.patch import patched_parts
from planner.xlsx.render import Edit


class Front(NamedTuple):
    """The texts of a cover; empty where it does not say them."""

    title: str
    question: str
    company: str


def front_of(package: Package, sheets: OldSheets, company: str) -> Front:
    """What the old cover says.

    Args:
        company: the label beside which the company stands.
    """
    master, answer = sheets.places.get(MASTER_ON_COVER), sheets.places.get(answer_name(0))
    if master is None:
        return Front("", "", "")
    cells = package.cells(master.sheet)
    question = _text(cells, (answer.row - 1, answer.column)) if answer else ""
    at = beside(cells, company)
    return Front(_text(cells, (SUBTITLE_ROW, LABEL)), question, _text(cells, at) if at else "")


def with_log(package: Package, old: Package, sheets: OldSheets, layout: Layout) -> Package:
    """The new plan with the rows of the old one's log, in front of those to come."""
    was, now = sheets.places.get(LOG_HEADER), layout[LOG_HEADER]
    if was is None:
        return package
    cells, new = old.cells(was.sheet), package.cells(now.sheet)
    edits, row = Edits(), 1
    while (was.row + row, was.column) in cells and cells[was.row + row, was.column].value not in {None, ""}:
        for across in range(min(was.columns, now.columns)):
            value = cells.get((was.row + row, was.column + across), NO_CELL).value
            look = new.get((now.row + 1, now.column + across), NO_CELL).style
            edits.put(now.sheet, now.row + row, now.column + across, Edit(value, "drop", look))
        row += 1
    return written(package, patched_parts(package, edits.by_sheet)) if row > 1 else package


def beside(cells: dict[Position, Cell], label: str) -> Position | None:
    """The cell to the right of a label."""
    return next(((row, UNIT) for (row, column), cell in cells.items() if cell.value == label), None)


def _text(cells: dict[Position, Cell], at: Position) -> str:
    value = cells[at].value if at in cells else None
    return value if isinstance(value, str) and cells[at].formula is None else ""
