"""Which key numbers moved, against what the file held before: a look at a few cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from planner.book.find import Book
from planner.check.compare import agree
from planner.layout.places import ENGINE
from planner.results.moved import KeyMove
from planner.results.plan import Result
from planner.template.rows import SCENARIOS, Row
from planner.xlsx.cell import Value

Held = Callable[[Row, int], Value]
"""What a file held for a line in one of the scenarios."""


def against_stored(result: Result, book: Book) -> Result:
    """The same, with the key numbers that moved since the last refresh, which left them in Checks."""

    def held(row: Row, across: int) -> Value:
        return book.cell(book.layout.check(row.key).at(ENGINE + across)).value

    return replace(result, moved=tuple(_moved(result, book, held)))


def against_shown(result: Result, before: Book) -> Result:
    """The same, with the key numbers that moved from what the file showed."""

    def held(row: Row, across: int) -> Value:
        return before.cell(before.layout.cell(row, SCENARIOS[across])).value

    return replace(result, moved=tuple(_moved(result, before, held)))


def _moved(result: Result, book: Book, held: Held) -> Iterator[KeyMove]:
    template, lines = book.template, result.lines
    for shown in template.key_numbers:
        row, line = template.row(shown.key), lines[shown.key]
        for across, scenario in enumerate(SCENARIOS) if not row.axis else ():
            chosen = getattr(lines[template.said.currency], scenario)
            if template.is_reported(row) and held(template.row(template.said.currency), across) != chosen:
                continue  # two amounts in two currencies
            before, after = held(row, across), getattr(line, scenario)
            if isinstance(before, float) and isinstance(after, float) and not agree(before, after):
                unit = template.unit_in(row, chosen)
                moved = KeyMove(row.key, scenario, shown.label, unit, before, after, line.format)
                yield replace(moved, language=template.language)
