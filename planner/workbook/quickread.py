"""The common case of reading a sheet, by one pattern: plain cells as programs write them today.

A pattern reads the cells of a sheet several times faster than callbacks for each of its elements. It must fit
every cell of the sheet, or the sheet is not plain (shared formulas, arrays, rich text, prefixes, comments)
and is read by ``cells.py``, which knows all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from planner.workbook.a1 import MAX_COLUMN, MAX_ROW, Position, column_number

PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"((?: [a-z]+="[^"<&]*")*)'
    rb"(?:/>|>(?:<f>([^<]+)</f>|<f/>)?"
    rb"(?:<v>([^<]+)</v>|<v/>|<is><t(?: xml:space=\"preserve\")?>([^<]+)</t></is>)?</c>)"
)
STYLE, TYPE = re.compile(rb' s="([0-9]+)"'), re.compile(rb' t="([a-zA-Z]+)"')
PLAIN_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml [^>]*\?>)?\s*<worksheet[ >]")


class PlainCell(NamedTuple):
    """What the XML says of one cell; None where it says nothing."""

    position: Position
    style: int
    sort: str
    formula: str | None
    value: str | None
    inline: str | None


def plain_cells(xml: bytes, wanted: Collection[Position] | None) -> list[PlainCell] | None:
    """The wanted cells of a plain sheet (all for None); None where some cell of the sheet is not plain.

    Args:
        xml: a sheet part in UTF-8 that is known to be well-formed.
    """
    if not PLAIN_ROOT.match(xml) or b"<!" in xml or b"\r" in xml:
        return None
    matches = PLAIN_CELL.findall(xml)
    if len(matches) != xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b"<c/>"):
        return None
    cells = list(_plain(matches, wanted))
    in_range = all(row <= MAX_ROW and column <= MAX_COLUMN for (row, column), *_ in cells)
    return cells if in_range else None


def _plain(matches: list[tuple[bytes, ...]], wanted: Collection[Position] | None) -> Iterator[PlainCell]:
    columns: dict[bytes, int] = {}
    looks: dict[bytes, tuple[int, str]] = {}
    for letters, row, attributes, formula, value, inline in matches:
        column = columns.get(letters)
        if column is None:
            column = columns[letters] = column_number(letters.decode()) or MAX_COLUMN + 1
        position = int(row), column
        if wanted is not None and position not in wanted:
            continue
        look = looks.get(attributes)
        if look is None:
            look = looks[attributes] = _look(attributes)
        yield PlainCell(position, *look, _text(formula), _text(value), _text(inline))


def _look(attributes: bytes) -> tuple[int, str]:
    style, sort = STYLE.search(attributes), TYPE.search(attributes)
    return int(style[1]) if style else 0, sort[1].decode() if sort else "n"


def _text(raw: bytes) -> str | None:
    """The characters that an XML parser would give."""
    if not raw:
        return None
    text = raw.decode()
    if "&" not in text:
        return text
    from html import unescape

    return unescape(text)
