"""What to say of a plan of an earlier version of the template, which was brought up to date in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.book.edits import Edits
from planner.book.find import Book
from planner.layout.places import MONEY

if TYPE_CHECKING:
    from planner.repair.older import Older


def brought(older: Older | None, book: Book, edits: Edits, *, backup: bool) -> Iterator[str]:
    """The note of who writes it: what was made new, and the way back where a backup is kept."""
    if older is None:
        return
    place = book.layout[MONEY]
    unit = edits.by_sheet.get(place.sheet, {}).get((place.row, place.column))
    said = older.said(str(unit.value or "") if unit else "")
    undo = "; planner undo brings the version before back" if backup else ""
    yield f"{said}; nothing of yours was changed{undo}"


def due(older: Older | None) -> Iterator[str]:
    """The note of who only looks at it."""
    if older is not None:
        yield older.due()
