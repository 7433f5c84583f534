"""Headings that stay in view: a conversion by LibreOffice without a window drops what was frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.repair.fresh import Fresh
from planner.repair.mending import Restored
from planner.repair.splice import WORKSHEET, insert
from planner.xlsx.a1 import cell_name
from planner.xlsx.package import Package
from planner.xlsx.xml import as_utf8, count_of, read_tag

_REST = rb"(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*?"
VIEW = re.compile(rb"<((?:[\w.-]+:)?)sheetView" + _REST + rb"(?:/>|>.*?</\1sheetView\s*>)", re.DOTALL)
VIEWS = re.compile(rb"<(?:[\w.-]+:)?sheetViews[\s/>]")
PANE = re.compile(rb"<(?:[\w.-]+:)?pane[\s/]")

_HELD = (
    b'<%(p)spane%(columns)s%(rows)s topLeftCell="%(first)s" activePane="%(active)s" state="frozen"/>'
    b'<%(p)sselection pane="%(active)s"/>'
)

Parts = dict[str, bytes | None]


def restore_panes(package: Package, fresh: Fresh, homes: Mapping[str, str]) -> tuple[Parts, list[Restored]]:
    """The sheets on which headings are frozen again, and one line for all of them.

    Args:
        homes: sheet of the template's -> what it is called here.
    """
    parts: Parts = {}
    first = ""
    for sheet, home in homes.items():
        name = package.sheet(home).part
        xml, back = as_utf8(package.read(name), package.part(name))
        held = _held(package, fresh, sheet, home)
        if held is None or has_pane(xml):
            continue
        if view := VIEW.search(xml):
            parts[name] = back(xml[: view.start()] + _frozen(view[0], *held) + xml[view.end() :])
        elif not VIEWS.search(xml):
            made = _frozen(b'<sheetView workbookViewId="0"/>', *held)
            views = b"<sheetViews>" + made + b"</sheetViews>"
            parts[name] = insert(
                package.read(name), package.part(name), [views], order=WORKSHEET, like="sheetViews"
            )
        first = first or home
    if not parts:
        return parts, []
    others = f" and of {len(parts) - 1} more sheets" if len(parts) > 1 else ""
    return parts, [Restored("", "", "", f"the headings of {first}{others} stay in view again")]


def has_pane(xml: bytes) -> bool:
    """Whether the first view of a sheet is parted, by the template or by its owner."""
    view = VIEW.search(xml)
    return view is not None and PANE.search(view[0]) is not None


def _held(package: Package, fresh: Fresh, sheet: str, home: str) -> tuple[int, int] | None:
    """The columns and rows to be held in view, down to the heading as it stands here."""
    pane = PANE.search(fresh.xml(sheet))
    if pane is None:
        return None
    tag = read_tag(fresh.xml(sheet), pane.start())
    columns, rows = (count_of(tag.value(name)) or 0 for name in (b"xSplit", b"ySplit"))
    column, text = fresh.label(sheet, rows)
    above = sum(fresh.label(sheet, row)[1] == text for row in range(1, rows))
    found = sorted(at for at, cell in package.cells(home).items() if cell.value == text and not cell.formula)
    if not text or len(found) <= above:
        return None
    row, across = found[above]
    return max(0, columns + across - column), row


def _frozen(view: bytes, columns: int, rows: int) -> bytes:
    """A view whose first columns and rows stay; what was selected, which no part of it holds, is dropped."""
    tag = read_tag(view, 0)
    prefix = tag.prefix
    active = b"bottomRight" if columns else b"bottomLeft"
    held = _HELD % {
        b"p": prefix,
        b"columns": b' xSplit="%d"' % columns if columns else b"",
        b"rows": b' ySplit="%d"' % rows,
        b"first": cell_name(rows + 1, columns + 1).encode(),
        b"active": active,
    }
    top = {b"topLeftCell": "A1"} if tag.value(b"topLeftCell") else {}
    return tag.written(top, empty=False) + held + b"</" + tag.name + b">"
