"""Mutations of what holds a plan together: defined names, tables, sheets and their relationships."""

from __future__ import annotations

import re
from random import Random
from xml.sax.saxutils import escape, quoteattr

from fuzz.book import Book, Member
from fuzz.hostile_texts import AREAS, NAMES, PATHS, REFERENCES, TEXTS

NAME = re.compile(rb'<definedName\b[^>]*?name="([^"]*)"[^>]*>(.*?)</definedName>', re.DOTALL)
SHEET = re.compile(rb"<sheet\b[^>]*/>")
RELATION = re.compile(rb"<Relationship\b[^>]*/>")
WORKBOOK = "xl/workbook.xml"


def _workbook(book: Book) -> Member:
    return book.get(WORKBOOK) or Member(WORKBOOK, b"")


def _table(book: Book, chance: Random) -> Member:
    found = [member for member in book.members if "/tables/" in member.name]
    return chance.choice(found) if found else Member("xl/tables/none.xml", b"")


def _without(member: Member, match: re.Match[bytes], instead: bytes = b"") -> None:
    member.content = member.content[: match.start()] + instead + member.content[match.end() :]


def lose_name(book: Book, chance: Random) -> None:
    """Some names are gone."""
    member = _workbook(book)
    for _ in range(chance.choice((1, 1, 5, 100))):
        if found := list(NAME.finditer(member.content)):
            _without(member, chance.choice(found))


def move_name(book: Book, chance: Random) -> None:
    """Names point elsewhere."""
    member = _workbook(book)
    for _ in range(chance.choice((1, 1, 2, 20))):
        if found := list(NAME.finditer(member.content)):
            match = chance.choice(found)
            area = chance.choice((escape(chance.choice(AREAS)).encode(), chance.choice(found)[2]))
            start, end = match.span(2)
            member.content = member.content[:start] + area + member.content[end:]


def rename_name(book: Book, chance: Random) -> None:
    """A name is called otherwise."""
    member = _workbook(book)
    if found := list(NAME.finditer(member.content)):
        match = chance.choice(found)
        start, end = match.span(1)
        other = quoteattr(chance.choice(NAMES))[1:-1].encode("utf-8", "surrogatepass")
        member.content = member.content[:start] + other + member.content[end:]


def add_name(book: Book, chance: Random) -> None:
    """Names that nobody asked for: doubled, local, hidden, like a cell."""
    member = _workbook(book)
    known = [match[1].decode("utf-8", "replace") for match in NAME.finditer(member.content)]
    made = b""
    for _ in range(chance.choice((1, 1, 3, 5_000))):
        name = chance.choice((*NAMES, *known[:20]))
        local = chance.choice(
            ("", "", ' localSheetId="0"', ' localSheetId="99"', ' hidden="1"', ' function="1"')
        )
        area = escape(chance.choice(AREAS))
        made += f"<definedName name={quoteattr(name)}{local}>{area}</definedName>".encode(
            "utf-8", "surrogatepass"
        )
    member.content = member.content.replace(b"</definedNames>", made + b"</definedNames>", 1)


def change_table(book: Book, chance: Random) -> None:
    """A table of another size, shape or name."""
    member = _table(book, chance)
    attribute, value = chance.choice(
        (
            ("ref", chance.choice(REFERENCES)),
            ("ref", f"A{chance.randrange(1, 20)}:J{chance.randrange(1, 40)}"),
            ("headerRowCount", chance.choice(("0", "1", "5", "99999999", "x"))),
            ("totalsRowCount", chance.choice(("0", "1", "5", "x"))),
            ("displayName", chance.choice(NAMES)),
            ("name", chance.choice(NAMES)),
            ("count", "0"),
        )
    )
    replaced = f" {attribute}={quoteattr(value)}".encode("utf-8", "surrogatepass")
    if re.search(rb"\s%s=" % attribute.encode(), member.content):
        member.content = re.sub(
            rb'\s%s="[^"]*"' % attribute.encode(), lambda _: replaced, member.content, count=1
        )
    else:
        member.content = member.content.replace(b"<table", b"<table" + replaced, 1)


