"""Which cells a refresh writes: engine values and verdicts, cached values, a row of the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.book.find import Book
from planner.layout.places import ENGINE, LOG_HEADER, VERDICT
from planner.problems import PlanError
from planner.xlsx.a1 import MAX_ROW, Position
from planner.xlsx.cell import Value
from planner.xlsx.patch import Edit


@dataclass(slots=True)
class Edits:
    """Edits by sheet, in the shape that the patcher takes."""

    by_sheet: dict[str, dict[Position, Edit]] = field(default_factory=dict)

    def put(self, sheet: str, row: int, column: int, edit: Edit) -> None:
        """Add one edit; a later one for the same cell replaces it."""
        self.by_sheet.setdefault(sheet, {})[row, column] = edit

    def checks(self, book: Book, key: str, engine: Sequence[Value], verdict: str) -> None:
        """The engine's values and the verdict in one row of Checks."""
        place = book.layout.check(key)
        written = [(place.at(ENGINE + across), value) for across, value in enumerate(engine)]
        for cell, value in [*written, (place.at(VERDICT), book.template.word_of(verdict))]:
            there = book.cell(cell)
            if there.formula is not None or not same(there.value, value):
                self.put(cell.sheet, cell.row, cell.column, Edit(value, "drop"))

    def log(self, book: Book, words: Sequence[Value]) -> None:
        """A row below the last of the log, in the style of its first."""
        header = book.layout[LOG_HEADER]
        cells = book.source.cells(header.sheet)
        columns = range(header.column, header.column + header.columns)
        filled = [
            row for (row, column), cell in cells.items() if column in columns and cell.value is not None
        ]
        row = max([header.row, *filled]) + 1
        if row > MAX_ROW:
            message, remedy = "the log has no row left", "Delete what stands in its last rows."
            raise PlanError(book.problem(header, message, remedy))
        for column, word in zip(columns, words, strict=True):
            model = cells.get((header.row + 1, column))
            self.put(header.sheet, row, column, Edit(word, "drop", model.style if model else None))


def same(there: Value, value: Value) -> bool:
    """Whether a cell shows a value already, to the last bit."""
    return type(there) is type(value) and there == value
