"""Saves an openpyxl workbook so that two equal ones give equal files, in the spelling that Excel itself uses.

openpyxl stamps members and properties with the clock, names itself as the application, writes every text into
its own cell, fixes the height of every row, and orders the parts of a font in another way than the format.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from planner.writer.looks import ROW_POINTS
from planner.xlsx.indexes import TYPES
from planner.xlsx.zip_new import write_zip

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
FONT_ORDER = ("b", "i", "strike", "u", "vertAlign", "sz", "color", "name", "family", "charset", "scheme")
STYLES, APP, CORE = "xl/styles.xml", "docProps/app.xml", "docProps/core.xml"

RELATIONS, SHARED = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
SHARED_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SHARED_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
SHARED_ID = "rIdSharedStrings"

APP_CONTENT = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>planner</Application></Properties>"
)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def save(book: Any, path: Path, now: datetime) -> None:
    """Write the workbook; every time in the file is `now`, or the same for all files."""
    buffer = io.BytesIO()
    book.save(buffer)
    with ZipFile(buffer) as written:
        parts = {name: written.read(name) for name in written.namelist()}
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts[CORE] = MODIFIED.sub(rb"\g<1>" + stamp, parts[CORE])
    parts[APP] = APP_CONTENT
    parts[STYLES] = _with_ordered_fonts(parts[STYLES])
    texts: dict[str, int] = {}
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = _tidied(content, texts)
    _add_shared_strings(parts, texts)
    write_zip(path, parts)


def _with_ordered_fonts(content: bytes) -> bytes:
    root = _parse(content)
    for font in root.iter(f"{MAIN}font"):
        font[:] = sorted(font, key=lambda part: FONT_ORDER.index(part.tag.removeprefix(MAIN)))
    return _serialise(root)


def _tidied(content: bytes, texts: dict[str, int]) -> bytes:
    """A sheet whose taller rows fit themselves and whose texts are numbers of the shared ones."""
    root = _parse(content)
    for row in root.iter(f"{MAIN}row"):
        if float(row.get("ht", "0")) > ROW_POINTS:
            row.attrib.pop("customHeight", None)
    for cell in root.iter(f"{MAIN}c"):
        if cell.get("t") == "inlineStr":
            text = "".join(cell.itertext())
            for child in list(cell):
                cell.remove(child)
            cell.set("t", "s")
            value = cell.makeelement(f"{MAIN}v", {}, None)
            value.text = str(texts.setdefault(text, len(texts)))
            cell.append(value)
    return _serialise(root)


def _add_shared_strings(parts: dict[str, bytes], texts: dict[str, int]) -> None:
    """Add their part, and what tells of it where openpyxl has not."""
    if SHARED not in parts:
        override = f'<Override PartName="/{SHARED}" ContentType="{SHARED_TYPE}"/></Types>'
        parts[TYPES] = parts[TYPES].replace(b"</Types>", override.encode())
        relation = f'<Relationship Type="{SHARED_RELATION}" Target="/{SHARED}" Id="{SHARED_ID}"/>'
        end = b"</Relationships>"
        parts[RELATIONS] = parts[RELATIONS].replace(end, relation.encode() + end)
    parts[SHARED] = _shared_strings(texts)


def _shared_strings(texts: dict[str, int]) -> bytes:
    from lxml import etree

    namespaces: Any = {None: MAIN[1:-1]}
    root = etree.Element(f"{MAIN}sst", {"uniqueCount": str(len(texts))}, namespaces)
    for text in texts:
        element = etree.SubElement(etree.SubElement(root, f"{MAIN}si"), f"{MAIN}t")
        element.text = text
        if text != text.strip():
            element.set(SPACE, "preserve")
    return _serialise(root)


def _parse(content: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _serialise(root: Any) -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
