"""Which formulas come to something else without any input having changed: today's date, random numbers.

A formula is followed through the cells and names that it reads, on the owner's sheets as on planner's.
References that are built as text (OFFSET, INDIRECT) cannot be followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from planner.book.own_formulas import Block, Blocks
from planner.book.source import Source
from planner.xlsx.a1 import Address
from planner.xlsx.package import Package
from planner.xlsx.xml import as_utf8

DAY = frozenset({"TODAY", "NOW"})
"""Functions that read the clock."""

RANDOM = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY"})
"""Functions that come to something else with every calculation."""

MOST = 20_000
"""Formulas that are followed from one cell; what lies behind more of them is not known."""

MAX_DEPTH = 8
"""Of names that refer to names."""

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_WORD = re.compile(r"(?<![\w.\\?$])(?:_xlfn\.|_xlws\.)*([^\W\d][\w.\\?]*)(\s*\()?")
_CLOCK = re.compile(r"(?<![A-Z0-9_])(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY)\s*\(", re.IGNORECASE)
_CLOCK_BYTES = re.compile(_CLOCK.pattern.encode("ascii"), re.IGNORECASE)


def volatile(source: Source, positions: Iterable[Address]) -> dict[Address, frozenset[str]]:
    """Formula cell -> which of these functions it reads, directly or through cells; only those that do."""
    if not _occurs(source):
        return {}
    walk = _Walk(source)
    return {position: found for position in positions if (found := walk.read_by(position))}


def _occurs(source: Source) -> bool:
    """Whether one of these functions stands anywhere; an open workbook is looked at cell by cell."""
    if not isinstance(source, Package) or any(map(_CLOCK.search, _names(source).values())):
        return True
    parts = [sheet.part for sheet in source.sheets if sheet.kind == "worksheet"]
    return any(_CLOCK_BYTES.search(as_utf8(source.read(part), source.part(part))[0]) for part in parts)


def _names(source: Source) -> dict[tuple[str, str], str]:
    """(sheet or nothing, name in lower case) -> what the name says."""
    names = {("", name.casefold()): text for name, text in source.defined_names.items()}
    for sheet, local in _local(source).items():
        names.update({(sheet, name.casefold()): text for name, text in local.items()})
    return names


def _local(source: Source) -> Mapping[str, Mapping[str, str]]:
    return source.local_names if isinstance(source, Package) else {}


class _Walk:
    """Follows formulas through one workbook; each sheet is read when the first of them leads there."""

    def __init__(self, source: Source) -> None:
        self.source, self.names = source, _names(source)
        tabs = [sheet.name for sheet in source.sheets]
        self.blocks = Blocks(tabs, source.defined_names, _local(source), source.tables)
        self.sheets: dict[str, dict[int, dict[int, str]]] = {}
        self.arrays: dict[str, list[Address]] = {}
        self.spills: dict[str, set[tuple[int, int]]] = {}

    def read_by(self, start: Address) -> frozenset[str]:
        """The functions that stand in a formula or behind it."""
        found: set[str] = set()
        seen, waiting = {start}, [start]
        while waiting and len(seen) <= MOST:
            sheet, row, column = waiting.pop()
            formula = self._sheet(sheet).get(row, {}).get(column, "")
            found |= self._functions(formula, sheet)
            for block in self.blocks.of(formula, sheet):
                fresh = set(self._formulas(block)) - seen
                seen |= fresh
                waiting.extend(fresh)
        return frozenset(found)

    def _functions(self, formula: str, sheet: str, depth: int = 0) -> set[str]:
        """The functions in a text, and in the names that it uses."""
        found: set[str] = set()
        for word, call in _WORD.findall(_TEXT.sub('""', formula)):
            found |= {word.upper()} & (DAY | RANDOM) if call else set()
            if depth < MAX_DEPTH:
                text = self.names.get((sheet, word.casefold())) or self.names.get(("", word.casefold()))
                found |= self._functions(text, sheet, depth + 1) if text else set()
        return found

    def _formulas(self, block: Block) -> Iterator[Address]:
        """The formula cells in an area, and the arrays that reach into it."""
        sheet, area = block
        rows = self._sheet(sheet)
        for row in _between(rows, area.first_row, area.last_row):
            columns = rows[row]
            yield from ((sheet, row, at) for at in _between(columns, area.first_column, area.last_column))
        if any(at in area for at in self.spills[sheet]):
            yield from self.arrays[sheet]

    def _sheet(self, sheet: str) -> dict[int, dict[int, str]]:
        """Row -> column -> formula."""
        if sheet not in self.sheets:
            rows = self.sheets.setdefault(sheet, {})
            arrays, spills = self.arrays.setdefault(sheet, []), self.spills.setdefault(sheet, set())
            for (row, column), cell in self.source.cells(sheet).items():
                if cell.formula is not None:
                    rows.setdefault(row, {})[column] = cell.formula
                if cell.kind == "array":
                    arrays.append((sheet, row, column))
                elif cell.kind == "spill":
                    spills.add((row, column))
        return self.sheets[sheet]


def _between(numbers: Mapping[int, object], first: int, last: int) -> Iterator[int]:
    """Those of the numbers that lie in a range; whichever of the two is shorter is gone through."""
    if last - first < len(numbers):
        return (number for number in range(first, last + 1) if number in numbers)
    return (number for number in numbers if first <= number <= last)
