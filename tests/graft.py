"""Grafts the sheets of a foreign workbook into a plan, with every part that they need, at XML level.

Parts keep their bytes, but for what a workbook numbers once: shared strings, styles, tables, sheets, names,
relationships. The plan's own theme stays. Strict parts are put into the transitional namespaces.
"""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path, PurePosixPath
from posixpath import relpath
from typing import Any

from lxml import etree

from tests.surgery import BOOK, MAIN, OFFICE, TYPES, Surgery, q, rels_of

STRICT = "http://purl.oclc.org/ooxml"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
TRANSITIONAL = {
    f"{STRICT}/spreadsheetml/main": MAIN,
    f"{STRICT}/officeDocument/relationships": OFFICE,
    f"{STRICT}/officeDocument/extendedProperties": f"{OFFICE[:-14]}/extended-properties",
    f"{STRICT}/drawingml/main": f"{DRAWING}/main",
    f"{STRICT}/drawingml/chart": f"{DRAWING}/chart",
    f"{STRICT}/drawingml/spreadsheetDrawing": f"{DRAWING}/spreadsheetDrawing",
}
SHEETS = ("worksheet", "chartsheet", "dialogsheet")
MERGED = ("styles", "sharedStrings", "theme", "calcChain")
"""Parts of which a workbook has one, and the plan its own."""

LATER = {
    "externalReferences": ("definedNames", "calcPr", "pivotCaches", "extLst"),
    "pivotCaches": ("extLst",),
    "extLst": (),
}
"""What comes after these elements of a workbook part."""
ID = f"{{{OFFICE}}}id"


def graft(plan: Surgery, foreign: Path) -> list[str]:
    """Add all sheets of a workbook to a plan, whose own of the same name are renamed; their names."""
    for name in set(plan.sheets) & set(Surgery(foreign).sheets):
        _rename_sheet(plan, name, f"Plan {name}")
    return _Graft(plan, Surgery(foreign)).run()


def _rename_sheet(book: Surgery, old: str, new: str) -> None:
    """As an owner does who wants to take in a sheet of that name; for a name that needs no quotes."""
    tree = book.tree(BOOK)
    next(sheet for sheet in tree.iter(q("sheet")) if sheet.get("name") == old).set("name", new)
    places = [name for name in tree.iter(q("definedName")) if name.text]
    places += [cell for part in book.sheets.values() for cell in book.tree(part).iter(q("f")) if cell.text]
    for place in places:
        place.text = re.sub(rf"(?<![\w']){old}!", f"'{new}'!", place.text)


class _Graft:
    """One graft. `names` maps each foreign part to its name in the plan."""

    def __init__(self, plan: Surgery, foreign: Surgery) -> None:
        self.plan, self.foreign = plan, foreign
        _make_transitional(foreign)
        self.names: dict[str, str] = {}
        self.book = next(
            target for target, kind in _related(foreign, "").values() if kind == "officeDocument"
        )
        self.first_sheet = len(plan.tree(BOOK).find(q("sheets")))
        self.styles = self.dxfs = self.strings = 0

    def run(self) -> list[str]:
        related = _related(self.foreign, self.book)
        kinds = {kind: target for target, kind in related.values()}
        if "sharedStrings" in kinds:
            self.strings = self._merge_strings(kinds["sharedStrings"])
        if "styles" in kinds:
            self._merge_styles(kinds["styles"])
        identifiers = {}
        for identifier, (target, kind) in related.items():
            if kind not in MERGED:
                self._copy(target)
                folder = _kind_uri(self.foreign, self.book, identifier)
                identifiers[identifier] = self.plan.relate(BOOK, folder, self.names[target])
        names = self._list_sheets(identifiers)
        self._copy_names()
        for tag in ("externalReferences", "pivotCaches", "extLst"):
            self._copy_list(tag, identifiers)
        return names

    def _copy(self, part: str) -> str:
        """Copy a part and all that it is related to."""
        if part in self.names:
            return self.names[part]
        path = PurePosixPath(part)
        new = self.names[part] = str(path.with_name(f"{path.stem}_grafted{path.suffix}"))
        self.plan.add_part(new, self._adapted(part), _content_type(self.foreign, part))
        rels = rels_of(part)
        if rels in self.foreign.members:
            tree = etree.fromstring(self.foreign.members[rels])
            targets = _related(self.foreign, part)
            for entry in tree:
                if entry.get("TargetMode") != "External" and entry.get("Id") in targets:
                    target = self._copy(targets[entry.get("Id")][0])
                    entry.set("Target", relpath(f"/{target}", f"/{path.parent}"))
            self.plan.members[rels_of(new)] = etree.tostring(tree)
        return new

    def _adapted(self, part: str) -> bytes:
        """A part's bytes, with the numbers of strings, styles and tables that hold in the plan."""
        content = self.foreign.members[part]
        folder = PurePosixPath(part).parent.name
        if not part.endswith(".xml") or folder not in {"worksheets", "tables", "pivotTables"}:
            return content
        tree = etree.fromstring(content)
        for element in tree.iter():
            for name, value in element.attrib.items():
                if name.lower().endswith("dxfid"):
                    element.set(name, str(int(value) + self.dxfs))
        for tag, name in (("c", "s"), ("row", "s"), ("col", "style")):
            for element in tree.iter(q(tag)):
                if name in element.attrib:
                    element.set(name, str(int(element.get(name)) + self.styles))
        for cell in tree.iter(q("c")):
            if cell.get("t") == "s" and cell.find(q("v")) is not None:
                cell.find(q("v")).text = str(int(cell.findtext(q("v"))) + self.strings)
        if folder == "tables":
            tree.set("id", str(int(tree.get("id")) + 1000))
        return etree.tostring(tree)

    def _merge_strings(self, part: str) -> int:
        name = next(target for target, kind in _related(self.plan, BOOK).values() if kind == "sharedStrings")
        ours, theirs = self.plan.tree(name), etree.fromstring(self.foreign.members[part])
        first = len(ours.findall(q("si")))
        for element in theirs.findall(q("si")):
            ours.append(element)
        for attribute in ("count", "uniqueCount"):
            ours.attrib.pop(attribute, None)
        return first

    def _merge_styles(self, part: str) -> None:
        name = next(target for target, kind in _related(self.plan, BOOK).values() if kind == "styles")
        ours, theirs = self.plan.tree(name), etree.fromstring(self.foreign.members[part])
        formats = _merge_formats(ours, theirs)
        first = {f"{tag[:-1]}Id": _append(ours, theirs, tag) for tag in ("fonts", "fills", "borders")}
        self.dxfs = _append(ours, theirs, "dxfs")
        self.styles = _append(ours, theirs, "cellXfs")
        for xf in ours.find(q("cellXfs"))[self.styles :]:
            for attribute, offset in first.items():
                xf.set(attribute, str(int(xf.get(attribute, "0")) + offset))
            xf.set("numFmtId", formats.get(xf.get("numFmtId", "0"), xf.get("numFmtId", "0")))
            xf.set("xfId", "0")

    def _list_sheets(self, identifiers: dict[str, str]) -> list[str]:
        listed = self.plan.tree(BOOK).find(q("sheets"))
        taken = {sheet.get("name").casefold() for sheet in listed}
        names = []
        for sheet in self.foreign.tree(self.book).find(q("sheets")):
            if sheet.get("name").casefold() in taken:
                raise ValueError(f"the plan has a sheet {sheet.get('name')} of its own")
            copy = etree.SubElement(listed, q("sheet"), {**sheet.attrib})
            copy.set(ID, identifiers[sheet.get(ID)])
            copy.set("sheetId", str(1 + max(int(one.get("sheetId") or 0) for one in listed)))
            names.append(sheet.get("name"))
        return names

    def _copy_names(self) -> None:
        found = self.foreign.tree(self.book).find(q("definedNames"))
        ours = self.plan.tree(BOOK).find(q("definedNames"))
        for name in () if found is None else found:
            copy = deepcopy(name)
            if name.get("localSheetId") is not None:
                copy.set("localSheetId", str(int(name.get("localSheetId")) + self.first_sheet))
            ours.append(copy)

    def _copy_list(self, tag: str, identifiers: dict[str, str]) -> None:
        """A list of the workbook part whose entries name parts by relationship."""
        found = self.foreign.tree(self.book).find(q(tag))
        if found is None:
            return
        root = self.plan.tree(BOOK)
        ours = root.find(q(tag))
        if ours is None:
            ours = etree.Element(q(tag))
            follower = next((one for one in root if etree.QName(one).localname in LATER[tag]), None)
            root.append(ours) if follower is None else follower.addprevious(ours)
        for entry in found:
            copy = deepcopy(entry)
            for element in copy.iter():
                if ID in element.attrib:
                    element.set(ID, identifiers[element.get(ID)])
            ours.append(copy)


