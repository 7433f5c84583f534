"""A sentence says a month of the plan, or none: by formula and by the second computation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.check.checkers.run import evaluate
from planner.check.readers import answer
from planner.days import serial
from planner.layout.arrange import arrange
from planner.layout.owned import owned_cells
from planner.layout.places import answer_name
from planner.template.load import load_template
from tests.chain.book import written
from tests.surgery import Surgery

TEMPLATE = load_template()
TEXT = "Even: {breakeven_month@base:month}; adverse {breakeven_month@high:month}; {cash_check@base:yes}."
SAID = (
    "Within sixty months, operating cash flow breaks even for good: "
    "Feb 2029; favourable Feb 2029, adverse Oct 2029."
)
"""Months 26, 26 and 34 of tests/chain/case_chain_answers.json, of which the first is January 2027."""


@pytest.mark.parametrize(
    ("start", "month", "said"),
    [("2027-01-01", 1, "Jan 2027"), ("2027-01-01", 12, "Dec 2027"), ("2026-11-30", 4, "Feb 2027")],
)
def test_a_month_is_said_by_its_date_and_0_as_none(start: str, month: int, said: str) -> None:
    first = float(serial(date.fromisoformat(start)))
    months = {("breakeven_month", "base"): float(month), ("breakeven_month", "high"): 0.0}
    live = {**months, ("plan_start", "base"): first, ("cash_check", "base"): 0.0}
    assert answer(TEXT, TEMPLATE, live) == f"Even: {said}; adverse none; no."


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (0, "none"),
        (1, "peak in Jan 2027"),
        (59, "peak in Nov 2031"),
        (60, "still rising at the end of the plan"),
    ],
)
def test_a_need_that_rises_in_the_last_month_is_no_peak(month: int, said: str, tmp_path: Path) -> None:
    """By the second computation; and by the formula, with the month typed over the line."""
    first = float(serial(date(2027, 1, 1)))
    live = {("peak_funding_month", "base"): float(month), ("plan_start", "base"): first}
    assert answer("{peak_funding_month@base:peak}", TEMPLATE, live) == said
    plan = written(tmp_path / "plan.xlsx")
    layout = arrange(TEMPLATE, plan.preset).layout
    with Surgery(plan.path) as book:
        book.put_line("peak_funding_month", month)
    place = layout[answer_name(2)]
    found = evaluate(plan.path, {place.sheet: [(place.row, place.column)]}, checker="ironcalc").values
    shown = str(found[place.sheet, place.row, place.column])
    assert shown.startswith("Funding need within sixty months, before opening cash and rounds: ")
    assert f", {said}; favourable " in shown


def test_the_cover_says_when_a_plan_breaks_even(tmp_path: Path) -> None:
    plan = written(tmp_path / "plan.xlsx")
    cells = owned_cells(TEMPLATE, plan.preset, arrange(TEMPLATE, plan.preset).layout)
    place = [cell.place for cell in cells if cell.role == "answer"][1]
    at = (place.row, place.column)
    found = evaluate(plan.path, {place.sheet: [at]}, checker="ironcalc").values
    assert found[place.sheet, *at] == SAID
