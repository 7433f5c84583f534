"""What the formulas of a workbook refer to: cells, tables, and names with what stands behind them."""

from __future__ import annotations

import pytest

from planner.xlsx.a1 import parse_area
from planner.xlsx.package import Table
from planner.xlsx.references import Resolver, names_of

NAMES = {"days": "Plan!$B$2", "twice": "days*2", "loop": "loop+1"}
LOCAL = {"Mine": {"days": "Mine!$A$9"}}
ROLES = Table("roles", "Team", "", parse_area("A3:C6"), 1, 0, ("Role", "Head", "Pay"))  # type: ignore[arg-type]
RESOLVER = Resolver.of(("Plan", "Mine", "It's", "Team"), names_of(NAMES, LOCAL), {"roles": ROLES})

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
    "SUM(roles[Pay])": [("Team", "C4:C6")],
    "ROWS(roles)": [("Team", "A4:C6")],
    "ROWS(roles[#All])": [("Team", "A3:C6")],
    "LOG10(5)": [],
    "1E5+2E-3": [],
    "[1]Plan!A1": [],
    "'[1]Plan'!A1": [],
    "[Other.xlsx]Plan!A1": [],
    "A1:Plan!B2": [("Plan", "A1"), ("Plan", "B2")],
    "unknown+1": [],
}


@pytest.mark.parametrize(("formula", "expected"), READS.items(), ids=READS)
def test_what_a_formula_refers_to(formula: str, expected: list[tuple[str, str]]) -> None:
    found = [(one.sheet, one.area) for one in RESOLVER.references(formula, "Plan")]
    assert found == [(sheet, parse_area(area)) for sheet, area in expected]


def reads(
    names: dict[str, str], formula: str, sheet: str = "Plan", local: dict[str, str] | None = None
) -> set[str]:
    """The cells behind a formula in a workbook with these names, some of them of the sheet Mine alone."""
    resolver = Resolver.of(("Plan", "Mine"), names_of(names, {"Mine": local or {}}), {})
    return {f"{one.sheet}!{one.area}" for one in resolver.references(formula, sheet)}


def test_names_are_followed_however_deep() -> None:
    names = {f"step_{number}": f"step_{number + 1}*2" for number in range(3000)}
    assert reads(names | {"step_3000": "Plan!$B$2"}, "step_0+1") == {"Plan!B2"}


def test_a_name_that_was_reached_through_another_is_followed_no_less() -> None:
    resolver = Resolver.of(("Plan",), names_of({"a": "b+Plan!$A$1", "b": "a+Plan!$B$1"}, {}), {})
    for formula in ("a", "b", "a"):
        assert {str(one.area) for one in resolver.references(formula, "Plan")} == {"A1", "B1"}


def test_names_that_multiply_come_to_an_end() -> None:
    names = {f"step_{number}": "+".join([f"step_{number + 1}"] * 900) for number in range(30)}
    assert reads(names | {"step_30": "Plan!$B$2"}, "step_0") == {"Plan!B2"}


def test_a_name_of_the_workbook_means_other_names_of_the_workbook() -> None:
    names, local = {"days": "Plan!$B$2", "twice": "days*2"}, {"days": "Mine!$A$9"}
    assert reads(names, "days", "Mine", local) == {"Mine!A9"}
    assert reads(names, "twice", "Mine", local) == {"Plan!B2"}


def test_names_of_a_sheet_that_lead_back_through_one_of_the_workbook_come_to_an_end() -> None:
    assert reads({"b": "a+Plan!$A$1"}, "a", "Mine", {"a": "b"}) == {"Plan!A1"}


def test_a_cell_without_a_sheet_in_a_name_is_one_of_the_sheet_that_uses_the_name() -> None:
    assert reads({"here": "!$A$1"}, "here", "Plan") == {"Plan!A1"}
    assert reads({"here": "!$A$1"}, "here", "Mine") == {"Mine!A1"}


def test_a_column_of_the_table_around_a_formula_needs_no_name_of_the_table() -> None:
    inside = [one.area for one in RESOLVER.references("[@Pay]+SUM([Head])", "Team", (5, 2))]
    assert inside == [parse_area("C5"), parse_area("B4:B6")]
    assert list(RESOLVER.references("[@Pay]", "Team", (9, 2))) == []
