"""Defined names, tables, sheets and relationships that collide, lead astray, or are too many."""

from __future__ import annotations

import re
from pathlib import Path

from fuzz.book import Book
from fuzz.hostile import Hostile, edit, table_part
from fuzz.hostile_texts import TEXTS

WORKBOOK = "xl/workbook.xml"


def _names(plan: Path, made: bytes) -> bytes:
    return edit(Book.read(plan), WORKBOOK, b"</definedNames>", made + b"</definedNames>").pack()


def _table(plan: Path, pattern: bytes, replacement: bytes) -> bytes:
    book = Book.read(plan)
    return edit(book, table_part(book, "gpu_prices"), pattern, replacement).pack()


def _moved(plan: Path, name: bytes, area: bytes) -> bytes:
    return edit(Book.read(plan), WORKBOOK, rb'(name="%s">)[^<]*' % name, rb"\g<1>" + area).pack()


def names_like_cells(plan: Path) -> bytes:
    """Names that are addresses: A1, XFD1, R1C1, R, C."""
    made = b"".join(
        b'<definedName name="%s">Tokens!$C$4</definedName>' % name
        for name in (b"A1", b"XFD1", b"R1C1", b"R", b"c", b"C13", b"TRUE")
    )
    return _names(plan, made)


def hundred_thousand_names(plan: Path) -> bytes:
    """Names that nobody uses."""
    return _names(
        plan, b"".join(b'<definedName name="n%d">Tokens!$C$4</definedName>' % n for n in range(100_000))
    )


def names_in_other_capitals(plan: Path) -> bytes:
    """A second name that Excel takes for the same."""
    return _names(plan, b'<definedName name="IN_DEADLINE_DAYS">Tokens!$A$1:$C$1</definedName>')


def names_of_a_sheet(plan: Path) -> bytes:
    """A name of planner's, again, for one sheet alone, and for a sheet that is not there."""
    made = b'<definedName name="in_deadline_days" localSheetId="%d">Tokens!$A$1:$C$1</definedName>'
    return _names(plan, made % 3 + made % 999)


def name_that_is_a_formula(plan: Path) -> bytes:
    """Where cells belong, a volatile function."""
    return _moved(plan, b"in_deadline_days", b"OFFSET(Tokens!\\$C\\$4,0,0,1,3)".replace(b"\\", b""))


def name_in_another_workbook(plan: Path) -> bytes:
    """Cells of another file."""
    return _moved(plan, b"in_deadline_days", b"[1]Tokens!$C$4:$E$4")


def name_that_is_lost(plan: Path) -> bytes:
    """Deleted cells."""
    return _moved(plan, b"in_deadline_days", b"#REF!")


def name_on_another_line(plan: Path) -> bytes:
    """The cells of another line."""
    workbook = Book.read(plan).find(WORKBOOK)[0].content
    other = re.search(rb'name="in_overhead">([^<]*)', workbook)
    return _moved(plan, b"in_deadline_days", other[1] if other else b"")


def name_of_the_whole_sheet(plan: Path) -> bytes:
    """Seventeen thousand million cells."""
    return _moved(plan, b"in_deadline_days", b"Tokens!$A$1:$XFD$1048576")


def name_of_whole_columns(plan: Path) -> bytes:
    """Three million cells."""
    return _moved(plan, b"chk_statuses", b"Checks!$K:$K")


def name_with_two_areas(plan: Path) -> bytes:
    """A union."""
    return _moved(plan, b"in_deadline_days", b"Tokens!$C$29,Tokens!$D$29:$E$29")


def template_that_planner_lacks(plan: Path) -> bytes:
    """A name that would be a path."""
    return _moved(plan, b"planner_template", b"Cover!$A$1:$C$1")


def table_without_columns(plan: Path) -> bytes:
    """No column at all."""
    return _table(plan, rb"<tableColumns.*</tableColumns>", b'<tableColumns count="0"/>')


def table_of_a_million_rows(plan: Path) -> bytes:
    """Down to the last row."""
    return _table(plan, rb'ref="(\w+:[A-Z]+)\d+', rb'ref="\g<1>1048576')


