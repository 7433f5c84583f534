"""Which lines each of planner's cells shows or judges, so that none of them can be wrong beside an OK."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from planner.check.checkers.base import Cell, NotRun, Value
from planner.check.expected import occurring
from planner.workbook.find import Book
from planner.workbook.layout import on_cover
from planner.workbook.owned import OwnedCell
from planner.workbook.schema import REPORTING_KEY, Preset, Template
from planner.workbook.template import MONEY, REFERENCE

if TYPE_CHECKING:
    from planner.check.examine import Reading

OF_ONE_LINE = {"line", "live", "engine", "said", "said engine", "difference", "status", "unit"}
"""Roles of the cells that belong to the one line that they name."""

STATUS_ROLES = {"status", "master", "count", "occurs"}
"""Roles of the cells that say how a line, or the whole workbook, stands."""


def lines_of(cell: OwnedCell, template: Template, preset: Preset) -> Iterator[str]:
    """The keys of the rows of Checks that a cell counts for; none for those that judge all of them."""
    match cell.role:
        case role if role in OF_ONE_LINE:
            yield cell.key
        case "answer":
            yield from _quoted(template.answers[cell.along], template)
        case "money" | "scale":
            yield REPORTING_KEY
        case "off by":
            yield preset.printed[int(cell.key)].key
        case "axis":
            yield from (row.key for row in template.formulas if row.axis == cell.key)


def _quoted(sentence: str, template: Template) -> Iterator[str]:
    """The lines whose numbers a sentence gives; all of them where it gives none."""
    keys = [match[1].partition("@")[0] for match in REFERENCE.finditer(sentence)]
    named = [REPORTING_KEY if key == MONEY else key for key in keys]
    yield from dict.fromkeys(named or [row.key for row in template.formulas])


def typed_over(book: Book) -> bool:
    """Whether a text on the cover that says what lines come to holds no formula any more."""
    return any(book.cell(place).formula is None for place in on_cover(book.template, book.layout))


def not_run_statuses(
    reading: Reading, evaluated: Mapping[Cell, Value], words: Mapping[str, str]
) -> Iterator[tuple[Cell, float | str]]:
    """What the statuses and their counts must say that no checker evaluated, beside the words of the others.

    Args:
        words: the status of each row of Checks; `NOT RUN` where it was not evaluated.
    """
    silent = [cell for cell in reading.owned if isinstance(evaluated[cell.position], NotRun)]
    silent = [cell for cell in silent if cell.role in STATUS_ROLES and cell not in reading.changed]
    if not silent:
        return
    book = reading.book
    worst, counts, occur = occurring(list(words.values()), typed_over=typed_over(book))
    for cell in silent:
        match cell.role:
            case "status":
                yield cell.position, book.template.says(words[cell.key])
            case "master":
                yield cell.position, book.template.says(worst)
            case "count":
                yield cell.position, float(counts[cell.key])
            case _:
                yield cell.position, float(cell.key in occur)
