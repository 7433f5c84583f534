"""Cell formats of a new workbook in a user's: the same one where there is one, otherwise one more."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement

from planner.repair.splice import STYLES, append
from planner.xlsx.package import Package
from planner.xlsx.styles import StyleSheet, read_style_sheet
from planner.xlsx.tree import shape, written
from planner.xlsx.xml import count_of

FIRST_CUSTOM = 164
"""Number formats below are Excel's own."""

LISTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
APPLIED = {
    "fontId": "applyFont",
    "fillId": "applyFill",
    "borderId": "applyBorder",
    "numFmtId": "applyNumberFormat",
}


def look_of(xf: Element, sheet: StyleSheet) -> tuple[object, ...]:
    """What a cell format comes to, whatever the numbers of its parts."""
    entries = [sheet.entry(entries, xf.get(name)) for name, entries in LISTS.items()]
    number = count_of(xf.get("numFmtId")) or 0
    parts = (None if entry is None else shape(entry) for entry in entries)
    return *parts, sheet.codes.get(number, number), xf.get("quotePrefix", "0"), tuple(map(shape, xf))


class AddedStyles:
    """Gives each format of a new workbook its number in the user's, and gathers those to be added."""

    def __init__(self, theirs: Package, fresh: Package) -> None:
        self.package = theirs
        self.theirs, self.fresh = read_style_sheet(theirs), read_style_sheet(fresh)
        self.codes = dict(self.theirs.codes)
        self.added: dict[str, list[bytes]] = {name: [] for name in self.theirs.lists}
        self.known: dict[int, int] = {}
        self.known_dxfs: dict[int, int] = {}
        self.looks = {
            look_of(xf, self.theirs): at for at, xf in reversed(list(enumerate(self.theirs.lists["cellXfs"])))
        }

    def of(self, number: int) -> int:
        """The number of a cell format of the new workbook."""
        if number not in self.known:
            xf = self.fresh.lists["cellXfs"][number]
            look = look_of(xf, self.fresh)
            if look not in self.looks:
                self.looks[look] = self._add_format(xf)
            self.known[number] = self.looks[look]
        return self.known[number]

    def inked(self, number: int, rgb: str) -> int:
        """The number of a cell format of the new workbook whose letters have another colour."""
        xf = self.fresh.lists["cellXfs"][number]
        font = deepcopy(self.fresh.lists["fonts"][int(xf.get("fontId", "0"))])
        colour = font.find("color")
        colour = SubElement(font, "color") if colour is None else colour
        colour.attrib.clear()
        colour.set("rgb", f"FF{rgb}")
        look = shape(font), *look_of(xf, self.fresh)[1:]
        if look not in self.looks:
            self.looks[look] = self._add_format(xf, font)
        return self.looks[look]

    def dxf(self, number: int) -> int:
        """The number of a format of conditional formatting."""
        if number not in self.known_dxfs:
            self.known_dxfs[number] = self._put("dxfs", self.fresh.lists["dxfs"][number])
        return self.known_dxfs[number]

    def parts(self) -> Mapping[str, bytes]:
        """The part of the user's formats with those that were added."""
        part, xml = self.theirs.part, b""
        for name, items in self.added.items():
            if items:
                xml = append(
                    xml or self.package.read(part), self.package.part(part), items, into=name, order=STYLES
                )
        return {part: xml} if xml else {}

    def _add_format(self, xf: Element, font: Element | None = None) -> int:
        copy = Element("xf", {**xf.attrib, "xfId": "0"})
        copy.extend(list(xf))
        for name, entries in LISTS.items():
            entry = self.fresh.lists[entries][int(xf.get(name, "0"))]
            entry = font if font is not None and entries == "fonts" else entry
            copy.set(name, str(self._put(entries, entry)))
        copy.set("numFmtId", str(self._number_format(count_of(xf.get("numFmtId")) or 0)))
        for name in APPLIED.values():
            copy.set(name, "1")
        self.added["cellXfs"].append(written(copy))
        return len(self.theirs.lists["cellXfs"]) + len(self.added["cellXfs"]) - 1

    def _put(self, entries: str, entry: Element) -> int:
        """The number of an entry of a list, which is added where it is not there yet."""
        wanted, item = shape(entry), written(entry)
        for at, there in enumerate(self.theirs.lists[entries]):
            if shape(there) == wanted:
                return at
        if item not in self.added[entries]:
            self.added[entries].append(item)
        return len(self.theirs.lists[entries]) + self.added[entries].index(item)

    def _number_format(self, number: int) -> int:
        code = self.fresh.codes.get(number)
        if code is None:
            return number
        known = next((at for at, there in self.codes.items() if there == code), None)
        if known is None:
            known = max([FIRST_CUSTOM - 1, *self.codes]) + 1
            self.codes[known] = code
            entry = Element("numFmt", {"numFmtId": str(known), "formatCode": code})
            self.added["numFmts"].append(written(entry))
        return known
