"""The common case of reading a sheet, by one pattern: plain cells as programs write them today.

A pattern reads the cells of a sheet several times faster than callbacks for each of its elements. It must fit
every row and cell of the sheet, or the sheet is not plain (shared formulas, arrays, rich text, prefixes,
comments, rows without a number) and is read by ``cells.py``, which knows all of them.

What the pattern takes out are whole elements. The rest of the sheet is given to the XML parser: where that is
well-formed, and no cell was taken out of the middle of a tag, the sheet is well-formed too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from planner.xlsx.a1 import MAX_ROW, Position, column_number
from planner.xlsx.xml import MAX_DIGITS, is_character, is_well_formed

PLAIN_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>/]*)'
    r"(?:>(?:<f>([^<]+)</f>|<f/>)?"
    r"(?:<v>([^<]+)</v>|(<v/>|<v></v>)|<is><t(?: xml:space=\"preserve\")?>([^<]+)</t></is>)?</c>|/>)"
)
GROUPS = PLAIN_CELL.groups + 1
"""A split by the pattern gives what stands before a cell, then its groups."""

PLAIN_ROW = re.compile(r'<row(?: [A-Za-z0-9:]+="[^"<&]*")*? r="([1-9][0-9]{0,6})"')
LOOK = re.compile(r'(?: [a-z]+="[^"<&]*")*')
ATTRIBUTE = re.compile(r' ([a-z]+)="')
STYLE = re.compile(rf' s="([0-9]{{1,{MAX_DIGITS}}})"')
TYPE = re.compile(r' t="([a-zA-Z]+)"')
PLAIN_ROOT = re.compile(r"\ufeff?(?:<\?xml [^>]*\?>)?\s*<worksheet[ >]", re.ASCII)
ROWS = ("<row ", "<row>", "<row/>")
UNUSUAL = ("<!", "<?", "<c ", "<c>", "<c/>", "<c\n", "<c\t", "<row\n", "<row\t", "<f ", "<f\n", "<f\t")
"""What a plain sheet does not hold behind its first tag and beside its plain cells."""

BLANKS = " \n\t"
CONTROLS = bytes(code for code in range(32) if chr(code) not in "\n\t\r")
REFERENCE = re.compile("&(#?[A-Za-z0-9]+);")
NO_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
NUMBERED = re.compile("&(#[0-9A-Fa-fx]+);")
CHARACTERS = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
"""What the names of references stand for; an ampersand last, as it may make what looks like another."""

NO_TEXT = "\0"
"""What no sheet may hold, and so can part the texts of one."""

Look = tuple[int, str]
"""Style and type of a cell."""

PlainCell = tuple[Position, Look, str | None, str | None, str | None]
"""What the XML says of one cell: position, look, formula, value and inline text; None for nothing."""


CHUNK = 2 << 20
"""Characters of a sheet that are split at once: the pieces take many times the room of the text."""


def plain_cells(xml: bytes, wanted: Collection[Position] | None) -> Iterable[PlainCell] | None:
    """The wanted cells of a plain sheet (all for None); None where it is not plain, or is damaged.

    Args:
        xml: a sheet part in UTF-8.
    """
    try:
        text = xml.decode()
    except UnicodeDecodeError:
        return None
    root = PLAIN_ROOT.match(text)
    if root is None or text.find("\r", root.end()) >= 0:
        return None
    if len(xml.translate(None, CONTROLS)) != len(xml) or not _sound(text):
        return None
    once = [PLAIN_CELL.split(text)] if len(text) <= CHUNK else None
    signs = _Signs()
    for pieces in once or _splits(text):
        signs.add(pieces)
    rest = _without_cells(signs.gaps)
    if rest is None or not signs.known() or not _plain_between(rest, root.end()):
        return None
    return chain.from_iterable(_plain(pieces, signs, wanted) for pieces in once or _splits(text))


def _plain_between(rest: str, start: int) -> bool:
    """Whether what is left of a sheet without its cells is plain and well-formed."""
    if any(rest.find(sign, start) >= 0 for sign in UNUSUAL):
        return False
    rows = PLAIN_ROW.findall(rest)
    if len(rows) != sum(map(rest.count, ROWS)) or any(int(row) > MAX_ROW for row in rows):
        return False
    return is_well_formed(rest.encode())


def _splits(text: str) -> Iterator[list[str]]:
    """The pieces of a sheet, as many rows at a time as stand in a chunk: no plain cell holds a row's tag."""
    start = 0
    while start < len(text):
        end = text.find(ROWS[0], start + CHUNK)
        end = len(text) if end < 0 else end
        yield PLAIN_CELL.split(text[start:end])
        start = end