def table_as_wide_as_the_sheet(plan: Path) -> bytes:
    """To the last column."""
    return _table(plan, rb'ref="(\w+:)[A-Z]+', rb'ref="\g<1>XFD')


def table_without_a_range(plan: Path) -> bytes:
    """A range that is none."""
    return _table(plan, rb'ref="[^"]*"', b'ref="Tokens"')


def table_with_doubled_columns(plan: Path) -> bytes:
    """Two columns of one name."""
    return _table(plan, rb'name="Provider"', b'name="Chip"')


def table_twice(plan: Path) -> bytes:
    """Two tables of one name."""
    book = Book.read(plan)
    one, other = (book.find(table_part(book, name))[0] for name in ("gpu_prices", "data_mix"))
    other.content = one.content
    return book.pack()


def sheet_twice(plan: Path) -> bytes:
    """Two tabs of one name."""
    sheet = rb'(<sheet\b[^>]*name="Tokens"[^>]*/>)'
    return edit(Book.read(plan), WORKBOOK, sheet, rb"\1\1").pack()


def sheet_named_like_an_attack(plan: Path) -> bytes:
    """A tab whose name a terminal obeys."""
    return edit(Book.read(plan), WORKBOOK, rb'name="Tokens"', b'name="_x001B_[2J&#10;\xe2\x80\xae"').pack()


def sheet_that_leads_outside(plan: Path) -> bytes:
    """A sheet on another machine."""
    pattern = rb'Target="[^"]*worksheets/sheet4.xml"'
    outside = b'TargetMode="External" Target="http://127.0.0.1:9/sheet.xml"'
    return edit(Book.read(plan), "workbook.xml.rels", pattern, outside).pack()


def sheet_that_leads_upwards(plan: Path) -> bytes:
    """A sheet outside of the file."""
    pattern, upwards = rb'Target="[^"]*worksheets/sheet4.xml"', b'Target="../../../../etc/passwd"'
    return edit(Book.read(plan), "workbook.xml.rels", pattern, upwards).pack()


def hundred_thousand_relationships(plan: Path) -> bytes:
    """Relationships to nothing."""
    made = b"".join(b'<Relationship Id="x%d" Type="x" Target="y%d"/>' % (n, n) for n in range(100_000))
    return edit(Book.read(plan), "workbook.xml.rels", b"</Relationships>", made + b"</Relationships>").pack()


def hostile_words_everywhere(plan: Path) -> bytes:
    """A sheet of texts that other programs stumble over; they must stay what they are."""
    from xml.sax.saxutils import escape

    from fuzz.hostile import add_sheet

    texts = [text for text in TEXTS if text.isprintable() and len(text) < 40_000]
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c></row>' % (n, n, escape(text).encode())
        for n, text in enumerate(texts, 1)
    )
    return add_sheet(Book.read(plan), rows).pack()


RESULTS = (
    *(names_in_other_capitals, names_of_a_sheet, sheet_named_like_an_attack, hostile_words_everywhere),
    *(hundred_thousand_names, hundred_thousand_relationships, table_with_doubled_columns, sheet_twice),
)
LOST = (
    *(name_that_is_a_formula, name_in_another_workbook, name_that_is_lost, name_on_another_line),
    *(name_of_the_whole_sheet, name_with_two_areas),
)
FILES = (
    Hostile(names_like_cells),
    *(Hostile(make, heavy=True) for make in RESULTS),
    *(Hostile(make, "in_deadline_days") for make in LOST),
    Hostile(name_of_whole_columns, "chk_statuses"),
    Hostile(template_that_planner_lacks, "template"),
    *(Hostile(make, "the table gpu_prices") for make in (table_without_columns, table_of_a_million_rows)),
    Hostile(table_as_wide_as_the_sheet, "gpu_prices"),
    Hostile(table_twice, "the table data_mix"),
    Hostile(table_without_a_range, "describes a table without its range"),
    *(
        Hostile(make, "whose part is missing")
        for make in (sheet_that_leads_outside, sheet_that_leads_upwards)
    ),
)
