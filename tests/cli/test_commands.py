"""A walk through every command: help, status, output, what is written; and the same in Python."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from openpyxl.utils.cell import range_boundaries

from planner import plan
from planner.cli.main import main
from tests.cli.refusal import state
from tests.command import planner
from tests.short import said
from tests.surgery import Surgery

COMMANDS = sorted(main.commands)
ON_A_PLAN = {
    "new": ("new.xlsx",),
    "refresh": ("plan.xlsx",),
    "check": ("plan.xlsx",),
    "show": ("plan.xlsx",),
    "set": ("plan.xlsx", "programme_years=5"),
    "doctor": (),
}
"""A call of each command that succeeds on a fresh plan."""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    found = planner(command, "--help")
    assert (found.status, found.err) == (0, "")
    assert found.out.startswith(f"Usage: planner {command} ")
    known = main.commands[command]
    options = [option for option in known.params if isinstance(option, click.Option)]
    assert all(option.help for option in options)
    for option in options:
        assert option.opts[0] in found.out
    assert max(map(len, found.out.splitlines())) <= 100
    assert planner(command, "-h").out == found.out


def test_every_command_stands_in_the_overview() -> None:
    overview = planner("--help")
    assert overview.status == 0
    assert all(f"\n  {command} " in overview.out for command in COMMANDS)
    assert planner("--version").out.startswith("planner, version ")


@pytest.mark.parametrize("command", ON_A_PLAN)
def test_what_succeeds_is_status_0_and_says_nothing_else_on_stderr(command: str, plan_file: Path) -> None:
    found = planner(command, *ON_A_PLAN[command])
    assert (found.status, said(found)) == (0, [])
    assert found.out


def _with_json() -> list[str]:
    """Commands whose object is that of a file."""
    return [
        name
        for name in ON_A_PLAN
        if name != "doctor" and any("--json" in option.opts for option in main.commands[name].params)
    ]


@pytest.mark.parametrize("command", _with_json())
def test_json_is_one_object_on_stdout_and_the_same_for_every_command(command: str, plan_file: Path) -> None:
    found = planner(command, *ON_A_PLAN[command], "--json")
    assert (found.status, found.err) == (0, "")
    (path, *_) = ON_A_PLAN[command]
    assert found.json["file"] == path
    assert found.json["status"] == "agrees"
    assert found.json["problems"] == found.json["differences"] == []
    rent = found.json["outputs"]["training_run_usd"]
    assert rent["unit"] == "USD"
    assert (rent["low"], rent["high"]) == pytest.approx((1_085_069.44, 2_170_138.89), abs=0.01)  # essay.md


@pytest.mark.parametrize("command", [name for name in _with_json() if name != "new"])
def test_json_of_a_file_that_cannot_be_used_is_an_object_too(command: str, plan_file: Path) -> None:
    found = planner(command, "none.xlsx", *ON_A_PLAN[command][1:], "--json")
    assert (found.status, found.err) == (1, "")
    assert found.json["status"] == "problems"
    assert found.json["problems"] == [
        {
            "file": "none.xlsx",
            "sheet": "",
            "cell": "",
            "key": "",
            "message": "there is no such file",
            "remedy": "Check the path.",
        }
    ]


WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no such command": (("recompute", "plan.xlsx"), "No such command 'recompute'."),
    "no such option": (("refresh", "plan.xlsx", "--fast"), "No such option '--fast'."),
    "no file to refresh": (("refresh",), "Missing argument 'PATH...'."),
    "no file to check": (("check",), "Missing argument 'PATH...'."),
    "no file to show": (("show",), "Missing argument 'PATH'."),
    "no file to write": (("new",), "Missing argument 'PATH'."),
    "two files to show": (("show", "plan.xlsx", "b.xlsx"), "Got unexpected extra argument (b.xlsx)"),
    "no such checker": (
        ("check", "plan.xlsx", "--checker", "lotus"),
        "Invalid value for '--checker': 'lotus' is not one of 'ironcalc', 'cellrune', 'libreoffice', "
        "'excel', 'all'.",
    ),
    "refresh by all": (
        ("refresh", "plan.xlsx", "--checker", "all"),
        "Invalid value for '--checker': 'all' is not one of 'ironcalc', 'cellrune', 'libreoffice', 'excel'.",
    ),
    "no such line": (("show", "plan.xlsx", "--key", "training_day"), "training_day"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_status_2_and_touches_nothing(
    arguments: tuple[str, ...], message: str, plan_file: Path
) -> None:
    before = state(Path())
    found = planner(*arguments)
    assert (found.status, found.out) == (2, "")
    assert found.lines[0].startswith("Usage: planner ")
    assert found.lines[-1].startswith("Error: ")
    assert message in found.lines[-1]
    assert state(Path()) == before


# refresh


def test_refresh_writes_and_keeps_the_version_before_to_the_byte(plan_file: Path) -> None:
    assert planner("set", plan_file, "programme_years=7.2", "--no-backup").status == 0
    before = plan_file.read_bytes()
    assert planner("refresh", plan_file).status == 0
    assert plan_file.read_bytes() != before
    assert state(Path()).keys() == {"plan.xlsx", "plan.bak.xlsx"}
    assert Path("plan.bak.xlsx").read_bytes() == before


def test_without_a_backup_nothing_else_is_written(plan_file: Path) -> None:
    assert planner("refresh", plan_file, "--no-backup").status == 0
    assert state(Path()).keys() == {"plan.xlsx"}


def test_a_dry_run_reports_and_writes_nothing(plan_file: Path) -> None:
    planner("set", plan_file, "programme_years=7.2", "--no-backup")
    before = state(Path())
    found = planner("refresh", plan_file, "--dry-run")
    assert found.status == 0
    assert found.out.startswith("plan.xlsx: compared, ")
    assert state(Path()) == before


def test_each_refresh_adds_a_row_to_the_log(plan_file: Path) -> None:
    planner("set", plan_file, "programme_years=7.2")
    planner("refresh", plan_file)
    now = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert plan.refresh(plan_file, now=now).ok
    book = Surgery(plan_file)
    sheet, cells = book.place("log_header")
    left, top, *_ = range_boundaries(cells)
    assert left == 1
    rows = [[book.value(sheet, f"{letter}{row}") for letter in "ABCDEFGH"] for row in range(top + 1, top + 5)]
    assert [bool(row[0]) for row in rows] == [True, True, True, False]
    assert rows[2][0] == "2031-02-03 04:05:06"
    assert rows[0][4] != rows[1][4] == rows[2][4]  # the fingerprint tells whether inputs changed
    assert [row[6] for row in rows[:3]] == ["agrees"] * 3


@pytest.mark.parametrize("checker", ["ironcalc", "cellrune"])
def test_the_named_checker_is_the_one_that_is_asked(checker: str, plan_file: Path) -> None:
    for command in ("refresh", "check"):
        assert planner(command, plan_file, "--checker", checker, "--json").json["checker"]["name"] == checker


# show, doctor


def test_show_prints_the_asked_for_lines_alone(plan_file: Path) -> None:
    found = planner("show", plan_file, "--key", "training_days", "--key", "programme_years")
    assert found.status == 0
    assert "Length of one run, without stops" in found.out
    assert "25.4" in found.out
    assert "Years that the programme is paid for" in found.out
    assert "5" in found.out
    assert "Servers of the first cluster" not in found.out


def test_doctor_names_every_checker(plan_file: Path) -> None:
    found = planner("doctor")
    assert found.status == 0
    words = [line.split() for line in found.out.splitlines()]
    for name in ("planner", "Python", "ironcalc", "cellrune"):
        assert ["yes", name] in [line[:2] for line in words]
    assert any(line[1] == "libreoffice" for line in words)


# The same in Python


def test_python_gets_what_the_command_line_prints(plan_file: Path) -> None:
    result = plan.refresh(plan_file)
    assert result.ok
    assert result.outputs["cluster_servers"].base == 128
    assert result.as_dict() == planner("check", plan_file, "--json").json
    refused = plan.refresh("none.xlsx")
    assert not refused.ok
    assert [str(problem) for problem in refused.problems] == [
        "none.xlsx: there is no such file. Check the path."
    ]


def test_a_result_as_a_frame(plan_file: Path) -> None:
    frame = plan.check(plan_file).frame()
    assert list(frame.columns) == ["kind", "label", "unit", "low", "base", "high", "status", "sheet", "cell"]
    assert frame.index.name == "key"
    assert frame.index.is_unique
    assert set(frame["kind"]) == {"input", "calc", "output"}
    assert frame.loc["cluster_servers", "base"] == 128
    assert frame.loc["recompute", "low"] == "none"
    assert set(frame["status"]) == {"OK", "WARNS"}
    assert plan.refresh("none.xlsx").frame().empty
