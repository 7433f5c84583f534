"""Which formulas come to something else without any input having changed: today's date, random numbers.

A formula is followed through the cells and names that it reads, on the owner's sheets as on planner's.
References that are built as text (OFFSET, INDIRECT) cannot be followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from planner.book.source import Source
from planner.xlsx.a1 import Address
from planner.xlsx.formula_tokens import tokenize
from planner.xlsx.package import Package
from planner.xlsx.references import Name, Reference, Resolver, names_of
from planner.xlsx.xml import as_utf8

DAY = frozenset({"TODAY", "NOW"})
"""Functions that read the clock."""

RANDOM = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY"})
"""Functions that come to something else with every calculation."""

MOST = 20_000
"""Formulas that are followed from one cell; what lies behind more of them is not known."""

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
    if not isinstance(source, Package) or any(_CLOCK.search(name.text) for name in _names(source)):
        return True
    parts = [sheet.part for sheet in source.sheets if sheet.kind == "worksheet"]
    return any(_CLOCK_BYTES.search(as_utf8(source.read(part), source.part(part))[0]) for part in parts)


def _names(source: Source) -> Iterator[Name]:
    return names_of(source.defined_names, source.local_names if isinstance(source, Package) else {})


class _Walk:
    """Follows formulas through one workbook; each sheet is read when the first of them leads there."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.resolver = Resolver.of((sheet.name for sheet in source.sheets), _names(source), source.tables)
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
            for reference in self.resolver.references(formula, sheet, (row, column)):
                fresh = set(self._formulas(reference)) - seen
                seen |= fresh
                waiting.extend(fresh)
        return frozenset(found)

    def _functions(self, formula: str, sheet: str) -> set[str]:
        """The functions in a text, and in the names that it uses."""
        tokens = tokenize(formula)
        texts = [tokens, *(tokenize(name.text) for name in self.resolver.behind(tokens, sheet))]
        called = {token.text for text in texts for token in text if token.kind == "function"}
        return called & (DAY | RANDOM)

    def _formulas(self, read: Reference) -> Iterator[Address]:
        """The formula cells in an area, and the arrays that reach into it."""
        sheet, area = read.sheet, read.area
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
