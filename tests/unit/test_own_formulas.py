"""Which of the owner's formulas read planner's cells: directly, through one another, by names and tables."""

from __future__ import annotations

import pytest

from planner.book.own_formulas import Blocks
from planner.xlsx.a1 import parse_area
from planner.xlsx.package import Table

NAMES = {"days": "Plan!$B$2", "twice": "days*2", "loop": "loop+1"}
LOCAL = {"Mine": {"days": "Mine!$A$9"}}
ROLES = Table("roles", "Team", "", parse_area("A3:C6"), 1, 0, ("Role", "Head", "Pay"))  # type: ignore[arg-type]
BLOCKS = Blocks(("Plan", "Mine", "It's", "Team"), NAMES, LOCAL, {"roles": ROLES})

READS = {
    "1+2": [],
    '"Plan!A1"&"B2"': [],
    "A1+$B$2": [("Plan", "A1"), ("Plan", "B2")],
    "SUM(B2:B9)": [("Plan", "B2:B9")],
    "SUM(C:C)": [("Plan", "C1:C1048576")],
    "SUM(2:3)": [("Plan", "A2:XFD3")],
    "mine!C4": [("Mine", "C4")],
    "'It''s'!C4": [("It's", "C4")],
    "SUM(Plan:It!A1)": [],
    "SUM(Plan:Mine!A1)": [("Plan", "A1"), ("Mine", "A1")],
    "Gone!A1": [],
    "DAYS*2": [("Plan", "B2")],
    "Mine!days": [("Mine", "A9")],
    "twice": [("Plan", "B2")],
    "loop": [],
    "SUM(roles[Pay])": [("Team", "A3:C6")],
    "ROWS(roles)": [("Team", "A3:C6")],
    "LOG10(5)": [],
    "unknown+1": [],
}


@pytest.mark.parametrize(("formula", "expected"), READS.items(), ids=READS)
def test_what_a_formula_refers_to(formula: str, expected: list[tuple[str, str]]) -> None:
    found = [(sheet, area) for sheet, area in BLOCKS.of(formula, "Plan")]
    assert found == [(sheet, parse_area(area)) for sheet, area in expected]
