"""Mutations of cells, rows and sheets: hostile values, formulas and places."""

from __future__ import annotations

import re
from random import Random
from xml.sax.saxutils import escape

from fuzz.book import Book, Member
from fuzz.hostile_texts import FORMULAS, NUMBERS, REFERENCES, TEXTS

CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"((?:\s[\w:]+="[^"]*")*)\s*(?:/>|>(.*?)</c>)', re.DOTALL)
ROW = re.compile(rb"<row\b[^>]*?(?:/>|>.*?</row>)", re.DOTALL)


def _sheet(book: Book, chance: Random) -> Member:
    found = [
        member for member in book.members if "/worksheets/" in member.name and member.name.endswith(".xml")
    ]
    return chance.choice(found) if found else Member("xl/worksheets/none.xml", b"")


def _bytes(text: str) -> bytes:
    return escape(text).encode("utf-8", "surrogatepass")


def _content(chance: Random) -> bytes:
    """Type and children of a cell: a number, a text, a formula, or something that is none of them."""
    number, text = _bytes(chance.choice(NUMBERS)), _bytes(chance.choice(TEXTS))
    formula = _bytes(chance.choice(FORMULAS))
    ref = _bytes(chance.choice(REFERENCES)).replace(b'"', b"")
    return chance.choice(
        (
            b"><v>%s</v>" % number,
            b' t="inlineStr"><is><t>%s</t></is>' % text,
            b' t="inlineStr"><is><r><t>%s</t></r><rPh><t>x</t></rPh></is>' % text,
            b' t="str"><v>%s</v>' % text,
            b' t="s"><v>%s</v>' % chance.choice((b"0", b"-1", b"999999", b"1.5", b"", text)),
            b' t="b"><v>%s</v>' % chance.choice((b"1", b"true", b"2", text)),
            b' t="e"><v>%s</v>' % chance.choice((b"#REF!", b"#N/A", b"#SPILL!", text)),
            b' t="d"><v>%s</v>' % chance.choice((b"2026-01-31", b"9999-12-31T23:59:59", b"-1", text)),
            b' t="%s"><v>1</v>' % chance.choice((b"x", b"", b"n")),
            b"><f>%s</f>" % formula,
            b"><f>%s</f><v>%s</v>" % (formula, number),
            b' t="str"><f>%s</f><v>%s</v>' % (formula, text),
            b'><f t="shared" si="%s" ref="%s">%s</f>' % (chance.choice((b"0", b"1", b"x")), ref, formula),
            b'><f t="shared" si="0"/><v>1</v>',
            b'><f t="array" ref="%s">%s</f><v>1</v>' % (ref, formula),
            b'><f t="dataTable" ref="%s" dt2D="1" dtr="1" r1="A1" r2="B1"/><v>1</v>' % ref,
            b' cm="1" vm="9"><f>%s</f><v>1</v><extLst><ext/></extLst>' % formula,
            b"><v>1</v><v>2</v>",
            b"><f>1</f><f>2</f>",
            b">",
        )
    )


def change(book: Book, chance: Random) -> None:
    """A few cells hold something else."""
    member = _sheet(book, chance)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        found = list(CELL.finditer(member.content))
        if not found:
            return
        match = chance.choice(found)
        style = re.search(rb'\ss="\d+"', match[3])
        head = b'<c r="%s%s"%s' % (match[1], match[2], style[0] if style else b"")
        replaced = head + _content(chance) + b"</c>"
        member.content = member.content[: match.start()] + replaced + member.content[match.end() :]


def move(book: Book, chance: Random) -> None:
    """A cell says that it stands elsewhere."""
    member = _sheet(book, chance)
    found = list(CELL.finditer(member.content))
    if found:
        match, place = chance.choice(found), chance.choice(REFERENCES).encode()
        if chance.random() < 0.5:
            other = chance.choice(found)
            place = other[1] + other[2]
        start, end = match.start(1), match.end(2)
        member.content = member.content[:start] + place.replace(b'"', b"") + member.content[end:]


