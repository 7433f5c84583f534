"""Cell addresses: `B7`, `'Year one'!$A$1:$C$9`, and the numbers behind them (rows and columns from 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

Position = tuple[int, int]
"""Row and column of a cell on its sheet, from 1."""

Address = tuple[str, int, int]
"""Sheet name, row and column of a cell."""

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})", re.ASCII)
_ROWS = re.compile(r"\$?([1-9][0-9]{0,6}):\$?([1-9][0-9]{0,6})", re.ASCII)
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
_QUOTED_SHEET = re.compile(r"'((?:[^']|'')+)'!(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def __contains__(self, position: Position) -> bool:
        row, column = position
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def __str__(self) -> str:
        first = cell_name(self.first_row, self.first_column)
        return first if self.size == 1 else f"{first}:{cell_name(self.last_row, self.last_column)}"

    @property
    def size(self) -> int:
        """How many cells it covers."""
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)

    @property
    def first(self) -> Position:
        """The top left cell."""
        return self.first_row, self.first_column

    def cells(self) -> Iterator[Position]:
        """Every cell, row by row."""
        for row in range(self.first_row, self.last_row + 1):
            for column in range(self.first_column, self.last_column + 1):
                yield row, column


class SheetArea(NamedTuple):
    """An area on a sheet; `sheet` is None where the text names none."""

    sheet: str | None
    area: Area

    def __str__(self) -> str:
        return format_reference(self.sheet, self.area)


@lru_cache(maxsize=1024)
def letters_from(first: int, columns: int) -> tuple[str, ...]:
    """The letters of columns side by side."""
    return tuple(map(column_letters, range(first, first + columns)))


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """`28` to `AB`."""
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(f"no column {number}")
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int | None:
    """`AB` to `28`; None when it is no column of a worksheet."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            return None
        number = number * 26 + ord(letter) - 64
    return number if 1 <= number <= MAX_COLUMN else None


def cell_name(row: int, column: int) -> str:
    """`(7, 2)` to `B7`."""
    return f"{column_letters(column)}{row}"


def parse_cell(text: str) -> Position | None:
    """`B7` or `$B$7` to `(7, 2)`; None when it is no cell of a worksheet."""
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if column is not None and row <= MAX_ROW else None


def parse_area(text: str) -> Area | None:
    """`A1`, `$A$1:$C$9`, `A:C` or `2:5` to an Area; None for everything else."""
    first_text, colon, last_text = text.partition(":")
    first = parse_cell(first_text)
    last = parse_cell(last_text) if colon else first
    if first is None or last is None:
        return _whole_lines(text)
    (top, left), (bottom, right) = first, last
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _whole_lines(text: str) -> Area | None:
    if columns := _COLUMNS.fullmatch(text):
        left, right = column_number(columns[1]), column_number(columns[2])
        if left is not None and right is not None:
            return Area(1, min(left, right), MAX_ROW, max(left, right))
    elif rows := _ROWS.fullmatch(text):
        top, bottom = sorted((int(rows[1]), int(rows[2])))
        if bottom <= MAX_ROW:
            return Area(top, 1, bottom, MAX_COLUMN)
    return None


def parse_reference(text: str) -> SheetArea | None:
    """`'It''s'!$A$1:$C$9` to a SheetArea; None when it is not one area on at most one sheet of this file."""
    text = text.strip().removeprefix("=")
    sheet: str | None = None
    if quoted := _QUOTED_SHEET.fullmatch(text):
        sheet, text = quoted[1].replace("''", "'"), quoted[2]
    elif "!" in text:
        sheet, _, text = text.rpartition("!")
        if not _PLAIN_SHEET.fullmatch(sheet):
            return None
    if sheet is not None and any(letter in sheet for letter in "[]:"):  # another file, or several sheets
        return None
    area = parse_area(text)
    return None if area is None else SheetArea(sheet, area)


@lru_cache(maxsize=256)
def quote_sheet(name: str) -> str:
    """A sheet's name as formulas spell it: in quotes wherever Excel might need them."""
    plain = _PLAIN_SHEET.fullmatch(name) and name.isascii() and not _looks_like_address(name)
    return name if plain else "'" + name.replace("'", "''") + "'"


def _looks_like_address(name: str) -> bool:
    r1c1 = re.fullmatch(r"[RrCc]|[Rr][0-9]*[Cc][0-9]*|[RrCc][0-9]+", name)
    return parse_cell(name) is not None or r1c1 is not None or name.upper() in ("TRUE", "FALSE")


def format_reference(sheet: str | None, area: Area, *, absolute: bool = True) -> str:
    """The text of a reference, `$A$1:$C$9` with its sheet in front when one is given."""
    mark = "$" if absolute else ""
    left, right = column_letters(area.first_column), column_letters(area.last_column)
    if (area.first_row, area.last_row) == (1, MAX_ROW):
        cells = f"{mark}{left}:{mark}{right}"
    elif (area.first_column, area.last_column) == (1, MAX_COLUMN):
        cells = f"{mark}{area.first_row}:{mark}{area.last_row}"
    else:
        cells = f"{mark}{left}{mark}{area.first_row}"
        if area.size > 1:
            cells += f":{mark}{right}{mark}{area.last_row}"
    return cells if sheet is None else f"{quote_sheet(sheet)}!{cells}"
