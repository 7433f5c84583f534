"""`planner new`: where it writes, and where it would rather not."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from planner.template.load import presets
from tests.cli.refusal import state
from tests.command import planner
from tests.short import said
from tests.surgery import Surgery, formula_cells


def refused(*arguments: str, line: str, status: int = 1) -> None:
    """The command must refuse with this line and leave the folder as it is."""
    before = state(Path())
    found = planner("new", *arguments)
    assert found.lines == [line]
    assert (found.status, found.out) == (status, "")
    assert state(Path()) == before


def test_a_new_plan_is_checked_and_holds_every_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = planner("new", "plan.xlsx")
    assert (found.status, said(found)) == (0, [])
    assert found.out.startswith("plan.xlsx: wrote, ")
    assert found.out.endswith("; status WARNS\n")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]
    book = Surgery(Path("plan.xlsx"))
    assert all(book.value(*place) is not None for place in formula_cells(book))
    assert said(planner("check", "plan.xlsx", "--checker", "all")) == []


def test_a_file_that_is_there_is_kept(plan_file: Path) -> None:
    line = "plan.xlsx: there is a file of that name already. Choose another name, or replace it with --force."
    refused("plan.xlsx", line=line)


def test_force_replaces_a_plan_and_keeps_the_one_before(plan_file: Path) -> None:
    assert planner("set", plan_file, "programme_years=7.2", "--no-backup").status == 0
    before = plan_file.read_bytes()
    found = planner("new", plan_file, "--force")
    assert (found.status, said(found)) == (0, [])
    assert Path("plan.bak.xlsx").read_bytes() == before
    assert planner("show", plan_file, "--json").json["inputs"]["programme_years"]["base"] == 5


def test_force_replaces_no_workbook_with_sheets_of_ones_own(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        book.add_sheet("Mine", {"A1": (1, None)})
        book.add_sheet("Yours", {"A1": (1, None)})
    message = "the workbook holds sheets of your own (Mine, Yours), which a new one would not have"
    refused("plan.xlsx", "--force", line=f"plan.xlsx: {message}. Choose another name.")


@pytest.mark.parametrize("content", ["workbook", "text"])
def test_force_replaces_no_file_but_a_plan(content: str, plan_file: Path) -> None:
    if content == "workbook":
        openpyxl.Workbook().save(plan_file)
    else:
        plan_file.write_text("my notes", encoding="utf-8")
    before = state(Path())
    found = planner("new", plan_file, "--force")
    assert found.lines[0] == (
        "plan.xlsx: --force replaces only a sound plan of planner's, and this file is none. "
        "Choose another name, or move the file away."
    )
    assert found.status == 1
    assert state(Path()) == before


@pytest.mark.parametrize("name", ["plan.xls", "plan.csv", "plan.xlsm", "plan"])
def test_a_plan_has_a_name_that_excel_opens(name: str, plan_file: Path) -> None:
    message = "a plan is an Excel workbook, whose name ends in .xlsx. Name it plan.xlsx."
    refused(name, line=f"{name}: {message}")


def test_a_folder_of_that_name_is_said(plan_file: Path) -> None:
    Path("plans.xlsx").mkdir()
    refused("plans.xlsx", line="plans.xlsx: there is a folder of that name already. Choose another name.")


def test_a_missing_folder_is_said(plan_file: Path) -> None:
    refused("none/plan.xlsx", line="none/plan.xlsx: there is no folder none. Create it first.")


def test_an_unknown_preset_is_said(plan_file: Path) -> None:
    before = state(Path())
    for name, remedy in (
        ("nope", f"Presets: {', '.join(presets())}."),
        ("Startu", "Did you mean startup?"),
    ):
        found = planner("new", "new.xlsx", "--preset", name)
        assert found.lines == [f'new.xlsx: there is no preset "{name}". {remedy}']
        assert (found.status, found.out, state(Path())) == (2, "", before)
