"""Whether a workbook is whole, and which version of it: the rows of its log, as other programs read them."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

LOG = "Log"


@dataclass(frozen=True, slots=True)
class State:
    """A whole workbook."""

    refreshes: int
    """How often it was refreshed."""


def state(path: Path) -> State | None:
    """The state of a workbook; None for one that is not whole. Planner's own readers take no part."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(path) as archive:
            if archive.testzip() is not None:
                return None
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(LOG).to_python()
    except (OSError, zipfile.BadZipFile, CalamineError):
        return None
    return State(sum(any(cell != "" for cell in row) for row in rows))


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())
