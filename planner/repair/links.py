"""Links of planner's that lead nowhere or are gone: from the cover to each sheet, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from planner.book.values import plain
from planner.repair.fresh import Fresh
from planner.repair.mending import Restored
from planner.repair.splice import WORKSHEET, append
from planner.xlsx.a1 import Position, cell_name, parse_area, quote_sheet
from planner.xlsx.cell import Cell
from planner.xlsx.links import LINK, leads_nowhere, links_of
from planner.xlsx.package import Package
from planner.xlsx.xml import as_utf8, escape_attribute, read_tag

DOTS = re.compile(r"[.!]")
"""What a name's underscore was before, and what programs make of that."""


def restore_links(
    package: Package, fresh: Fresh, homes: Mapping[str, str]
) -> tuple[dict[str, bytes | None], list[Restored]]:
    """The sheets whose links were put back, and a line for each sheet.

    Args:
        homes: sheet of the template's -> what it is called here.
    """
    parts: dict[str, bytes | None] = {}
    restored = []
    for sheet, home in homes.items():
        wanted = dict(_wanted(package, fresh, sheet, home, homes))
        if wanted:
            parts[package.sheet(home).part] = _linked(package, home, wanted)
            (at, (text, _)), many = next(iter(wanted.items())), len(wanted)
            message = (
                f"the link of {plain(text)} leads to its cells again"
                if many == 1
                else f"{many} links lead to their cells again"
            )
            restored.append(Restored(home, cell_name(*at), "", message))
    return parts, restored


def _wanted(
    package: Package, fresh: Fresh, sheet: str, home: str, homes: Mapping[str, str]
) -> Iterator[tuple[Position, tuple[str, str]]]:
    """The cells whose link is lost, with their text and where they should lead."""
    cells = package.cells(home)
    there = {link.at: link.target for link in links_of(package, home)}
    lost = {at: target for at, target in there.items() if leads_nowhere(package, target)}
    names = {name.casefold(): name for name in package.defined_names}
    for at, target in lost.items():  # a name in which a dot was taken for something else
        if name := names.get(DOTS.sub("_", target.removeprefix("#")).casefold()):
            yield at, (str(cells.get(at, Cell(None)).value or ""), name)
    for link in links_of(fresh.package, sheet):
        text = fresh.row(sheet, link.at[0]).get(link.at[1], Cell(None)).value
        found = [at for at, cell in cells.items() if text and cell.value == text and cell.formula is None]
        target = _anew(link.target, homes)
        if any(there.get(at) == target and at not in lost for at in found):
            continue  # another cell may say the same, and be no link
        found.sort(key=lambda at: (at != link.at, at[1] != link.at[1], at))
        if found and (found[0] in lost or found[0] not in there):
            yield found[0], (str(text), target)


def _anew(target: str, homes: Mapping[str, str]) -> str:
    """A link's target where the sheets have other names."""
    sheet, mark, cells = target.rpartition("!")
    home = homes.get(sheet.removeprefix("'").removesuffix("'").replace("''", "'")) if mark else None
    return target if home is None else f"{quote_sheet(home)}!{cells}"


def _linked(package: Package, home: str, wanted: Mapping[Position, tuple[str, str]]) -> bytes:
    """A sheet with its links mended, and those that it lacks behind them."""
    part = package.sheet(home).part
    xml, back = as_utf8(package.read(part), package.part(part))
    todo = dict(wanted)

    def led(match: re.Match[bytes]) -> bytes:
        tag = read_tag(xml, match.start())
        area = parse_area(tag.value(b"ref") or "")
        said = todo.pop(area.first, None) if area is not None else None
        return match[0] if said is None else tag.written({b"location": said[1]}, empty=tag.empty)

    mended = back(LINK.sub(led, xml))
    item = b'<hyperlink ref="%s" location="%s"/>'
    items = [item % (cell_name(*at).encode(), escape_attribute(target)) for at, (_, target) in todo.items()]
    return append(mended, package.part(part), items, into="hyperlinks", order=WORKSHEET)
