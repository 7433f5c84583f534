"""Rewrites formulas of the owner's for the new plan, token by token; what leads nowhere becomes #REF!."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from planner.upgrade.draft import Draft
from planner.upgrade.places import Moves
from planner.xlsx.a1 import Area, column_letters, parse_area, quote_sheet
from planner.xlsx.formula_tokens import matches, unquoted
from planner.xlsx.table_references import table_reference

LOST = "#REF!"
MOST_CELLS = 20_000
"""Of a larger area nobody asks where each cell is."""

_CELL = re.compile(r"(\$?)[A-Za-z]{1,3}(\$?)[0-9]+")
_COLUMN_OF = re.compile(r"\[((?:[^\[\]']|'.)+)\]")


class Rewritten(NamedTuple):
    """A formula as it reads now.

    Attributes:
        lost: keys of what is gone, each with what to read instead, or nothing.
        told: keys of lines that mean something else now.
    """

    text: str
    lost: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()


@dataclass(slots=True)
class Rewriter:
    """Rewrites formulas that stand on the owner's sheets, in names, charts and rules."""

    moves: Moves

    @property
    def draft(self) -> Draft:
        """The new plan."""
        return self.moves.draft

    def formula(self, text: str) -> Rewritten:
        """A formula, given without its equals sign; the same text where it reads nothing of planner's."""
        pieces, lost, told = [], list[tuple[str, str]](), list[str]()
        for match in matches(text):
            key, new = self._token(match)
            pieces.append(match[0] if new is None else new)
            if new == LOST and key is not None:
                lost.append((key, self.moves.instead(key)))
            elif key is not None and key in self.draft.declared.changed:
                told.append(key)
        return Rewritten("".join(pieces), tuple(dict.fromkeys(lost)), tuple(dict.fromkeys(told)))

    def _token(self, match: re.Match[str]) -> tuple[str | None, str | None]:
        """The key that a token reads, and the token as it reads now; None for what is none of planner's."""
        kind, sheet = match.lastgroup, match["sheet"]
        if kind == "name" and not sheet and self.moves.old.is_name(match["name"]):
            name = match["name"]
            return self.moves.old.key_of(name), self.moves.name(name) or LOST
        if kind == "cells" and sheet and "[" not in sheet:
            return self._cells(unquoted(sheet), match["cells"])
        if kind == "table" and not sheet:
            return self._table(match["table"])
        return None, None

    def _cells(self, sheet: str, text: str) -> tuple[str | None, str | None]:
        ends = sheet.split(":")
        if not any(one.casefold() in self.moves.old.sheets for one in ends):
            return None, None
        area = parse_area(text)
        if len(ends) > 1 or area is None or area.size > MOST_CELLS:
            return sheet, LOST
        key = self.moves.key_at(sheet, *area.first) or f"{sheet}!{text}"
        now = self._moved(sheet, area)
        return key, LOST if now is None else f"{quote_sheet(now[0])}!{_like(text, now[1])}"

    def _moved(self, sheet: str, area: Area) -> tuple[str, Area] | None:
        """Where all cells of an area stand, if they stand side by side as they did."""
        first = self.moves.cell(sheet, *area.first)
        if first is None:
            return None
        down, across = first.row - area.first_row, first.column - area.first_column
        for row, column in area.cells():
            now = self.moves.cell(sheet, row, column)
            if now is None or now[:3] != (first.sheet, row + down, column + across):
                return None
        return first.sheet, Area(first.row, first.column, area.last_row + down, area.last_column + across)

    def _table(self, text: str) -> tuple[str | None, str | None]:
        said = table_reference(text)
        key = said.table.casefold()
        known = self.moves.old.tables.get(key)
        if known is None:
            return None, None
        columns = {header.casefold(): one for one, header in known.headers.items()}
        keys = [columns.get(column.casefold(), "") for column in said.columns]
        headers = [self.moves.header(key, one) for one in keys]
        lost = f"{key}.{keys[0]}" if keys and keys[0] else key
        if not all(headers) or (not headers and not self.moves.header(key, next(iter(known.columns)))):
            return lost, LOST
        return lost, _COLUMN_OF.sub(lambda found: self._column(found, said.columns, headers), text)

    @staticmethod
    def _column(found: re.Match[str], was: tuple[str, ...], now: list[str]) -> str:
        """A column in brackets under its new header."""
        inner = found[1]
        text = re.sub(r"'(.)", r"\1", inner.removeprefix("@")).strip()
        folded = [one.casefold() for one in was]
        if text.casefold() not in folded:
            return found[0]
        header = re.sub(r"(['\[\]#@])", r"'\1", now[folded.index(text.casefold())])
        return f"[{'@' if inner.startswith('@') else ''}{header}]"


def _like(text: str, area: Area) -> str:
    """An area written with the dollar signs of another."""
    first, colon, last = text.partition(":")
    start = _written(first, area.first_row, area.first_column)
    return f"{start}:{_written(last, area.last_row, area.last_column)}" if colon else start


def _written(like: str, row: int, column: int) -> str:
    found = _CELL.fullmatch(like)
    before, between = (found[1], found[2]) if found else ("", "")
    return f"{before}{column_letters(column)}{between}{row}"