class _Signs:
    """What stands between the cells of a sheet, and what their columns, rows and attributes mean."""

    def __init__(self) -> None:
        self.gaps = [""]
        self.columns: dict[str, int | None] = {}
        self.rows: dict[str, int] = {}
        self.looks: dict[str, Look | None] = {}

    def add(self, pieces: list[str]) -> None:
        """The next pieces of the sheet."""
        first, *others = pieces[::GROUPS]
        self.gaps[-1] += first
        self.gaps += others
        self.columns |= {letters: column_number(letters) for letters in set(pieces[1::GROUPS])}
        self.rows |= {row: int(row) for row in set(pieces[2::GROUPS])}
        self.looks |= {attributes: _look(attributes) for attributes in set(pieces[3::GROUPS])}

    def known(self) -> bool:
        """Whether no cell is beyond a sheet's ends or has unusual attributes."""
        here = all(row <= MAX_ROW for row in self.rows.values())
        return here and None not in self.columns.values() and None not in self.looks.values()


def _sound(text: str) -> bool:
    """Whether what stands between its tags may stand there, control characters aside."""
    if "]]>" in text or "\ufffe" in text or "\uffff" in text or NO_REFERENCE.search(text):
        return False
    return "&#" not in text or all(is_character(_code(name)) for name in NUMBERED.findall(text))


def _without_cells(gaps: list[str]) -> str | None:
    """The sheet without its plain cells; None where one of them does not stand between two tags."""
    first, *between = gaps
    if not between:
        return first
    last = between.pop()
    sound = first.rstrip(BLANKS).endswith(">") and last.lstrip(BLANKS).startswith("<")
    for gap in filter(None, between):
        tags = gap.strip(BLANKS)
        sound = sound and (not tags or (tags[0] == "<" and tags[-1] == ">"))
    return "".join((first, *between, last)) if sound else None


def _plain(pieces: list[str], signs: _Signs, wanted: Collection[Position] | None) -> Iterable[PlainCell]:
    """The cells of a split: by whole columns of what was found, as there are tens of thousands."""
    letters, rows, attributes, formulas, values, empty, inline = (
        pieces[group::GROUPS] for group in range(1, GROUPS)
    )
    found = zip(
        zip(map(signs.rows.__getitem__, rows), map(signs.columns.__getitem__, letters), strict=True),
        map(signs.looks.__getitem__, attributes),
        _texts(formulas),
        _with_empty(_texts(values), empty),
        _texts(inline),
        strict=True,
    )
    cells: Iterable[PlainCell] = found  # type: ignore[assignment]  # columns and looks are known
    return cells if wanted is None else (cell for cell in cells if cell[0] in wanted)


def _with_empty(values: Sequence[str | None], empty: Sequence[str | None]) -> Sequence[str | None]:
    """The values with those that are there and hold nothing."""
    if not any(empty):
        return values
    return ["" if nothing else value for value, nothing in zip(values, empty, strict=True)]


def _texts(raw: Sequence[str | None]) -> Sequence[str | None]:
    """The characters that an XML parser would give, of many texts at once; none of them is empty."""
    referring = [each for each in raw if each and "&" in each]
    if not referring:
        return raw
    joined = NO_TEXT.join(referring)
    if "&#" in joined:
        joined = REFERENCE.sub(_character, joined)
    else:
        for name, character in CHARACTERS.items():
            if (reference := f"&{name};") in joined:
                joined = joined.replace(reference, character)
    plain = iter(joined.split(NO_TEXT))
    return [next(plain) if each and "&" in each else each for each in raw]


def _look(attributes: str) -> Look | None:
    """Style and type; None for attributes that are not well-formed or that no plain cell has."""
    names = ATTRIBUTE.findall(attributes)
    if LOOK.fullmatch(attributes) is None or len({"r", *names}) != len(names) + 1:
        return None
    style, sort = STYLE.search(attributes), TYPE.search(attributes)
    return int(style[1]) if style else 0, sort[1] if sort else "n"


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in CHARACTERS:
        return CHARACTERS[name]
    return chr(_code(name))


def _code(name: str) -> int:
    """The number of a character in a reference such as `#65` or `#x41`."""
    return int(name[2:], 16) if name.startswith("#x") else int(name[1:])
