"""A sheet with its formulas written once a row, for a checker that would parse every cell's again.

Most of the time that IronCalc takes to open a large plan goes into parsing formulas that differ from the
one at their left by a column. The file format has a shorter word for these, the shared formula (ECMA-376,
part 1, 18.3.1.40), and a checker moves its references as a spreadsheet does when a cell is filled right.

Every formula is first written out from the one that it would share, by the same rule, and compared with what
the file says, letter by letter; it is shared if both are the same. Formulas that hold what this module cannot
be certain of stay as they are.
"""

from __future__ import annotations

import re
import string
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

_CELL = re.compile(r'(<c r="([A-Z]{1,3})(\d+)"[^>]*>)<f>([^<]*)</f>')
_GROUPS = _CELL.groups + 1
"""A split by the pattern gives what stands before a cell, then its groups."""

_LETTERS_AT, _ROW_AT, _FORMULA_AT = 2, 3, 4
_QUOTED = r"'[^']*'|\"[^\"]*\"|(?<=\w)\[(?:\[[^\[\]]*\]:\[[^\[\]]*\]|[^\[\]@#']*)\]"
"""Sheets, texts, and columns of tables: they stay where they are for IronCalc, one column as two of them."""

_QUOTE = re.compile(_QUOTED)
_RELATIVE = re.compile(rf"{_QUOTED}|(?<![\w.$])([A-Z]{{1,3}})(?=\$?\d+(?![\w.(!\[]))")
"""A column that moves with its cell; what is quoted holds none."""

_DOUBTFUL = re.compile(
    r"&quot;|&apos;|\[(?!'')|[{}#@]|(?<![\w.$&])[A-Za-z]{1,3}(?![\w.(!$[])|(?<![\w.$])[a-z]{1,3}\$?\d"
)
"""Other ways to write quotes; other tables, arrays, spills; columns without rows, and in small letters."""

_UNLIKE_OURS = ("<!", 't="shared"')
"""Sheets that hold comments, or shared formulas already, stay whole."""

_NO_LETTERS = str.maketrans("", "", string.ascii_uppercase)
"""What moves along with a cell are letters of columns: without them its formula stays the same."""

_LAST_COLUMN = 16_384


LARGE_BYTES = 4 << 20
"""Of all worksheets, from which on the copy takes less time than what it saves."""


def write_shared(path: str, copy: BinaryIO) -> bool:
    """Write the workbook into `copy` so; False, and nothing is written, where it is too small for it."""
    with zipfile.ZipFile(path) as book:
        sheets = {entry for entry in book.infolist() if _is_sheet(entry.filename)}
        if sum(entry.file_size for entry in sheets) < LARGE_BYTES:
            return False
        with zipfile.ZipFile(copy, "w") as written:
            for entry in book.infolist():
                content = book.read(entry)
                shared = with_shared(content.decode("utf-8")).encode() if entry in sheets else content
                written.writestr(entry.filename, shared)
    return True


def _is_sheet(part: str) -> bool:
    return part.startswith("xl/worksheets/") and part.endswith(".xml")


class _Head(NamedTuple):
    """The first formula of a run: text with holes, the columns that move into them, and how far they can."""

    pattern: str
    columns: tuple[int, ...]
    room: int


def with_shared(sheet: str) -> str:
    """The XML of a worksheet, formulas that continue the one at their left by a reference to it."""
    if any(sign in sheet for sign in _UNLIKE_OURS):
        return sheet
    pieces = _CELL.split(sheet)
    letters, rows, formulas = (pieces[group::_GROUPS] for group in (_LETTERS_AT, _ROW_AT, _FORMULA_AT))
    written = [f"<f>{formula}</f>" for formula in formulas]
    for shared, (start, end) in enumerate(_runs(letters, rows, formulas)):
        where = f"{letters[start]}{rows[start]}:{letters[end - 1]}{rows[start]}"
        written[start] = f'<f t="shared" ref="{where}" si="{shared}">{formulas[start]}</f>'
        written[start + 1 : end] = [f'<f t="shared" si="{shared}"/>'] * (end - start - 1)
    pieces[_FORMULA_AT::_GROUPS] = written
    pieces[_LETTERS_AT::_GROUPS] = pieces[_ROW_AT::_GROUPS] = [""] * len(written)
    return "".join(pieces)


def _runs(letters: Sequence[str], rows: Sequence[str], formulas: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where cells side by side have formulas that are one formula: the first of them, and behind the last."""
    columns = [_NUMBERS[each] for each in letters]
    start, cells = 0, len(columns)
    while start < cells:
        end = start + 1
        while end < cells and columns[end] == columns[end - 1] + 1 and rows[end] == rows[start]:
            end += 1
        while start < end - 1:
            length = _continued(formulas, start, end)
            if length > 1:
                yield start, start + length
            start += length
        start = end


def _continued(formulas: Sequence[str], start: int, end: int) -> int:
    """How many of the formulas of cells side by side are the first of them, moved right.

    They are written out and compared twice as many at a time as before, as long as they are the same.
    """
    first, second = formulas[start : start + 2]
    if first.translate(_NO_LETTERS) != second.translate(_NO_LETTERS):
        return 1
    head = _head(first)
    if head is None:
        return 1
    length, step = 1, 1
    most = min(end - start, head.room + 1)
    while length < most:
        more = min(length + step, most)
        moved = [_LETTERS[column + length : column + more] for column in head.columns]
        expected = [head.pattern % here for here in zip(*moved, strict=True)] or [head.pattern % ()] * (
            more - length
        )
        actual = formulas[start + length : start + more]
        if actual != expected:
            same = (mine == theirs for mine, theirs in zip(actual, expected, strict=True))
            return length + [*same].index(False)
        length, step = more, step * 2
    return length


def _head(formula: str) -> _Head | None:
    """What the cells at its right would say; None where it holds what is doubtful, or nothing."""
    pieces, columns, at = [], [], 0
    for match in _RELATIVE.finditer(formula):
        if match[1]:
            if match[1] not in _NUMBERS:  # a name such as XYZ1
                return None
            pieces.append(formula[at : match.start(1)])
            columns.append(_NUMBERS[match[1]])
            at = match.end(1)
    pieces.append(formula[at:])
    if not formula or _DOUBTFUL.search(_QUOTE.sub("''", "".join(pieces))):
        return None
    return _Head(
        "%s".join(piece.replace("%", "%%") for piece in pieces),
        tuple(columns),
        _LAST_COLUMN - max(columns, default=0),
    )


def _letters_of_columns() -> tuple[str, ...]:
    """A to XFD, behind nothing for column 0."""
    alphabet = [chr(letter) for letter in range(ord("A"), ord("Z") + 1)]
    pairs = [first + second for first in alphabet for second in alphabet]
    triples = [first + pair for first in alphabet for pair in pairs]
    return ("", *alphabet, *pairs, *triples)[: _LAST_COLUMN + 1]


_LETTERS = _letters_of_columns()
_NUMBERS = {letters: number for number, letters in enumerate(_LETTERS)}
