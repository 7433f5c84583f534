"""What a formula refers to: cells, columns of tables, and names with what stands behind them.

There is no other resolver. A name is followed however deep; as each counts once, names that lead back to
themselves, or to thousands of others, come to an end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from planner.xlsx.a1 import Area, Position, parse_area
from planner.xlsx.formula_tokens import Token, referring, tokenize
from planner.xlsx.package import Table
from planner.xlsx.table_references import table_reference

BOOLEANS = frozenset({"TRUE", "FALSE"})
PARAMETER = "_xlpm."
"""What a file puts before the parameters of LET and LAMBDA, which no one defines."""

_area = lru_cache(maxsize=200_000)(parse_area)


class Name(NamedTuple):
    """A defined name; `sheet` is its scope, empty for the whole workbook."""

    name: str
    text: str
    sheet: str
    hidden: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Its scope and itself, in any case."""
        return self.sheet.casefold(), self.name.casefold()


class Reference(NamedTuple):
    """Cells that a formula reads, through which token."""

    sheet: str
    area: Area
    token: Token


class Lost(NamedTuple):
    """A token that refers to nothing, and why."""

    token: Token
    why: str


def names_of(defined: Mapping[str, str], local: Mapping[str, Mapping[str, str]]) -> Iterator[Name]:
    """Names of the whole workbook and of its sheets, with what they say."""
    yield from (Name(name, text, "") for name, text in defined.items())
    for sheet, names in local.items():
        yield from (Name(name, text, sheet) for name, text in names.items())


