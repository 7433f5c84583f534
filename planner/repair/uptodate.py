"""Every plan as one of today's template: those of earlier versions are brought up to date in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.book.identify import older_version
from planner.xlsx.package import Package

if TYPE_CHECKING:
    from planner.repair.older import Older


def of_today(package: Package) -> tuple[Package, Older | None]:
    """The plan of today's template, and what it was before; any other workbook as it is."""
    was = older_version(package)
    if not was:
        return package, None
    from planner.repair.older import brought  # which few plans need

    return brought(package, was)
