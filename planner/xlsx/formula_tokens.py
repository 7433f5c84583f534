"""Formulas taken apart, for all who read, compare, move or judge them: there is no other tokeniser.

The grammar is that of [MS-XLSX] 2.2.2, and what an open workbook shows beside it: `@`, `#`, and other
workbooks by their name. Where it leaves a choice, the choice is Excel's:

- `1E5` is a number, `LOG10(` a function, and `LOG10` the cell in column LOG.
- `XFE1`, `YTD2024` and `A1048577` lie beyond the last column or row, so they are names.
- `[1]Plan!A1` is a cell of another workbook, whatever the sheets of this one are called.
- `Jan:Mar!A1` is a cell of several sheets; in `A1:Plan!B2` the colon joins two cells, as a sheet that is
  called like a cell has quotes. `Q1!A1` without them can be nothing else than a sheet.
- `now ()` is a call, though the standard wants no blank there: Excel reads it and takes the blank out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

WORD_START = r"[^\x00-@\[-^`{-\x7f\s]"
"""A letter or `_`; outside of ASCII all but blanks, as nothing there means anything else in a formula."""

WORD = r"[^\x00-,\-/:-@\[-^`{-\x7f\s]"
"""The same, a digit or a point."""

NAME = rf"(?:{WORD_START}|\\)(?:{WORD}|[\\?])*+"
_COLUMN = r"\$?(?:[A-Wa-w]?[A-Za-z]{1,2}|[Xx][A-Ea-e][A-Za-z]|[Xx][Ff][A-Da-d])"
_ROW = (
    r"\$?(?:[1-9][0-9]{0,5}|10[0-3][0-9]{4}|104[0-7][0-9]{3}|1048[0-4][0-9]{2}|10485[0-6][0-9]|104857[0-6])"
)
_CELL = rf"{_COLUMN}{_ROW}"
_BRACKETS = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
_QUOTED = "'(?:[^']|'')++'"
_BOOK = r"\[[^\[\]'\"]+\]"
SHEET = rf"{WORD_START}{WORD}*+"
_ERROR = (
    r"\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!|UNKNOWN!"
    r"|BUSY!|CONNECT!|EXTERNAL!|PYTHON!|TIMEOUT!)"
)
_END = rf"(?!{WORD}|[\\?(\[!])"

_TOKEN = re.compile(
    rf"""
    (?P<open>\()
  | (?P<close>\))
  | (?P<comma>,)
  | (?P<operator><=|>=|<>|[-+*/^&=<>%:;@])
  | (?P<space>\s+)
  | (?P<string>"[^"]*(?:""[^"]*)*")
  | (?P<array>\{{(?:"[^"]*(?:""[^"]*)*"|[^{{}}"])*\}})
  | (?: (?P<sheet>
            {_QUOTED}
          | (?={SHEET}[:!])(?:(?!{_CELL}:){SHEET}:)?{SHEET}
          | {_BOOK}(?:{SHEET}(?::{SHEET})?)? )! )?
    (?: (?P<cells>{_CELL}(?::{_CELL})?{_END}|{_COLUMN}:{_COLUMN}{_END}|{_ROW}:{_ROW}{_END})
      | (?P<function>{SHEET}(?=\s*\())
      | (?P<table>{NAME}{_BRACKETS})
      | (?P<name>{NAME}{_END})
      | (?P<error>{_ERROR}) )
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
  | (?P<own_table>{_BRACKETS})
  | (?P<other>'(?:[^']|'')*+'?|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIX = re.compile(r"(?:_xlfn\.|_xlws\.)+", re.IGNORECASE)


class Token(NamedTuple):
    """One piece of a formula.

    Attributes:
        kind: string, array, error, cells, table, name, function, number, open, close, comma, operator, and
            own_table for a column of the table that the formula stands in. TRUE and FALSE are names.
        text: without its sheet; a function's name in capitals and without Excel's prefix for newer ones.
        sheet: as written in front, without quotes: a sheet, `[1]Sheet` of another file, `A:C` for several.
    """

    kind: str
    text: str
    sheet: str = ""

    @property
    def external(self) -> bool:
        """Whether it points into another workbook."""
        return "[" in self.sheet


_SIGNS = {
    "(": Token("open", "("),
    ")": Token("close", ")"),
    ",": Token("comma", ","),
    **{sign: Token("operator", sign) for sign in (*"+-*/^&=<>", "<=", ">=", "<>")},
}
"""Tokens that say the same wherever they stand; of all others each occurrence is one of its own."""


REFERRING = frozenset({"cells", "table", "own_table", "name"})


def matches(formula: str) -> Iterator[re.Match[str]]:
    """The pieces of a formula with all that lies between them, end to end; `lastgroup` is the kind."""
    return _TOKEN.finditer(formula)


@lru_cache(maxsize=100_000)
def tokenize(formula: str) -> tuple[Token, ...]:
    """The tokens of a formula without its equals sign; blanks are left out."""
    return tuple(_token(match) for match in matches(formula) if match.lastgroup != "space")


def referring(formula: str) -> Iterator[Token]:
    """The tokens that may stand for cells; nothing is kept, as there may be half a million formulas."""
    return (_token(match) for match in matches(formula) if match.lastgroup in REFERRING)


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or ""
    text, sheet = match[kind], match["sheet"]
    if sheet is None and text in _SIGNS:
        return _SIGNS[text]
    if kind == "function":
        text = without_prefix(text).upper()
    return Token("operator" if kind == "other" else kind, text, unquoted(sheet) if sheet else "")


def without_prefix(function: str) -> str:
    """The name of a function without what Excel puts before newer ones in a file: `_xlfn.`, `_xlws.`."""
    return _PREFIX.sub("", function) if function.startswith("_") else function


def unquoted(sheet: str) -> str:
    """The name of a sheet as a formula spells it, without the quotes."""
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
