"""References to tables, such as `Mix[[#All],[Price]:[Note]]` or `Mix[@Price]`, and the cells they mean."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from planner.xlsx.a1 import Area
from planner.xlsx.package import Table

_INNER = re.compile(r"\[((?:[^\[\]']|'.)*)\]", re.DOTALL)
_ESCAPED = re.compile(r"'(.)", re.DOTALL)
THIS_ROW = "#this row"
ROWS = {"#data", "#all", "#headers", "#totals", THIS_ROW}


class TableReference(NamedTuple):
    """A reference as it is written.

    Attributes:
        table: its name; empty for the table that the formula stands in.
        rows: which rows, `#all` and so on in small letters; none for the data.
        columns: the first and the last one as written, without escapes; none for all.
    """

    table: str
    rows: frozenset[str]
    columns: tuple[str, ...]

    @property
    def this_row(self) -> bool:
        """Whether it means the row of the formula's own cell."""
        return THIS_ROW in self.rows

    def unknown(self, table: Table) -> str | None:
        """The first column that the table does not have."""
        headers = _headers(table)
        return next((column for column in self.columns if column.casefold() not in headers), None)

    def area(self, table: Table, row: int | None = None) -> Area:
        """Its cells, where the table has the columns.

        Args:
            row: of the formula; without it `#This Row` means every row of the data.
        """
        headers = _headers(table)
        numbers = [headers.index(column.casefold()) for column in self.columns]
        left, right = min(numbers, default=0), max(numbers, default=len(headers) - 1)
        first, last = self._rows(table, row)
        return Area(first, table.area.first_column + left, last, table.area.first_column + right)

    def _rows(self, table: Table, row: int | None) -> tuple[int, int]:
        area, body = table.area, table.body or table.area
        first, last = body.first_row, body.last_row
        if self.this_row and row is not None:
            return row, row
        if self.rows == {"#headers"}:
            return area.first_row, area.first_row
        if self.rows == {"#totals"}:
            return area.last_row, area.last_row
        if self.rows & {"#all", "#headers"}:
            first = area.first_row
        if self.rows & {"#all", "#totals"}:
            last = area.last_row
        return first, last


def _headers(table: Table) -> list[str]:
    return [header.strip().casefold() for header in table.columns]


@lru_cache(maxsize=20_000)
def table_reference(text: str) -> TableReference:
    """The reference that a token of the kind `table` or `own_table` says."""
    table, _, inner = text.partition("[")
    inner = inner.removesuffix("]").strip()
    at = inner.startswith("@")
    inner = inner.removeprefix("@").strip()
    words = [word.strip() for word in _INNER.findall(inner)] or [inner]
    rows = {word.casefold() for word in words if word.casefold() in ROWS} | ({THIS_ROW} if at else set())
    columns = tuple(_ESCAPED.sub(r"\1", word) for word in words if word and word.casefold() not in ROWS)
    if len(columns) == 2 and columns[0].casefold() == columns[1].casefold():
        columns = columns[:1]
    return TableReference(table, frozenset() if rows == {"#data"} else frozenset(rows), columns)
