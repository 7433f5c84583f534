"""Cell formats of a new workbook in a user's: the same one where there is one, otherwise one more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from planner.repair.splice import STYLES, append
from planner.xlsx.package import Package
from planner.xlsx.xml import Part, as_utf8, escape_attribute, escape_markup, new_parser, parse

FIRST_CUSTOM = 164
"""Number formats below are Excel's own."""

LISTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
APPLIED = {
    "fontId": "applyFont",
    "fillId": "applyFill",
    "borderId": "applyBorder",
    "numFmtId": "applyNumberFormat",
}
Shape = tuple[str, tuple[tuple[str, str], ...], str, tuple[object, ...]]


class Formats:
    """The formats of one workbook."""

    def __init__(self, package: Package) -> None:
        self.part = package.related_part("styles") or ""
        xml = package.read(self.part) if self.part else b"<none/>"
        root = tree_of(xml, package.part(self.part))
        found = {local(child.tag): list(child) for child in root}
        self.lists = {name: found.get(name, []) for name in (*LISTS.values(), "numFmts", "cellXfs", "dxfs")}
        self.codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in self.lists["numFmts"]}

    def look(self, xf: ElementTree.Element) -> tuple[object, ...]:
        """What a cell format comes to, whatever the numbers of its parts."""
        parts = [self._entry(xf, name) for name in LISTS]
        number = xf.get("numFmtId", "0")
        rest = tuple(shape(child) for child in xf)
        return *parts, self.codes.get(number, number), xf.get("quotePrefix", "0"), rest

    def _entry(self, xf: ElementTree.Element, name: str) -> Shape | None:
        entries, number = self.lists[LISTS[name]], int(xf.get(name, "0"))
        return shape(entries[number]) if number < len(entries) else None


class Styles:
    """Gives each format of a new workbook its number in the user's, and gathers those to be added."""

    def __init__(self, theirs: Package, fresh: Package) -> None:
        self.package = theirs
        self.theirs, self.fresh = Formats(theirs), Formats(fresh)
        self.added: dict[str, list[bytes]] = {name: [] for name in self.theirs.lists}
        self.known: dict[int, int] = {}
        self.known_dxfs: dict[int, int] = {}
        self.looks = {
            self.theirs.look(xf): at for at, xf in reversed(list(enumerate(self.theirs.lists["cellXfs"])))
        }

    def of(self, number: int) -> int:
        """The number of a cell format of the new workbook."""
        if number not in self.known:
            xf = self.fresh.lists["cellXfs"][number]
            look = self.fresh.look(xf)
            if look not in self.looks:
                self.looks[look] = self._add_format(xf)
            self.known[number] = self.looks[look]
        return self.known[number]

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

    def _add_format(self, xf: ElementTree.Element) -> int:
        copy = ElementTree.Element("xf", {**xf.attrib, "xfId": "0"})
        copy.extend(list(xf))
        for name, entries in LISTS.items():
            copy.set(name, str(self._put(entries, self.fresh.lists[entries][int(xf.get(name, "0"))])))
        copy.set("numFmtId", self._number_format(xf.get("numFmtId", "0")))
        for name in APPLIED.values():
            copy.set(name, "1")
        self.added["cellXfs"].append(written(copy))
        return len(self.theirs.lists["cellXfs"]) + len(self.added["cellXfs"]) - 1

    def _put(self, entries: str, entry: ElementTree.Element) -> int:
        """The number of an entry of a list, which is added where it is not there yet."""
        wanted, item = shape(entry), written(entry)
        for at, there in enumerate(self.theirs.lists[entries]):
            if shape(there) == wanted:
                return at
        if item not in self.added[entries]:
            self.added[entries].append(item)
        return len(self.theirs.lists[entries]) + self.added[entries].index(item)

    def _number_format(self, number: str) -> str:
        code = self.fresh.codes.get(number)
        if code is None:
            return number
        known = next((id_ for id_, there in self.theirs.codes.items() if there == code), None)
        if known is None:
            taken = [int(id_) for id_ in self.theirs.codes if id_.isdecimal()]
            known = str(max([FIRST_CUSTOM - 1, *taken]) + 1)
            self.theirs.codes[known] = code
            entry = ElementTree.Element("numFmt", {"numFmtId": known, "formatCode": code})
            self.added["numFmts"].append(written(entry))
        return known


def tree_of(xml: bytes, part: Part) -> ElementTree.Element:
    """A part that is read whole."""
    text, _ = as_utf8(xml, part)
    parse(new_parser(part), text, part)  # which refuses entities
    text = re.sub(rb"^(?:\xef\xbb\xbf)?<\?xml.*?\?>", b"", text, flags=re.DOTALL)
    return ElementTree.fromstring(text)  # noqa: S314


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def shape(element: ElementTree.Element) -> Shape:
    """An element as a value that compares equal to another one's that says the same."""
    text = (element.text or "").strip()
    return local(element.tag), tuple(sorted(element.attrib.items())), text, tuple(map(shape, element))


def written(element: ElementTree.Element) -> bytes:
    """An element and all inside it, of one namespace, without a prefix."""
    name = local(element.tag).encode()
    attributes = b"".join(
        b' %s="%s"' % (key.encode(), escape_attribute(value)) for key, value in element.items()
    )
    inside = escape_markup(element.text or "") + b"".join(map(written, element))
    return b"<%s%s>%s</%s>" % (name, attributes, inside, name) if inside else b"<%s%s/>" % (name, attributes)
