"""The options of an open workbook, where there is no Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import plan
from planner.check.checkers import excel
from planner.live import attach
from planner.problems import PlanError, Problem
from planner.usecases import live as live_refresh
from tests.command import planner

NO_EXCEL = (
    "planner reaches an open workbook through Excel, which runs on Windows and macOS alone. "
    "Save and close the workbook, then run `planner refresh` without --live."
)


def test_without_excel_one_line_says_so(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    ran = planner("refresh", plan_file, "--live")
    assert (ran.status, ran.out, ran.lines) == (1, "", [f"plan.xlsx: {NO_EXCEL}"])
    ran = planner("doctor", "--live")
    assert (ran.status, ran.out) == (1, f"no   Excel                   {NO_EXCEL}\n")
    assert plan_file.read_bytes() == before


def test_every_open_workbook_is_refreshed_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refused(path: str) -> None:
        asked.append(path)
        raise PlanError(Problem("it is not open", "Open it.", path))

    monkeypatch.setattr(attach, "attach", refused)
    paths = ["a.xlsx", "https://contoso.sharepoint.com/plans/b.xlsx", "c.xlsx", "a.xlsx"]
    ran = planner("refresh", *paths, "--live")
    assert ran.status == 1
    assert asked == paths[:3], "in this process, where Excel can be reached"
    assert ran.lines == [f"{path}: it is not open. Open it." for path in paths[:3]]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--save"], "--save goes with --live"),
        (["--live", "--dry-run"], "--live goes with --save, --strict and --json alone"),
        (["--live", "--checker", "ironcalc"], "--live goes with --save, --strict and --json alone"),
        (["--live", "--no-backup"], "--live goes with --save, --strict and --json alone"),
    ],
)
def test_options_that_do_not_go_together(options: list[str], line: str) -> None:
    ran = planner("refresh", "plan.xlsx", *options)
    assert ran.status == 2
    assert ran.lines[-1] == f"Error: {line}"


def test_all_checkers_are_those_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "missing", lambda: "is not installed")
    assert plan.checkers() == ("ironcalc", "cellrune", "libreoffice")
    monkeypatch.setattr(excel, "missing", lambda: "")
    assert plan.checkers() == ("ironcalc", "cellrune", "libreoffice", "excel")


def test_the_button_tells_what_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    class Opened:
        file = "plan.xlsx"
        told: list[tuple[bool, str]] = []  # noqa: RUF012 - of one test

        def held(self) -> None:
            raise PlanError(Problem("Excel is busy", "Close its dialogs.", self.file))

        def tell(self, well: bool, text: str) -> None:
            self.told.append((well, text))

    monkeypatch.setattr(attach, "open_book", lambda _: Opened())
    assert live_refresh.refresh_book(object()).status == "problems"
    assert Opened.told == [(False, "plan.xlsx: Excel is busy. Close its dialogs.")]
