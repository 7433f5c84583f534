"""The sheet `Draws`: the first draws as values, a row each, with a word by which an edited row is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from planner.risk.sheet_cells import (
    DATE,
    HEADER,
    KEY_LOOK,
    SUBTITLE,
    TITLE,
    WRITTEN,
    Cells,
    Filled,
    down,
    look_of,
    look_of_input,
)
from planner.risk.uncertain import Uncertain
from planner.template.rows import Row
from planner.xlsx.a1 import quote_sheet
from planner.xlsx.cell import Value

if TYPE_CHECKING:
    import numpy as np

MARK_ROW, HEAD, FIRST = 3, 5, 7
"""Rows of the mark, of the headings, and of the first draw; between the last two stand keys."""
DIGITS = 12
"""Of a number in the word of a row: a program that saves the file may round what comes after."""
WORD = 8
"""Letters of that word."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The draws that stand on the sheet, column by column.

    Attributes:
        sheet: its name.
        inputs: name -> values, words as they stand.
        results, checks: key -> values.
        cash: a row a draw, a column a month.
    """

    sheet: str
    inputs: Mapping[str, Sequence[float | str]]
    results: Mapping[str, np.ndarray]
    checks: Mapping[str, np.ndarray]
    cash: np.ndarray

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.cash)

    def column(self, key: str) -> str:
        """The cells of a result or a check, as a formula of another sheet refers to them."""
        return self._cells(2 + len(self.inputs) + [*self.results, *self.checks].index(key))

    def month(self, at: int) -> str:
        """The cells of the closing cash of a month, counted from 0."""
        return self._cells(2 + len(self.inputs) + len(self.results) + len(self.checks) + at)

    def _cells(self, column: int) -> str:
        return f"{quote_sheet(self.sheet)}!{down(column, FIRST, self.count)}"


def mark(columns: int, rows: int) -> str:
    """What the sheet says of itself, by which planner knows it again."""
    return f"planner draws 1: {columns} {rows}"


def cells_of(
    kept: Kept,
    rows: Sequence[Uncertain],
    lines: Mapping[str, Row],
    months: Sequence[float],
    words: Mapping[str, str],
) -> Cells:
    """Every cell of the sheet.

    Args:
        lines: the lines of the results and checks, by key.
        months: the day on which each month begins.
    """
    columns = _columns(kept, rows, lines, months, words)
    found: Cells = {
        (1, 1): Filled(TITLE, words["draws_title"]),
        (2, 1): Filled(SUBTITLE, words["draws_subtitle"]),
        (MARK_ROW, 1): Filled(KEY_LOOK, mark(len(columns), kept.count)),
    }
    for at, (head, key, *_) in enumerate(columns, start=1):
        found[HEAD, at] = Filled(DATE if isinstance(head, float) else HEADER, head)
        found[HEAD + 1, at] = Filled(KEY_LOOK, key)
    for number in range(kept.count):
        values = [values[number] for _, _, _, values in columns]
        for at, ((_, _, look, _), value) in enumerate(zip(columns, values, strict=True), start=1):
            found[FIRST + number, at] = Filled(look, value)
        found[FIRST + number, len(columns) + 1] = Filled(KEY_LOOK, word_of(values))
    found[HEAD, len(columns) + 1] = Filled(HEADER, words["draws_word"])
    return found


def _columns(
    kept: Kept,
    rows: Sequence[Uncertain],
    lines: Mapping[str, Row],
    months: Sequence[float],
    words: Mapping[str, str],
) -> list[tuple[Value, str, str, Sequence[Value]]]:
    """Heading, key, look and values of each column."""
    found: list[tuple[Value, str, str, Sequence[Value]]] = [
        (words["draws_trial"], "trial", WRITTEN, [float(at + 1) for at in range(kept.count)])
    ]
    found += [(row.label, row.name, look_of_input(row.name), kept.inputs[row.name]) for row in rows]
    for key, values in {**kept.results, **kept.checks}.items():
        found.append((lines[key].label, key, look_of(lines[key]), values.tolist()))
    for at, day in enumerate(months):
        found.append(
            (day, f"closing_cash {at + 1}", look_of(lines["closing_cash"]), kept.cash[:, at].tolist())
        )
    return found


def word_of(values: Sequence[Value]) -> str:
    """A word that changes with every value of a row."""
    said = "\t".join(f"{one:.{DIGITS}g}" if isinstance(one, float) else str(one) for one in values)
    return f"w{sha256(said.encode()).hexdigest()[:WORD]}"  # a letter first: it is no number
