"""Headers and footers of printed pages: read by their words, and worded anew with their looks."""

from __future__ import annotations

import pytest

from planner.template.rows import Text
from planner.template.texts import MOST_PRINTED, Headings, heading, printed
from planner.xlsx.margins import Margin, margins_of, parsed, with_margins
from planner.xlsx.xml import Part

PART = Part("plan.xlsx", "sheet1.xml")
GREY = '&"Arial,Regular"&8&K6B7684'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"&L{GREY}M && S&R{GREY}Secret", ("M & S", "", "Secret")),
        ('&L&"Arial,Regular"&8 &K6B7684Plan&C&A', ("Plan", "&A", "")),
        ("&CPage &P of &N", ("", "Page &P of &N", "")),
        ("Plan", ("", "Plan", "")),
        ("&L&&L is no part", ("&L is no part", "", "")),
        ("&L&B&14Big&B", ("Big", "", "")),
        ("&L&K04-024Theme colour", ("Theme colour", "", "")),
    ],
)
def test_words_are_read_without_what_says_how_they_look(text: str, words: tuple[str, str, str]) -> None:
    """The codes are those of ECMA-376, part 1, 18.3.1.46 (oddHeader)."""
    assert parsed(text).words == words


def test_other_words_keep_the_looks_and_an_empty_part_takes_those_of_its_neighbour() -> None:
    header = parsed(f"&L{GREY}Old").worded("A & B", "Secret")
    assert header.text == f"&L{GREY}A && B&R{GREY}Secret"


def test_words_that_begin_with_a_digit_do_not_join_the_size_before_them() -> None:
    assert parsed("&L&8Old").worded("2027 plan").text == "&L&8 2027 plan"
    assert parsed("&L&8 2027 plan").words[0] == "2027 plan"


def test_only_the_words_change_in_the_bytes_of_a_sheet() -> None:
    xml = (
        b'<worksheet><sheetData/><headerFooter scale="0"><oddHeader>&amp;LOld &lt;1&gt;</oddHeader>'
        b"<oddFooter>&amp;C&amp;A</oddFooter><evenHeader/></headerFooter></worksheet>"
    )
    assert margins_of(xml, PART)["Header"].words == ("Old <1>", "", "")
    made = with_margins(xml, {"Header": parsed("&LOld").worded("M & <S>")}, PART)
    assert made == xml.replace(b"Old &lt;1&gt;", b"M &amp;&amp; &lt;S&gt;")


def test_a_header_that_is_not_there_yet_comes_before_the_footer_with_the_prefix_of_the_file() -> None:
    xml = b"<x:headerFooter><x:oddFooter>&amp;C&amp;A</x:oddFooter></x:headerFooter>"
    made = with_margins(xml, {"Header": Margin(left="Plan")}, PART)
    assert made == xml.replace(b"<x:oddFooter>", b"<x:oddHeader>&amp;LPlan</x:oddHeader><x:oddFooter>")


def test_a_heading_leaves_out_what_is_empty_and_says_a_day_by_year_month_and_day() -> None:
    said = {
        "a": Text("a", "A"),
        "b": Text("b", "B"),
        "day": Text("day", "Day", day=True, said="as of {text}"),
    }
    assert (
        heading(("a", "b", "day"), {"a": "Example", "b": "", "day": 46357.0}, said)
        == "Example · as of 2026-12-01"
    )
    assert heading(("a", "b"), {}, said) == ""


def test_a_header_never_comes_to_more_than_excel_reads() -> None:
    """255 characters, of which `&` takes two, with the codes of each part."""
    keys = ("a",)
    headings = Headings(*[keys] * len(Headings._fields))
    found = printed(headings, {"a": "&" * 200}, {"a": Text("a", "A")})
    assert all(len(words.replace("&", "&&")) <= most for words, most in zip(found, MOST_PRINTED, strict=True))
    codes = '&"Hiragino Sans GB W3,Regular"&8 &K6B7684'
    header = Margin(left=codes).worded(found.header, found.header_right)
    assert len(header.text) <= 255
    assert header.words[0].endswith("…")
