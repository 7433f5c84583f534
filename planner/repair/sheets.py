"""Sheets and tables as parts of a workbook: listed where the format wants it, under numbers that are free."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from planner.repair.mending import AddedTable, Mending
from planner.repair.names import DEFINED_NAME
from planner.repair.rules import refer
from planner.repair.splice import WORKBOOK, WORKSHEET, Outline, append
from planner.repair.tables import moved_columns
from planner.xlsx.a1 import format_reference, parse_reference, quote_sheet
from planner.xlsx.indexes import TYPES
from planner.xlsx.package import Package
from planner.xlsx.relations import relations_part
from planner.xlsx.render import Edit, new_cell
from planner.xlsx.xml import as_utf8, count_of, escape_attribute, escape_markup, read_tag

PRINT_AREA = "_xlnm.Print_Area"

KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
RELATIONS = b"http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_DATA = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_DXF = re.compile(rb'(?<= dxfId=")[0-9]+(?=")')
_FORMULA = re.compile(rb"(<formula[12]>)([^<]*)(</formula[12]>)")
_TABLE_ID = re.compile(rb'(?<=<table id=")[0-9]+')
_ANY_TABLE_ID = re.compile(rb"""<(?:[\w.-]+:)?table\s(?:[^>]*?\s)?id\s*=\s*["']([0-9]+)""")


@dataclass(slots=True)
class Parts:
    """The parts of a workbook that change, and those that come to it."""

    package: Package
    changed: dict[str, bytes | None] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """A part as it stands now."""
        kept = self.changed.get(name)
        return kept if kept is not None else self.package.read(name)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.casefold() in self.package.archive.folded or name in self.changed

    def append(self, name: str, items: Sequence[bytes], into: str = "", order: Sequence[str] = ()) -> None:
        """Add elements to a part."""
        self.changed[name] = append(self.read(name), self.package.part(name), items, into=into, order=order)

    def add(self, folder: str, stem: str, content: bytes, kind: bytes) -> str:
        """Add a part under a name that is free; its name."""
        number = 1
        while self.has(f"{folder}/{stem}{number}.xml"):
            number += 1
        name = f"{folder}/{stem}{number}.xml"
        self.changed[name] = content
        item = b'<Override PartName="/%s" ContentType="%s+xml"/>'
        self.append(TYPES, [item % (name.encode(), KIND + kind)])
        return name

    def relate(self, source: str, kind: bytes, target: str) -> str:
        """Add a relationship; its id."""
        name = relations_part(source)
        if not self.has(name):
            self.changed[name] = b'<Relationships xmlns="%s"></Relationships>' % RELATIONS
        xml, number = self.read(name), 1
        while b'"rIdPlanner%d"' % number in xml:
            number += 1
        identifier = f"rIdPlanner{number}"
        item = b'<Relationship Id="%s" Type="%s/%s" Target="/%s"/>'
        self.append(name, [item % (identifier.encode(), self.office, kind, target.encode())])
        return identifier

    @property
    def office(self) -> bytes:
        """The namespace of relationships, which a strict workbook has its own of."""
        rels = self.package.read(relations_part(self.package.workbook_part))
        found = re.search(rb"Type\s*=\s*[\"']([^\"']*)/worksheet[\"']", rels)
        return found[1] if found else OFFICE

    @property
    def main(self) -> bytes:
        """The namespace of spreadsheets."""
        name = self.package.workbook_part
        xml, _ = as_utf8(self.package.read(name), self.package.part(name))
        root = Outline.of(xml, self.package.part(name)).root
        prefix = root.prefix[:-1]
        return (root.value(b"xmlns:" + prefix if prefix else b"xmlns") or MAIN.decode()).encode()


def add_sheet(mending: Mending, parts: Parts, sheet: str, name: str) -> None:
    """A sheet of a new workbook, at the end of the user's."""
    book, folder = parts.package.workbook_part, parts.package.workbook_part.rpartition("/")[0]
    xml = _sheet_xml(mending, sheet, name, parts)
    part = parts.add(f"{folder}/worksheets".lstrip("/"), "sheet", xml, b"worksheet")
    fresh = mending.fresh.package
    for key, table in fresh.tables.items():
        if table.sheet == sheet and key in mending.survey.lost_tables:
            content = _TABLE_ID.sub(str(_table_id(parts)).encode(), fresh.read(table.part))
            made = parts.add(
                f"{folder}/tables".lstrip("/"), "table", content.replace(MAIN, parts.main), b"table"
            )
            relation = parts.relate(part, b"table", made)
            parts.changed[part] = parts.read(part).replace(b'r:id="rId1"', b'r:id="%s"' % relation.encode())
    identifier = parts.relate(book, b"worksheet", part)
    numbers = [count_of(one.sheet_id) or 0 for one in parts.package.sheets]
    item = b'<sheet name="%s" sheetId="%d" xmlns:r="%s" r:id="%s"/>'
    number = max(numbers) + list(mending.new_sheets).index(sheet) + 1
    listed = item % (escape_attribute(name), number, parts.office, identifier.encode())
    parts.append(book, [listed], "sheets", WORKBOOK)