def _make_transitional(book: Surgery) -> None:
    for name, content in book.members.items():
        if name.endswith((".xml", ".rels")) and STRICT.encode() in content:
            for strict, plain in TRANSITIONAL.items():
                content = content.replace(strict.encode(), plain.encode())  # noqa: PLW2901
            book.members[name] = content


def _related(book: Surgery, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id -> part inside the package, and the last word of its kind."""
    rels = rels_of(part) if part else "_rels/.rels"
    if rels not in book.members:
        return {}
    kinds = {entry.get("Id"): entry.get("Type") for entry in book.tree(rels)}
    targets = book.relationships(part)
    return {
        identifier: (target, kinds[identifier].rpartition("/")[2])
        for identifier, target in targets.items()
        if target in book.members
    }


def _kind_uri(book: Surgery, part: str, identifier: str) -> str:
    return next(str(entry.get("Type")) for entry in book.tree(rels_of(part)) if entry.get("Id") == identifier)


def _content_type(book: Surgery, part: str) -> str:
    """From the list of parts, or by its ending."""
    for entry in book.tree(TYPES):
        if entry.get("PartName", "").casefold() == f"/{part}".casefold():
            return str(entry.get("ContentType"))
    ending = PurePosixPath(part).suffix.lstrip(".").casefold()
    return next(
        str(entry.get("ContentType"))
        for entry in book.tree(TYPES)
        if entry.get("Extension", "").casefold() == ending
    )


def _merge_formats(ours: Any, theirs: Any) -> dict[str, str]:
    """Foreign number format -> its number in the plan, for those that Excel has not built in."""
    own = [int(one.get("numFmtId")) for one in ours.iter(q("numFmt"))]
    first = 1 + max(own, default=163)
    formats = {}
    if theirs.find(q("numFmts")) is not None and ours.find(q("numFmts")) is None:
        ours.insert(0, etree.Element(q("numFmts")))
    for offset, one in enumerate(theirs.findall(f"{q('numFmts')}/{q('numFmt')}")):
        formats[one.get("numFmtId")] = str(first + offset)
        one.set("numFmtId", str(first + offset))
        ours.find(q("numFmts")).append(one)
    _recount(ours.find(q("numFmts")))
    return formats


def _append(ours: Any, theirs: Any, tag: str) -> int:
    """Append the entries of a foreign list; how many the plan had before."""
    mine, other = ours.find(q(tag)), theirs.find(q(tag))
    first = len(mine)
    for entry in () if other is None else list(other):
        mine.append(entry)
    _recount(mine)
    return first


def _recount(element: Any) -> None:
    if element is not None:
        element.set("count", str(len(element)))
