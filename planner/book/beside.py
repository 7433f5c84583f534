"""Sheets of planner's beside the template: what changed between two plans, the actuals, a simulation.

Each is told by a name that is its own: that of what changed belongs to its sheet, moves and is renamed with
it, and goes where the sheet is deleted, as those of a simulation do; that of the actuals says on which sheet
they stand. What computes, compares or judges asks here whose a sheet is.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.xlsx.a1 import parse_reference
from planner.xlsx.package import Package

CHANGES, ACTUALS, RISK_INPUTS, DRAWS, RISK = MARKS = (
    *("planner_changes", "planner_actuals"),
    *("planner_risk_inputs", "planner_draws", "planner_risk"),
)
"""The defined names that mark them."""

THROUGH = "actuals_through"
"""The name of the last month of the actuals that counts: a cell to type in, and no input of the plan."""


def sheets_beside(package: Package) -> dict[str, str]:
    """The worksheets that carry a mark -> the mark; copies that the owner has made of one too."""
    return {
        sheet.name: marks[0]
        for sheet in package.sheets
        if sheet.kind == "worksheet" and (marks := list(_marks(package, sheet.name)))
    }


def marked(package: Package, mark: str) -> str:
    """The first sheet with a mark, by its name now; nothing where there is none."""
    return next((name for name, one in sheets_beside(package).items() if one == mark), "")


def record_sheets(package: Package) -> tuple[str, ...]:
    """Those that say what changed: one, or copies that the owner has made of it too."""
    return tuple(name for name, mark in sheets_beside(package).items() if mark == CHANGES)


def _marks(package: Package, sheet: str) -> Iterator[str]:
    """The marks of a sheet: its own, or those of the whole workbook that point at it."""
    own = package.local_names.get(sheet, {})
    for mark in MARKS:
        target = parse_reference(package.defined_names.get(mark, ""))
        if mark in own or (target is not None and (target.sheet or "").casefold() == sheet.casefold()):
            yield mark
