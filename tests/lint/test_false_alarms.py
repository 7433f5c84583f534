"""What other workbooks hold on purpose, and lint once called wrong."""

from __future__ import annotations

from pathlib import Path

from planner.check.checkers.base import Value
from planner.results.lint import ERROR, RISK
from tests.lint.breaks import CALC, PROFIT, put, row
from tests.lint.model import bakery
from tests.lint.test_rules import results


def found(path: Path, rule: str, computed: dict[tuple[str, int, int], Value] | None = None) -> list[str]:
    return [one.where for one in results(path, computed)[rule].findings]


def test_the_last_bits_of_what_was_added_up_are_no_difference(tmp_path: Path) -> None:
    """5.7E-14 of numbers of some thousands is their rounding; a ten-thousandth is not."""
    model = bakery()
    put(CALC, "C13", "=C5-C7-C8-C11", "formula", 0.0)(model)
    path = model.write(tmp_path / "noise.xlsx")
    assert found(path, "values-agree", {(CALC, 13, 3): 5.7e-14}) == []
    assert found(path, "values-agree", {(CALC, 13, 3): 1e-4}) == [f"{CALC}!C13"]


def test_a_number_beside_a_sum_that_the_formula_reads_apart_is_not_left_out(tmp_path: Path) -> None:
    model = bakery()
    row(6, "=Inputs!$C$8", "link")(model)
    row(9, "=IF(SUM({c}7:{c}8)<>0,{c}6,0)")(model)
    assert found(model.write(tmp_path / "apart.xlsx"), "sums-are-whole") == []


def test_another_kind_of_line_above_a_sum_is_a_risk_and_the_same_kind_an_error(tmp_path: Path) -> None:
    """Revenue stands above costs in most models, and belongs to no sum of theirs."""
    severities = []
    for formula in ("={c}4*2", "=Inputs!$C$8"):
        model = bakery()
        row(6, formula)(model)
        path = model.write(tmp_path / "above.xlsx")
        severities += [one.severity for one in results(path)["sums-are-whole"].findings]
    assert severities == [RISK, ERROR]


def test_the_neighbour_of_a_sum_of_totals_is_a_total_too(tmp_path: Path) -> None:
    """`=SUM(C12:D12)` of totals of columns leaves out E12, which is such a total."""
    model = bakery()
    row(12, "=SUM({c}7:{c}8)")(model)
    put(CALC, "J12", "=SUM(C12:G12)", "formula", 1.0)(model)
    assert f"{CALC}!J12" in found(model.write(tmp_path / "totals.xlsx"), "sums-are-whole")


def test_a_cell_that_is_added_again_is_counted_twice(tmp_path: Path) -> None:
    model = bakery()
    put(CALC, "D9", "=SUM(D7:D8)+D8", "formula", PROFIT["D"])(model)
    assert found(model.write(tmp_path / "again.xlsx"), "no-double-counting") == [f"{CALC}!D9"]


def test_a_typed_number_that_its_neighbours_repeat_is_theirs(tmp_path: Path) -> None:
    """Low and high that follow base are no formulas that base was typed over."""
    model = bakery()
    for at, content in (("C13", "=$D13"), ("D13", 5), ("E13", "=$D13")):
        put(CALC, at, content, "formula", 5.0)(model)
    path = model.write(tmp_path / "repeated.xlsx")
    assert f"{CALC}!D13" not in found(path, "no-typed-over-formulas")
