"""What a formula refers to: cells, columns of tables, and names with what stands behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from planner.lint.tokens import BOOLEANS, Token, tokenize
from planner.xlsx.a1 import Area, Position, parse_area
from planner.xlsx.package import Package, Table

MAX_DEPTH = 16  # of names that refer to names
REFERRING = frozenset({"cells", "table", "name", "error"})
"""Kinds of tokens that may refer to something."""

_COLUMN = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_SPECIAL = {"#data", "#all", "#headers", "#totals", "#this row"}


_area = lru_cache(maxsize=200_000)(parse_area)


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name; `sheet` is its scope, empty for the whole workbook."""

    name: str
    text: str
    sheet: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """Cells that a formula reads, through which token."""

    sheet: str
    area: Area
    token: Token


@dataclass(frozen=True, slots=True)
class Lost:
    """A token that refers to nothing, and why."""

    token: Token
    why: str


@dataclass(slots=True)
class Resolver:
    """Knows the sheets, names and tables of one workbook; spelling in any case."""

    sheets: Mapping[str, str]
    names: Mapping[tuple[str, str], Name]
    tables: Mapping[str, Table]
    _by_name: dict[tuple[str, str], tuple[Reference | Lost, ...]] = field(default_factory=dict)

    @staticmethod
    def of(package: Package, names: Sequence[Name]) -> Resolver:
        """For a workbook."""
        return Resolver(
            {sheet.name.casefold(): sheet.name for sheet in package.sheets},
            {(name.sheet.casefold(), name.name.casefold()): name for name in names},
            {name.casefold(): table for name, table in package.tables.items()},
        )

    def resolve(
        self, tokens: Sequence[Token], sheet: str, at: Position | None = None
    ) -> Iterator[Reference | Lost]:
        """Everything that a formula on that sheet refers to in this workbook; other workbooks are left out.

        Args:
            at: the formula's cell, which `[#This Row]` means.
        """
        for token in tokens:
            if token.kind in REFERRING:
                yield from self.meaning(token, sheet, at)

    def meaning(
        self, token: Token, sheet: str, at: Position | None = None, depth: int = 0
    ) -> Iterator[Reference | Lost]:
        """What one token refers to."""
        if token.external:
            return
        if token.kind == "cells":
            yield from self._cells(token, sheet)
        elif token.kind == "table":
            yield self._table(token, at)
        elif token.kind == "name":
            yield from self._named(token, sheet, depth)
        elif token.kind == "error" and token.text == "#REF!":
            yield Lost(token, "refers to cells that were deleted (#REF!)")
        elif token.kind == "error" and token.text == "#NAME?":
            yield Lost(token, "holds a name that is not known (#NAME?)")

    def find_name(self, token: Token, sheet: str) -> Name | None:
        """The defined name that a token means on that sheet."""
        key = token.text.casefold()
        scope = token.sheet or sheet
        return self.names.get((scope.casefold(), key)) or self.names.get(("", key))

    def _cells(self, token: Token, sheet: str) -> Iterator[Reference | Lost]:
        area = _area(token.text)
        if area is None:
            yield Lost(token, f"refers to {token.text}, which is no cell of a sheet")
            return
        if not token.sheet:
            yield Reference(sheet, area, token)
            return
        first, several, last = token.sheet.partition(":")
        ends = [self.sheets.get(part.casefold()) for part in ((first, last) if several else (first,))]
        if None in ends:
            yield Lost(token, f"refers to the sheet {token.sheet}, which is not there")
        else:
            order = list(self.sheets.values())
            numbers = [order.index(name) for name in ends if name is not None]
            for name in order[min(numbers) : max(numbers) + 1]:
                yield Reference(name, area, token)

    def _table(self, token: Token, at: Position | None) -> Reference | Lost:
        name, _, inner = token.text.partition("[")
        table = self.tables.get(name.casefold())
        if table is None:
            return Lost(token, f"refers to the table {name}, which is not there")
        words = _COLUMN.findall(inner.removesuffix("]")) or [inner.removesuffix("]")]
        words = [re.sub(r"'(.)", r"\1", word) for word in words if word]
        special = {word.casefold() for word in words if word.casefold() in _SPECIAL}
        headers = [column.casefold() for column in table.columns]
        wanted = [word for word in words if word.casefold() not in _SPECIAL]
        unknown = [word for word in wanted if word.removeprefix("@").casefold() not in headers]
        if unknown:
            return Lost(token, f"refers to the column {unknown[0]!r}, which the table {name} does not have")
        numbers = [headers.index(word.removeprefix("@").casefold()) for word in wanted]
        area, body = table.area, table.body or table.area
        first, last = body.first_row, body.last_row
        if special & {"#all", "#headers"}:
            first = area.first_row
        if "#headers" in special and len(special) == 1:
            last = area.first_row
        if special & {"#all", "#totals"}:
            last = area.last_row
        if at is not None and ("#this row" in special or any(word.startswith("@") for word in wanted)):
            first = last = at[0]
        left, right = min(numbers, default=0), max(numbers, default=len(headers) - 1)
        area = Area(first, area.first_column + left, last, area.first_column + right)
        return Reference(table.sheet, area, token)

    def _named(self, token: Token, sheet: str, depth: int) -> Iterator[Reference | Lost]:
        if token.text.upper() in BOOLEANS or token.text.lower().startswith("_xlpm."):
            return
        table = self.tables.get(token.text.casefold())
        if table is not None:
            yield Reference(table.sheet, table.body or table.area, token)
            return
        if token.sheet and token.sheet.casefold() not in self.sheets:
            yield Lost(token, f"refers to the sheet {token.sheet}, which is not there")
            return
        name = self.find_name(token, sheet)
        if name is None:
            yield Lost(token, f"uses the name {token.text}, which is not defined")
        elif depth < MAX_DEPTH:
            for found in self._behind(name, depth):
                if isinstance(found, Reference):
                    yield Reference(found.sheet, found.area, token)
                else:
                    yield Lost(token, f"uses the name {token.text}, which {found.why}")

    def _behind(self, name: Name, depth: int) -> tuple[Reference | Lost, ...]:
        key = name.sheet, name.name
        if key not in self._by_name:
            self._by_name[key] = ()  # a name that leads back to itself
            tokens = tokenize(name.text)
            found = [one for token in tokens for one in self.meaning(token, name.sheet, None, depth + 1)]
            self._by_name[key] = tuple(found)
        return self._by_name[key]
