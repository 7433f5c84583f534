"""The owner's own formulas: which there are beside planner's, and which of them read planner's cells.

Those on planner's sheets beside the template are found with them, and told apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from planner.book.beside import sheets_beside
from planner.book.depending import depending
from planner.book.find import Book
from planner.book.identify import NO_CELL
from planner.xlsx.a1 import Address, Area, parse_area
from planner.xlsx.cell import Cell
from planner.xlsx.cells import read_formulas
from planner.xlsx.package import Package, Sheet
from planner.xlsx.xml import as_utf8

MOST = 10_000
"""More of them are not evaluated: Excel is told to."""

MOST_SHEET_BYTES = 4 << 20
"""Nor are those of a larger sheet."""

WRITABLE = {"formula", "shared"}
WORKSHEET = re.compile(rb"<([\w.-]+:)?worksheet[\s>]")
PLAIN_WORKSHEET = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:<\?[^>]*\?>)?\s*<worksheet[\s>]")
"""A sheet whose elements have no prefix."""

_MERGED = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s+ref\s*=\s*["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class OwnFormulas:
    """Formula cells that are not the template's.

    Attributes:
        cells: as they stand in the file.
        dependants: those that may be written: those that read planner's cells, directly or through others of
            them, and all that are planner's.
        complete: whether all of the owner's could be looked at.
        planners: those that are not the owner's but stand on planner's sheets beside the template.
    """

    cells: Mapping[Address, Cell] = field(default_factory=dict)
    dependants: Collection[Address] = frozenset()
    complete: bool = True
    planners: Collection[Address] = frozenset()


def own_formulas(book: Book, ours: Iterable[Address], *, evaluated: bool = True) -> OwnFormulas:
    """The owner's formulas of a workbook.

    Args:
        ours: cells whose formulas are planner's, or stand in its inputs.
        evaluated: whether the checker sees all of them.
    """
    package, beside = book.package, sheets_beside(book.package)
    planners = {(name, *at): cell for name in beside for at, cell in read_formulas(package, name).items()}
    hidden = {at for name in beside for at in _hidden(package, package.sheet(name), planners)}
    theirs = _theirs(book, ours, beside) if evaluated else None
    found = planners if theirs is None else {**planners, **theirs[0]}
    hidden |= theirs[1] if theirs else set()
    reading = set[Address]() if theirs is None else depending(book, found)
    writable = {at for at in (*planners, *reading) if found[at].kind in WRITABLE and at not in hidden}
    return OwnFormulas(found, frozenset(writable), theirs is not None, frozenset(planners))


def _theirs(
    book: Book, ours: Iterable[Address], beside: Collection[str]
) -> tuple[dict[Address, Cell], set[Address]] | None:
    """The owner's formulas, and which of them no cell shows; None where there are too many of them."""
    package, there = book.package, book.cells.get
    known = [at for at in ours if there(at, NO_CELL).formula is not None]
    counted = Counter(at[0] for at in known)
    found: dict[Address, Cell] = {}
    hidden: set[Address] = set()
    for sheet in package.sheets:
        if sheet.kind != "worksheet" or sheet.name in beside:
            continue
        xml, _ = as_utf8(package.read(sheet.part), package.part(sheet.part))
        if not _has_more(xml, counted[sheet.name]):
            continue
        if len(xml) > MOST_SHEET_BYTES or len(found) > MOST:
            return None
        here = {at for at in known if at[0] == sheet.name}
        theirs = {(sheet.name, *at): cell for at, cell in read_formulas(package, sheet.name).items()}
        found |= {at: cell for at, cell in theirs.items() if at not in here}
        hidden |= _hidden(package, sheet, theirs)
    return None if len(found) > MOST else (found, hidden)


def count_formulas(package: Package, sheets: Iterable[Sheet]) -> dict[str, int]:
    """Sheet -> how many formulas it holds, or a few more."""
    counts = {}
    for sheet in sheets:
        xml, _ = as_utf8(package.read(sheet.part), package.part(sheet.part))
        counts[sheet.name] = sum(1 for _ in _formulas(xml))
    return counts


def are_evaluated(package: Package, counts: Mapping[str, int]) -> bool:
    """Whether that many formulas on sheets of the owner's are evaluated."""
    too_large = any(count and package.size(sheet) > MOST_SHEET_BYTES for sheet, count in counts.items())
    return not too_large and sum(counts.values()) <= MOST


def _hidden(package: Package, sheet: Sheet, formulas: Mapping[Address, Cell]) -> set[Address]:
    """The formulas of a sheet that its merged areas do not show."""
    xml, _ = as_utf8(package.read(sheet.part), package.part(sheet.part))
    return {at for area in _merged(xml) for at in _behind(area, sheet.name, formulas)}


def _merged(sheet: bytes) -> list[Area]:
    areas = (parse_area(text.decode()) for text in _MERGED.findall(sheet))
    return [area for area in areas if area is not None]


def _behind(merged: Area, sheet: str, formulas: Mapping[Address, Cell]) -> set[Address]:
    """The formulas of a merged area that it does not show."""
    if merged.size < len(formulas):
        inside = {at for row, column in merged.cells() if (at := (sheet, row, column)) in formulas}
    else:
        inside = {at for at in formulas if at[1:] in merged}
    return inside - {(sheet, *merged.first)}


def _formulas(sheet: bytes) -> Iterator[re.Match[bytes]]:
    """Elements `<f>` of the worksheet's own namespace; those of extensions stand outside of cells."""
    root = WORKSHEET.search(sheet)
    prefix = (root[1] if root else None) or b""
    return re.finditer(rb"<" + re.escape(prefix) + rb"f[\s/>]", sheet)


def _has_more(sheet: bytes, formulas: int) -> bool:
    """Whether a sheet holds more than so many formulas.

    Most hold none of the owner's, as a quick count shows of all that begins like one: of the elements that a
    worksheet may have, the others are those of formats, filters and the like.
    """
    if PLAIN_WORKSHEET.search(sheet):
        others = sheet.count(b"<fo") + sheet.count(b"<fi")
        if sheet.count(b"<f") - others <= formulas:
            return False
    return next(islice(_formulas(sheet), formulas, None), None) is not None
