"""Sheets and tables as parts of a workbook: listed where the format wants it, under numbers that are free."""

from __future__ import annotations

import re
from dataclasses import replace

from planner.repair.mending import AddedTable, Mending
from planner.repair.names import DEFINED_NAME
from planner.repair.new_sheet import add_part, carried, list_sheet, name_on_sheet, renamed
from planner.repair.parts import MAIN, Parts
from planner.repair.rules import refer
from planner.repair.splice import WORKBOOK, WORKSHEET
from planner.repair.tables import moved_columns
from planner.xlsx.a1 import format_reference, parse_reference
from planner.xlsx.package import Package
from planner.xlsx.xml import as_utf8, count_of, escape_attribute, escape_markup, read_tag

PRINT_AREA = "_xlnm.Print_Area"

_FORMULA = re.compile(rb"(<formula[12]>)([^<]*)(</formula[12]>)")
_TABLE_ID = re.compile(rb'(?<=<table id=")[0-9]+')
_ANY_TABLE_ID = re.compile(rb"""<(?:[\w.-]+:)?table\s(?:[^>]*?\s)?id\s*=\s*["']([0-9]+)""")


def add_sheet(mending: Mending, parts: Parts, sheet: str, name: str) -> None:
    """A sheet of a new workbook, at the end of the user's."""
    folder = parts.package.workbook_part.rpartition("/")[0]
    part = add_part(parts, _sheet_xml(mending, sheet, name, parts))
    fresh = mending.fresh.package
    for key, table in fresh.tables.items():
        if table.sheet == sheet and key in mending.survey.lost_tables:
            content = _TABLE_ID.sub(str(_table_id(parts)).encode(), fresh.read(table.part))
            made = parts.add(
                f"{folder}/tables".lstrip("/"), "table", content.replace(MAIN, parts.main), b"table"
            )
            relation = parts.relate(part, b"table", made)
            parts.changed[part] = parts.read(part).replace(b'r:id="rId1"', b'r:id="%s"' % relation.encode())
    index = list_sheet(parts, name, part)
    name_on_sheet(parts, index, renamed(fresh.local_names.get(sheet, {}), sheet, name))


def _sheet_xml(mending: Mending, sheet: str, name: str, parts: Parts) -> bytes:
    xml = carried(mending.fresh.xml(sheet), mending.fresh.rows(sheet), mending.styles, parts)
    columns = moved_columns(mending)

    def referred(match: re.Match[bytes]) -> bytes:
        text = match[2].decode().replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        return match[1] + escape_markup(refer(text, sheet, name, columns)) + match[3]

    return _FORMULA.sub(referred, xml)


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
