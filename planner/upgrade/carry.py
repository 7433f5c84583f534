"""The owner's own sheets with their formulas as they read in the new plan; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from planner.book.edits import Edits
from planner.repair.in_place import written
from planner.upgrade.formulas import LOST, Rewriter, Rewritten
from planner.xlsx.a1 import cell_name
from planner.xlsx.cell import CellError
from planner.xlsx.package import Package, Sheet
from planner.xlsx.patch import patched_parts
from planner.xlsx.reach import parts_of
from planner.xlsx.render import Edit
from planner.xlsx.xml import as_utf8, escape_markup

_NAME = rb"(?:[\w.-]+:)?"
_RULE = re.compile(rb"(<(?:" + _NAME + rb"(?:formula|formula1|formula2)|xm:f)(?:\s[^>]*)?>)([^<]+)(?=</)")
"""What rules of a sheet say: validations, conditional formats, sparklines."""
_ARRAY = re.compile(rb"(<" + _NAME + rb"f\s[^>]*t=\"array\"[^>]*>)([^<]+)(?=</)")
_ANY = re.compile(
    rb"(<" + _NAME + rb"(?:f|calculatedColumnFormula|totalsRowFormula)(?:\s[^>]*)?>)([^<]+)(?=</)"
)
"""What charts and tables say."""
_LINKED = re.compile(rb'( textlink=")([^"]+)(?=")')


class OwnChange(NamedTuple):
    """A formula of the owner's that reads otherwise now.

    Attributes:
        where: what holds it, where that is no cell: `name margin`, `chart1.xml`.
    """

    sheet: str
    cell: str
    where: str
    was: str
    now: Rewritten


def carried(package: Package, own: list[Sheet], rewriter: Rewriter) -> tuple[Package, list[OwnChange]]:
    """The old workbook with the owner's formulas as they are to read; planner's sheets stay as they are."""
    edits, changes = Edits(), list[OwnChange]()
    for sheet in own:
        if sheet.kind == "worksheet":
            changes += _cells(package, sheet, rewriter, edits)
    parts = patched_parts(package, edits.by_sheet)
    for sheet in own:
        for name in parts_of(package, sheet.part):
            before = parts.get(name) or package.read(name)
            after, found = _texts(package, name, before, sheet, rewriter)
            changes += found
            if after != before:
                parts[name] = after
    return (written(package, parts) if parts else package), changes


def _cells(package: Package, sheet: Sheet, rewriter: Rewriter, edits: Edits) -> Iterator[OwnChange]:
    for (row, column), cell in package.cells(sheet.name).items():
        if cell.formula is None or cell.kind not in {"formula", "shared"}:
            continue
        now = rewriter.formula(cell.formula)
        if now.text != cell.formula:
            value = CellError(LOST) if now.lost else cell.value
            edits.put(sheet.name, row, column, Edit(value, "drop", None, now.text))
        if now.text != cell.formula or now.told:
            yield OwnChange(sheet.name, cell_name(row, column), "", cell.formula, now)


def _texts(
    package: Package, name: str, xml: bytes, sheet: Sheet, rewriter: Rewriter
) -> tuple[bytes, list[OwnChange]]:
    """A part with what it says of cells: rules and arrays of a sheet, anything of charts and tables."""
    if not name.endswith(".xml"):
        return xml, []
    text, back = as_utf8(xml, package.part(name))
    changes: list[OwnChange] = []

    def said(match: re.Match[bytes]) -> bytes:
        was = unescape(match[2].decode())
        now = rewriter.formula(was.removeprefix("="))
        if now.text == was.removeprefix("="):
            return match[0]
        where = "" if name == sheet.part else name.rpartition("/")[2]
        changes.append(OwnChange(sheet.name, "", where, was, now))
        return match[1] + escape_markup(now.text)

    patterns = (_RULE, _ARRAY) if name == sheet.part else (_ANY, _LINKED)
    after = text
    for pattern in patterns:
        after = pattern.sub(said, after)
    return (xml if after == text else back(after)), changes
