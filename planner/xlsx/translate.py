"""Moves the relative references of a formula, as Excel does when it fills a formula down or across."""

from __future__ import annotations

import re
from functools import lru_cache

from planner.xlsx.a1 import MAX_COLUMN, MAX_ROW, column_letters, column_number
from planner.xlsx.formula_tokens import matches

_HALF = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]*)")

Step = tuple[str, str, int, str, int]
"""Text as it is; a column as written, and its number if it moves, else 0; a row likewise."""


def translate(formula: str, rows: int, columns: int, *, own: bool = False) -> str:
    """The formula as it reads `rows` further down and `columns` further right.

    A reference that leaves the sheet wraps around its edge, as in Excel's shared formulas.

    Args:
        own: move references to cells of the same sheet alone: those that name a sheet stay.
    """
    if not rows and not columns:
        return formula
    pieces = []
    for text, letters, column, digits, row in _steps(formula, own):
        pieces.append(text)
        pieces.append(column_letters((column - 1 + columns) % MAX_COLUMN + 1) if column else letters)
        pieces.append(str((row - 1 + rows) % MAX_ROW + 1) if row else digits)
    return "".join(pieces)


@lru_cache(maxsize=1_000)
def _steps(formula: str, own: bool) -> tuple[Step, ...]:
    """A formula cut at its cells; one that is shared is cut once for all cells that share it."""
    steps: list[Step] = []
    done = 0
    for match in matches(formula):
        if match.lastgroup == "cells":
            start, end = match.span("cells")
            if own and formula[start - 1 : start] == "!":
                continue
            before, (first, colon, last) = formula[done:start], match["cells"].partition(":")
            steps.append((before, *_half(first)))
            if colon:
                steps.append((colon, *_half(last)))
            done = end
    return *steps, (formula[done:], "", 0, "", 0)


@lru_cache(maxsize=10_000)
def _half(reference: str) -> tuple[str, int, str, int]:
    """One cell, column or row of a reference; what has a `$` stays."""
    match = _HALF.fullmatch(reference)
    if match is None:
        return reference, 0, "", 0
    column_mark, letters, row_mark, digits = match.groups()
    if not letters:  # `$5` of `$5:9`: the mark belongs to the row
        column_mark, row_mark = "", column_mark
    column = 0 if column_mark or not letters else column_number(letters) or 0
    row = 0 if row_mark or not digits else int(digits)
    return f"{column_mark}{letters}", column, f"{row_mark}{digits}", row
