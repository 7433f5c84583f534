"""Planner's sheets beside the template, Changes and Actuals, after another program has saved the plan."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner import plan
from planner.book.beside import ACTUALS, CHANGES, sheets_beside
from planner.usecases.lint import lint
from planner.xlsx.package import open_package
from tests.actuals.books import files
from tests.command import planner
from tests.once import made_once
from tests.surgery import Surgery

BESIDE = {"Changes": CHANGES, "Actuals": ACTUALS}


@pytest.fixture(scope="module")
def made(pair: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The later of two plans with both sheets in it. Not to be changed."""

    def make(folder: Path) -> None:
        for name in ("old.xlsx", "new.xlsx"):
            shutil.copy(pair / name, folder)
        new = folder / "new.xlsx"
        assert plan.diff(folder / "old.xlsx", new, into=new, backup=False).ok
        assert plan.actuals(new, *files(folder), backup=False).ok

    return made_once(tmp_path_factory, "sheets-beside", make)


@pytest.fixture
def told(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(made / "new.xlsx", tmp_path)
    monkeypatch.chdir(tmp_path)
    return Path("new.xlsx")


def values(path: Path, sheet: str) -> dict[str, Any]:
    """What the cells of a sheet show, as another program reads them."""
    book: Any = openpyxl.load_workbook(path, data_only=True)
    return {cell.coordinate: cell.value for row in book[sheet] for cell in row if cell.value is not None}


def by_openpyxl(path: Path) -> None:
    """Load and save: it keeps formulas, and no value of any."""
    openpyxl.load_workbook(path).save(path)


def by_libreoffice(path: Path, soffice: Path) -> None:
    """Convert from its format to the same: it writes every part anew."""
    command = [soffice, "--headless", f"-env:UserInstallation={Path('profile').resolve().as_uri()}"]
    command += ["--convert-to", "xlsx", "--outdir", "converted", path]
    subprocess.run([*map(str, command)], check=True, capture_output=True, timeout=180)
    shutil.copy(Path("converted", path.name), path)


def found_by_lint(path: Path) -> set[tuple[str, str]]:
    return {(one.rule, one.sheet) for result in lint(path).results for one in result.findings}


def test_they_are_known_by_their_marks(told: Path) -> None:
    assert sheets_beside(open_package(told)) == BESIDE
    assert not {sheet for _, sheet in found_by_lint(told)} & {*BESIDE}


def saved_and_refreshed(path: Path, save: Callable[[Path], None]) -> list[str]:
    """The notes of a check of the file as it was saved; refreshed, it shows all that it has shown."""
    before = {sheet: values(path, sheet) for sheet in BESIDE}
    save(path)
    assert sheets_beside(open_package(path)) == BESIDE
    notes = list(plan.check(path).notes)
    result = plan.refresh(path, backup=False)
    assert (result.status, plan.check(path).status) == ("agrees", "agrees")
    assert not [note for note in (*notes, *result.notes) if "your own" in note]
    for sheet, shown in before.items():
        now = values(path, sheet)
        assert now.keys() == shown.keys()
        for at, value in shown.items():
            assert now[at] == (pytest.approx(value, rel=1e-9) if isinstance(value, float) else value), at
    assert not {(rule, sheet) for rule, sheet in found_by_lint(path) if sheet in BESIDE}
    return notes


def test_openpyxl_leaves_no_values_and_a_refresh_brings_them_back(told: Path) -> None:
    notes = saved_and_refreshed(told, by_openpyxl)
    (said,) = [note for note in notes if "planner's own sheets show an old value, or none" in note]
    assert said.endswith(". Run `planner refresh` on it")


def test_libreoffice_writes_them_anew_and_they_stay_planners(told: Path, soffice: Path) -> None:
    saved_and_refreshed(told, lambda path: by_libreoffice(path, soffice))


def test_too_many_formulas_of_the_owners_are_no_reason_to_leave_them_out(told: Path) -> None:
    with Surgery(told) as book:
        book.add_sheet("Mine", {f"A{row}": (None, f"=A{row + 1}+1") for row in range(1, 10_003)})
    by_openpyxl(told)
    result = plan.refresh(told, backup=False)
    assert result.status == "agrees", result.differences[:3]
    assert values(told, "Actuals")["C7"] == "OK"


def test_a_comparison_names_the_sheet_and_lists_none_of_its_cells(told: Path, made: Path) -> None:
    moved = plan.actuals(told, through="2026-06")
    assert moved.status == "written", moved.problems
    compared = plan.diff(made / "new.xlsx", told)
    assert (compared.cells, compared.sheets_added) == ((), ())
    said = 'planner\'s own sheet "Actuals" says something else in the two'
    assert [note for note in compared.notes if "sheet" in note] == [f"{said} plans"]
    undone = planner("undo", "new.xlsx")
    assert undone.status == 0
    assert "your cell" not in undone.out
    assert f"{said} versions" in undone.err


def test_a_comparison_names_a_sheet_that_one_plan_alone_has(told: Path, pair: Path) -> None:
    compared = plan.diff(pair / "new.xlsx", told)
    assert compared.sheets_added == ()
    said = 'planner\'s own sheet "{}" is in new.xlsx alone'
    assert {note for note in compared.notes if "sheet" in note} == {said.format(sheet) for sheet in BESIDE}


def test_set_names_the_command_for_the_last_month_that_counts(told: Path) -> None:
    found = planner("set", "new.xlsx", "actuals_through=2026-06-30")
    assert found.status == 2
    assert "which month of the actuals counts last: `planner actuals PATH --through 2027-03`" in found.err
