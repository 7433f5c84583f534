"""Every program that evaluates formulas comes to planner's own reforecast in every cell of the sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from planner import plan
from planner.actuals.found import standing
from planner.actuals.judging import Held, formula_cells, held, judged, of_sheet
from planner.actuals.told import Actuals
from planner.book.find import find
from planner.check import examine
from planner.check.checkers.base import Cells, Evaluation, by_sheet
from planner.check.checkers.run import evaluate
from planner.xlsx.package import open_package
from tests.actuals.books import with_actuals
from tests.actuals.samples import FOCUS_MAP, LEDGER_MAP, focus, ledger
from tests.witness.asking import HyperFormula

START = "2026-06-01"
TERMS = {
    **{"api_days": 30, "subscription_days": 10, "contract_days": 45, "pay_days": 15, "supplier_days": 40},
    **{"sales_tax_rate": 0.06, "input_tax_rate": 0.13, "income_tax_rate": 0.25},
}
"""Customers, staff and suppliers are paid late, with taxes."""


@pytest.fixture(scope="module")
def book(plans: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan with a FOCUS export of 10,000 rows and a ledger of 300 in it."""
    folder = tmp_path_factory.mktemp("actuals")
    path, start = folder / "plan.xlsx", date.fromisoformat(START)
    path.write_bytes(plans("startup").read_bytes())
    assert plan.set_inputs(path, TERMS).ok
    for name, sample, text in ("focus", focus(start), FOCUS_MAP), ("ledger", ledger(start), LEDGER_MAP):
        mapping = folder / f"{name}.toml"
        mapping.write_text(text, encoding="utf-8")
        source = sample.write(folder / f"{name}.csv")
        result = plan.actuals(path, source, mapping, add=name == "ledger")
        assert result.status == "written", [*map(str, result.problems), *result.differences[:5]]
    return path


def _held(path: Path) -> Held:
    found = find(open_package(path))
    reading = examine.computed(found, _nothing)
    there = standing(found.package)
    assert there is not None
    return of_sheet(reading, there)


def _nothing(cells: Cells) -> Evaluation:
    raise AssertionError(f"no input is a formula: {cells}")


def test_the_files_are_in_the_plan_and_a_refresh_agrees(book: Path) -> None:
    assert plan.refresh(book, backup=False).status == "agrees"
    found = plan.actuals(book)
    rows = {one.name: one.rows for one in found.files}
    assert rows.keys() == {"focus.csv", "ledger.csv"}
    assert rows["ledger.csv"] == 300 and rows["focus.csv"] > 9_000


@pytest.mark.parametrize("checker", ["ironcalc", "cellrune", "libreoffice"])
def test_every_checker_comes_to_the_reforecast(
    book: Path, checker: str, request: pytest.FixtureRequest
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    of = _held(book)
    there = standing(of.reading.book.package)
    assert there is not None
    found = evaluate(book, by_sheet(formula_cells(there)), checker=checker, timeout_s=300)
    result = judged(of, there, found.values)
    assert not result.differences, result.differences[:5]
    assert result.cells > 300


def test_hyperformula_comes_to_the_reforecast(book: Path) -> None:
    of = _held(book)
    there = standing(of.reading.book.package)
    assert there is not None
    values = HyperFormula().evaluate(book, by_sheet(formula_cells(there))).values
    result = judged(of, there, values)
    assert not result.differences, result.differences[:5]


def test_a_wrong_number_would_be_noticed_in_every_cell(book: Path, tmp_path: Path) -> None:
    """Each value that is expected, moved by a thousandth and by one, differs: no tolerance hides an error."""
    of = _held(book)
    there = standing(of.reading.book.package)
    assert there is not None
    values = evaluate(book, by_sheet(formula_cells(there)), checker="ironcalc", timeout_s=300).values
    moved = {at: value * 1.001 + 1 if isinstance(value, float) else "another" for at, value in values.items()}
    result = judged(of, there, moved)
    judged_itself = 1 + len(of.content.controls)  # the status, and whether a sum is as planner left it
    assert len(result.differences) == result.cells - judged_itself


@pytest.mark.parametrize("terms", [{}, TERMS], ids=["at once", "late"])
@pytest.mark.parametrize("preset", ["startup", "frontier", "essay"])
def test_without_actuals_the_reforecast_is_the_plan(
    plans: Callable[..., Path], preset: str, terms: dict[str, float], tmp_path: Path
) -> None:
    """So the lines that a file may tell are all of the plan's cash flow, each with its sign and its terms."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plans(preset).read_bytes())
    assert not terms or plan.set_inputs(path, terms).ok
    reading = examine.computed(find(open_package(path)), _nothing)
    for found in held(reading, Actuals()).levels.values():
        for one in found.months:
            assert one.flow == pytest.approx(one.plan_flow, rel=1e-9, abs=1e-3)
            assert one.closing == pytest.approx(one.plan_closing, rel=1e-9)
        assert all(planned == pytest.approx(now, rel=1e-9) for planned, now in found.answers.values())


def test_the_plan_with_its_actuals(plans: Callable[..., Path], tmp_path: Path) -> None:
    """A plan that burns cash to its end, and one in Chinese, agree too."""
    for preset, language in ("frontier", "en"), ("moe", "zh"):
        folder = tmp_path / preset
        folder.mkdir()
        path, result = with_actuals(plans(preset, language), folder)
        assert not result.differences and plan.check(path).status == "agrees"
