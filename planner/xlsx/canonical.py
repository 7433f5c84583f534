"""A formula in one spelling, so that two programs' writings of it compare equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from re import Match

from planner.xlsx.a1 import parse_area
from planner.xlsx.formula_tokens import matches, unquoted, without_prefix
from planner.xlsx.package import Table
from planner.xlsx.table_references import table_reference

SINGLE = "SINGLE"
"""The function that a file may hold where Excel shows `@`."""

Tables = Mapping[str, Table]
"""The tables of a workbook by name, case folded."""


def canonical(formula: str, sheet: str, tables: Tables) -> tuple[str, ...]:
    """The tokens of a formula on a sheet, in one spelling.

    Blanks, dollar signs, the case of functions, the way a number is written, quotes around sheet names, the
    formula's own sheet name, and a table reference against the cells it stands for make no difference; nor
    does the sign of implicit intersection before a function, which Excel shows as `@` and may write as
    SINGLE: planner's INDEX is one cell anyway.
    """
    tokens = list(_spelled(formula.removeprefix("="), sheet, tables))
    return tuple(_without_intersection(tokens) if "@" in tokens or SINGLE in tokens else tokens)


def _spelled(formula: str, sheet: str, tables: Tables) -> Iterator[str]:
    for match in matches(formula):
        kind = match.lastgroup or ""
        if kind in _SIGNS:
            yield match[0]
        elif kind == "cells":
            before = match["sheet"]
            yield f"{(unquoted(before) if before else sheet).upper()}!{_area(match[kind])}"
        elif kind == "number":
            yield repr(float(match[0]))
        elif kind == "array":
            yield from ("{", *_spelled(match[0][1:-1], sheet, tables), "}")
        elif kind != "space":
            yield _word(match, kind, tables)


_SIGNS = frozenset({"open", "close", "comma", "operator", "string", "other"})
"""Kinds of tokens that have one spelling."""


def _word(match: Match[str], kind: str, tables: Tables) -> str:
    """A function, a name, an error or a column of a table, with the sheet in front of it."""
    before, text = match["sheet"], match[kind]
    if kind == "function":
        text = without_prefix(text)
    elif kind in {"table", "own_table"} and not before:
        return _table(text, tables)
    return f"{unquoted(before).upper()}!{text.upper()}" if before else text.upper()


def _table(text: str, tables: Tables) -> str:
    """The cells behind `table[Header]`; of a row, or of a table that is not there, what it says."""
    said = table_reference(text)
    table = tables.get(said.table.casefold())
    if table is not None and not said.this_row and said.unknown(table) is None:
        return f"{table.sheet.upper()}!{said.area(table)}"
    return f"{said.table}[{','.join(sorted(said.rows))};{':'.join(said.columns)}]".upper()


@lru_cache(maxsize=20_000)
def _area(cells: str) -> str:
    return str(parse_area(cells))


def _without_intersection(tokens: list[str]) -> list[str]:
    """The tokens without `@` before a function, and without SINGLE and its brackets around one."""

    def calls(number: int) -> bool:
        return tokens[number + 1 : number + 2] == ["("] and tokens[number][0].isalpha()

    kept: list[str] = []
    opened: list[bool] = []  # for each open bracket, whether it is one of SINGLE's
    for number, text in enumerate(tokens):
        if text == "(":
            dropped = number > 0 and tokens[number - 1] == SINGLE and calls(number + 1)
            opened.append(dropped)
        elif text == ")" and opened:
            dropped = opened.pop()
        elif text == SINGLE:
            dropped = calls(number) and calls(number + 2)
        else:
            dropped = text == "@" and calls(number + 1)
        if not dropped:
            kept.append(text)
    return kept
