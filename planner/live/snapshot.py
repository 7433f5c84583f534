"""Reads an open workbook in whole blocks, as a source in which planner's cells are found like in a file's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from planner.excel.errors import patiently
from planner.excel.native import Native, as_block
from planner.xlsx.a1 import Area, Position
from planner.xlsx.cell import Cell
from planner.xlsx.package import Calculation, Table

BYTES_A_CELL = 48
"""About what a cell takes in a file, so that the limits for files hold here too."""

AS_IT_IS = Calculation("auto", full_on_load=False, iterate=False, full_precision=True)
"""Planner has just calculated it: what it asks of a program that opens its file does not matter."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A worksheet of the open workbook."""

    name: str
    sheet: Any


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the open workbook says now. Sheets are read when they are first asked for.

    Attributes:
        as_problems: turns what Excel raises into an error for people.
    """

    file: str
    native: Native
    as_problems: Callable[[], AbstractContextManager[None]]
    sheets: tuple[Tab, ...]
    defined_names: Mapping[str, str]
    tables: Mapping[str, Table]
    date1904: bool
    calculation: Calculation = AS_IT_IS
    _used: dict[str, Area] = field(default_factory=dict, repr=False)
    _cells: dict[str, dict[Position, Cell]] = field(default_factory=dict, repr=False)

    def cells(self, sheet: str, wanted: Collection[Position] | None = None) -> dict[Position, Cell]:
        """The wanted cells of a sheet (all of them for None), by row and column."""
        if sheet in self._cells:
            found = self._cells[sheet]
        elif wanted is None:
            found = self._cells[sheet] = dict(self._read(sheet, self._area(sheet)))
        else:
            found = dict(self._read(sheet, _common(_around(wanted), self._area(sheet))))
        return found if wanted is None else {at: found[at] for at in wanted if at in found}

    def size(self, sheet: str) -> int:
        """What the used cells of a sheet would take in a file."""
        return self._area(sheet).size * BYTES_A_CELL

    def _area(self, sheet: str) -> Area:
        """The cells of a sheet that are used."""
        if sheet not in self._used:
            with self.as_problems():
                self._used[sheet] = patiently(lambda: _area_of(self._tab(sheet).used_range))
        return self._used[sheet]

    def _tab(self, name: str) -> Any:
        return next(tab.sheet for tab in self.sheets if tab.name.casefold() == name.casefold())

    def _read(self, sheet: str, area: Area | None) -> Iterator[tuple[Position, Cell]]:
        if area is None:
            return
        with self.as_problems():
            block = self._tab(sheet).range(area.first, (area.last_row, area.last_column))
            values = patiently(lambda: self.native.values(block))
            formulas = as_block(patiently(lambda: block.formula))
        for row, (shown, written) in enumerate(zip(values, formulas, strict=True), area.first_row):
            for column, (value, formula) in enumerate(zip(shown, written, strict=True), area.first_column):
                # A text that begins with an equals sign shows what is written; a formula hardly ever does.
                if isinstance(formula, str) and formula.startswith("=") and formula != value:
                    yield (row, column), Cell(value, formula[1:], 0, "formula")
                elif value is not None:
                    yield (row, column), Cell(value)


def snapshot(
    book: Any, file: str, native: Native, as_problems: Callable[[], AbstractContextManager[None]]
) -> Snapshot:
    """The workbook as it stands now."""
    tabs = tuple(Tab(sheet.name, sheet) for sheet in book.sheets)
    tables = {table.name: table for tab in tabs for table in _tables(tab)}
    return Snapshot(file, native, as_problems, tabs, native.names(book), tables, native.date1904(book))


def _area_of(cells: Any) -> Area:
    rows, columns = cells.shape
    first, left = cells.row, cells.column
    return Area(first, left, first + rows - 1, left + columns - 1)


def _around(wanted: Collection[Position]) -> Area | None:
    rows, columns = [row for row, _ in wanted], [column for _, column in wanted]
    return Area(min(rows), min(columns), max(rows), max(columns)) if wanted else None


def _common(one: Area | None, other: Area) -> Area | None:
    """The cells that two areas share."""
    if one is None:
        return None
    top, left = max(one.first_row, other.first_row), max(one.first_column, other.first_column)
    bottom, right = min(one.last_row, other.last_row), min(one.last_column, other.last_column)
    return Area(top, left, bottom, right) if top <= bottom and left <= right else None


def _tables(tab: Tab) -> Iterator[Table]:
    for table in tab.sheet.tables:
        headers = int(bool(table.show_headers))
        names: Sequence[Any] = as_block(table.header_row_range.value)[0] if headers else ()
        yield Table(
            name=table.display_name,
            sheet=tab.name,
            part="",
            area=_area_of(table.range),
            header_rows=headers,
            totals_rows=int(bool(table.show_totals)),
            columns=tuple(str(name) for name in names),
        )
