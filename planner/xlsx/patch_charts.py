"""Titles of charts that follow a cell: the text that the file keeps of them says what the cell says.

Excel works such a title out anew. LibreOffice, and so a PDF of the plan, shows what the file keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from planner.xlsx.a1 import Position, column_letters
from planner.xlsx.package import Package
from planner.xlsx.render import Edit
from planner.xlsx.xml import escape_markup

CHART = re.compile(r"xl/charts/chart[0-9]*\.xml", re.IGNORECASE)
_TAG = rb"<(?:[\w.-]+:)?"
FOLLOWS = re.compile(
    rb"(" + _TAG + rb"strRef>\s*" + _TAG + rb"f>)([^<]*)(</(?:[\w.-]+:)?f>\s*"
    rb"" + _TAG + rb"strCache>\s*" + _TAG + rb'ptCount val="1"\s*/>\s*' + _TAG + rb'pt idx="0"\s*>\s*'
    rb"" + _TAG + rb"v>)([^<]*)(</)"
)
"""A reference to cells, and the one text that is kept of it."""


def with_titles(
    package: Package, edits: Mapping[str, Mapping[Position, Edit]]
) -> Iterator[tuple[str, bytes]]:
    """The parts of charts with a text that follows one of the edited cells and says something else."""
    texts = {
        f"{sheet.casefold()}!${column_letters(column)}${row}": edit.value
        for sheet, cells in edits.items()
        for (row, column), edit in cells.items()
        if isinstance(edit.value, str)
    }
    if not texts:
        return
    for name in package.names:
        if CHART.fullmatch(name):
            before = package.read(name)
            after = FOLLOWS.sub(lambda found: _said(found, texts), before)
            if after != before:
                yield name, after


def _said(found: re.Match[bytes], texts: Mapping[str, str]) -> bytes:
    """The reference with the text that its cell was given; as it is where it leads to none of these cells."""
    reference = found[2].decode("utf-8", "replace").replace("&apos;", "'").replace("&amp;", "&")
    sheet, _, cell = reference.rpartition("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    text = texts.get(f"{sheet.casefold()}!{cell}")
    kept = found[4] if text is None else escape_markup(text)
    return b"".join((found[1], found[2], found[3], kept, found[5]))