@dataclass(slots=True)
class Resolver:
    """Knows the sheets, names and tables of one workbook; spelling in any case."""

    sheets: Mapping[str, str]
    names: Mapping[tuple[str, str], Name]
    tables: Mapping[str, Table]
    _by_name: dict[tuple[str, str, str], tuple[Reference | Lost, ...]] = field(default_factory=dict)

    @staticmethod
    def of(sheets: Iterable[str], names: Iterable[Name], tables: Mapping[str, Table]) -> Resolver:
        """For a workbook with these tabs, in their order."""
        return Resolver(
            {sheet.casefold(): sheet for sheet in sheets},
            {name.key: name for name in names},
            {name.casefold(): table for name, table in tables.items()},
        )

    def references(self, formula: str, sheet: str, at: Position | None = None) -> Iterator[Reference]:
        """The cells that a formula reads, and nothing about what leads nowhere."""
        found = self.resolve(referring(formula), sheet, at)
        return (one for one in found if isinstance(one, Reference))

    def resolve(
        self, tokens: Iterable[Token], sheet: str, at: Position | None = None
    ) -> Iterator[Reference | Lost]:
        """Everything that a formula on that sheet refers to in this workbook; other workbooks are left out.

        Args:
            at: the formula's cell, which `[#This Row]` means.
        """
        for token in tokens:
            yield from self.meaning(token, sheet, at)

    def meaning(self, token: Token, sheet: str, at: Position | None = None) -> Iterator[Reference | Lost]:
        """What one token refers to."""
        if token.external:
            return
        if token.kind == "cells":
            yield from self._cells(token, sheet)
        elif token.kind in {"table", "own_table"}:
            yield from self._table(token, sheet, at)
        elif token.kind == "name":
            yield from self._named(token, sheet)
        elif token.kind == "error" and token.text == "#REF!":
            yield Lost(token, "refers to cells that were deleted (#REF!)")
        elif token.kind == "error" and token.text == "#NAME?":
            yield Lost(token, "holds a name that is not known (#NAME?)")

    def behind(self, tokens: Iterable[Token], sheet: str) -> Iterator[Name]:
        """The names that a formula on that sheet uses, and those that they use in turn."""
        for token in tokens:
            if (name := self.find_name(token, sheet)) is not None:
                yield from (reached for reached, _ in self._reached(name))

    def find_name(self, token: Token, sheet: str) -> Name | None:
        """The defined name that a token means on that sheet; without one, in a name of the whole workbook."""
        key = token.text.casefold()
        if token.kind != "name" or token.external or token.text.upper() in BOOLEANS or key in self.tables:
            return None
        if token.sheet and token.sheet.casefold() not in self.sheets:
            return None
        scope = token.sheet or sheet
        return self.names.get((scope.casefold(), key)) or self.names.get(("", key))

    def _cells(self, token: Token, sheet: str) -> Iterator[Reference | Lost]:
        area = _area(token.text)
        if area is None:  # the tokeniser knows where a sheet ends
            return
        if not token.sheet:
            yield Reference(sheet, area, token)
            return
        first, several, last = token.sheet.partition(":")
        ends = [self.sheets.get(part.casefold()) for part in ((first, last) if several else (first,))]
        if None in ends:
            yield Lost(token, f"refers to the sheet {token.sheet}, which is not there")
        elif not several:
            yield Reference(ends[0] or "", area, token)
        else:
            order = list(self.sheets.values())
            numbers = [order.index(name) for name in ends if name is not None]
            for name in order[min(numbers) : max(numbers) + 1]:
                yield Reference(name, area, token)

    def _table(self, token: Token, sheet: str, at: Position | None) -> Iterator[Reference | Lost]:
        said = table_reference(token.text)
        if said.table:
            table = self.tables.get(said.table.casefold())
        else:  # of the table around the formula
            around = (one for one in self.tables.values() if one.sheet == sheet and at and at in one.area)
            table = next(around, None)
        if table is None:
            if said.table:
                yield Lost(token, f"refers to the table {said.table}, which is not there")
        elif (unknown := said.unknown(table)) is not None:
            yield Lost(token, f"refers to the column {unknown!r}, which the table {table.name} does not have")
        else:
            yield Reference(table.sheet, said.area(table, at[0] if at else None), token)

    def _named(self, token: Token, sheet: str) -> Iterator[Reference | Lost]:
        if token.text.upper() in BOOLEANS or token.text.lower().startswith(PARAMETER):
            return
        table = self.tables.get(token.text.casefold())
        if table is not None:
            yield Reference(table.sheet, table.body or table.area, token)
        elif token.sheet and token.sheet.casefold() not in self.sheets:
            yield Lost(token, f"refers to the sheet {token.sheet}, which is not there")
        elif (name := self.find_name(token, sheet)) is None:
            yield Lost(token, f"uses the name {token.text}, which is not defined")
        else:
            for found in self._behind(name, sheet):
                if isinstance(found, Reference):
                    yield Reference(found.sheet, found.area, token)
                else:
                    yield Lost(token, f"uses the name {token.text}, which {found.why}")

    def _behind(self, name: Name, sheet: str) -> tuple[Reference | Lost, ...]:
        """What a name refers to, used on that sheet: `!A1` in it means the sheet that it is used on."""
        key = *name.key, sheet
        if key not in self._by_name:
            found: list[Reference | Lost] = []
            for reached, through in self._reached(name):
                for token in tokenize(reached.text):
                    if self.find_name(token, reached.sheet) is not None:
                        continue  # is reached itself
                    here = reached.sheet if token.kind == "name" else reached.sheet or sheet
                    for one in self.meaning(token, here):
                        found.append(Lost(token, through + one.why) if isinstance(one, Lost) else one)
            self._by_name[key] = tuple(found)
        return self._by_name[key]

    def _reached(self, name: Name) -> Iterator[tuple[Name, str]]:
        """A name and those that it uses at any depth, each once, with what leads there in words."""
        seen, waiting = {name.key}, deque([(name, "")])
        while waiting:
            reached, through = waiting.popleft()
            yield reached, through
            for token in tokenize(reached.text):
                inner = self.find_name(token, reached.sheet)
                if inner is not None and inner.key not in seen:
                    seen.add(inner.key)
                    waiting.append((inner, f"{through}uses the name {token.text}, which "))
