"""A sentence says a month of the plan, or none: by formula and by the second computation."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.check.checkers.run import evaluate
from planner.check.readers import answer
from planner.layout.arrange import arrange
from planner.layout.owned import owned_cells
from planner.template.load import load_template
from tests.chain.book import written

TEMPLATE = load_template()
TEXT = "Break-even: {breakeven_month@base:month}; adverse {breakeven_month@high:month}."
SAID = {
    "case": "Operating cash flow breaks even for good: month 26; favourable month 26, adverse month 34.",
    "essay": "Operating cash flow breaks even for good: none; favourable none, adverse none.",
}
"""What the first sentence of the cover says; the case's months are in tests/chain/case_chain_answers.json."""


def test_a_month_is_said_as_one_and_0_as_none() -> None:
    live = {("breakeven_month", "base"): 23.0, ("breakeven_month", "high"): 0.0}
    assert answer(TEXT, TEMPLATE, live) == "Break-even: month 23; adverse none."


@pytest.mark.parametrize("name", SAID)
def test_the_cover_says_when_a_plan_breaks_even_or_that_it_does_not(name: str, tmp_path: Path) -> None:
    plan = written(tmp_path / "plan.xlsx", preset_name=name)
    cells = owned_cells(TEMPLATE, plan.preset, arrange(TEMPLATE, plan.preset).layout)
    place = next(cell.place for cell in cells if cell.role == "answer")
    at = (place.row, place.column)
    found = evaluate(plan.path, {place.sheet: [at]}, checker="ironcalc").values
    assert found[place.sheet, *at] == SAID[name]