def _sheet_xml(mending: Mending, sheet: str, name: str, parts: Parts) -> bytes:
    rows = []
    heights = mending.fresh.heights(sheet)
    for number, cells in mending.fresh.rows(sheet).items():
        height = b' ht="%s"' % heights[number] if number in heights else b""
        content = b"".join(
            new_cell((number, column), Edit(c.value, "drop", mending.styles.of(c.style), c.formula), b"")
            for column, c in cells.items()
        )
        rows.append(b'<row r="%d"%s>%s</row>' % (number, height, content))
    data, xml = b"<sheetData>%s</sheetData>" % b"".join(rows), mending.fresh.xml(sheet)
    xml = _DATA.sub(lambda _: data, xml, count=1)
    xml = _DXF.sub(lambda match: str(mending.styles.dxf(int(match[0]))).encode(), xml)
    columns = moved_columns(mending)

    def referred(match: re.Match[bytes]) -> bytes:
        text = match[2].decode().replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        return match[1] + escape_markup(refer(text, sheet, name, columns)) + match[3]

    xml = _FORMULA.sub(referred, xml)
    return xml.replace(MAIN, parts.main).replace(OFFICE, parts.office)


def add_table(parts: Parts, table: AddedTable) -> None:
    """A table over cells of a sheet that is there."""
    columns = b"".join(
        b'<tableColumn id="%d" name="%s"/>' % (number, escape_attribute(header))
        for number, header in enumerate(table.headers, start=1)
    )
    name, folder = table.key.encode(), parts.package.workbook_part.rpartition("/")[0]
    content = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<table xmlns="%s" id="%d" name="%s" displayName="%s" ref="%s">'
        b'<tableColumns count="%d">%s</tableColumns>'
        b'<tableStyleInfo name="TableStyleLight1" showRowStripes="1"/></table>'
    ) % (parts.main, _table_id(parts), name, name, table.ref.encode(), len(table.headers), columns)
    made = parts.add(f"{folder}/tables".lstrip("/"), "table", content, b"table")
    sheet = parts.package.sheet(table.sheet).part
    identifier = parts.relate(sheet, b"table", made)
    item = b'<tablePart xmlns:r="%s" r:id="%s"/>' % (parts.office, identifier.encode())
    parts.append(sheet, [item], "tableParts", WORKSHEET)


def _table_id(parts: Parts) -> int:
    """A number that no table has."""
    texts = [parts.package.read(table.part) for table in parts.package.tables.values()]
    texts += [xml for name, xml in parts.changed.items() if "/tables/" in name and xml is not None]
    found = [_ANY_TABLE_ID.search(text) for text in texts]
    return 1 + max([0, *(int(match[1]) for match in found if match)])


def define_names(mending: Mending, parts: Parts) -> None:
    """Let the names of the workbook point where they should."""
    part = parts.package.workbook_part
    text, back = as_utf8(parts.read(part), parts.package.part(part))
    todo = {name: place.absolute for name, place in mending.names.items()}

    def pointed(match: re.Match[bytes]) -> bytes:
        tag = read_tag(text, match.start())
        name, scope = tag.value(b"name") or "", tag.value(b"localSheetId")
        if scope is not None and name == PRINT_AREA:
            content = _longer(mending, parts.package, count_of(scope), match[2] or b"")
        elif scope is None and name in todo:
            content = escape_markup(todo.pop(name))
        else:
            return match[0]
        return tag.written({}, empty=False) + content + b"</" + tag.name + b">"

    parts.changed[part] = back(DEFINED_NAME.sub(pointed, text))
    item = b'<definedName name="%s">%s</definedName>'
    items = [item % (escape_attribute(name), escape_markup(target)) for name, target in todo.items()]
    parts.append(part, items, "definedNames", WORKBOOK)


def _longer(mending: Mending, package: Package, number: int | None, text: bytes) -> bytes:
    """A print area that takes in the rows at the foot of its sheet."""
    sheet = package.sheets[number].name if number is not None and number < len(package.sheets) else ""
    reference = parse_reference(text.decode().replace("&apos;", "'").replace("&amp;", "&"))
    last = mending.feet.get(sheet, 0) - 1
    if reference is None or reference.area.last_row >= last:
        return text
    return escape_markup(format_reference(reference.sheet, replace(reference.area, last_row=last)))


def print_names(mending: Mending, parts: Parts, sheet: str, name: str, index: int) -> None:
    """The print area and titles of a new sheet."""
    item = b'<definedName name="%s" localSheetId="%d">%s</definedName>'
    items = [
        item % (defined.encode(), index, escape_markup(text.replace(f"'{sheet}'!", f"{quote_sheet(name)}!")))
        for defined, text in mending.fresh.package.local_names.get(sheet, {}).items()
    ]
    parts.append(parts.package.workbook_part, items, "definedNames", WORKBOOK)