def change_columns(book: Book, chance: Random) -> None:
    """A table's columns are renamed, doubled, dropped or too many."""
    member = _table(book, chance)
    found = list(re.finditer(rb"<tableColumn\b[^>]*/>", member.content))
    if not found:
        return
    match = chance.choice(found)
    name = quoteattr(chance.choice((*TEXTS, *NAMES))).encode("utf-8", "surrogatepass")
    _without(
        member,
        match,
        chance.choice((b"", match[0] * 2, match[0] * 20_000, b'<tableColumn id="1" name=%s/>' % name)),
    )


def rename_sheet(book: Book, chance: Random) -> None:
    """A tab is called otherwise, hidden, or of another kind; names follow or not."""
    member = _workbook(book)
    if found := list(re.finditer(rb'<sheet\b[^>]*?name="([^"]*)"', member.content)):
        match = chance.choice(found)
        other = chance.choice(
            ("Renamed", "Log", "a'b", "x" * 31, "x" * 300, "", "[1]S", "工作表", "\u202eTokens")
        )
        new = quoteattr(other)[1:-1].encode()
        start, end = match.span(1)
        member.content = member.content[:start] + new + member.content[end:]
        if chance.random() < 0.5:
            member.content = member.content.replace(b">" + match[1] + b"!", b">" + new + b"!")


def shuffle_sheets(book: Book, chance: Random) -> None:
    """Tabs in another order, doubled or gone."""
    member = _workbook(book)
    found = SHEET.findall(member.content)
    if found:
        changed = list(found)
        match chance.randrange(3):
            case 0:
                chance.shuffle(changed)
            case 1:
                changed.append(chance.choice(found))
            case 2:
                changed.remove(chance.choice(found))
        member.content = member.content.replace(b"".join(found), b"".join(changed), 1)


def change_relation(book: Book, chance: Random) -> None:
    """A relationship points elsewhere, outside, or is gone."""
    found = book.find(".rels")
    if not found:
        return
    member = chance.choice(found)
    relations = list(RELATION.finditer(member.content))
    if not relations:
        return
    match = chance.choice(relations)
    target = quoteattr(
        chance.choice((*PATHS, "workbook.xml", "worksheets/sheet1.xml", "http://127.0.0.1:9/"))
    )
    moved = re.sub(
        rb'Target="[^"]*"', lambda _: b"Target=" + target.encode("utf-8", "surrogatepass"), match[0]
    )
    outside = moved.replace(b"<Relationship ", b'<Relationship TargetMode="External" ', 1)
    _without(member, match, chance.choice((b"", match[0] * 2, moved, moved, outside)))


def settings(book: Book, chance: Random) -> None:
    """Settings of the workbook: dates, calculation, protection."""
    member = _workbook(book)
    piece = chance.choice(
        (
            b'<workbookPr date1904="1"/>',
            b'<calcPr calcMode="manual" fullCalcOnLoad="1" iterate="1"/>',
            b'<calcPr fullPrecision="0"/>',
            b'<workbookProtection lockStructure="1" lockWindows="1"/>',
            b'<externalReferences><externalReference r:id="rId1"/></externalReferences>',
        )
    )
    pattern = b"<" + piece[1:].split(b" ")[0].rstrip(b"/>") + rb"\b[^>]*/>"
    if re.search(pattern, member.content):
        member.content = re.sub(pattern, lambda _: piece, member.content, count=1)
    else:
        member.content = member.content.replace(b"<sheets>", piece + b"<sheets>", 1)


MUTATIONS = (
    *(lose_name, move_name, rename_name, add_name, change_table, change_columns),
    *(rename_sheet, shuffle_sheets, change_relation, settings),
)
