"""Elements and attributes taken out of a part's bytes; all else stays."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from planner.problems import PlanError
from planner.xlsx.patch_xml import OUT, Change, spliced
from planner.xlsx.xml import Part

PART = Part("plan.xlsx", "xl/part.xml")
XML = (
    b'<?xml version="1.0"?>\r\n<x:a xmlns:x="urn:x"  k=\'1\'><!-- <b/> --><x:b n="1"><c/>text</x:b>'
    b'<b n="2" m="&lt;"/>\n<d><b n="3"></b></d ></x:a>\n'
)


def without(*numbers: str, instead: bytes = OUT) -> bytes:
    def judge(path: str, attributes: Mapping[str, str]) -> Change:
        return instead if path.endswith("b") and attributes.get("n") in numbers else None

    return spliced(XML, PART, judge)


def test_a_part_in_which_nothing_changes_is_the_same_object() -> None:
    assert without("9") is XML


@pytest.mark.parametrize(
    ("number", "element"),
    [("1", b'<x:b n="1"><c/>text</x:b>'), ("2", b'<b n="2" m="&lt;"/>'), ("3", b'<b n="3"></b>')],
)
def test_an_element_goes_with_all_that_is_in_it_whatever_its_prefix(number: str, element: bytes) -> None:
    assert without(number) == XML.replace(element, b"")
    assert without(number, instead=b"<e/>") == XML.replace(element, b"<e/>")


def test_several_elements_go_at_once() -> None:
    left = XML
    for element in (b'<x:b n="1"><c/>text</x:b>', b'<b n="2" m="&lt;"/>', b'<b n="3"></b>'):
        left = left.replace(element, b"")
    assert without("1", "2", "3") == left


def test_paths_are_local_names_and_nothing_is_asked_inside_of_what_goes() -> None:
    asked: list[str] = []

    def judge(path: str, _: Mapping[str, str]) -> Change:
        asked.append(path)
        return OUT if path == "a/b" else None

    spliced(XML, PART, judge)
    assert asked == ["a", "a/b", "a/b", "a/d", "a/d/b"]


def test_attributes_are_dropped_or_set_and_the_others_keep_their_bytes() -> None:
    def judge(path: str, attributes: Mapping[str, str]) -> Change:
        return {"n": None, "m": 'a "b"'} if attributes.get("n") == "2" else None

    assert spliced(XML, PART, judge) == XML.replace(b'<b n="2" m="&lt;"/>', b'<b m="a &quot;b&quot;"/>')


def test_a_part_in_utf_16_stays_in_it() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><a><b/>日本</a>'
    xml = b"\xff\xfe" + text.encode("utf-16-le")

    def judge(path: str, _: Mapping[str, str]) -> Change:
        return OUT if path == "a/b" else None

    assert spliced(xml, PART, judge) == b"\xff\xfe" + text.replace("<b/>", "").encode("utf-16-le")


def test_a_damaged_part_is_a_problem() -> None:
    with pytest.raises(PlanError, match=r"xl/part\.xml is not well-formed XML"):
        spliced(b"<a><b></a>", PART, lambda *_: None)
