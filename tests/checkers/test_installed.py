"""What `planner doctor` learns about checkers."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.check.checkers import excel, libreoffice, session
from planner.check.checkers.installed import try_all
from planner.check.checkers.registry import CHECKERS


def test_every_checker_is_listed_in_order_with_its_version(soffice: Path) -> None:
    found = try_all()
    assert tuple(info.name for info in found) == CHECKERS == ("ironcalc", "cellrune", "libreoffice", "excel")
    assert [info.usable for info in found] == [True, True, True, excel.missing() == ""]
    assert [info.version for info in found][:2] == ["0.9.1", "0.2.0"]
    assert found[2].detail == str(soffice)


def test_a_checker_that_cannot_evaluate_is_not_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ironcalc").mkdir()
    (tmp_path / "ironcalc" / "__init__.py").write_text("raise ImportError('wrong architecture')")
    monkeypatch.setattr(session, "_site_directory", lambda name: tmp_path if name == "ironcalc" else None)
    monkeypatch.setattr(libreoffice, "find_program", lambda: None)
    ironcalc, cellrune, office, _ = try_all()
    assert (ironcalc.usable, cellrune.usable, office.usable) == (False, False, False)
    assert "wrong architecture" in ironcalc.detail
    assert cellrune.detail == office.detail == "is not installed"


def test_a_libreoffice_that_does_not_answer_is_not_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "find_program", lambda: tmp_path / "soffice")
    assert try_all()[2].usable is False
