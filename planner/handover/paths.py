"""Absolute paths in texts: they tell of a person's machine. Found in cells and in all other XML of a copy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from planner.handover import rules
from planner.lint.sheets import Sheet
from planner.problems import quoted
from planner.results.handover import Refusal
from planner.xlsx.a1 import cell_name
from planner.xlsx.xml import Part, as_utf8

PATH = re.compile(
    r"file:/{2,}[^\s\"'<>]*"
    r"|(?<![A-Za-z])[A-Za-z]:\\(?=[^\s\\\"'<>])[^\"'<>|\r\n]*"
    r"|(?<!\\)\\\\[A-Za-z0-9][\w.$-]*\\[^\"'<>|\r\n]*"
    r"|(?<![\w./:-])/(?:Users|home)/[\w.-]+[^\s\"'<>]*"
)
"""A link to a file, a path with a drive, a share of a server, a home folder."""

GRID = re.compile(rb"<((?:\w+:)?sheetData)\b.*?</\1>", re.DOTALL)
XML = (".xml", ".rels", ".vml")
FORMATS = "styles.xml"
"""Number formats hold backslashes of their own, and nothing that could be a path."""


def refusals_of(sheets: Collection[Sheet], parts: Mapping[str, bytes], file: str) -> Iterator[Refusal]:
    """Each sheet whose cells hold a path, and each other part that holds one that no cell does."""
    known: set[str] = set()
    for sheet in sheets:
        found = [
            (position, match[0])
            for position, cell in sorted(sheet.cells.items())
            for text in (cell.value, cell.formula)
            if isinstance(text, str) and (match := PATH.search(text))
        ]
        if found:
            (position, path), more = found[0], len({position for position, _ in found}) - 1
            others = f" (so do {more} more cells)" if more > 1 else " (so does one more cell)" if more else ""
            what = f"the cell holds the path {quoted(path)}{others}"
            yield rules.refusal(rules.PATHS, what, file, sheet.name, cell_name(*position))
            known |= {path for _, path in found}
    for name, content in parts.items():
        if name.lower().endswith(XML) and not name.lower().endswith(FORMATS):
            text = GRID.sub(b"", as_utf8(content, Part(file, name))[0]).decode("utf-8", errors="replace")
            paths = [match[0] for match in PATH.finditer(text)]
            if path := next((path for path in paths if path not in known), ""):
                what = f"its part {name} holds the path {quoted(path)}"
                yield rules.refusal(rules.PATHS, what, file)
