"""A sheet that planner wrote elsewhere, as one more of a user's workbook: its cells, its entry, its names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.repair.parts import MAIN, OFFICE, Parts
from planner.repair.splice import WORKBOOK
from planner.repair.styles import AddedStyles
from planner.xlsx.a1 import Position, quote_sheet
from planner.xlsx.cell import Cell, Value
from planner.xlsx.render import Edit, new_cell
from planner.xlsx.xml import Element, count_of, elements, escape_attribute, escape_markup

SHEET = "workbook/sheets/sheet"

_DATA = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_DXF = re.compile(rb'(?<= dxfId=")[0-9]+(?=")')
_HEIGHT = re.compile(rb'<row r="([0-9]+)" ht="([0-9.]+)"')


def heights_in(xml: bytes) -> dict[int, bytes]:
    """The height of each row of a sheet that planner wrote."""
    return {int(number): height for number, height in _HEIGHT.findall(xml)}


def carried(
    xml: bytes,
    rows: Mapping[int, Mapping[int, Cell]],
    styles: AddedStyles,
    parts: Parts,
    values: Mapping[Position, Value] | None = None,
) -> bytes:
    """The sheet with texts in its own cells, and formats under the numbers that they have in the user's.

    Args:
        rows: the cells, by row and column.
        values: what formulas come to, where that is known.
    """
    known, heights, data = values or {}, heights_in(xml), []
    for number, cells in rows.items():
        height = b' ht="%s"' % heights[number] if number in heights else b""
        content = b"".join(
            _cell((number, column), cell, known.get((number, column), cell.value), styles)
            for column, cell in cells.items()
        )
        data.append(b'<row r="%d"%s>%s</row>' % (number, height, content))
    whole = b"<sheetData>%s</sheetData>" % b"".join(data)
    xml = _DATA.sub(lambda _: whole, xml, count=1)
    xml = _DXF.sub(lambda match: str(styles.dxf(int(match[0]))).encode(), xml)
    return xml.replace(MAIN, parts.main).replace(OFFICE, parts.office)


def _cell(at: Position, cell: Cell, value: Value, styles: AddedStyles) -> bytes:
    return new_cell(at, Edit(value, "drop", styles.of(cell.style), cell.formula), b"")


def add_part(parts: Parts, xml: bytes) -> str:
    """Add a worksheet that no list names yet; its part."""
    folder = parts.package.workbook_part.rpartition("/")[0]
    return parts.add(f"{folder}/worksheets".lstrip("/"), "sheet", xml, b"worksheet")


def list_sheet(parts: Parts, name: str, part: str) -> int:
    """List a worksheet behind all others, under a number that is free; which of them it is, from 0."""
    book = parts.package.workbook_part
    identifier, listed = parts.relate(book, b"worksheet", part), _listed(parts)
    number = 1 + max((count_of(one.attributes.get("sheetId")) or 0 for one in listed), default=0)
    item = b'<sheet name="%s" sheetId="%d" xmlns:r="%s" r:id="%s"/>'
    said = item % (escape_attribute(name), number, parts.office, identifier.encode())
    parts.append(book, [said], "sheets", WORKBOOK)
    return len(listed)


def name_on_sheet(parts: Parts, index: int, names: Mapping[str, str]) -> None:
    """Add names that belong to the sheet of that number: what is printed of it, for one."""
    item = b'<definedName name="%s" localSheetId="%d">%s</definedName>'
    items = [item % (escape_attribute(name), index, escape_markup(text)) for name, text in names.items()]
    parts.append(parts.package.workbook_part, items, "definedNames", WORKBOOK)


def renamed(names: Mapping[str, str], sheet: str, name: str) -> dict[str, str]:
    """The names of a sheet, as they read where it is called otherwise."""
    return {key: text.replace(f"'{sheet}'!", f"{quote_sheet(name)}!") for key, text in names.items()}


def free_name(parts: Parts, name: str) -> str:
    """The name, with a number behind it where another sheet has it."""
    taken = {sheet.name.casefold() for sheet in parts.package.sheets}
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _listed(parts: Parts) -> list[Element]:
    """The sheets as they are listed by now."""
    book = parts.package.workbook_part
    found = elements(parts.read(book), parts.package.part(book))
    return [element for element in found if element.path == SHEET]
