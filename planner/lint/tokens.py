"""A formula as tokens, its function calls with their arguments, and its spelling relative to its own cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from planner.xlsx.a1 import column_number

_SHEET = r"""(?P<sheet>(?:'(?:[^']|'')+'|\[[0-9]+\][^\W\d][\w.]*(?::[^\W\d][\w.]*)?|\[[0-9]+\]
        |[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!)?"""
_CELL, _COLUMN, _ROW = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}", r"\$?[A-Za-z]{1,3}", r"\$?[1-9][0-9]{0,6}"
_ERRORS = r"\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!|UNKNOWN!)"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<string>"(?:[^"]|"")*")
  | (?P<array>\{{(?:"(?:[^"]|"")*"|[^{{}}"])*\}})
  | (?P<reference>{_SHEET}
      (?: (?P<error>{_ERRORS})
        | (?P<cells>{_CELL}(?::{_CELL})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW})(?![\w(.\[!])
        | (?P<table>[^\W\d][\w.\\]*\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
        | (?P<name>[^\W\d][\w.\\?]*|\\[\w.\\?]*)(?![\w(.\[!])
      ))
  | (?P<function>[^\W\d][\w.]*)(?=\s*\()
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
  | (?P<own_table>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
  | (?P<open>\()
  | (?P<close>\))
  | (?P<comma>,)
  | (?P<operator><=|>=|<>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("error", "cells", "table", "name")
_PREFIX = re.compile(r"^(?:_xlfn\.|_xlws\.)+", re.IGNORECASE)
_CORNER = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]*)")
BOOLEANS = frozenset({"TRUE", "FALSE"})


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a formula.

    Attributes:
        kind: string, array, error, cells, table, name, function, number, open, close, comma, operator.
        text: without its sheet; a function's name in capitals and without Excel's prefix for newer ones.
        sheet: as written in front, without quotes: a sheet, `[1]Sheet` of another file, `A:C` for several.
    """

    kind: str
    text: str
    sheet: str = ""

    @property
    def external(self) -> bool:
        """Whether it points into another workbook."""
        return "[" in self.sheet or (self.kind == "own_table" and self.text[1:-1].isdigit())


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments, each a run of tokens; `inside` names the functions around it."""

    name: str
    arguments: tuple[tuple[Token, ...], ...]
    inside: tuple[str, ...]


@dataclass(slots=True)
class _Frame:
    name: str
    arguments: list[list[Token]] = field(default_factory=lambda: [[]])


@lru_cache(maxsize=100_000)
def tokenize(formula: str) -> tuple[Token, ...]:
    """The tokens of a formula without its equals sign; blanks are left out."""
    tokens = []
    for match in _TOKEN.finditer(formula):
        kind = match.lastgroup or "operator"
        if kind == "space":
            continue
        if kind == "reference":
            tokens.append(_reference(match))
        elif kind == "function":
            tokens.append(Token("function", _PREFIX.sub("", match[0]).upper()))
        else:
            tokens.append(Token(kind, match[0]))
    return tuple(tokens)


def _reference(match: re.Match[str]) -> Token:
    sheet = (match["sheet"] or "").removesuffix("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    kind = next(kind for kind in _KINDS if match[kind] is not None)
    return Token(kind, match[kind], sheet)


def calls_of(tokens: Sequence[Token]) -> tuple[Call, ...]:
    """Every function call, outer ones after the ones inside them; made of the very same tokens."""
    found: list[Call] = []
    stack: list[_Frame] = []
    pending: Token | None = None
    for token in tokens:
        kind = token.kind
        if kind == "close" and stack:
            frame = stack.pop()
            if frame.name:
                arguments = tuple(map(tuple, frame.arguments)) if any(frame.arguments) else ()
                inside = tuple(outer.name for outer in stack if outer.name)
                found.append(Call(frame.name, arguments, inside))
        if stack:
            for frame in stack[:-1]:
                frame.arguments[-1].append(token)
            if kind == "comma" and stack[-1].name:
                stack[-1].arguments.append([])
            else:
                stack[-1].arguments[-1].append(token)
        if kind == "open":
            stack.append(_Frame(pending.text if pending else ""))
        pending = token if kind == "function" else None
    return tuple(found)


def relative(tokens: Iterable[Token], row: int, column: int) -> tuple[str, ...]:
    """The formula in R1C1: the same for every cell that it was filled into."""
    spelled = []
    for token in tokens:
        text = token.text.upper() if token.kind in {"name", "table"} else token.text
        if token.kind == "cells":
            text = ":".join(_corner(half, row, column) for half in token.text.split(":"))
        spelled.append(f"{token.sheet.upper()}!{text}" if token.sheet else text)
    return tuple(spelled)


def _corner(text: str, row: int, column: int) -> str:
    match = _CORNER.fullmatch(text)
    if match is None:
        return text
    column_mark, letters, row_mark, digits = match.groups()
    if not letters:
        column_mark, row_mark = "", column_mark
    spelled = ""
    if digits:
        spelled += f"R{digits}" if row_mark else f"R[{int(digits) - row}]"
    if letters:
        number = column_number(letters) or 0
        spelled += f"C{number}" if column_mark else f"C[{number - column}]"
    return spelled


def top_level(tokens: Sequence[Token]) -> list[tuple[Token, ...]] | None:
    """The terms of a sum `a+b+...`; None where another operator stands between them."""
    terms: list[list[Token]] = [[]]
    depth = 0
    for number, token in enumerate(tokens):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if token.kind == "operator" and depth == 0:
            if token.text != "+":
                return None
            if number:
                terms.append([])
        else:
            terms[-1].append(token)
    return [tuple(term) for term in terms]
