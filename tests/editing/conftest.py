"""LibreOffice, ready for editing sessions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planner import plan
from tests.editing.office import Office
from tests.once import made_once


@pytest.fixture(scope="session")
def office(soffice: Path, office_python: str) -> Office:
    """LibreOffice and a Python that can talk to it."""
    return Office(soffice, office_python)


@pytest.fixture(params=["en", "zh"])
def broken(
    request: pytest.FixtureRequest,
    essay: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A plan to be broken, in both languages, as `plan.xlsx` in the current folder."""

    def make(folder: Path) -> None:
        assert plan.new(folder / "plan.xlsx", "china", language="zh").status == "agrees"

    source = essay
    if request.param == "zh":
        source = made_once(tmp_path_factory, "plan-china-zh", make) / "plan.xlsx"
    shutil.copy(source, tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")
