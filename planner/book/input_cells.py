"""Every input cell of a plan by the name that `planner set` takes for it, and what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner.book.find import Book
from planner.book.read import follows_base
from planner.book.row_names import row_names
from planner.layout.places import Place, axis_name
from planner.template.rows import SCENARIOS, Column, Row, Table, Text
from planner.template.sheets import Axis
from planner.xlsx.cell import Cell

FOLLOWS = "(as base)"
"""What a low or high cell holds that refers to its base cell."""

Content = float | str | None
"""What a person sees in the formula bar; a day is its serial number."""


class InputCell(NamedTuple):
    """Where an input stands, what it holds, and the row, text, column or axis whose input it is."""

    place: Place
    value: Content
    of: Row | Column | Axis | Text


def input_cells(book: Book) -> Iterator[tuple[tuple[str, str], InputCell]]:
    """The inputs in the order of the plan, each by its name and its scenario, if it has one."""
    for row in book.template.inputs:
        for scenario in SCENARIOS:
            place = book.layout.cell(row, scenario)
            value = FOLLOWS if follows_base(book, row, scenario) else content(book.cell(place))
            yield (row.key, scenario), InputCell(place, value, row)
    for text in book.template.texts.values():
        place = book.layout.text(text)
        yield (text.key, ""), InputCell(place, content(book.cell(place)), text)
    for sheet, axis in book.template.axes:
        if axis.is_input:
            first = book.layout[axis_name(sheet, "low")]
            for number in range(first.columns):
                place = first.at(number)
                yield (f"{axis.key}[{number + 1}]", ""), InputCell(place, content(book.cell(place)), axis)
    for table in book.template.tables:
        yield from _table(book, table)


def _table(book: Book, table: Table) -> Iterator[tuple[tuple[str, str], InputCell]]:
    place = book.layout.tables[table.key]
    for number, name in enumerate(row_names(book, table)):
        for column in table.columns:
            cell = place.cell(column.key, number)
            yield (f"{table.key}[{name}].{column.key}", ""), InputCell(cell, content(book.cell(cell)), column)


def content(cell: Cell) -> Content:
    """What a person sees in the formula bar; nothing for an empty cell and for part of a formula's range."""
    if cell.formula is not None:
        return f"={cell.formula}"
    if cell.kind != "constant" or cell.value in {None, ""}:
        return None
    return cell.value if isinstance(cell.value, float | str) else str(cell.value)
