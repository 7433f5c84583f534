"""Excel's text escapes, start tags as bytes, and XML that planner does not take."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.problems import PlanError
from planner.xlsx.xml import (
    MAX_DEPTH,
    Part,
    as_utf8,
    count_of,
    elements,
    escape_string,
    new_parser,
    parse,
    read_tag,
    unescape_string,
)

PART = Part("plan.xlsx", "xl/workbook.xml")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_escaped_string_reads_back(text: str) -> None:
    assert unescape_string(escape_string(text)) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a\x01b", "a_x0001_b"),
        ("a\r\nb", "a_x000D_\nb"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x004_", "_x004_"),
        ("tab\there", "tab\there"),
        ("\ufffe", "_xFFFE_"),
        ("\ud800", "_xD800_"),
    ],
)
def test_what_xml_cannot_carry_is_escaped_as_excel_does(text: str, escaped: str) -> None:
    assert escape_string(text) == escaped


def test_half_a_surrogate_pair_stays_escaped() -> None:
    assert unescape_string("_xD83D_") == "_xD83D_"


def test_a_tag_keeps_every_attribute_it_is_not_told_to_change() -> None:
    xml = b'<x:c\n r = \'A1\'  odd="a>b" t="s"/>tail'
    tag = read_tag(xml, 0)
    assert tag.prefix == b"x:"
    assert tag.empty
    assert xml[tag.end :] == b"tail"
    assert tag.value(b"r") == "A1"
    written = tag.written({b"t": None, b"s": "5"}, empty=False)
    assert written == b'<x:c\n r = \'A1\'  odd="a>b" s="5">'


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        "<!DOCTYPE a>",
    ],
)
def test_a_document_type_is_refused(doctype: str) -> None:
    with pytest.raises(PlanError, match="DTD"):
        elements(f"<?xml version='1.0'?>{doctype}<a/>".encode(), PART)


def test_deep_nesting_is_refused() -> None:
    assert len(elements(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH, PART)) == MAX_DEPTH
    with pytest.raises(PlanError, match="deep"):
        elements(b"<a>" * 101 + b"</a>" * 101, PART)


def test_broken_xml_is_one_clear_line() -> None:
    with pytest.raises(PlanError, match=r"plan\.xlsx: its part xl/workbook\.xml is not well-formed"):
        elements(b"<a><b></a>", PART)


@pytest.mark.parametrize(
    "content",
    [
        b"<t>" + b"x" * (9 << 20) + b"</t>",
        b"<t a='" + b"x" * (9 << 20) + b"'/>",
        b"<!--" + b"<" * (9 << 20) + b"-->",
        b"<?p " + b"<" * (9 << 20) + b"?>",
        b"<!---->" * 1_000_000,
    ],
    ids=["text", "attribute", "comment", "instruction", "comments"],
)
def test_a_piece_that_would_make_expat_slow_is_refused(content: bytes) -> None:
    with pytest.raises(PlanError, match=r"holds a piece|comments"):
        parse(new_parser(PART), b"<a>" + content + b"</a>", PART)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252"])
def test_other_encodings_come_back_byte_for_byte(encoding: str) -> None:
    xml = f"<?xml version='1.0' encoding='{encoding}'?><a>é</a>".encode(encoding)
    utf8, back = as_utf8(xml, PART)
    assert "é".encode() in utf8
    assert back(utf8) == xml


@pytest.mark.parametrize("encoding", ["utf-7", "punycode", "rot13", "cp037", "nonsense"])
def test_an_encoding_that_excel_does_not_write_is_refused(encoding: str) -> None:
    with pytest.raises(PlanError, match="not sound"):
        as_utf8(f"<?xml version='1.0' encoding='{encoding}'?><a/>".encode(), PART)


@pytest.mark.parametrize(
    ("text", "count"), [("12", 12), ("", None), (None, None), ("-1", None), ("１", None)]
)
def test_counts_are_plain_digits(text: str | None, count: int | None) -> None:
    assert count_of(text) == count
    assert count_of("9" * 5000) is None
