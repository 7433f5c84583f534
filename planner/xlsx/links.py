"""Links inside of a workbook, and whether they lead somewhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from planner.xlsx.a1 import Position, parse_area, parse_reference
from planner.xlsx.package import Package
from planner.xlsx.xml import as_utf8, read_tag

LINK = re.compile(rb"<(?:[\w.-]+:)?hyperlink\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*?/?>")


class Link(NamedTuple):
    """A link inside of a workbook: where it stands, and what it leads to; nothing for one that leads out."""

    at: Position
    target: str


def links_of(package: Package, sheet: str) -> list[Link]:
    """The links of a sheet."""
    part = package.sheet(sheet).part
    xml, _ = as_utf8(package.read(part), package.part(part))
    found = []
    for match in LINK.finditer(xml):
        tag = read_tag(xml, match.start())
        area = parse_area(tag.value(b"ref") or "")
        if area is not None:
            found.append(Link(area.first, _plain(tag.value(b"location") or "")))
    return found


def leads_nowhere(package: Package, target: str) -> bool:
    """Whether a link inside of a workbook has no target: no name, no table, no cell of a sheet."""
    target = target.removeprefix("#")
    names = {name.casefold() for name in (*package.defined_names, *package.tables)}
    if not target or target.casefold() in names:
        return False
    reference = parse_reference(target)
    if reference is None:
        return True
    sheets = {sheet.name.casefold() for sheet in package.sheets}
    return reference.sheet is not None and reference.sheet.casefold() not in sheets


def lost_links(package: Package, sheet: str) -> list[Link]:
    """The links of a sheet that lead nowhere."""
    return [link for link in links_of(package, sheet) if leads_nowhere(package, link.target)]


def _plain(text: str) -> str:
    """An attribute's text with its characters for their references."""
    from html import unescape  # which is slow to import

    return unescape(text) if "&" in text else text
