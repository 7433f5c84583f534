"""planner's own sheet of what changed, which may stand beside a plan, told by a name that is its own.

The name belongs to the sheet: it moves and is renamed with it, and goes where the sheet is deleted.
"""

from __future__ import annotations

from planner.xlsx.package import Package

MARK = "planner_changes"


def record_sheets(package: Package) -> tuple[str, ...]:
    """The worksheets that carry the mark: one, or copies that the owner has made of it too."""
    return tuple(
        sheet.name
        for sheet in package.sheets
        if sheet.kind == "worksheet" and MARK in package.local_names.get(sheet.name, {})
    )
