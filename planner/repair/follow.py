"""Validations and conditional formats follow cells that a program moved without them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from planner.book.find import MOST_ROWS
from planner.repair.mending import Mending, Restored
from planner.repair.shifts import Shift, areas_of, shifts
from planner.xlsx.a1 import Area
from planner.xlsx.formula_tokens import matches, unquoted
from planner.xlsx.translate import translate
from planner.xlsx.xml import Part, as_utf8, read_tag

_TAG = rb"(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*?"
_RULE = re.compile(
    rb"<((?:[\w.-]+:)?(?:conditionalFormatting|dataValidation))" + _TAG + rb"(?:/>|>.*?</\1\s*>)", re.DOTALL
)
_LIST = re.compile(rb"<((?:[\w.-]+:)?dataValidations)" + _TAG + rb">(.*?)</\1\s*>", re.DOTALL)
_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?formula[12]?>)([^<]*)(?=</)")

_FIXED_ROW = re.compile(r"\$([0-9]+)(?=:|$)")

Moves = Mapping[str, Shift]
"""Sheet of the user's -> how far its rows were moved."""


def follow(mending: Mending, sheets: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """The parts of sheets whose rules follow their cells.

    Args:
        sheets: part of each sheet -> how it stands now.
    """
    package, moves = mending.survey.package, shifts(mending)
    parts: dict[str, bytes | None] = {}
    for sheet in package.sheets if moves else ():
        if sheet.kind == "worksheet":
            xml = sheets.get(sheet.part) or package.read(sheet.part)
            changed, count = _followed(xml, package.part(sheet.part), sheet.name, moves)
            if count:
                parts[sheet.part] = changed
                rules = (
                    "1 validation or format follows"
                    if count == 1
                    else f"{count} validations and formats follow"
                )
                mending.restored.append(Restored(sheet.name, "", "", f"{rules} the moved cells again"))
    return parts


def _followed(xml: bytes, part: Part, sheet: str, moves: Moves) -> tuple[bytes, int]:
    """A sheet with its rules where their cells are, and how many of them were not."""
    text, back = as_utf8(xml, part)
    count = 0

    def moved(match: re.Match[bytes]) -> bytes:
        nonlocal count
        rule = _rule(match[0], sheet, moves)
        count += rule != match[0]
        return rule

    changed = _RULE.sub(moved, text)
    return (back(_LIST.sub(_counted, changed)), count) if count else (xml, 0)


def _rule(rule: bytes, sheet: str, moves: Moves) -> bytes:
    """A rule over the cells where they are now, and what it says of them; nothing where all are gone."""
    tag, shift = read_tag(rule, 0), moves.get(sheet)
    areas = areas_of(tag.value(b"sqref"))
    if not areas:
        return rule
    now = areas if shift is None else [piece for area in areas for piece in _pieces(area, shift)]
    if not now:
        return b""
    down = now[0].first_row - areas[0].first_row
    said = _FORMULA.sub(partial(_said, sheet=sheet, down=down, moves=moves), rule[tag.end :])
    if now == areas:
        return rule[: tag.end] + said
    return tag.written({b"sqref": " ".join(map(str, now))}, empty=tag.empty) + said


def _pieces(area: Area, shift: Shift) -> Iterator[Area]:
    """The cells of an area where they are now."""
    rows = range(area.first_row, area.last_row + 1)
    if len(rows) > MOST_ROWS:
        down = shift.of(area.first_row) or 0
        last = area.last_row if down > 0 else area.last_row + down
        yield Area(area.first_row + down, area.first_column, last, area.last_column)
        return
    far = ((row, shift.of(row)) for row in rows)
    moved = [(row, down) for row, down in far if down is not None]
    if not moved:
        return
    starts = [at for at, one in enumerate(moved) if not at or sum(one) != sum(moved[at - 1]) + 1]
    for start, end in zip(starts, [*starts[1:], len(moved)], strict=True):
        first, last = sum(moved[start]), sum(moved[end - 1])
        yield Area(first, area.first_column, last, area.last_column)


def _said(match: re.Match[bytes], sheet: str, down: int, moves: Moves) -> bytes:
    """A formula of a rule: cells of the rule's own row move with it, fixed rows as their cells did."""
    text, pieces = translate(match[2].decode(), down, 0, own=True), []
    for token in matches(text):
        there = unquoted(token["sheet"]) if token.lastgroup == "cells" and token["sheet"] else sheet
        shift = moves.get(there) if token.lastgroup == "cells" else None
        pieces.append(token[0] if shift is None else _FIXED_ROW.sub(partial(_fixed_row, shift), token[0]))
    return match[1] + "".join(pieces).encode()


def _fixed_row(shift: Shift, match: re.Match[str]) -> str:
    return f"${int(match[1]) + (shift.of(int(match[1])) or 0)}"


def _counted(match: re.Match[bytes]) -> bytes:
    """The list of validations with their number; nothing where none is left."""
    count = sum(one[1].endswith(b"dataValidation") for one in _RULE.finditer(match[2]))
    tag = read_tag(match[0], 0)
    head = tag.written({} if tag.value(b"count") is None else {b"count": str(count)}, empty=False)
    return head + match[2] + b"</" + tag.name + b">" if count else b""
