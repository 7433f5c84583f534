"""The common case of reading a sheet, by one pattern: plain cells as programs write them today.

A pattern reads the cells of a sheet several times faster than callbacks for each of its elements. It must fit
every row and cell of the sheet, or the sheet is not plain (shared formulas, arrays, rich text, prefixes,
comments, rows without a number) and is read by ``cells.py``, which knows all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from planner.workbook.a1 import MAX_COLUMN, MAX_ROW, Position, column_number
from planner.workbook.xmltext import MAX_DIGITS

PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"((?: [a-z]+="[^"<&]*")*)'
    rb"(?:/>|>(?:<f>([^<]+)</f>|<f/>)?"
    rb"(?:<v>([^<]+)</v>|(<v/>|<v></v>)|<is><t(?: xml:space=\"preserve\")?>([^<]+)</t></is>)?</c>)"
)
PLAIN_ROW = re.compile(rb'<row(?: [A-Za-z0-9:]+="[^"<&]*")*? r="([1-9][0-9]{0,6})"')
STYLE = re.compile(rb' s="([0-9]{1,%d})"' % MAX_DIGITS)
TYPE = re.compile(rb' t="([a-zA-Z]+)"')
PLAIN_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml [^>]*\?>)?\s*<worksheet[ >]")
CELLS, ROWS = (b"<c ", b"<c>", b"<c/>"), (b"<row ", b"<row>", b"<row/>")
UNUSUAL = (b"\r", b"<!", b"<?", b"<c\n", b"<c\t", b"<row\n", b"<row\t", b"<f ", b"<f\n", b"<f\t")
"""What a plain sheet does not hold behind its first tag."""

REFERENCE = re.compile("&(#?[A-Za-z0-9]+);")
CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


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
    root = PLAIN_ROOT.match(xml)
    if root is None or any(xml.find(sign, root.end()) >= 0 for sign in UNUSUAL):
        return None
    rows = PLAIN_ROW.findall(xml)
    if len(rows) != sum(map(xml.count, ROWS)) or any(int(row) > MAX_ROW for row in rows):
        return None
    matches = PLAIN_CELL.findall(xml)
    if len(matches) != sum(map(xml.count, CELLS)):
        return None
    cells = list(_plain(matches, wanted))
    in_range = all(cell[0][0] <= MAX_ROW and cell[0][1] <= MAX_COLUMN for cell in cells)
    return cells if in_range else None


def _plain(matches: list[tuple[bytes, ...]], wanted: Collection[Position] | None) -> Iterator[PlainCell]:
    columns: dict[bytes, int] = {}
    looks: dict[bytes, tuple[int, str]] = {}
    for letters, row, attributes, formula, value, empty, inline in matches:
        column = columns.get(letters)
        if column is None:
            column = columns[letters] = column_number(letters.decode()) or MAX_COLUMN + 1
        position = int(row), column
        if wanted is not None and position not in wanted:
            continue
        look = looks.get(attributes)
        if look is None:
            look = looks[attributes] = _look(attributes)
        yield PlainCell(
            position,
            look[0],
            look[1],
            _text(formula) if formula else None,
            "" if empty else _text(value) if value else None,
            _text(inline) if inline else None,
        )


def _look(attributes: bytes) -> tuple[int, str]:
    style, sort = STYLE.search(attributes), TYPE.search(attributes)
    return int(style[1]) if style else 0, sort[1].decode() if sort else "n"


def _text(raw: bytes) -> str:
    """The characters that an XML parser would give."""
    text = raw.decode()
    return REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in CHARACTERS:
        return CHARACTERS[name]
    return chr(int(name[2:], 16) if name.startswith("#x") else int(name[1:]))
