"""Is each of planner's formulas still the template's? Compared as tokens, whatever the spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.book.find import Book
from planner.book.identify import NO_CELL
from planner.layout.headings import ROLE
from planner.layout.owned import OwnedCell
from planner.results.statuses import EDITED, OVERWRITTEN
from planner.xlsx.canonical import canonical


def with_own_headings(
    owned: tuple[OwnedCell, ...], changed: Mapping[OwnedCell, str], book: Book
) -> tuple[tuple[OwnedCell, ...], dict[OwnedCell, str]]:
    """Both without the headings that the owner words otherwise: these say no number, and stay.

    A heading of planner's whose cell was deleted shows an error, and is nobody's words.
    """
    own = {
        cell
        for cell in changed
        if cell.role == ROLE and "#REF!" not in (book.cell(cell.place).formula or "").upper()
    }
    if not own:
        return owned, dict(changed)
    kept = {cell: status for cell, status in changed.items() if cell not in own}
    return tuple(cell for cell in owned if cell not in own), kept


def changed_formulas(book: Book, owned: Iterable[OwnedCell]) -> dict[OwnedCell, str]:
    """The cells whose formula is `edited`, or `overwritten` by a constant or by nothing."""
    tables = {name.casefold(): table for name, table in book.source.tables.items()}
    changed: dict[OwnedCell, str] = {}
    there = book.cells.get
    for cell in owned:
        actual = there(cell.place[:3], NO_CELL).formula
        if actual == cell.formula:
            continue
        if actual is None:
            changed[cell] = OVERWRITTEN
        else:
            sheet = cell.place.sheet
            if canonical(actual, sheet, tables) != canonical(cell.formula, sheet, tables):
                changed[cell] = EDITED
    return changed
