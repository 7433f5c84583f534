"""Formulas that were filled along a row or down a column, and what one would read elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.lint.formulas import Formula
from planner.xlsx.a1 import MAX_COLUMN, MAX_ROW, Area, Position
from planner.xlsx.formula_tokens import Token

_CORNER = re.compile(r"(?:R(\[-?[0-9]+\]|[0-9]+))?(?:C(\[-?[0-9]+\]|[0-9]+))?")

Form = tuple[str, ...]
"""A formula in R1C1, a text a token: the same in every cell that it was filled into."""


@dataclass(frozen=True, slots=True)
class Run:
    """Formulas side by side, or below one another.

    Attributes:
        down: whether it goes down a column.
    """

    formulas: tuple[Formula, ...]
    forms: tuple[Form, ...]
    down: bool

    def place(self, formula: Formula) -> int:
        """Its row of a run down a column, its column of one along a row."""
        return formula.row if self.down else formula.column

    @property
    def usual(self) -> tuple[Form, int]:
        """The form that most of its formulas have, and how many do."""
        return Counter(self.forms).most_common(1)[0]

    def reads_itself(self, formula: Formula) -> bool:
        """Whether one adds up, or compares, several others of the run: it is a total of them."""
        line = formula.column if self.down else formula.row
        own = {self.place(one) for one in self.formulas if one is not formula}
        read: set[int] = set()
        for reference in formula.references:
            area = reference.area
            if reference.sheet == formula.sheet and _crosses(area, line, self.down):
                first, last = _along(area, self.down)
                read |= {at for at in own if first <= at <= last}
        return len(read) > 1


def runs(formulas: Mapping[Position, tuple[Formula, Form]], least: int, *, down: bool) -> Iterator[Run]:
    """Every run of neighbours of one sheet that has so many formulas."""
    order = sorted(formulas, key=(lambda at: (at[1], at[0])) if down else None)
    found: list[Position] = []
    for at in order:
        last = found[-1] if found else None
        if last is not None and at != ((last[0] + 1, last[1]) if down else (last[0], last[1] + 1)):
            if len(found) >= least:
                yield _run(formulas, found, down)
            found = []
        found.append(at)
    if len(found) >= least:
        yield _run(formulas, found, down)


def _run(formulas: Mapping[Position, tuple[Formula, Form]], at: Sequence[Position], down: bool) -> Run:
    return Run(tuple(formulas[one][0] for one in at), tuple(formulas[one][1] for one in at), down)


def read_at(tokens: Sequence[Token], form: Form, row: int, column: int) -> Iterator[tuple[str, Area | None]]:
    """What a formula would read if it stood in another cell: sheet, empty for its own, and cells.

    None where that lies beyond the edge of the sheet.
    """
    for token, text in zip(tokens, form, strict=True):
        if token.kind == "cells" and not token.external:
            yield token.sheet, _area(text.rpartition("!")[2], row, column)


def _area(text: str, row: int, column: int) -> Area | None:
    halves = [_CORNER.fullmatch(half) for half in text.split(":")]
    corners = []
    for half in halves:
        if half is None:
            return None
        corners.append((_number(half[1], row), _number(half[2], column)))
    first, last = corners[0], corners[-1]
    rows = (first[0] or 1, last[0] or MAX_ROW)
    columns = (first[1] or 1, last[1] or MAX_COLUMN)
    if min(rows) < 1 or min(columns) < 1 or max(rows) > MAX_ROW or max(columns) > MAX_COLUMN:
        return None
    return Area(min(rows), min(columns), max(rows), max(columns))


def _number(text: str | None, own: int) -> int | None:
    if text is None:
        return None
    return own + int(text[1:-1]) if text.startswith("[") else int(text)


def moves(text: str, *, down: bool) -> bool:
    """Whether what a token reads moves along when its formula is filled."""
    return ("R[" if down else "C[") in text.rpartition("!")[2]


def _along(area: Area, down: bool) -> tuple[int, int]:
    return (area.first_row, area.last_row) if down else (area.first_column, area.last_column)


def _crosses(area: Area, line: int, down: bool) -> bool:
    first, last = _along(area, not down)
    return first <= line <= last
