"""An error of planner's own is one line for a person, and a traceback for who asks for it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner import plan
from planner.cli.main import main
from planner.usecases import check, opening
from tests.cli.support import environment, planner, program


@pytest.fixture(autouse=True)
def no_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANNER_DEBUG", raising=False)


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, prog_name="planner")


def failing(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every use case that opens a workbook fail."""

    def fail(*_: object) -> None:
        raise error

    for use_case in (check, opening):
        monkeypatch.setattr(use_case, "open_package", fail)


COMMANDS = (
    ("refresh", "p.xlsx"),
    ("check", "p.xlsx"),
    ("show", "p.xlsx"),
    ("set", "p.xlsx", "programme_years=7"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_an_unforeseen_error_is_one_line_with_the_file(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(KeyError("rate"), monkeypatch)
    ran = run(*command)
    assert ran.exit_code == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith("p.xlsx: planner failed on this file: KeyError: 'rate'. Please report it")
    assert ran.stderr.count("\n") == 1


def test_it_stops_no_other_file_and_stands_in_the_json(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(ZeroDivisionError("division\nby zero"), monkeypatch)
    ran = run("refresh", "--json", "a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx")
    results = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [result["file"] for result in results] == ["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"]
    for result in results:
        assert result["status"] == "problems"
        assert "ZeroDivisionError" in result["problems"][0]["message"]
    assert (ran.exit_code, ran.stderr) == (1, "")


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(MemoryError(), monkeypatch)
    ran = run("check", "p.xlsx")
    assert ran.stderr.startswith("p.xlsx: there is not enough memory for this file.")


def test_who_asks_gets_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(KeyError("rate"), monkeypatch)
    monkeypatch.setenv("PLANNER_DEBUG", "1")
    assert isinstance(run("check", "p.xlsx").exception, KeyError)


@pytest.mark.parametrize("debug", ["", "1"])
@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_a_ctrl_c_that_python_has_wrapped_is_one_still(
    command: tuple[str, ...], debug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped = RuntimeError("Error calling __set_name__")
    wrapped.__cause__ = KeyboardInterrupt()
    failing(wrapped, monkeypatch)
    monkeypatch.setenv("PLANNER_DEBUG", debug)
    ran = run(*command)
    assert (ran.exit_code, ran.stdout) == (130, "")
    assert ran.stderr == "planner: stopped; every workbook is as it was, or whole and new\n"


def test_an_error_outside_the_files_is_one_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no list")

    monkeypatch.setattr(plan, "doctor", fail)
    ran = run("doctor")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr.startswith("planner failed: RuntimeError: no list. Please report it")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux")
def test_an_output_that_is_full_is_one_line(essay: Path, tmp_path: Path) -> None:
    import subprocess

    command = [*program(), "check", str(essay)]
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False
        )
    assert (ran.returncode, ran.stderr) == (1, "planner cannot write its output (No space left on device).\n")


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_file_name_that_is_no_text_can_be_said(tmp_path: Path, encoding: str) -> None:
    name = b"plan-\xff-\xe4\xb8\x87.xlsx"
    Path(str(tmp_path), name.decode("utf-8", "surrogateescape")).touch()
    shown = name.decode("utf-8", "surrogateescape")
    ran = planner("check", shown, cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert ran.status == 1
    assert "an empty file" in ran.err
    ran = planner("check", "--json", shown, cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert json.loads(ran.out)["file"] == shown
