"""Adds a sheet that lists what became of every input and formula: it travels with the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.layout.arrange import HEADER_ROW
from planner.repair.in_place import written
from planner.repair.new_sheet import add_part, free_name, list_sheet, name_on_sheet
from planner.repair.parts import Parts
from planner.upgrade.carry import OwnChange
from planner.upgrade.draft import Draft
from planner.upgrade.leftover import Leftover
from planner.xlsx.a1 import quote_sheet
from planner.xlsx.package import Package
from planner.xlsx.render import Edit, new_cell

FIRST, WIDTHS = HEADER_ROW + 1, (34, 40, 44, 70)
TITLE, HEADER, TEXT = (1, 1), (HEADER_ROW, 1), (HEADER_ROW + 1, 8)
"""Cells of the log that look as this sheet's are to look."""
PLAN_OF_SHEET = (
    b'<worksheet xmlns="%s"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    b'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" '
    b'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>%s</cols>'
    b"<sheetData>%s</sheetData>"
    b'<pageMargins left="0.5" right="0.5" top="0.55" bottom="0.65" header="0.3" footer="0.3"/>'
    b'<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    b"<headerFooter><oddFooter>&amp;C&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
)

Row = tuple[str, str, str, str]


def rows_of(draft: Draft, own: Sequence[OwnChange], left: Sequence[Leftover]) -> Iterator[Row | str]:
    """The rows, and headings between them."""
    words = draft.declared.sheet[draft.old.language]
    yield words["inputs"]
    for fate in draft.fates:
        if fate.change != "kept" or fate.said:
            now = "; ".join(part for part in (fate.now, words[fate.change]) if part)
            yield fate.key, fate.was, now, fate.said
    if own:
        yield words["formulas"]
        for one in own:
            yield place_of(one), f"={one.was}", f"={one.now.text}", why_of(one, draft, draft.old.language)
    if left:
        yield words["cells"]
        for cell in left:
            yield f"{cell.sheet}!{cell.cell}", cell.text, words["gone"], ""


def place_of(change: OwnChange) -> str:
    """Where a formula of the owner's stands."""
    at = change.cell or change.where
    return f"{change.sheet}!{at}" if change.sheet and at else change.sheet or at


def why_of(change: OwnChange, draft: Draft, language: str) -> str:
    """What a formula reads that is gone or told otherwise, and what to read instead."""
    words, told = draft.declared.sheet[language], draft.declared.changed
    texts = [
        words["reads"].format(keys=key, instead=words["instead"].format(what=what) if what else "")
        for key, what in change.now.lost
    ]
    texts += [words["told"].format(key=key, what=told[key]) for key in change.now.told]
    return "; ".join(texts) or words["rewritten"]


def with_report(package: Package, draft: Draft, was: str, rows: Sequence[Row | str]) -> Package:
    """The workbook with the sheet behind all others."""
    words, parts = draft.declared.sheet[draft.old.language], Parts(package)
    name = free_name(parts, words["name"])
    looks = _looks(package, draft)
    title = words["title"].format(was=was, now=draft.template.version)
    xml = _sheet(parts.main, looks, title, [words[one] for one in ("line", "before", "after", "why")], rows)
    index = list_sheet(parts, name, add_part(parts, xml))
    area, titles = f"$A$1:$D${HEADER_ROW + len(rows)}", f"${HEADER_ROW}:${HEADER_ROW}"
    printed = {"_xlnm.Print_Area": area, "_xlnm.Print_Titles": titles}
    name_on_sheet(parts, index, {key: f"{quote_sheet(name)}!{text}" for key, text in printed.items()})
    return written(package, parts.changed)


def _looks(package: Package, draft: Draft) -> tuple[int, int, int]:
    """The formats of a title, a heading and a text, as the log has them."""
    cells = package.cells(draft.template.front("Log"))
    title, header, text = (cells[at].style if at in cells else 0 for at in (TITLE, HEADER, TEXT))
    return title, header, text


def _sheet(
    main: bytes, looks: tuple[int, int, int], title: str, heads: Sequence[str], rows: Sequence[Row | str]
) -> bytes:
    lines = [_row(1, [title], looks[0]), _row(HEADER_ROW, heads, looks[1])]
    for number, row in enumerate(rows, start=FIRST):
        texts, look = ([row], looks[1]) if isinstance(row, str) else (row, looks[2])
        lines.append(_row(number, texts, look))
    columns = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (at, at, width)
        for at, width in enumerate(WIDTHS, start=1)
    )
    return PLAN_OF_SHEET % (main, HEADER_ROW, FIRST, columns, b"".join(lines))


def _row(number: int, texts: Sequence[str], look: int) -> bytes:
    cells = (
        new_cell((number, at), Edit(text or None, "drop", look), b"")
        for at, text in enumerate(texts, start=1)
    )
    return b'<row r="%d">%s</row>' % (number, b"".join(cells))
