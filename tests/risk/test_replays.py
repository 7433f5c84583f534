"""Draws that every refresh replays, three side by side where the plan has a cell for each level."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planner import plan
from planner.risk import draws_sheet, risk_sheet
from planner.risk.inputs_sheet import AT, FIRST
from planner.usecases import replaying
from planner.xlsx.a1 import cell_name
from planner.xlsx.package import open_package
from tests.once import made_once
from tests.surgery import Surgery

RISK, DRAWS, INPUTS = "Risk", "Draws", "Risk inputs"
KEPT = 30


@pytest.fixture(scope="module")
def made(plans: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        path = Path(shutil.copy(plans("startup"), folder / "plan.xlsx"))
        assert plan.simulate(path, draws=KEPT, replay=0, write=True, keep=KEPT).ok

    return made_once(tmp_path_factory, "replays", make) / "plan.xlsx"


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "plan.xlsx"))


def said(path: Path) -> tuple[str, str]:
    """The status of the sheet, and what it says of replayed draws."""
    cells = open_package(path).cells(RISK)
    return str(cells[risk_sheet.STATUS_AT].value), str(cells[risk_sheet.REPLAYED_AT].value)


def test_a_refresh_replays_twenty_draws_and_the_sheet_says_so(path: Path) -> None:
    assert said(path)[1] == "none"
    assert plan.refresh(path).status == "agrees"
    status, replayed = said(path)
    assert status == "OK" and replayed.startswith("20 of 20 replayed draws agree (ironcalc")
    cells = plan.check(path).checked["cells"]
    assert f"{cells:,} cells" in replayed


def test_formulas_that_are_no_longer_the_engines_make_the_draws_differ(path: Path) -> None:
    with Surgery(path) as book:
        book.put_line("peak_funding_need", 1, formula="1+1")
    notes = " ".join(plan.refresh(path).notes)
    assert "sheet Risk DIFFERS: 13 of 20 replayed draws agree" in notes  # base has seven of the twenty
    assert said(path)[0] == "DIFFERS" and said(path)[1].startswith("13 of 20")


def test_a_stored_result_that_no_draw_comes_to_is_found_though_its_word_fits(path: Path) -> None:
    """The least minimum cash, which is replayed whatever the others are, is a hundred less, its word anew."""
    cells = open_package(path).cells(DRAWS)
    head = draws_sheet.HEAD + 1
    column = next(at for (row, at), one in cells.items() if row == head and one.value == "minimum_cash")
    rows = range(draws_sheet.FIRST, draws_sheet.FIRST + KEPT)
    row = min(rows, key=lambda one: float(str(cells[one, column].value)))
    last = max(at for one, at in cells if one == row) - 1
    values = [cells[row, at].value for at in range(1, last + 1)]
    values[column - 1] = float(str(values[column - 1])) - 100
    with Surgery(path) as book:
        book.put(DRAWS, cell_name(row, column), values[column - 1])
        book.put(DRAWS, cell_name(row, last + 1), draws_sheet.word_of(values))
    notes = " ".join(plan.refresh(path).notes)
    trial = row - draws_sheet.FIRST + 1
    assert f"19 of 20 replayed draws agree; others: {trial} (1 values not as simulated)" in notes


def test_a_sheet_that_is_stale_replays_nothing(path: Path) -> None:
    assert plan.set_inputs(path, {"mfu": 0.25}).status == "agrees"
    plan.refresh(path)
    assert said(path) == ("STALE", "none")


def test_three_draws_at_once_are_what_each_is_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = plan.simulate(path, draws=25, replay=5).replayed
    monkeypatch.setattr(replaying, "stand_apart", lambda reading, rows: False)
    alone = plan.simulate(path, draws=25, replay=5).replayed
    assert together == alone and together is not None and (together.drawn, together.agree) == (5, 5)


def test_a_cell_without_others_for_the_levels_is_drawn_alone(path: Path) -> None:
    """The pay of a role is one cell for all levels: its draws cannot stand side by side."""
    cells = open_package(path).cells(INPUTS)
    row = FIRST
    while (row, AT["key"]) in cells and cells[row, AT["key"]].value:
        row += 1
    name = plan.check(path).tables["roles"][0]["role"]
    typed = {"key": f"roles[{name}].annual_pay", "kind": "uniform", "low": 1e5, "base": 1.5e5, "high": 2e5}
    with Surgery(path) as book:
        for column, value in {**typed, "variable": 90_000, "entity": 1}.items():
            book.put(INPUTS, cell_name(row, AT[column]), value)
    found = plan.simulate(path, draws=20, replay=3)
    assert found.ok, found.problems
    assert found.replayed is not None and found.replayed.agree == 3
    assert any(one.name == typed["key"] for one in found.inputs)


@pytest.mark.parametrize("trial", [2, 5])
def test_a_cell_of_a_level_is_of_the_draw_that_stands_there(trial: int) -> None:
    from planner.check.compare import CellCheck
    from planner.layout.owned_cell import OwnedCell
    from planner.layout.places import Place

    group = {"low": (2, {}), "base": (5, {}), "high": (7, {})}
    level = next(key for key, (number, _) in group.items() if number == trial)
    place = Place("Cash", 4, 4)
    line, shared = OwnedCell(place, "1", "line", "npv", level), OwnedCell(place, "1", "master")
    found = replaying._verdicts(group, [CellCheck(line, "differs", 1.0, 2.0)])
    assert {number for number, bad in found.items() if bad} == {trial}
    found = replaying._verdicts(group, [CellCheck(shared, "differs", 1.0, 2.0)])
    assert {number for number, bad in found.items() if bad} == {2, 5, 7}
