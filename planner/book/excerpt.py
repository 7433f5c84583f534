"""What a checker needs to see of a large workbook: without the sheets and names that nothing asked for reads.

The owner may keep a million cells beside the plan. A checker would calculate all of them, and look up each
name that they use among the 1,500 of the plan. Planner's cells have the same values without them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from planner.book.beside import sheets_beside
from planner.book.find import Book
from planner.book.own_formulas import are_evaluated, count_formulas
from planner.xlsx.formula_tokens import NAME, SHEET, WORD
from planner.xlsx.package import Package, Sheet
from planner.xlsx.patch_xml import OUT, Change, spliced
from planner.xlsx.xml import SPREADSHEET_NAMESPACES, as_utf8

LARGE_SHEET_BYTES = 256 << 10
"""Of a sheet that is worth leaving out."""

BLANK = f'<worksheet xmlns="{SPREADSHEET_NAMESPACES[0]}"><sheetData/></worksheet>'.encode()
"""What is left of one that is left out: its name stays."""

_COMPUTED = re.compile(r"indirect\s*\(")
"""The function that reads cells which no formula names; the word alone stands in texts too."""

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^>]*)?>([^<]*)<")
_NAME = re.compile(NAME)  # half a million formulas are not worth a token each, only the words in them
_SEVERAL_SHEETS = re.compile(rf"'[^'\n]*:[^'\n]*'!|(?<!{WORD})(?<![$!]){SHEET}:{SHEET}!")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Which parts a copy for a checker holds instead of the file's; none where the file itself will do.

    `own` says whether it still holds all formulas of the owner's that are to be evaluated.
    """

    parts: Mapping[str, bytes] = field(default_factory=dict)
    own: bool = True


def excerpt_of(book: Book) -> Excerpt:
    """What to leave out of a copy of a large workbook for a checker."""
    package = book.package
    ours = {place.sheet for place in book.layout.places.values()}
    ours |= {table.sheet for table in book.layout.tables.values()} | {*sheets_beside(package)}
    own = [sheet for sheet in package.sheets if sheet.kind == "worksheet" and sheet.name not in ours]
    counts = count_formulas(package, own)
    evaluated = are_evaluated(package, counts)
    asked = ours | ({name for name, count in counts.items() if count} if evaluated else set())
    reading = _Reading(package)
    reached = reading.reached(asked)
    small = {sheet.name for sheet in own if package.size(sheet.name) < LARGE_SHEET_BYTES}
    left_out = [sheet for sheet in own if sheet.name not in reached | small]
    parts = {sheet.part: BLANK for sheet in left_out}
    parts |= reading.without_names({sheet.name for sheet in package.sheets} - {one.name for one in left_out})
    return Excerpt(parts, evaluated)


class _Reading:
    """Which sheets and names the formulas of a workbook mention; in doubt, they do."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.worksheets = {sheet.name: sheet for sheet in package.sheets if sheet.kind == "worksheet"}
        self.names = dict(_all_names(package))
        self._texts: dict[str, str] = {}

    def text(self, sheet: str) -> str:
        """The formulas of a sheet, one after another, in small letters."""
        if sheet not in self._texts:
            self._texts[sheet] = _formulas_of(self.package, self.worksheets[sheet])
        return self._texts[sheet]

    def reached(self, asked: Collection[str]) -> set[str]:
        """The sheets asked for, and those that their formulas read, at any depth."""
        reached, waiting = set(asked), list(asked)
        while waiting:
            text = self.text(waiting.pop())
            text = "\n".join((text, *(self.names[name] for name in self.mentioned([text]))))
            if _COMPUTED.search(text) or _SEVERAL_SHEETS.search(text):
                return set(self.worksheets)
            found = {sheet for sheet in self.worksheets if sheet not in reached and self._reads(text, sheet)}
            reached |= found
            waiting += found
        return reached

    def mentioned(self, texts: Iterable[str]) -> set[str]:
        """The names that stand in the texts, and those that stand in what they say."""
        found: set[str] = set()
        waiting = list(texts)
        while waiting:
            words = set(_NAME.findall(waiting.pop()))
            new = (words & self.names.keys()) - found
            found |= new
            waiting += [self.names[name] for name in new]
        return found

    def _reads(self, text: str, sheet: str) -> bool:
        """Whether formulas speak of a sheet, or of a table on it."""
        tables = [table.name for table in self.package.tables.values() if table.sheet == sheet]
        if any(re.search(rf"(?<!{WORD}){re.escape(table.casefold())}(?!{WORD})", text) for table in tables):
            return True
        written = sheet.casefold().replace("'", "''")
        return f"{written}!" in text or f"{written}'!" in text

    def without_names(self, seen: Collection[str]) -> dict[str, bytes]:
        """The workbook part without the names that no formula of these sheets mentions."""
        texts = [self.text(sheet) for sheet in self.worksheets if sheet in seen]
        if any(map(_COMPUTED.search, texts)):
            return {}
        needed = self.mentioned(texts)

        def judge(path: str, attributes: Mapping[str, str]) -> Change:
            if path != "workbook/definedNames/definedName":
                return None
            return None if attributes.get("name", "").casefold() in needed else OUT

        name = self.package.workbook_part
        before = self.package.read(name)
        after = spliced(before, self.package.part(name), judge)
        return {} if after is before else {name: after}


def _all_names(package: Package) -> Iterator[tuple[str, str]]:
    """Every defined name and what it says, in small letters; names of the same letters together."""
    said: dict[str, list[str]] = {}
    for names in (package.defined_names, *package.local_names.values()):
        for name, text in names.items():
            said.setdefault(name.casefold(), []).append(text.casefold())
    return ((name, "\n".join(texts)) for name, texts in said.items())


def _formulas_of(package: Package, sheet: Sheet) -> str:
    xml, _ = as_utf8(package.read(sheet.part), package.part(sheet.part))
    if b"<![CDATA[" in xml:
        return xml.decode("utf-8", "replace").casefold()
    text = b"\n".join(_FORMULA.findall(xml)).decode("utf-8", "replace")
    return (unescape(text) if "&" in text else text).casefold()
