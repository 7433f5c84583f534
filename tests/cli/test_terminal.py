"""What a person sees: readable at 80 and 100 columns, in a pipe, and without colours."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from planner import plan
from planner.report.terminal import MOST_DIFFERENCES, print_outcome
from planner.results.plan import Difference, Result
from tests.cli.support import environment, only_warns, planner, planner_in_terminal, program, without_escapes
from tests.short import STANDS

TERMINALS = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a fresh plan, and one whose overhead was changed after its refresh."""
    folder = tmp_path_factory.mktemp("plans")
    assert plan.new(folder / "plan.xlsx").ok
    assert plan.new(folder / "stale.xlsx").ok
    plan.set_inputs(folder / "stale.xlsx", {"overhead": "15%"}, backup=False)
    return folder


def test_a_table_in_a_pipe_fits_100_columns_and_has_nothing_but_text(folder: Path) -> None:
    ran = planner("show", "plan.xlsx", cwd=folder)
    assert ran.status == 0
    assert only_warns(ran)
    assert "\x1b" not in ran.out
    assert max(map(len, _table(ran.out))) <= 100
    assert all(line == line.rstrip() for line in ran.out.splitlines())
    assert ran.out.splitlines()[-1].endswith("status WARNS")


@TERMINALS
@pytest.mark.parametrize("columns", [80, 100, 160])
@pytest.mark.parametrize("more", [(), ("--inputs",)], ids=["results", "inputs"])
def test_a_table_fits_the_terminal(folder: Path, columns: int, more: tuple[str, ...]) -> None:
    ran = planner_in_terminal("show", "plan.xlsx", *more, cwd=folder, columns=columns)
    assert max(map(len, _table(without_escapes(ran.out)))) <= min(columns, 100)


def _table(shown: str) -> list[str]:
    """What is printed but for the sentences about the file."""
    return [line for line in shown.splitlines() if not line.startswith("plan.xlsx: ")]


def test_the_inputs_name_days_as_days_and_every_row_that_set_can_reach(folder: Path) -> None:
    ran = planner("show", "plan.xlsx", "--inputs", cwd=folder)
    assert re.search(r"^plan_start +2023-02-01 +First day of month 1 \(date\)$", ran.out, re.MULTILINE)
    mix = ran.out[ran.out.index("\ndata_mix") :].splitlines()[1:7]
    assert [line[19:60].strip() for line in mix] == [
        *("Common Crawl, filtered", "WebText2", "Books1", "Books2", "Wikipedia"),
        "Rounding of the published figures",
    ]


@TERMINALS
def test_numbers_are_whole_at_80_columns(folder: Path) -> None:
    ran = planner_in_terminal("show", "plan.xlsx", "--all", cwd=folder, columns=80)
    rows = [line.split() for line in without_escapes(ran.out).splitlines()]
    assert ["1,085,069", "1,660,265", "2,170,139", "agrees"] in [row[-4:] for row in rows]
    assert ["1,198.9", "m", "1,808.0", "m", "2,347.9", "m", "agrees"] in [row[-7:] for row in rows]


@TERMINALS
def test_a_terminal_gets_colours_unless_the_user_wants_none(folder: Path) -> None:
    args = ("show", "stale.xlsx")
    assert "\x1b[" in planner_in_terminal(*args, cwd=folder, columns=100).out
    for wish in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in planner_in_terminal(*args, cwd=folder, columns=100, **wish).out


def test_a_status_that_needs_attention_is_seen_without_colours(folder: Path) -> None:
    ran = planner("show", "stale.xlsx", "--all", cwd=folder)
    rows = {line.split("  ")[1]: line.split()[-1] for line in ran.out.splitlines() if line.startswith("  ")}
    assert rows["A year with one cluster (CNY per year)"] == "STALE"
    assert rows["Length of one run, without stops (days)"] == "agrees"


def test_problems_go_to_stderr_and_results_to_stdout(folder: Path) -> None:
    ran = planner("check", "stale.xlsx", cwd=folder)
    assert ran.status == 1
    assert ran.err.startswith("stale.xlsx: inputs were changed after the last refresh")
    first, *others = ran.err.splitlines()
    assert first.endswith("Run `planner refresh` on it.")
    assert all(STANDS in line for line in others)
    assert ran.out.startswith("stale.xlsx: checked, ")
    assert ran.out.endswith("status STALE\n")
    assert ran.out.count("\n") == 1


def test_a_file_that_cannot_be_used_leaves_stdout_empty_and_the_next_file_its_turn(folder: Path) -> None:
    ran = planner("check", "missing.xlsx", cwd=folder)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "missing.xlsx: there is no such file. Check the path.\n"
    ran = planner("check", "missing.xlsx", "plan.xlsx", cwd=folder)
    assert ran.status == 1
    assert ran.out.startswith("plan.xlsx: checked, ")


