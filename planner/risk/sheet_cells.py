"""Cells of the sheets of a simulation, and how they look: as cells of the plan do that say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from planner.book.find import Book
from planner.book.targets import target
from planner.layout.arrange import HEADER_ROW
from planner.layout.places import ENGINE, LABEL, LOW, NOTE, STATUS, UNIT, Place
from planner.problems import Problem
from planner.template.rows import Row
from planner.template.schema import LOG
from planner.xlsx.a1 import Position, column_letters
from planner.xlsx.cell import Value

BASE = "base"
FOUR_DECIMALS = "serving_usd_per_1m_output_tokens"
"""A line that shows as many."""
TITLE, SUBTITLE, SECTION, HEADER, HEADER_RIGHT, TEXT, UNIT_LOOK, NOTE_LOOK, KEY_LOOK = (
    *("title", "subtitle", "section", "header", "header right", "text", "unit", "note", "key"),
)
WRITTEN, DECIMALS, TYPED, SHARE, STATUS_LOOK, DATE, ASIDE, WHOLE = (
    *("written", "decimals", "typed", "share", "status", "date", "aside", "whole"),
)


class Filled(NamedTuple):
    """A cell: a value, or a formula without its equals sign."""

    look: str
    value: Value = None
    formula: str | None = None


Cells = dict[Position, Filled]


def a1(row: int, column: int, *, row_moves: bool = False) -> str:
    """`$C$7`, or `$C7` of a formula that is the same in every row."""
    return f"${column_letters(column)}{'' if row_moves else '$'}{row}"


def down(column: int, first: int, rows: int) -> str:
    """`$C$7:$C$66`."""
    return f"{a1(first, column)}:{a1(first + rows - 1, column)}"


INPUT = "input"


def look_of_input(name: str) -> str:
    """The look of what its owner has typed there."""
    return f"{INPUT} {name}"


def look_of(row: Row) -> str:
    """The look of a line's own number, which `looks` finds in its cell at base."""
    return f"line {row.key}"


def looks(book: Book, used: set[str]) -> Mapping[str, int]:
    """The number of the cell format of each look, in this workbook."""
    found = _texts(book) | _numbers(book)
    for one in used - found.keys():
        found[one] = _style(book, _place(book, one))
    return found


def _place(book: Book, look: str) -> Place:
    """The cell that looks so: of a line its own at base, of an input what is typed."""
    kind, _, name = look.partition(" ")
    if kind == INPUT:
        place = target(book, name, None)
        if isinstance(place, Problem):
            raise AssertionError(f"there is no input {name}")
        return place.place
    row = book.template.row(name)
    return book.layout.run(row, BASE) if row.axis else book.layout.cell(row, BASE)


def _style(book: Book, place: Place) -> int:
    found = book.cells.get((place.sheet, place.row, place.column))
    return found.style if found else 0


def _texts(book: Book) -> dict[str, int]:
    template = book.template
    sheet, row, *_ = book.layout.line(template.row("minimum_cash"))
    log = book.source.cells(template.front(LOG), {(1, 1), (2, 1), (HEADER_ROW, 1)})
    titles = {at: log[at, 1].style if (at, 1) in log else 0 for at in (1, 2, HEADER_ROW)}
    at = {HEADER_RIGHT: (HEADER_ROW, LOW), SECTION: (HEADER_ROW + 1, LABEL), SUBTITLE: (2, 1)}
    at |= {TEXT: (row, LABEL), UNIT_LOOK: (row, UNIT), NOTE_LOOK: (row, NOTE), KEY_LOOK: (row, NOTE + 1)}
    texts = {look: _style(book, Place(sheet, *one)) for look, one in at.items()}
    return texts | {TITLE: titles[1], ASIDE: titles[2], HEADER: titles[HEADER_ROW]}


def _numbers(book: Book) -> dict[str, int]:
    layout, template = book.layout, book.template
    check = layout.check("minimum_cash")
    share = next(row for row in template.formulas if row.unit == "fraction" and row.axis == "month")
    return {
        WRITTEN: _style(book, check.at(ENGINE)),
        STATUS_LOOK: _style(book, check.at(STATUS)),
        TYPED: _style(book, layout.cell(template.row("demand_factor"), BASE)),
        DECIMALS: _style(book, layout.cell(template.row(FOUR_DECIMALS), BASE)),
        WHOLE: _style(book, layout.cell(template.row("launch_delay_months"), BASE)),
        SHARE: _style(book, layout.run(share, BASE)),
        DATE: _style(book, layout.run(template.row("month_start_date"), BASE)),
    }
