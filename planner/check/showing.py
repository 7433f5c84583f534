"""Which lines each of planner's cells shows or judges, so that none of them can be wrong beside an OK."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.book.find import Book
from planner.layout.owned import OwnedCell
from planner.layout.places import on_cover
from planner.template.preset import Preset
from planner.template.references import MONEY, REFERENCE
from planner.template.schema import Template

if TYPE_CHECKING:
    pass

YEARS = {"head of year", "of year", "cost of year", "month said"}
OF_ONE_LINE = {"line", "live", "engine", "said", "said engine", "difference", "status", "unit", *YEARS}
"""Roles of the cells that belong to the one line that they name."""


def lines_of(cell: OwnedCell, template: Template, preset: Preset) -> Iterator[str]:
    """The keys of the rows of Checks that a cell counts for; none for those that judge all of them."""
    match cell.role:
        case role if role in OF_ONE_LINE:
            yield cell.key
        case "answer":
            yield from _quoted(template.answers[cell.along], template)
        case "message":
            for case in template.messages[cell.key]:
                yield from (line.partition("@")[0] for line in case.when)
                yield from _quoted(case.text, template, all_of_none=False)
        case "money" | "scale" | "with unit":
            yield template.said.currency
        case "off by":
            yield preset.printed[int(cell.key)].key
        case "axis":
            yield from (row.key for row in template.formulas if row.axis == cell.key)


def _quoted(sentence: str, template: Template, *, all_of_none: bool = True) -> Iterator[str]:
    """The lines whose numbers a sentence gives; all of them where it gives none, if it is asked for."""
    keys = [match[1].partition("@")[0] for match in REFERENCE.finditer(sentence)]
    named = [template.said.currency if key == MONEY else key for key in keys]
    yield from dict.fromkeys(named or [row.key for row in template.formulas if all_of_none])


def typed_over(book: Book) -> bool:
    """Whether a text on the cover that says what lines come to holds no formula any more."""
    return any(book.cell(place).formula is None for place in on_cover(book.template, book.layout))
