"""What `planner watch` makes of a save, piece by piece; tests/live has the whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.problems import Problem
from planner.results.plan import Result, refused
from planner.usecases import watch as watching

REFRESHED = Result("plan.xlsx", "agrees", sha256="written")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file, and a planner that is in no hurry."""
    monkeypatch.setattr(watching, "STEP_S", 0.0)
    found = tmp_path / "plan.xlsx"
    found.write_bytes(b"saved")
    return found


def after_a_save(path: Path) -> tuple[Result, str]:
    """What came out, and what planner takes for its own version."""
    return watching._refreshed(path, watching._digest(path), None, True, False, None)


def test_a_workbook_that_another_program_keeps_open_is_told(path: Path) -> None:
    path.with_name(".~lock.plan.xlsx#").touch()
    result, known = after_a_save(path)
    (problem,) = result.problems
    assert problem.message == "the workbook is open in LibreOffice"
    assert known == watching._digest(path)


def test_a_workbook_that_was_saved_and_closed_at_once_is_refreshed_in_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = path.with_name("~$plan.xlsx")
    marker.touch()
    monkeypatch.setattr(watching.time, "sleep", lambda _: marker.unlink(missing_ok=True))
    monkeypatch.setattr(watching, "refresh", lambda *_, **__: REFRESHED)
    assert after_a_save(path) == (REFRESHED, "written")


def test_a_save_during_a_refresh_counts_and_the_refused_one_is_not_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[bytes] = []

    def refresh(file: Path, *_: Any, **__: Any) -> Result:
        calls.append(file.read_bytes())
        if len(calls) == 1:
            file.write_bytes(b"saved again")
            return refused(str(file), (Problem("the file has changed since it was read", ""),))
        return REFRESHED

    monkeypatch.setattr(watching, "refresh", refresh)
    assert after_a_save(path) == (REFRESHED, "written")
    assert calls == [b"saved", b"saved again"]


def test_a_file_that_nobody_else_may_read_is_followed_by_its_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", locked)
    before = watching._settled(path)
    path.write_bytes(b"saved by the program that has it open")
    assert before and watching._settled(path) not in {"", before}
    path.unlink()
    assert watching._settled(path) == ""
