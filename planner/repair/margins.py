"""Headers and footers of printed pages, which hold no formulas: worded anew where they lag behind the plan.

What planner wrote it knows by what Checks says of it; any other header or footer is the owner's, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from planner.book.beside import record_sheets
from planner.book.edits import Edits
from planner.book.find import Book
from planner.layout.places import MARGINS
from planner.repair.in_place import written
from planner.template.schema import LOG, SOURCES
from planner.template.texts import Printed, Texts, printed
from planner.xlsx.margins import Margin, margins_of, with_margins
from planner.xlsx.package import Package
from planner.xlsx.patch import Edit

HEADER, FOOTER = "Header", "Footer"
NAMED = 3
"""Sheets that a sentence names."""


class Stale(NamedTuple):
    """A sheet whose pages print what planner wrote of the plan before, and what they are to print."""

    sheet: str
    margins: Mapping[str, Margin]


def stale(book: Book, texts: Texts, *, repaired: bool = False) -> tuple[Stale, ...]:
    """The sheets of planner's whose header or footer is planner's and no longer what the plan says.

    Args:
        repaired: sheets may have come back as they are in a new workbook of the preset.
    """
    was, now = _last(book), _wanted(book, texts)
    before = [was, _wanted(book, book.preset.texts)] if repaired else [was]
    if set(before) == {now}:
        return ()
    package = book.package
    found = ((name, package.sheet(name).part) for name in _sheets(book))
    there = [(name, _margins(package, part)) for name, part in found]
    judged = (Stale(name, _anew(margins, one, now)) for name, margins in there for one in before)
    return tuple(one for one in judged if one.margins)


def with_printed(
    package: Package, book: Book, texts: Texts, edits: Edits, *, repaired: bool = False
) -> Package:
    """The workbook with headers and footers as the plan says them; what was written joins the edits.

    Args:
        repaired: as in :func:`stale`.
    """
    now, place = _wanted(book, texts), book.layout[MARGINS]
    if _last(book) == now and not repaired:
        return package
    for down, words in enumerate(now):
        cell = place.at(down=down)
        edits.put(cell.sheet, cell.row, cell.column, Edit(words or None, "drop"))
    parts: dict[str, bytes] = {}
    for one in stale(book, texts, repaired=repaired):
        part = package.sheet(one.sheet).part
        parts[part] = with_margins(parts.get(part) or package.read(part), one.margins, package.part(part))
    return written(package, parts) if parts else package


def said(sheets: tuple[Stale, ...]) -> Iterator[str]:
    """What is wrong with printed pages that are not what the plan says."""
    if sheets:
        names = ", ".join(one.sheet for one in sheets[:NAMED])
        more = f" and {len(sheets) - NAMED} more sheets" if len(sheets) > NAMED else ""
        yield f"headers and footers of printed pages are not what the sheet Plan says: {names}{more}"


def _last(book: Book) -> Printed:
    """What planner last wrote."""
    place = book.layout[MARGINS]
    cells = (book.cell(place.at(down=down)).value for down in range(place.rows))
    return Printed(*(str(value or "") for value in cells))


def _wanted(book: Book, texts: Texts) -> Printed:
    return printed(book.template.headings, texts, book.template.texts)


def _sheets(book: Book) -> list[str]:
    """The sheets of planner's that are there."""
    ours = dict.fromkeys(place.sheet for place in book.layout.places.values())
    ours |= dict.fromkeys([*record_sheets(book.package), *map(book.template.front, (SOURCES, LOG))])
    there = {sheet.name for sheet in book.package.sheets}
    return [name for name in ours if name in there]


def _margins(package: Package, part: str) -> Mapping[str, Margin]:
    return margins_of(package.read(part), package.part(part))


def _anew(there: Mapping[str, Margin], was: Printed, now: Printed) -> dict[str, Margin]:
    """Header and footer in today's words, of those that say what planner wrote before."""
    found = {}
    header, footer = there.get(HEADER, Margin()), there.get(FOOTER, Margin())
    if header.words == (was.header, "", was.header_right) and there and was[:2] != now[:2]:
        found[HEADER] = header.worded(now.header, now.header_right)
    left, centre, right = footer.words
    if left == was.footer != now.footer and centre == "&A" and "&P" in right:
        found[FOOTER] = footer.worded(now.footer)
    return found
