"""A workbook in the making: cells by sheet, and the places where an error can be put into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from planner.xlsx.a1 import Address, cell_name

AMOUNT, SHARE, DATE, PLAIN = "#,##0", "0.0%", "yyyy-mm-dd", "General"


class Item(NamedTuple):
    """A cell: a number, a text, a date as a number, or a formula with its equals sign."""

    value: float | str
    look: str = PLAIN
    bold: bool = False


Sheets = dict[str, dict[tuple[int, int], Item]]
Seed = Callable[[Sheets], Sequence[Address]]
"""Puts an error into cells; the cells of which any may be named by who finds it."""


@dataclass
class Draft:
    """A workbook without an error, and errors that it may get.

    Attributes:
        seeds: kind of error -> ways to make it here.
    """

    random: Random
    sheets: Sheets = field(default_factory=dict)
    seeds: dict[str, list[Seed]] = field(default_factory=dict)

    def put(
        self, sheet: str, row: int, column: int, value: float | str, look: str = PLAIN, *, bold: bool = False
    ) -> None:
        """Write a cell."""
        self.sheets.setdefault(sheet, {})[row, column] = Item(value, look, bold)

    def row(
        self,
        sheet: str,
        row: int,
        values: Sequence[float | str],
        look: str = PLAIN,
        *,
        bold: bool = False,
        first: int = 1,
    ) -> None:
        """Write cells side by side; an empty text leaves a gap."""
        for number, value in enumerate(values):
            if value != "":
                self.put(sheet, row, first + number, value, look, bold=bold)

    def may(self, kind: str, seed: Seed) -> None:
        """Offer an error."""
        self.seeds.setdefault(kind, []).append(seed)

    def may_be(self, kind: str, sheet: str, row: int, column: int, value: float | str) -> None:
        """Offer an error that is another content of one cell."""
        self.may(kind, replaced(sheet, {(row, column): value}))

    def seeded(self, kind: str, number: int) -> tuple[Sheets, Sequence[Address]]:
        """The cells with an error of a kind, and where it is."""
        sheets, ways = deepcopy(self.sheets), self.seeds[kind]
        return sheets, ways[number % len(ways)](sheets)


def replaced(
    sheet: str, contents: dict[tuple[int, int], float | str], told: Sequence[tuple[int, int]] = ()
) -> Seed:
    """An error that is other contents of some cells; `told` are those to name, where they are others."""

    def seed(sheets: Sheets) -> Sequence[Address]:
        for at, value in contents.items():
            sheets[sheet][at] = sheets[sheet][at]._replace(value=value)
        return [(sheet, *at) for at in (told or contents)]

    return seed


def letter(column: int) -> str:
    """The letters of a column."""
    return cell_name(1, column)[:-1]


def write(sheets: Sheets, path: Path) -> Path:
    """Write a workbook without values, as programs do that compute nothing."""
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for (row, column), item in cells.items():
            cell = sheet.cell(row, column, item.value)
            cell.number_format = item.look
            if item.bold:
                cell.font = Font(bold=True)
    book.save(path)
    return path
