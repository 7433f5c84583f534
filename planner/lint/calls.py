"""The function calls of a formula with their arguments, and its spelling relative to its own cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from planner.xlsx.a1 import column_number
from planner.xlsx.formula_tokens import Token

_CORNER = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]*)")


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
