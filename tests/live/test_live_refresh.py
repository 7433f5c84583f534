"""A refresh of the open workbook: real xlwings calls on a real spreadsheet program."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import range_boundaries

from tests.actuals.books import shown, with_actuals
from tests.live.conftest import OFFICE, Hand
from tests.live.sitting import Server, Sitting
from tests.surgery import Surgery

EDITS = int(os.environ.get("PLANNER_TEST_EDITS", "3"))
AT_REST = [True, True]
"""LibreOffice shows what happens, and calculates by itself."""

Cells = dict[str, list[list[str]]]


def differing(before: Cells, after: Cells) -> set[tuple[str, int, int]]:
    """Sheet, row and column of every cell in which something else is written."""
    assert list(before) == list(after)
    found = set()
    for sheet, rows in after.items():
        for down, row in enumerate(rows, start=1):
            for across, text in enumerate(row, start=1):
                old = before[sheet]
                was = old[down - 1][across - 1] if down <= len(old) and across <= len(old[0]) else ""
                if text != was:
                    found.add((sheet, down, across))
    return found


def may_be_written(path: Path, log_row: int) -> set[tuple[str, int, int]]:
    """Engine values and verdicts in the rows of Checks, and a row of the log."""
    places = set()
    for name, text in Surgery(path).names().items():
        sheet, _, cells = text.rpartition("!")
        left, top, right, bottom = range_boundaries(cells)
        if name.startswith("chk_") and (right - left, bottom) == (8, top):
            places |= {(sheet, top, left + across) for across in (3, 4, 5, 7)}
        if name == "log_header":
            places |= {(sheet, log_row, column) for column in range(left, right + 1)}
    return places


def log_of(cells: Cells) -> list[list[str]]:
    """The filled rows of the log below its header."""
    return [row for row in cells["Log"][4:] if row[0]]


def test_every_edit_is_refreshed_and_only_planners_cells_change(
    opened: Path, hand: Hand, worker: Server
) -> None:
    before: Any = hand("cells")
    calculated: list[float] = []
    for number in range(EDITS):
        hand("edit", "type_input", "in_parameters_b", 1, 60 + number)
        hand("edit", "type_input", "in_deadline_days", number % 3, 7 + number / 100)
        typed: Any = hand("cells")
        found = worker.refresh(opened)
        assert (found["status"], found["master"], found["problems"]) == ("agrees", "WARNS", [])
        assert found["checker"]["name"] == "excel"
        assert found["checked"]["agrees"] == found["checked"]["cells"] > 10_000
        assert found["inputs"]["parameters_b"]["base"] == 60 + number
        after: Any = hand("cells")
        assert differing(typed, after) <= may_be_written(opened, 5 + len(log_of(typed)))
        assert len(log_of(after)) == len(log_of(typed)) + 1
        assert hand("edit", "read_name", "cov_master") == ["WARNS"]
        assert hand("settings") == AT_REST
        calculated.append(found["own_s"])
    assert max(calculated[1:]) < 4, "a refresh takes far too long"
    inputs = {"Tokens", "Programme", "Funding", "Assumptions", "Serving inputs", "GPU prices", "Data"}
    assert {sheet for sheet, *_ in differing(before, after)} <= inputs | {"Checks", "Log"}
    first, *_, last = log_of(after)
    assert first[3].startswith("ironcalc") and last[3].startswith("excel")


def test_the_file_stays_as_it_is_until_somebody_saves(opened: Path, hand: Hand, worker: Server) -> None:
    bytes_before = opened.read_bytes()
    assert worker.refresh(opened)["status"] == "agrees"
    assert hand("is_changed") is True
    assert opened.read_bytes() == bytes_before
    assert worker.refresh(opened, True)["status"] == "agrees"
    assert hand("is_changed") is False
    assert opened.read_bytes() != bytes_before


def test_the_program_refreshes_the_open_workbook_and_says_so(
    sitting: Sitting, opened: Path, hand: Hand
) -> None:
    hand("edit", "type_input", "in_parameters_b", 1, 91)
    assert hand("edit", "read_name", "cov_master") == ["STALE"]
    ran = sitting.planner("refresh", opened, "--live")
    assert ran.returncode == 0
    assert all(": a check of the plan warns in " in line for line in ran.stderr.splitlines()), ran.stderr
    assert re.fullmatch(
        re.escape(str(opened)) + r": refreshed, ([\d,]+) of \1 formula cells agree with the engine "
        r"\(excel 7[\d.]+\); status WARNS\n",
        ran.stdout,
    )
    assert hand("edit", "read_name", "cov_master") == ["WARNS"]


def test_a_refresh_of_the_file_names_the_way_to_the_open_one(sitting: Sitting, plan_file: Path) -> None:
    plan_file.with_name("~$plan.xlsx").touch()
    ran = sitting.planner("refresh", "plan.xlsx", cwd=plan_file.absolute().parent)
    assert ran.returncode == 1
    assert ran.stderr == (
        "plan.xlsx: the workbook is open in Excel. Close it there, or refresh it there with --live. "
        "If Excel is not running, delete ~$plan.xlsx beside it.\n"
    )


def test_the_button_refreshes_the_workbook_that_it_stands_in(
    opened: Path, hand: Hand, worker: Server
) -> None:
    hand("edit", "type_input", "in_parameters_b", 1, 77)
    shown, dialogs = worker.press_button(opened)
    assert re.fullmatch(r"planner: ([\d,]+) of \1 formula cells agree, status WARNS", shown)
    assert dialogs == []
    hand("edit", "type_input", "in_parameters_b", 1, "many")
    _, (dialog,) = worker.press_button(opened)
    assert "many" in dialog and str(opened) in dialog
    hand("edit", "type_input", "in_parameters_b", 1, 77)


def test_doctor_reaches_the_program_and_tells_what_is_open(sitting: Sitting, opened: Path) -> None:
    ran = sitting.planner("doctor", "--live")
    assert ran.returncode == 0
    xlwings, excel, workbook = ran.stdout.splitlines()
    assert xlwings.startswith("yes  xlwings")
    assert excel.startswith("yes  Excel") and excel.endswith("held and let go again")
    assert workbook.startswith("yes  workbook") and f"{opened}: a plan, template llm-programme" in workbook


def test_a_formula_of_the_users_own_in_an_input_is_read_as_it_shows(
    opened: Path, hand: Hand, worker: Server
) -> None:
    hand("edit", "add_sheet", "Mine", 0, {"A1": 35, "A2": "=A1*2", "A3": "=1/0"})
    hand("edit", "type_input", "in_parameters_b", 1, "=$Mine.A2")
    mine: Any = hand("cells")
    found = worker.refresh(opened)
    assert (found["status"], found["inputs"]["parameters_b"]["base"]) == ("agrees", 70)
    assert differing({"Mine": mine["Mine"]}, {"Mine": hand("cells")["Mine"]}) == set()  # type: ignore[index]
    hand("edit", "type_input", "in_parameters_b", 1, "=$Mine.A3")
    (problem,) = worker.refresh(opened)["problems"]
    assert "#DIV/0!" in problem["message"] and problem["key"] == "parameters_b"
    hand("edit", "type_input", "in_parameters_b", 1, 70)
    hand("edit", "delete_sheet", "Mine")


def test_a_formula_that_was_edited_is_told_as_such(opened: Path, hand: Hand, worker: Server) -> None:
    sheet, address = Surgery(opened).line("training_days")
    written: Any = hand("cells")
    column, row, *_ = range_boundaries(address)
    original = written[sheet][row - 1][column - 1]
    hand("edit", "type_cell", sheet, address, "=30+0")
    found = worker.refresh(opened)
    assert (found["status"], found["master"]) == ("differs", "DIFFERS"), "what reads the line differs"
    edited = [one for one in found["differences"] if one["status"] == "edited"]
    assert [(one["key"], one["sheet"], one["cell"]) for one in edited] == [("training_days", sheet, address)]
    assert edited[0]["first_cause"] and edited[0]["formula"] == 30
    hand("edit", "type_cell", sheet, address, original)
    again = worker.refresh(opened)
    assert (again["status"], again["master"]) == ("agrees", "WARNS")


@pytest.mark.parametrize("other", [False, True])
def test_a_workbook_that_is_not_open_is_not_taken_for_another(
    other: bool, opened: Path, worker: Server, tmp_path: Path
) -> None:
    path = tmp_path / ("plan.xlsx" if other else "none.xlsx")
    shutil.copy(opened, path)
    (problem,) = worker.refresh(path)["problems"]
    if other:
        assert problem["message"] == (
            f"Excel has a workbook of that name open, but from another place: {opened}"
        )
    else:
        assert problem["message"] == "Excel does not have the workbook open"


def test_the_checker_of_closed_files_runs_an_instance_of_its_own_and_ends_it(
    sitting: Sitting, essay: Path, worker: Server, hand: Hand
) -> None:
    sheet, address = Surgery(essay).line("training_days")
    column, row, *_ = range_boundaries(address)
    found = worker.evaluate_closed(essay, {sheet: [[row, column]], "Nowhere": [[1, 1]]})
    shown = Surgery(essay).value(sheet, address)
    assert found["values"][sheet] == [pytest.approx(shown, rel=1e-12)]
    assert found["values"]["Nowhere"] == [{"not_run": "does not see this sheet"}]
    (process,) = found["started"]
    assert not Path(f"/proc/{process}").exists() and worker.children() == []
    assert hand("settings") == AT_REST, "the instance of the user is another one"


def test_actuals_are_compared_where_they_stand(
    sitting: Sitting, plans: Callable[..., Path], worker: Server, tmp_path: Path
) -> None:
    """An edit of the plan turns their sheet stale; a refresh compares its formulas too, and says OK."""
    path, read = with_actuals(plans("startup"), tmp_path)
    hands = sitting.hands
    hands.open_book(OFFICE, path)
    try:
        cells: Any = hands.cells(OFFICE, path)
        row = next(at for at, texts in enumerate(cells["Actuals"]) if texts[0] == "Status of this sheet")
        without = worker.refresh(path)
        assert without["status"] == "agrees", without["differences"][:3]
        hands.edit(OFFICE, path, "type_input", "in_opening_cash", 1, 5_000_000)
        found = worker.refresh(path)
        assert found["status"] == "agrees", found["differences"][:3]
        assert found["checked"]["cells"] == found["checked"]["agrees"] > 10 * read.cells
        hands.save(OFFICE, path)
    finally:
        hands.close_book(OFFICE, path)
    assert shown(path)[f"C{row + 1}"] == "OK"
