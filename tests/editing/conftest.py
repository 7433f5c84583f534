"""Short plans to edit, and LibreOffice, ready for editing sessions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.editing.office import Office
from tests.sampled import sampled
from tests.short import essay, plans, short_template

__all__ = ["essay", "plans", "short_template"]


@pytest.fixture(scope="session")
def office(soffice: Path, office_python: str) -> Office:
    """LibreOffice and a Python that can talk to it."""
    return Office(soffice, office_python)


@pytest.fixture(params=sampled(["en", "zh"], ["zh"]))
def broken(
    request: pytest.FixtureRequest,
    plans: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A plan to be broken, as `plan.xlsx` in the current folder: in Chinese, unless in both languages."""
    source = plans("china", "zh") if request.param == "zh" else plans("essay")
    shutil.copy(source, tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")
