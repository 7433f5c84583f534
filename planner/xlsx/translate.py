"""Moves the relative references of a formula, as Excel does when it fills a formula down or across."""

from __future__ import annotations

import re

from planner.xlsx.a1 import MAX_COLUMN, MAX_ROW, column_letters, column_number

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_TOKEN = re.compile(
    r"""
      (?P<skip>
          "(?:[^"]|"")*"                      # a string
        | '(?:[^']|'')*'!?                    # a quoted sheet, or file and sheet
        | \[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]  # columns of a table, or the number of another file
        | \#[A-Z/0]+[!?A]?                    # an error value
        | [0-9]+(?:\.[0-9]*)?[Ee][+-]?[0-9]+  # 1E5 is a number
        | [^\W\d][\w.]*!                      # an unquoted sheet
      )
    | (?P<columns>(?<![\w$.])\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(!.]))
    | (?P<rows>(?<![\w$.])\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6}(?![\w(!.]))
    | (?P<cell>(?<![\w$.])"""
    + _CELL
    + r"""(?![\w(!.\[]))
    | (?P<word>[\w.\\$]+)                     # a name, a function, a number
    """,
    re.VERBOSE,
)
_HALF = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]*)")


def translate(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads `rows` further down and `columns` further right.

    A reference that leaves the sheet wraps around its edge, as in Excel's shared formulas.
    """
    if not rows and not columns:
        return formula

    def moved(match: re.Match[str]) -> str:
        if match.lastgroup in ("skip", "word"):
            return match[0]
        return ":".join(_moved(half, rows, columns) for half in match[0].split(":"))

    return _TOKEN.sub(moved, formula)


def _moved(reference: str, rows: int, columns: int) -> str:
    """One cell, column or row of a reference, moved where it has no `$`."""
    match = _HALF.fullmatch(reference)
    if match is None:
        return reference
    column_mark, letters, row_mark, digits = match.groups()
    if not letters:  # `$5` of `$5:9`: the mark belongs to the row
        column_mark, row_mark = "", column_mark
    number = column_number(letters) if letters else 1
    if number is None or (
        digits and int(digits) > MAX_ROW
    ):  # `ABC1234567` and `XYZ1` beyond the sheet are names
        return reference
    if letters and not column_mark:
        letters = column_letters((number - 1 + columns) % MAX_COLUMN + 1)
    if digits and not row_mark:
        digits = str((int(digits) - 1 + rows) % MAX_ROW + 1)
    return f"{column_mark}{letters}{row_mark}{digits}"
