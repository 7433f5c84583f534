"""The owner's own formulas: which there are beside planner's, and which of them read planner's cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from planner.book.depending import depending
from planner.book.find import Book
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

_MERGED = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s+ref\s*=\s*["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class OwnFormulas:
    """Formula cells that are not planner's.

    Attributes:
        cells: as they stand in the file.
        dependants: those that read planner's cells, directly or through others of them, and may be written.
        complete: whether all of them could be looked at.
    """

    cells: Mapping[Address, Cell] = field(default_factory=dict)
    dependants: Collection[Address] = frozenset()
    complete: bool = True


def own_formulas(book: Book, ours: Iterable[Address], *, evaluated: bool = True) -> OwnFormulas:
    """The owner's formulas of a workbook.

    Args:
        ours: cells whose formulas are planner's, or stand in its inputs.
        evaluated: whether the checker sees all of them.
    """
    if not evaluated:
        return OwnFormulas(complete=False)
    package = book.package
    known = _with_formulas(book, ours)
    found: dict[Address, Cell] = {}
    hidden: set[Address] = set()
    for sheet in package.sheets:
        if sheet.kind != "worksheet":
            continue
        xml, _ = as_utf8(package.read(sheet.part), package.part(sheet.part))
        here = known.get(sheet.name, set())
        if next(islice(_formulas(xml), len(here), None), None) is None:
            continue
        if len(xml) > MOST_SHEET_BYTES or len(found) > MOST:
            return OwnFormulas(complete=False)
        theirs = {(sheet.name, *at): cell for at, cell in read_formulas(package, sheet.name).items()}
        found |= {at: cell for at, cell in theirs.items() if at not in here}
        hidden |= {at for area in _merged(xml) for at in _behind(area, sheet.name, theirs)}
    if len(found) > MOST:
        return OwnFormulas(complete=False)
    writable = {at for at in depending(book, found) if found[at].kind in WRITABLE and at not in hidden}
    return OwnFormulas(found, frozenset(writable))


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


def _with_formulas(book: Book, cells: Iterable[Address]) -> dict[str, set[Address]]:
    """Those of some cells that hold a formula, by sheet."""
    known: dict[str, set[Address]] = {}
    for at in cells:
        if (cell := book.cells.get(at)) is not None and cell.formula is not None:
            known.setdefault(at[0], set()).add(at)
    return known