def add(book: Book, chance: Random) -> None:
    """A row with cells, at the end or in between."""
    member = _sheet(book, chance)
    number = chance.choice((b"1", b"7", b"99", b"1048576", b"1048577", b"0", b"-1", b"x", b"99999999999"))
    columns = (b"A", b"C", b"D", b"Z", b"XFD", b"XFE")
    cells = b"".join(
        b'<c r="%s%s"%s</c>' % (chance.choice(columns), number, _content(chance))
        for _ in range(chance.randrange(4))
    )
    row = b'<row r="%s" spans="1:3">%s</row>' % (number, cells)
    rows = [match.start() for match in ROW.finditer(member.content)]
    at = chance.choice(rows) if rows and chance.random() < 0.5 else member.content.rfind(b"</sheetData>")
    if at >= 0:
        member.content = member.content[:at] + row + member.content[at:]


def lose_rows(book: Book, chance: Random) -> None:
    """Rows are missing, or there twice."""
    member = _sheet(book, chance)
    found = list(ROW.finditer(member.content))
    if found:
        match = chance.choice(found)
        kept = chance.choice((b"", match[0] * 2))
        member.content = member.content[: match.start()] + kept + member.content[match.end() :]


def shift_rows(book: Book, chance: Random) -> None:
    """Rows are numbered as after an insertion by a careless program: names still point at the old ones."""
    member = _sheet(book, chance)
    by, start = chance.choice((1, -1, 5, 1_048_000)), chance.randrange(1, 40)

    def moved(match: re.Match[bytes]) -> bytes:
        row = int(match[2])
        return match[1] + str(row + by if row >= start else row).encode() + match[3]

    content = re.sub(rb'(<row r=")(\d+)(")', moved, member.content)
    member.content = re.sub(rb'(<c r="[A-Z]+)(\d+)(")', moved, content)


def nameless(book: Book, chance: Random) -> None:
    """No cell or row says where it stands, as some programs write."""
    member = _sheet(book, chance)
    pattern = chance.choice((rb'(<c) r="\w+"', rb'(<row) r="\d+"', rb'(<(?:c|row)) r="\w+"'))
    member.content = re.sub(pattern, rb"\1", member.content)


def grow(book: Book, chance: Random) -> None:
    """A great many cells."""
    member = _sheet(book, chance)
    at, count = member.content.rfind(b"</sheetData>"), chance.choice((1_000, 20_000, 200_000))
    if at >= 0:
        content = _content(chance)
        if len(content) * count > 64 << 20:
            count = 100
        rows = b"".join(
            b'<row r="%d"><c r="B%d"%s</c></row>' % (n, n, content) for n in range(2000, 2000 + count)
        )
        member.content = member.content[:at] + rows + member.content[at:]


def frame(book: Book, chance: Random) -> None:
    """Elements around the cells: dimensions, merges, filters, views, links."""
    member = _sheet(book, chance)
    ref = chance.choice(REFERENCES).replace('"', "").encode()
    after = (
        b'<mergeCells count="1"><mergeCell ref="%s"/></mergeCells>' % ref,
        b'<autoFilter ref="%s"/>' % ref,
        b'<sheetProtection sheet="1" objects="1" password="0000"/>',
        b'<hyperlinks><hyperlink ref="%s" r:id="rId1"/></hyperlinks>' % ref,
        b'<dataValidations><dataValidation sqref="%s" type="list"><formula1>1</formula1></dataValidation>'
        b"</dataValidations>" % ref,
        b'<tableParts count="9"><tablePart r:id="rId1"/></tableParts>',
    )
    member.content = member.content.replace(b"</sheetData>", b"</sheetData>" + chance.choice(after), 1)
    member.content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + ref + b'"', member.content)


MUTATIONS = (change, change, move, add, lose_rows, shift_rows, nameless, grow, frame)
