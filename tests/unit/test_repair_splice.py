"""Elements come where the format wants them, in the spelling of the part, and other bytes stay."""

from __future__ import annotations

import pytest

from planner.repair.splice import STYLES, WORKSHEET, append, insert
from planner.xlsx.xml import Part

PART = Part("plan.xlsx", "xl/part.xml")
FONT = b'<font><sz val="9"/></font>'

LISTS = {
    "counted": (
        b'<styleSheet xmlns="m"><fonts count="1"><font/></fonts><fills/></styleSheet>',
        b'<styleSheet xmlns="m"><fonts count="2"><font/>' + FONT + b"</fonts><fills/></styleSheet>",
    ),
    "closed": (
        b'<styleSheet xmlns="m"><fonts/></styleSheet>',
        b'<styleSheet xmlns="m"><fonts><font><sz val="9"/></font></fonts></styleSheet>',
    ),
    "not there": (
        b'<styleSheet xmlns="m"><numFmts/><fills/></styleSheet>',
        b'<styleSheet xmlns="m"><numFmts/><fonts count="1">' + FONT + b"</fonts><fills/></styleSheet>",
    ),
    "prefixed": (
        b'<!-- <a> --><x:styleSheet xmlns:x="m"><x:fonts><x:font/></x:fonts></x:styleSheet>',
        b'<!-- <a> --><x:styleSheet xmlns:x="m"><x:fonts><x:font/><font xmlns="m"><sz val="9"/></font>'
        b"</x:fonts></x:styleSheet>",
    ),
}


@pytest.mark.parametrize(("before", "after"), LISTS.values(), ids=LISTS)
def test_an_entry_goes_to_the_end_of_its_list(before: bytes, after: bytes) -> None:
    assert append(before, PART, [FONT], into="fonts", order=STYLES) == after


def test_a_rule_stands_behind_those_that_are_there() -> None:
    xml = b'<worksheet xmlns="m"><sheetData/><conditionalFormatting/><pageMargins/></worksheet>'
    rule = b'<conditionalFormatting sqref="A1"/>'
    after = insert(xml, PART, [rule], order=WORKSHEET, like="conditionalFormatting")
    assert after == xml.replace(b"<pageMargins/>", rule + b"<pageMargins/>")


def test_nothing_to_add_changes_nothing() -> None:
    xml = b"<worksheet/>"
    assert append(xml, PART, [], into="dataValidations", order=WORKSHEET) is xml
    assert insert(xml, PART, [], order=WORKSHEET, like="conditionalFormatting") is xml


def test_a_part_that_closes_itself_is_opened() -> None:
    """As a program leaves the relationships of a sheet whose table it dropped."""
    before = b'<?xml version="1.0"?>\n<Relationships xmlns="r"/>'
    item = b'<Relationship Id="rId1"/>'
    after = b'<?xml version="1.0"?>\n<Relationships xmlns="r">' + item + b"</Relationships>"
    assert append(before, PART, [item]) == after
