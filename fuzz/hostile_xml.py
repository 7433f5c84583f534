"""XML that explodes, reaches outside, nests, or is no XML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fuzz.book import Book
from fuzz.hostile import Hostile, Make, add_sheet
from fuzz.hostile_texts import DOCTYPES

PARTS = {
    "workbook": "xl/workbook.xml",
    "sheet": "worksheets/sheet2.xml",
    "strings": "sharedStrings.xml",
    "styles": "styles.xml",
    "relations": "_rels/.rels",
    "types": "[Content_Types].xml",
    "table": "tables/table1.xml",
}


def _after_the_head(content: bytes, piece: bytes) -> bytes:
    at = content.find(b"?>") + 2 if content.startswith(b"<?xml") else 0
    return content[:at] + piece + content[at:]


def _each(what: str, change: Callable[[bytes], bytes], says: str, *parts: str) -> list[Hostile]:
    """The same change in each of these parts; heavy where the whole workbook is read all the same."""
    found = []
    for part in parts:

        def make(plan: Path, part: str = part) -> bytes:
            book = Book.read(plan)
            member = book.find(PARTS[part])[0]
            member.content = change(member.content)
            return book.pack()

        make.__name__ = f"{what}_in_{part}"
        found.append(Hostile(make, says, heavy=not says))
    return found


def _doctype(number: int) -> Callable[[bytes], bytes]:
    return lambda content: _after_the_head(content, DOCTYPES[number].encode())


def _inside(content: bytes, piece: bytes) -> bytes:
    at = content.rfind(b"</")
    return content[:at] + piece + content[at:]


def _nested(depth: int) -> Callable[[bytes], bytes]:
    return lambda content: _inside(content, b"<a>" * depth + b"</a>" * depth)


def entity_in_a_cell(plan: Path) -> bytes:
    """An entity that nobody declared."""
    return add_sheet(Book.read(plan), b'<row r="1"><c r="A1" t="str"><v>&xxe;</v></c></row>').pack()


def nested_in_a_cell(plan: Path) -> bytes:
    """A hundred elements inside a cell of the user's own."""
    inside = b"<x>" * 100 + b"</x>" * 100
    return add_sheet(Book.read(plan), b'<row r="1"><c r="A1">%s</c></row>' % inside).pack()


def a_tag_of_two_megabytes(plan: Path) -> bytes:
    """Some parsers look at it again for every piece that comes."""
    attribute = b"x" * (8 << 20)
    return add_sheet(Book.read(plan), b'<row r="1" x="%s"/>' % attribute).pack()


def a_comment_of_many_megabytes(plan: Path) -> bytes:
    """The same with a comment that never seems to end."""
    comment = b"<!--" + b"- x" * (3 << 20) + b"-->"
    return add_sheet(Book.read(plan), comment).pack()


def half_a_million_attributes(plan: Path) -> bytes:
    """An element with more attributes than memory is made for."""
    attributes = b" ".join(b'a%d="1"' % number for number in range(300_000))
    return add_sheet(Book.read(plan), b'<row r="1" %s/>' % attributes).pack()


def control_characters(plan: Path) -> bytes:
    """Characters that XML does not allow."""
    return add_sheet(Book.read(plan), b'<row r="1"><c r="A1" t="str"><v>\0\1\x1b[2J</v></c></row>').pack()


def _only(plan: Path, content: bytes) -> bytes:
    book = Book.read(plan)
    book.find(PARTS["workbook"])[0].content = content
    return book.pack()


def workbook_without_sheets(plan: Path) -> bytes:
    """A workbook part with nothing in it."""
    return _only(plan, b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>')


def workbook_that_is_no_xml(plan: Path) -> bytes:
    """A workbook part of noise."""
    return _only(plan, bytes(range(256)) * 10)


def workbook_in_utf_7(plan: Path) -> bytes:
    """An encoding that hides markup from filters."""
    content = Book.read(plan).find(PARTS["workbook"])[0].content
    head = b'<?xml version="1.0" encoding="UTF-7"?>'
    return _only(
        plan, head + content[content.index(b"<workbook") :].replace(b"<sheets>", b"+ADw-sheets+AD4-")
    )


ALL = tuple(PARTS)
PLANNERS = ("workbook", "sheet", "relations", "table")
ONES: tuple[Make, ...] = (
    *(entity_in_a_cell, nested_in_a_cell, a_tag_of_two_megabytes, a_comment_of_many_megabytes),
    *(half_a_million_attributes, control_characters),
)
DTD = "declares a document type"
FILES = (
    *_each("declared_entity", _doctype(0), DTD, *ALL),
    *_each("external_entity", _doctype(1), DTD, *ALL),
    *_each("external_document_type", _doctype(2), DTD, *ALL),
    *_each("parameter_entity", _doctype(3), DTD, *ALL),
    *_each("entity_bomb", _doctype(4), DTD, *ALL),
    *_each("hundred_deep", _nested(100), "deep", "workbook", "relations", "table"),
    *_each("hundred_deep", _nested(100), "", "sheet", "strings", "styles", "types"),
    *_each("hundred_thousand_deep", _nested(100_000), "", *ALL),
    *_each("cut_off", lambda content: content[: len(content) // 2], "not well-formed", *PLANNERS),
    *_each("nothing", lambda _: b"", "", *ALL),
    *(Hostile(make, heavy=True) for make in ONES),
    Hostile(workbook_without_sheets, "not an Excel workbook"),
    Hostile(workbook_that_is_no_xml, "not well-formed"),
    Hostile(workbook_in_utf_7, "is not sound utf-7 text"),
)
