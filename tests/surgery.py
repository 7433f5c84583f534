"""Edits of a workbook at XML level, as another program might have left it. Nothing here uses planner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any, Self
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree
from openpyxl.utils.cell import (
    coordinate_from_string,
    get_column_letter,
    range_boundaries,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"
SCENARIOS = ("low", "base", "high")
PREFIXES = ("in", "calc", "out")


def q(name: str) -> str:
    """A tag of SpreadsheetML."""
    return f"{{{MAIN}}}{name}"


def column_of(address: str) -> int:
    """The column number of `D7`."""
    return range_boundaries(address)[0]


class Error(str):
    """An error value, such as `#DIV/0!`, to be put into a cell."""


class Surgery:
    """A workbook's members, with cells and names that can be read and changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with ZipFile(path) as archive:
            self.members = {info.filename: archive.read(info) for info in archive.infolist()}
        self._trees: dict[str, Any] = {}

    def save(self, path: Path | None = None) -> Path:
        """Write it over the file it came from, or elsewhere."""
        target = path or self.path
        for name, tree in self._trees.items():
            self.members[name] = HEAD + etree.tostring(tree)
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            for name, content in self.members.items():
                archive.writestr(name, content)
        return target

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.save()

    def tree(self, name: str) -> Any:
        """The root element of a part; changes to it are saved."""
        if name not in self._trees:
            self._trees[name] = etree.fromstring(self.members[name])
        return self._trees[name]

    def put_tree(self, name: str, tree: Any) -> None:
        """Replace a part."""
        self._trees[name] = tree

    @property
    def sheets(self) -> dict[str, str]:
        """Sheet name -> part."""
        parts = self.relationships(BOOK)
        found = self.tree(BOOK).iter(q("sheet"))
        return {sheet.get("name"): parts[sheet.get(f"{{{OFFICE}}}id")] for sheet in found}

    def relationships(self, part: str) -> dict[str, str]:
        """Relationship id -> part, of those inside the package."""
        folder = str(PurePosixPath(part).parent)
        name = rels_of(part)
        if name not in self.members:
            return {}
        return {
            entry.get("Id"): normpath(
                f"/{folder}/{entry.get('Target')}" if entry.get("Target")[0] != "/" else entry.get("Target")
            ).lstrip("/")
            for entry in self.tree(name)
            if entry.get("TargetMode") != "External"
        }

    def names(self) -> dict[str, str]:
        """Defined names of the whole workbook -> what they say."""
        found = self.tree(BOOK).iter(q("definedName"))
        return {name.get("name"): name.text for name in found if name.get("localSheetId") is None}

    def set_name(self, name: str, text: str | None) -> None:
        """Let a defined name say something else; None deletes it."""
        for element in list(self.tree(BOOK).iter(q("definedName"))):
            if element.get("name") == name and element.get("localSheetId") is None:
                element.text = text
                if text is None:
                    element.getparent().remove(element)

    def place(self, name: str) -> tuple[str, str]:
        """Sheet and range, such as `C6:E6`, of a defined name."""
        sheet, _, cells = self.names()[name].rpartition("!")
        return sheet.strip("'").replace("''", "'"), cells.replace("$", "")

    def line(self, key: str, scenario: str = "base") -> tuple[str, str]:
        """Sheet and cell of a line's scenario."""
        name = next(f"{prefix}_{key}" for prefix in PREFIXES if f"{prefix}_{key}" in self.names())
        sheet, cells = self.place(name)
        column, row, *_ = range_boundaries(cells)
        return sheet, f"{get_column_letter(column + SCENARIOS.index(scenario))}{row}"

    def row(self, sheet: str, number: int) -> Any:
        """The element of a row; made where there is none."""
        data = self.tree(self.sheets[sheet]).find(q("sheetData"))
        before = [row for row in data if int(row.get("r")) <= number]
        if before and int(before[-1].get("r")) == number:
            return before[-1]
        row = etree.Element(q("row"), r=str(number))
        data.insert(len(before), row)
        return row

    def cell(self, sheet: str, address: str) -> Any:
        """The element of a cell; made where there is none."""
        number = coordinate_from_string(address)[1]
        row = self.row(sheet, number)
        before = [cell for cell in row if column_of(cell.get("r")) <= column_of(address)]
        if before and before[-1].get("r") == address:
            return before[-1]
        cell = etree.Element(q("c"), r=address)
        row.insert(len(before), cell)
        return cell

    def put(self, sheet: str, address: str, value: object, formula: str | None = None) -> None:
        """Put a value into a cell, and a formula that shows it. None empties the cell."""
        cell = self.cell(sheet, address)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if formula is not None:
            etree.SubElement(cell, q("f")).text = formula
        if value is None:
            return
        kind = "e" if isinstance(value, Error) else "b" if isinstance(value, bool) else ""
        if isinstance(value, str) and not kind:
            kind = "inlineStr" if formula is None else "str"
        if kind:
            cell.set("t", kind)
        if kind == "inlineStr":
            etree.SubElement(etree.SubElement(cell, q("is")), q("t")).text = str(value)
        else:
            etree.SubElement(cell, q("v")).text = str(int(value)) if kind == "b" else str(value)

    def put_line(
        self, key: str, value: object, formula: str | None = None, scenario: str = "base"
    ) -> tuple[str, str]:
        """The same for a line's cell; tells where it is."""
        place = self.line(key, scenario)
        self.put(*place, value, formula)
        return place

    def formula(self, sheet: str, address: str) -> str | None:
        """The text of a cell's formula."""
        found = self.cell(sheet, address).find(q("f"))
        return None if found is None else found.text

    def value(self, sheet: str, address: str) -> str | float | None:
        """What a cell shows."""
        cell = self.cell(sheet, address)
        text = "".join(cell.itertext(q("t"))) if cell.get("t") == "inlineStr" else cell.findtext(q("v"))
        if cell.get("t") == "s":
            text = "".join(self.tree("xl/sharedStrings.xml")[int(text)].itertext(q("t")))
        return text if text is None or cell.get("t") in {"inlineStr", "s", "str", "e"} else float(text)

    def table(self, name: str) -> tuple[str, Any]:
        """Sheet and element of an Excel table."""
        for sheet, part in self.sheets.items():
            for related in self.relationships(part).values():
                if "/tables/" in related and self.tree(related).get("displayName") == name:
                    return sheet, self.tree(related)
        raise LookupError(name)

    def table_cell(self, name: str, header: str, row: int) -> tuple[str, str]:
        """Sheet and cell of a table's column; rows are counted from 0, the header is -1."""
        sheet, table = self.table(name)
        left, top, *_ = range_boundaries(table.get("ref"))
        headers = [column.get("name") for column in table.iter(q("tableColumn"))]
        return sheet, f"{get_column_letter(left + headers.index(header))}{top + 1 + row}"

    def append_row(self, name: str, values: dict[str, object], *, widen: bool = True) -> int:
        """A row typed below a table, which Excel takes into it; its number, counted from 0."""
        table = self.table(name)[1]
        left, top, right, bottom = range_boundaries(table.get("ref"))
        number = bottom - top
        if widen:
            for element in (table, *table.iter(q("autoFilter"))):
                element.set("ref", area(left, top, right, bottom + 1))
        for header, value in values.items():
            self.put(*self.table_cell(name, header, number), value)
        return number

    def add_part(self, name: str, content: bytes, content_type: str = "") -> None:
        """Add a member, and its content type."""
        self.members[name] = content
        if content_type:
            tag = f"{{{PACKAGE}/content-types}}Override"
            etree.SubElement(self.tree(TYPES), tag, PartName=f"/{name}", ContentType=content_type)

    def remove(self, name: str) -> None:
        """Remove a member."""
        self.members.pop(name)
        self._trees.pop(name, None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship from a part; its id."""
        name = rels_of(part)
        if name not in self.members:
            self.members[name] = f'<Relationships xmlns="{PACKAGE}/relationships"/>'.encode()
        tree = self.tree(name)
        identifier = f"rIdAdded{len(tree) + 1}"
        kind = kind if "/" in kind else f"{OFFICE}/{kind}"
        tag = f"{{{PACKAGE}/relationships}}Relationship"
        etree.SubElement(tree, tag, Id=identifier, Type=kind, Target=f"/{target}")
        return identifier

    def add_sheet(self, name: str, cells: dict[str, tuple[object, str | None]], extra: str = "") -> str:
        """Add a sheet of the user's own, with `{address: (value, formula)}`; its part."""
        listed = self.tree(BOOK).find(q("sheets"))
        part = f"xl/worksheets/user{len(listed)}.xml"
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        content = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData/>{extra}</worksheet>'
        self.add_part(part, content.encode(), kind)
        sheet = etree.SubElement(listed, q("sheet"), name=name)
        sheet.set("sheetId", str(1 + max(int(entry.get("sheetId") or 0) for entry in listed)))
        sheet.set(f"{{{OFFICE}}}id", self.relate(BOOK, "worksheet", part))
        for address, (value, formula) in cells.items():
            self.put(name, address, value, formula)
        return part


def rels_of(part: str) -> str:
    """The part that holds a part's relationships."""
    path = PurePosixPath(part)
    return str(path.parent / "_rels" / f"{path.name}.rels")


def area(left: int, top: int, right: int, bottom: int) -> str:
    """`A1:B2`."""
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def contains(outer: str, inner: str) -> bool:
    """Whether a range covers another."""
    left, top, right, bottom = range_boundaries(outer)
    first, upper, last, lower = range_boundaries(inner)
    return left <= first and top <= upper and last <= right and lower <= bottom


def formula_cells(book: Surgery) -> Iterator[tuple[str, str]]:
    """Sheet and address of every formula cell of a workbook."""
    for sheet, part in book.sheets.items():
        for cell in book.tree(part).iter(q("c")):
            if cell.find(q("f")) is not None:
                yield sheet, cell.get("r")


def unquoted(text: str) -> str:
    """A text in which every run of blanks is one blank."""
    return re.sub(r"\s+", " ", text).strip()
