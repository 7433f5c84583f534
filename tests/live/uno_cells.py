"""Sheets, tables and cells of the xlwings engine over LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from com.sun.star.table import CellAddress
from xlwings import base_classes

from tests.live.uno_api import CODES, FIRST_ERROR, Api, check_busy, excel


class Sheets(base_classes.Sheets):
    """The sheets of a spreadsheet."""

    def __init__(self, book: Any) -> None:
        self.book, self.found = book, book.document.Sheets

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, sheet, self) for sheet in self.found)

    @cached_property
    def tables(self) -> list[tuple[int, Any]]:
        """Every table of the workbook, with the number of its sheet."""
        found = list(self.book.document.DatabaseRanges)
        return [(table.DataArea.Sheet, table) for table in found]

    def __len__(self) -> int:
        return int(self.found.Count)

    def __call__(self, which: Any) -> Sheet:
        by_number = isinstance(which, int)
        found = self.found.getByIndex(which - 1) if by_number else self.found.getByName(which)
        return Sheet(self.book, found, self)


class Sheet(base_classes.Sheet):
    """One of them."""

    def __init__(self, book: Any, sheet: Any, among: Sheets) -> None:
        self._book, self.sheet, self.among = book, sheet, among

    @property
    def book(self) -> Any:
        return self._book

    @property
    def api(self) -> Api:
        return Api(ProtectContents=self.sheet.isProtected)

    @property
    def name(self) -> str:
        return str(self.sheet.Name)

    @property
    def tables(self) -> Any:
        number = self.sheet.RangeAddress.Sheet
        return [Table(self, found) for sheet, found in self.among.tables if sheet == number]

    @property
    def used_range(self) -> Range:
        cursor = self.sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.of(self, cursor.RangeAddress)

    def range(self, first: Any, last: Any = None) -> Range:
        first = (first.row, first.column) if isinstance(first, Range) else first
        last = (last.row, last.column) if isinstance(last, Range) else last or first
        return Range(self, *first, (last[0] - first[0] + 1, last[1] - first[1] + 1))


class Table(base_classes.Table):
    """An Excel table, which LibreOffice keeps as a database range."""

    def __init__(self, sheet: Sheet, found: Any) -> None:
        self.sheet, self.found = sheet, found

    @property
    def display_name(self) -> str:
        return str(self.found.Name)

    @property
    def range(self) -> Range:
        return Range.of(self.sheet, self.found.DataArea)

    @property
    def header_row_range(self) -> Range:
        whole = self.range
        return self.sheet.range((whole.row, whole.column), (whole.row, whole.column + whole.shape[1] - 1))

    @property
    def show_headers(self) -> bool:
        return bool(self.found.ContainsHeader)

    @property
    def show_totals(self) -> bool:
        return bool(self.found.TotalsRow)


class Range(base_classes.Range):
    """A rectangle of cells."""

    def __init__(self, sheet: Sheet, row: int, column: int, shape: tuple[int, int]) -> None:
        self._sheet, self._row, self._column, self._shape = sheet, row, column, shape

    @staticmethod
    def of(sheet: Sheet, address: Any) -> Range:
        """The cells of a `CellRangeAddress`."""
        shape = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
        return Range(sheet, address.StartRow + 1, address.StartColumn + 1, shape)

    @cached_property
    def cells(self) -> Any:
        left, top, (rows, columns) = self._column - 1, self._row - 1, self._shape
        return self._sheet.sheet.getCellRangeByPosition(left, top, left + columns - 1, top + rows - 1)

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    @property
    def row(self) -> int:
        return self._row

    @property
    def column(self) -> int:
        return self._column

    @property
    def shape(self) -> tuple[int, int]:
        return self._shape

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def api(self) -> Api:
        return Api(Value2=self.value2)

    def value2(self) -> Any:
        """As Excel gives them: nothing for a blank cell, a whole number for an error."""
        check_busy()
        return tuple(
            tuple(
                self.error(down, across) if value is None else None if value == "" else value
                for across, value in enumerate(row)
            )
            for down, row in enumerate(self.cells.getDataArray())
        )

    def __call__(self, down: int, across: int) -> Range:
        place = self.row + down - 1, self.column + across - 1
        return self.sheet.range(place)

    def error(self, down: int, across: int) -> int:
        shown = self.cells.getCellByPosition(across, down).getString()
        return FIRST_ERROR + CODES.get(shown, 2015)

    @property
    def raw_value(self) -> Any:
        check_busy()
        return self.cells.getDataArray()

    @raw_value.setter
    def raw_value(self, rows: Any) -> None:
        check_busy()
        rows = rows if isinstance(rows, list | tuple) else ((rows,),)
        if any(isinstance(value, str) and value.startswith("=") for row in rows for value in row):
            raise ValueError("formulas are typed by the tests themselves")
        self.cells.setDataArray(tuple(tuple(map(typed, row)) for row in rows))

    @property
    def formula(self) -> Any:
        check_busy()
        return tuple(
            tuple(excel(text) if text.startswith("=") else text for text in row)
            for row in self.cells.getFormulaArray()
        )

    def copy(self, destination: Any = None) -> None:
        target = destination.impl
        number = target.sheet.sheet.RangeAddress.Sheet
        place = CellAddress(number, target.column - 1, target.row - 1)
        target.sheet.sheet.copyRange(place, self.cells.RangeAddress)


def typed(value: Any) -> Any:
    """As Excel takes what is typed: an apostrophe in front says that the rest is text."""
    if isinstance(value, str):
        return value.removeprefix("'")
    return float(value)
