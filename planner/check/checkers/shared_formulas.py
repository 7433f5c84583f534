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
import zipfile
from typing import BinaryIO, NamedTuple

_CELL = re.compile(r'<c r="([A-Z]{1,3})(\d+)"([^>]*)><f>([^<]*)</f>')
_QUOTED = r"'[^']*'|\"[^\"]*\"|\[\[[^\[\]]*\]:\[[^\[\]]*\]\]"
_QUOTE = re.compile(_QUOTED)
_RELATIVE = re.compile(rf"{_QUOTED}|(?<![\w.$])([A-Z]{{1,3}})(?=\$?\d+(?![\w.(!\[]))")
"""A column that moves with its cell; what is quoted holds none."""

_DOUBTFUL = re.compile(
    r"&quot;|&apos;|\[(?!'')|[{}#@]|(?<![\w.$&])[A-Za-z]{1,3}(?![\w.(!$[])|(?<![\w.$])[a-z]{1,3}\$?\d"
)
"""Other ways to write quotes; tables, arrays, spills; columns without rows, and in small letters."""

_UNLIKE_OURS = re.compile(r'<!|t="shared"')
"""Sheets that hold comments, or shared formulas already, stay whole."""

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
    if _UNLIKE_OURS.search(sheet):
        return sheet
    written: list[str] = []
    at = 0
    for shared, run in enumerate(run for run in _runs(sheet) if len(run) > 1):
        first, *others = run
        where = f"{first[1]}{first[2]}:{run[-1][1]}{run[-1][2]}"
        written += (sheet[at : first.start(4) - 1], f' t="shared" ref="{where}" si="{shared}">')
        at = first.start(4)
        for cell in others:
            written += (sheet[at : cell.start(4) - 1], f' t="shared" si="{shared}"/>')
            at = cell.end(4) + len("</f>")
    return "".join((*written, sheet[at:]))


def _runs(sheet: str) -> list[list[re.Match[str]]]:
    """Cells side by side whose formulas are one formula."""
    runs: list[list[re.Match[str]]] = []
    row, following, head = "", 0, None
    for cell in _CELL.finditer(sheet):
        letters, number, formula = cell.group(1, 2, 4)
        column = _NUMBERS[letters]
        if head is not None and column == following and number == row:
            moved = len(runs[-1])
            if moved <= head.room and formula == head.pattern % tuple(
                [_LETTERS[start + moved] for start in head.columns]
            ):
                runs[-1].append(cell)
                following += 1
                continue
        runs.append([cell])
        row, following, head = number, column + 1, _head(formula)
    return runs


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