def test_set_says_what_stood_there_and_what_to_do_next(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes((folder / "plan.xlsx").read_bytes())
    ran = planner("set", "plan.xlsx", "programme_years=7.2", "data_mix[Wikipedia].tokens_b=4", cwd=tmp_path)
    assert ran.status == 0
    first, second, status, *moved = ran.out.splitlines()
    assert first.endswith(": programme_years was 5, is now 7.2")
    assert second.endswith(": data_mix[Wikipedia].tokens_b was 3, is now 4")
    assert status.endswith("status STALE")
    assert " -> " in moved[0]
    assert "Run `planner refresh` on it." in ran.err
    ran = planner("set", "plan.xlsx", "programme_years=7", "--scenario", "high", cwd=tmp_path)
    assert ": programme_years was =$D" in ran.out


def test_an_unknown_key_is_a_wrong_call_with_a_suggestion(folder: Path) -> None:
    ran = planner("show", "plan.xlsx", "--key", "training_day", cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert 'there is no line "training_day". Did you mean training_days, ' in ran.err


def test_a_reader_that_stops_early_is_no_error(folder: Path) -> None:
    command = f"{shlex.join(program())} show plan.xlsx | head -n 1"
    ran = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment(), capture_output=True, text=True, check=True
    )
    assert all(STANDS in line for line in ran.stderr.splitlines())


@pytest.mark.parametrize(
    ("args", "unwanted"),
    [
        (
            ("--help",),
            {
                "planner.usecases.refresh",
                "planner.usecases.lint",
                "planner.template.load",
                "rich",
                "numpy",
                "openpyxl",
                "lxml",
                "pandas",
            },
        ),
        (("check", "plan.xlsx"), {"rich", "openpyxl", "lxml", "pandas"}),
        (("refresh", "--dry-run", "plan.xlsx"), {"rich", "openpyxl", "lxml", "pandas"}),
        (("show", "plan.xlsx"), {"openpyxl", "lxml", "pandas"}),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_command_imports_only_what_it_needs(
    folder: Path, args: tuple[str, ...], unwanted: set[str], request: pytest.FixtureRequest
) -> None:
    if args == ("--help",):  # the short template is taken by importing the engine
        request.getfixturevalue("whole")
    ran = planner(*args, cwd=folder, PYTHONPROFILEIMPORTTIME="1")
    assert ran.status == 0
    imported = {line.rpartition("|")[2].strip() for line in ran.err.splitlines() if "import time:" in line}
    assert "planner.cli" in imported or "planner" in imported
    assert not imported & unwanted


def difference(status: str, formula: float | str | None = 110.0, *, first: bool = False) -> Difference:
    return Difference("overhead", "Tokens", "D7", formula, 100.0, status, first, "it ran out of time")


def printed(result: Result, capsys: pytest.CaptureFixture[str]) -> list[str]:
    print_outcome(result, "checked")
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (difference("differs"), "overhead differs: the formula gives 110, the engine 100 (+10.00%)."),
        (
            difference("differs", 100.000001, first=True),
            "overhead differs (first cause): the formula gives 100.000001, the engine 100 (+1.0e-08 of it).",
        ),
        (
            difference("differs", "#DIV/0!"),
            "overhead differs: the formula gives #DIV/0!, the engine 100.",
        ),
        (
            difference("edited"),
            "overhead has an edited formula, which gives 110, expected 100.",
        ),
        (
            difference("overwritten"),
            "overhead was overwritten: 110 stands there, expected 100.",
        ),
        (difference("not_run", None), "overhead was not checked: it ran out of time."),
    ],
    ids=["differs", "first cause", "error", "edited", "overwritten", "not run"],
)
def test_a_difference_is_one_line(found: Difference, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = Result("plan.xlsx", "differs", differences=(found,))
    assert printed(result, capsys) == [f"plan.xlsx Tokens!D7: {line}"]


def test_many_differences_do_not_bury_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    result = Result("plan.xlsx", "differs", differences=(difference("differs"),) * (MOST_DIFFERENCES + 1234))
    lines = printed(result, capsys)
    assert len(lines) == MOST_DIFFERENCES + 1
    assert lines[-1] == "plan.xlsx: and 1,234 more cells; --json lists all"


def test_a_closed_output_is_no_crash(folder: Path) -> None:
    command = f"{shlex.join(program())} check plan.xlsx >&-"
    ran = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0
    assert all(STANDS in line for line in ran.stderr.splitlines())
