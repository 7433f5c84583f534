"""The checker `excel`, as far as it goes without Excel: what becomes of the child that would talk to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from planner.check.checkers import excel
from planner.check.checkers.base import CheckerFailed, FormulaError, NotRun
from planner.check.checkers.run import evaluate

CELLS = {"S": [(1, 1), (2, 1), (3, 1)]}


def child(tmp_path: Path, code: str) -> tuple[str, ...]:
    """A child process that does something else."""
    script = tmp_path / "child.py"
    script.write_text(f"import json, sys, time\nrequest = json.loads(sys.stdin.readline())\n{code}\n")
    return (sys.executable, str(script))


def say(reply: str) -> str:
    return f"print(json.dumps({reply}), flush=True)"


def test_a_machine_without_excel_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.xlsx"
    path.touch()
    with pytest.raises(CheckerFailed, match="excel: runs on Windows and macOS alone"):
        evaluate(path, CELLS, checker="excel")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(excel, "MAC_PROGRAM", tmp_path / "none.app")
    assert excel.missing() == "is not installed"
    monkeypatch.setattr(excel, "MAC_PROGRAM", path)
    assert excel.missing() == ""
    monkeypatch.setattr(excel.importlib.util, "find_spec", lambda _: None)
    assert excel.missing() == 'needs xlwings: pip install "planner[excel]"'


def test_the_values_of_the_child_are_taken(tmp_path: Path) -> None:
    values = '{"S": [1.5, {"error": "#DIV/0!"}, {"not_run": "late"}]}'
    code = say('{"excel": 999999999}') + "\n" + say(f'{{"version": "16.0", "values": {values}}}')
    found = excel._ask(child(tmp_path, code), tmp_path / "plan.xlsx", CELLS, 60)
    assert (found.checker, found.version) == ("excel", "16.0")
    number, error, not_run = found.values.values()
    assert [number, error] == [1.5, FormulaError("#DIV/0!")]
    assert isinstance(not_run, NotRun)
    assert not_run.reason == "late"


def test_a_child_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(CheckerFailed, match="cannot evaluate the file: The file is damaged"):
        excel._ask(child(tmp_path, say('{"failed": "The file is damaged"}')), tmp_path / "x", CELLS, 60)
    with pytest.raises(CheckerFailed, match="it gives no answer"):
        excel._ask(child(tmp_path, "print('xlwings prints')"), tmp_path / "x", CELLS, 60)


@pytest.mark.parametrize("end", ["time.sleep(100)", "sys.exit(1)"])
def test_an_excel_that_its_child_leaves_behind_is_ended_and_no_other(tmp_path: Path, end: str) -> None:
    sleeper = [sys.executable, "-c", "import time; time.sleep(100)"]
    with subprocess.Popen(sleeper) as own, subprocess.Popen(sleeper) as users:
        code = say(f'{{"excel": {own.pid}}}') + f"\n{end}"
        with pytest.raises(CheckerFailed):
            excel._ask(child(tmp_path, code), tmp_path / "plan.xlsx", CELLS, 5)
        assert own.wait(30) != 0
        assert users.poll() is None
        users.kill()
