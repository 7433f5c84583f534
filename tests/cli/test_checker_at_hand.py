"""A checker that the machine lacks is wrong usage: said before anything is read, and nothing is written."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from planner import plan
from planner.check.checkers import excel, installed, libreoffice
from planner.check.checkers.registry import CHECKERS
from planner.results.plan import Result
from planner.usecases import lint as linting
from planner.usecases.watch import watch
from tests.cli.refusal import state
from tests.command import planner

COMMANDS = ("refresh", "check", "lint", "watch", "upgrade", "actuals", "simulate", "replay")
"""All that take --checker."""

NO_EXCEL = "runs on Windows and macOS alone"


def lack(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """A machine without these checkers."""
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(installed, "find_spec", lambda name: None if name in names else find_spec(name))
    if "libreoffice" in names:
        monkeypatch.setattr(libreoffice, "find_program", lambda: None)
    if "excel" in names:
        monkeypatch.setattr(excel, "missing", lambda: NO_EXCEL)


def test_these_are_the_commands_that_take_a_checker() -> None:
    from planner.cli.main import main

    taking = {
        name for name, command in main.commands.items() if any(p.name == "checker" for p in command.params)
    }
    assert taking == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_checker_that_is_not_there_is_refused_and_the_file_left_alone(
    command: str, checker: str, plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack(monkeypatch, checker, "excel")
    before = state(Path.cwd())
    found = planner(command, plan_file, "--checker", checker)
    assert (found.status, found.out) == (2, "")
    (line,) = found.lines
    reason = NO_EXCEL if checker == "excel" else "is not installed"
    assert line.startswith(f"Error: the checker {checker} {reason}. ")
    others = [name for name in CHECKERS if name not in {checker, "excel"}]
    if "libreoffice" in others and libreoffice.find_program() is None:
        others.remove("libreoffice")
    assert line.endswith(f"ake one that is there: {', '.join(others)}.")
    assert state(Path.cwd()) == before


def test_the_first_that_is_wrong_is_the_checker_and_not_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    lack(monkeypatch, "excel")
    found = planner("refresh", "no such file.xlsx", "--checker", "excel", "--json")
    assert (found.status, found.out) == (2, "")
    assert "no such file" not in found.err


def test_doctor_gives_the_reason_that_the_refusal_gives(
    plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack(monkeypatch, "excel", "libreoffice")
    told = planner("doctor").out
    for checker in ("excel", "libreoffice"):
        (listed,) = [line for line in told.splitlines() if f" {checker} " in line]
        assert listed.startswith("no")
        reason = listed.partition(checker)[2].strip()
        assert f"the checker {checker} {reason}. " in planner("check", plan_file, "--checker", checker).err


CALLS: dict[str, Callable[[Path], Result]] = {
    "check": lambda path: plan.check(path, "libreoffice"),
    "refresh": lambda path: plan.refresh(path, "libreoffice"),
    "set": lambda path: plan.set_inputs(path, {"programme_years": "7"}, checker="libreoffice"),
    "new": lambda path: plan.new(path.with_name("fresh.xlsx"), checker="libreoffice"),
}


@pytest.mark.parametrize("call", CALLS)
def test_python_gets_a_problem_and_the_file_is_left_alone(
    call: str, plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack(monkeypatch, "libreoffice")
    before = state(Path.cwd())
    result = CALLS[call](plan_file)
    assert result.status == "problems"
    (problem,) = result.problems
    assert problem.message == "the checker libreoffice is not installed"
    assert problem.remedy.startswith("Install it, or take one that is there: ironcalc, cellrune")
    assert state(Path.cwd()) == before


def test_a_checker_that_there_is_not_is_a_mistake_in_the_call(plan_file: Path) -> None:
    for call in (plan.check, plan.refresh, partial(linting.lint, waive=())):
        with pytest.raises(ValueError, match="there is no checker foo; there are ironcalc, cellrune, "):
            call(plan_file, checker="foo")


def test_lint_from_python_gets_it_too(plan_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lack(monkeypatch, "libreoffice")
    result = linting.lint(plan_file, checker="libreoffice")
    assert not result.ok
    assert [problem.message for problem in result.problems] == ["the checker libreoffice is not installed"]


@pytest.mark.skipif(sys.platform == "win32", reason="a fifo")
def test_watch_from_python_says_what_is_no_file(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "fifo.xlsx")
    (result,) = watch(tmp_path / "fifo.xlsx")
    assert [problem.message for problem in result.problems] == ["this is a pipe or a stream, not a file"]
