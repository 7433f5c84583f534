"""Is each of planner's formulas still the template's? Compared as tokens, whatever the spelling."""

from __future__ import annotations

from collections.abc import Iterable

from planner.book.find import Book
from planner.layout.formulas import canonical, table_ranges
from planner.layout.owned import OwnedCell, earlier_of
from planner.results.statuses import EDITED, OVERWRITTEN


def changed_formulas(book: Book, owned: Iterable[OwnedCell]) -> dict[OwnedCell, str]:
    """The cells whose formula is `edited`, or `overwritten` by a constant or by nothing."""
    tables = table_ranges(book.source.tables)
    changed: dict[OwnedCell, str] = {}
    for cell in owned:
        actual = book.cell(cell.place).formula
        if actual is None:
            changed[cell] = OVERWRITTEN
        elif actual != cell.formula:
            sheet = cell.place.sheet
            known = (cell.formula, earlier_of(cell))
            if canonical(actual, sheet, tables) not in [canonical(one, sheet, tables) for one in known]:
                changed[cell] = EDITED
    return changed
