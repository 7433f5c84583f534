"""Workbooks with a password: given as an option, or in a variable that no list of processes shows."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from tests.cli.support import only_warns, planner

SECRET = "öpen sesame"  # noqa: S105


@pytest.fixture
def locked(essay: Path, tmp_path: Path) -> Path:
    """An encrypted plan, in a folder of its own."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(essay.read_bytes())).encrypt(SECRET, out)
    path = tmp_path / "locked.xlsx"
    path.write_bytes(out.getvalue())
    return path


def test_every_command_says_what_is_missing(locked: Path) -> None:
    before = locked.read_bytes()
    for command in (["refresh"], ["check"], ["show"]):
        ran = planner(*command, locked.name, cwd=locked.parent)
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith("locked.xlsx: the workbook is encrypted. Give its password with --password")
        ran = planner(*command, locked.name, "--password", "wrong", cwd=locked.parent)
        assert ran.err == (
            "locked.xlsx: the workbook is encrypted and the password does not open it. Check the password.\n"
        )
    assert locked.read_bytes() == before


def test_set_refresh_check_and_show_work_under_the_password(locked: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    here = {"cwd": tmp_path, "TMPDIR": str(scratch)}
    assert planner("set", "locked.xlsx", "programme_years=4", "--password", SECRET, **here).status == 0
    assert planner("check", "locked.xlsx", PLANNER_PASSWORD=SECRET, **here).status == 1  # stale
    ran = planner("refresh", "locked.xlsx", PLANNER_PASSWORD=SECRET, **here)
    assert (ran.status, only_warns(ran)) == (0, True)
    ran = planner("show", "locked.xlsx", "--json", "--password", SECRET, **here)
    assert json.loads(ran.out)["inputs"]["programme_years"]["base"] == 4
    assert not locked.read_bytes().startswith(b"PK")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["locked.bak.xlsx", "locked.xlsx", "scratch"]
    assert list(scratch.iterdir()) == []


def test_libreoffice_checks_an_encrypted_workbook_too(soffice: Path, locked: Path) -> None:
    ran = planner("check", locked.name, "--checker", "libreoffice", "--password", SECRET, cwd=locked.parent)
    assert (ran.status, only_warns(ran)) == (0, True)


def test_workbooks_with_and_without_a_password_mix(locked: Path, essay: Path) -> None:
    (locked.parent / "open.xlsx").write_bytes(essay.read_bytes())
    ran = planner("refresh", "open.xlsx", "locked.xlsx", cwd=locked.parent, PLANNER_PASSWORD=SECRET)
    assert (ran.status, only_warns(ran)) == (0, True)
    assert (locked.parent / "open.xlsx").read_bytes().startswith(b"PK")


def test_the_help_tells_of_the_variable() -> None:
    for command in ("refresh", "check", "show", "set"):
        assert "PLANNER_PASSWORD" in planner(command, "--help", cwd=Path.cwd()).out
