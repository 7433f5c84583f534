"""What goes wrong at an open workbook: one clear line, settings and cells as they were, no process left."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.conftest import OFFICE, Hand
from tests.live.sitting import Server, Sitting

BY_HAND = [True, False]
"""The user has switched automatic calculation off."""


@pytest.fixture(autouse=True)
def user_calculates_by_hand(hand: Hand) -> None:
    """So that a setting which is restored differs from the one that planner would choose."""
    hand("calculate_by_hand")


def refused(found: dict[str, Any]) -> str:
    """The one line that a person reads."""
    (problem,) = found["problems"]
    assert found["status"] == "problems" and found["checked"]["cells"] == 0
    where = f"{problem['sheet']}: " if problem["sheet"] else ""
    return f"{where}{problem['message']}. {problem['remedy']}"


@pytest.fixture
def second(sitting: Sitting, opened: Path, tmp_path: Path) -> Path:
    """Another plan that is open beside the first, to be closed by the test."""
    path = tmp_path / "second.xlsx"
    shutil.copy(opened, path)
    sitting.hands.open_book(OFFICE, path)
    return path


def test_a_protected_sheet_is_named_and_nothing_is_written(opened: Path, hand: Hand, worker: Server) -> None:
    hand("edit", "type_input", "in_parameters_b", 1, 61)
    for sheet in ("Checks", "Log"):
        before = hand("cells")
        hand("protect", sheet, True)
        line = refused(worker.refresh(opened))
        hand("protect", sheet, False)
        assert line == (
            f"{sheet}: the sheet is protected, so that planner cannot write its results into it. Take the "
            "protection off (Review > Unprotect Sheet), refresh, then protect it again."
        )
        assert hand("cells") == before
        assert hand("settings") == BY_HAND
    assert worker.refresh(opened)["status"] == "agrees"


def test_a_workbook_that_is_closed_meanwhile(
    second: Path, sitting: Sitting, hand: Hand, worker: Server
) -> None:
    line = refused(worker.refresh_with(second, "closed"))
    assert line == "the workbook was closed while planner worked in it. Open it again, then refresh again."
    assert hand("settings") == BY_HAND
    assert worker.children() == []
    with pytest.raises(RuntimeError, match="LookupError"):
        sitting.hands.settings(OFFICE, second)


def test_a_name_that_was_deleted(second: Path, sitting: Sitting, hand: Hand, worker: Server) -> None:
    sitting.hands.delete_name(OFFICE, second, "in_deadline_days")
    before = sitting.hands.cells(OFFICE, second)
    assert refused(worker.refresh(second)).startswith("the name in_deadline_days (")
    assert sitting.hands.cells(OFFICE, second) == before
    assert hand("settings") == BY_HAND
    ran = sitting.planner("refresh", second, "--live")
    assert (ran.returncode, ran.stdout) == (1, "")
    (line,) = ran.stderr.splitlines()
    assert line.startswith(f"{second}: the name in_deadline_days (") and "is missing" in line
    sitting.hands.close_book(OFFICE, second)


def test_a_cell_that_is_edited_for_a_moment_is_waited_for(opened: Path, hand: Hand, worker: Server) -> None:
    assert worker.refresh_with(opened, "a cell edited for a moment")["status"] == "agrees"
    assert hand("settings") == BY_HAND


def test_a_cell_that_stays_edited_is_told(opened: Path, hand: Hand, worker: Server) -> None:
    hand("edit", "type_input", "in_parameters_b", 1, 62)
    before = hand("cells")
    line = refused(worker.refresh_with(opened, "a cell edited", 0.9))
    assert line == (
        "Excel has been busy for 0.9 s: a cell is being edited there, or a dialog is open. "
        "Press Enter or Escape in Excel, close its dialogs, then refresh again."
    )
    assert hand("cells") == before
    assert hand("settings") == BY_HAND


def test_planner_killed_midway_gives_the_settings_back(opened: Path, hand: Hand, sitting: Sitting) -> None:
    with sitting.worker() as doomed, pytest.raises(EOFError):
        doomed.refresh_with(opened, "planner killed")
    assert until(lambda: hand("settings") == BY_HAND), "the settings were not restored"


@pytest.fixture
def elsewhere(sitting: Sitting, opened: Path, tmp_path: Path) -> Iterator[Path]:
    """A plan that is open in a LibreOffice of its own."""
    path = tmp_path / "elsewhere.xlsx"
    shutil.copy(opened, path)
    sitting.hands.start("doomed")
    sitting.hands.open_book("doomed", path)
    yield path
    sitting.hands.end_office_of("doomed")


def test_a_program_that_is_killed_meanwhile(elsewhere: Path, worker: Server, opened: Path) -> None:
    line = refused(worker.refresh_with(elsewhere, "killed"))
    assert line == (
        "Excel was closed, or has crashed, while planner worked in it. "
        "Open the workbook again, look at it, then refresh again."
    )
    assert worker.children() == []
    assert worker.refresh(opened)["status"] == "agrees", "the other one is still reached"


def until(condition: Any, seconds: float = 60) -> bool:
    """Whether something becomes true in time; generous, as machines may be slow."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False
