"""Is each of planner's formulas still the template's? Compared as tokens, whatever the spelling."""

from __future__ import annotations

from collections.abc import Iterable

from planner.book.find import Book
from planner.layout.owned import OwnedCell
from planner.results.statuses import EDITED, OVERWRITTEN
from planner.xlsx.canonical import canonical


def changed_formulas(book: Book, owned: Iterable[OwnedCell]) -> dict[OwnedCell, str]:
    """The cells whose formula is `edited`, or `overwritten` by a constant or by nothing."""
    tables = {name.casefold(): table for name, table in book.source.tables.items()}
    changed: dict[OwnedCell, str] = {}
    for cell in owned:
        actual = book.cell(cell.place).formula
        if actual is None:
            changed[cell] = OVERWRITTEN
        elif actual != cell.formula:
            sheet = cell.place.sheet
            if canonical(actual, sheet, tables) != canonical(cell.formula, sheet, tables):
                changed[cell] = EDITED
    return changed
