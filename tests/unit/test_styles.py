"""One reader of styles.xml: what lint sees of a cell, and what repair compares and copies."""

from __future__ import annotations

import pytest

from planner.problems import PlanError
from planner.xlsx.theme import BLACK, INDEXED, WHITE, Colours
from planner.xlsx.tree import shape, tree_of, written
from planner.xlsx.xml import MAX_DEPTH, Part, elements

PART = Part("plan.xlsx", "xl/styles.xml")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FONT = b'<font x:y="1"><b/><sz val="9"/><x:sz val="40"/></font>'
XML = b'<?xml version="1.0"?><styleSheet xmlns="%s" xmlns:x="x"><fonts>%s</fonts></styleSheet>'


def test_a_tree_is_read_as_every_other_part() -> None:
    xml = XML % (MAIN.encode(), FONT)
    tree = tree_of(xml, PART)
    assert [one.tag for one in tree.iter()] == ["styleSheet", "fonts", "font", "b", "sz", "!sz"]
    assert {path.rpartition("/")[2] for path in (e.path for e in elements(xml, PART))} == {
        one.tag for one in tree.iter()
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b'<sz val="9" a="1"/>', b'<sz a="1" val="9"></sz>', True),
        (b'<sz val="9"/>', b'<sz val="10"/>', False),
        (b"<b><i/></b>", b"<b> <i/>\n</b>", True),
        (b"<b><i/></b>", b"<b/>", False),
    ],
)
def test_elements_that_say_the_same_are_equal(one: bytes, other: bytes, same: bool) -> None:
    assert (shape(tree_of(one, PART)) == shape(tree_of(other, PART))) is same


def test_an_element_is_written_without_a_prefix_and_escaped() -> None:
    xml = b'<x:styleSheet xmlns:x="%s"><x:f a="&quot;&lt;">1&amp;2</x:f><x:b/></x:styleSheet>' % MAIN.encode()
    assert b"".join(map(written, tree_of(xml, PART))) == b'<f a="&quot;&lt;">1&amp;2</f><b/>'


@pytest.mark.parametrize(
    "xml",
    [
        b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1),
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<a><b></a>",
    ],
)
def test_a_tree_that_no_workbook_has_is_refused(xml: bytes) -> None:
    with pytest.raises(PlanError):
        tree_of(xml, PART)


@pytest.mark.parametrize(
    ("attributes", "rgb"),
    [
        ({"rgb": "FF1f3864"}, "1F3864"),
        ({"theme": "0"}, WHITE),
        ({"theme": "4"}, BLACK),
        ({"indexed": "2"}, "FF0000"),
        ({"indexed": "64"}, ""),
        ({"indexed": "0", "tint": "0.5"}, "808080"),
        ({"auto": "1"}, ""),
    ],
)
def test_a_colour_by_value_by_theme_and_by_number(attributes: dict[str, str], rgb: str) -> None:
    assert len(INDEXED) == 64
    assert Colours({0: WHITE}).of(attributes) == rgb
