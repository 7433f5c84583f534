"""The formulas of the sheet keep to what every Excel and every checker computes alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.actuals.found import standing
from planner.xlsx.package import open_package
from tests.actuals.books import with_actuals
from tests.excel_rules import RULES


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_formula_needs_what_excel_computes_in_another_way(
    plans: Callable[..., Path], tmp_path: Path, language: str
) -> None:
    path, _ = with_actuals(plans("startup", language), tmp_path)
    there = standing(open_package(path))
    assert there is not None
    formulas = {cell.formula for cell in there.cells.values() if cell.formula is not None}
    assert len(formulas) > 100
    for rule in RULES:
        found = [(formula, said) for formula in formulas for said in rule(formula)]
        assert not found, (rule.__name__, found[:3])
