"""A check that did not run is not a pass: not in what is counted, not in any status that the file shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.check.checkers.base import Cells, Evaluation, NotRun
from planner.check.checkers.run import evaluate
from planner.check.checkers.session import Session
from planner.usecases import evaluation as evaluating
from planner.xlsx.a1 import Address
from tests.cli.refusal import state
from tests.command import planner
from tests.short import said
from tests.surgery import Surgery

WORDS = (
    "DIFFERS",
    "EDITED",
    "OVERWRITTEN",
    "NOT RUN",
    "NOT CHECKED",
    "STALE",
    "FAILS",
    "ERROR",
    "WARNS",
    "OK",
)


def no_checker_reads(path: Path) -> None:
    """Both checkers refuse texts in UTF-16, which Excel and openpyxl read."""
    with Surgery(path) as book:
        texts = book.members["xl/sharedStrings.xml"].decode("utf-8").partition("?>")[2]
        head = '<?xml version="1.0" encoding="UTF-16" standalone="yes"?>'
        book.members["xl/sharedStrings.xml"] = (head + texts).encode("utf-16")


def with_backslashes(path: Path) -> None:
    """Names of parts as some programs for Windows write them, in which no checker finds the sheets."""
    book = Surgery(path)
    for name in list(book.members):
        if name.startswith("xl/worksheets/sheet"):
            book.members[name.replace("/", "\\")] = book.members.pop(name)
    book.save()


def words_shown(path: Path) -> dict[str, Counter[object]]:
    """What every status cell of a file shows before anything recalculates it, by defined name."""
    book = openpyxl.load_workbook(path, data_only=True)
    shown: dict[str, Counter[object]] = {}
    for name in ("chk_master", "cov_master", "sum_master", "chk_statuses", "chk_counts"):
        ((sheet, cells),) = book.defined_names[name].destinations
        found = book[sheet][cells.replace("$", "")]
        rows = found if isinstance(found, tuple) else ((found,),)
        shown[name] = Counter(cell.value for row in rows for cell in row if cell.value is not None)
    summary = [
        name for name in book.defined_names if name.startswith(("sum_", "key_")) and name != "sum_master"
    ]
    shown["summary"] = Counter()
    for name in summary:
        ((sheet, cells),) = book.defined_names[name].destinations
        shown["summary"][book[sheet][cells.replace("$", "")][0][-1].value] += 1
    return shown


@pytest.mark.parametrize("spoil", [no_checker_reads, with_backslashes])
def test_where_nothing_ran_nothing_agrees(plan_file: Path, spoil: Callable[[Path], None]) -> None:
    spoil(plan_file)
    for command in ("check", "refresh"):
        found = planner(command, plan_file, "--json")
        assert found.status == 1
        assert found.json["checked"]["not_run"] == found.json["checked"]["cells"] > 5_000
        assert found.json["checked"]["agrees"] == 0
        assert found.json["master"] == "NOT RUN"
    told = planner("check", plan_file)
    assert ", 0 of " in told.out
    assert told.out.endswith(" not run; status NOT RUN\n")
    (line,) = said(told)  # the reason once, and not for each of twenty cells
    assert line.startswith("plan.xlsx: nothing could be checked: ironcalc")


def test_after_such_a_refresh_every_status_in_the_file_says_so(plan_file: Path) -> None:
    no_checker_reads(plan_file)
    assert planner("refresh", plan_file).status == 1
    shown = words_shown(plan_file)
    assert all(set(shown[name]) == {"NOT RUN"} for name in shown if name != "chk_counts")
    rows = shown["chk_statuses"]["NOT RUN"]
    assert rows > 500
    book = openpyxl.load_workbook(plan_file, data_only=True)
    ((sheet, cells),) = book.defined_names["chk_counts"].destinations
    counts = [[cell.value for cell in row] for row in book[sheet][cells.replace("$", "")]]
    assert counts == [[rows, 1] if word == "NOT RUN" else [0, 0] for word in WORDS]
    assert list(book["Log"].values)[-1][6] == "not run"


def test_a_checker_that_can_read_it_finds_the_file_coherent(plan_file: Path, soffice: Path) -> None:
    no_checker_reads(plan_file)
    planner("refresh", plan_file)
    found = planner("check", plan_file, "--checker", "libreoffice")
    assert found.status == 1
    (line,) = said(found)
    assert line.startswith("plan.xlsx: every cell agrees, but the summary does not say so: ")
    assert line.endswith(" lines are NOT RUN. Run `planner refresh` on it.")


def test_a_new_plan_and_a_change_say_it_too(plan_file: Path, mute: Any) -> None:
    mute(lambda cell: True)
    assert planner("new", "fresh.xlsx").status == 1
    assert words_shown(Path("fresh.xlsx"))["cov_master"] == {"NOT RUN": 1}
    planner("set", plan_file, "programme_years=7.1")
    shown = words_shown(plan_file)
    assert all(set(shown[name]) == {"NOT RUN"} for name in shown if name != "chk_counts")


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Address], bool]], None]:
    """Makes the checkers admit that they cannot evaluate some cells."""

    def use(silent: Callable[[Address], bool]) -> None:
        def partly(path: Path | str, cells: Cells, **more: Any) -> Evaluation:
            found = evaluate(path, cells, **more)
            values = {
                cell: NotRun("lacks a function") if silent(cell) else value
                for cell, value in found.values.items()
            }
            return replace(found, values=values)

        monkeypatch.setattr(Session, "open_ahead", lambda *_: False)
        monkeypatch.setattr(evaluating, "evaluate", partly)

    return use


def place(path: Path, name: str) -> tuple[str, int, int]:
    book = openpyxl.load_workbook(path)
    ((sheet, cells),) = book.defined_names[name].destinations
    found: Any = book[sheet][cells.replace("$", "")]
    first = found[0][0] if isinstance(found, tuple) else found
    return sheet, first.row, first.column


CELLS: Mapping[str, tuple[str, int]] = {
    "a line": ("out_training_flop", 0),
    "a live value on Checks": ("chk_training_flop", 1),
    "a difference on Checks": ("chk_training_flop", 6),
    "a status on Checks": ("chk_training_flop", 8),
    "a status on Summary": ("sum_pool_clusters", 7),
    "a sentence on the cover": ("cov_answer_1", 0),
    "the unit of money on the cover": ("cov_money", 0),
    "the master status": ("chk_master", 0),
    "the master status on the cover": ("cov_master", 0),
    "a count": ("chk_counts", 0),
    "the tolerance": ("chk_limits", 0),
}


@pytest.mark.parametrize("what", CELLS)
def test_one_cell_that_was_not_run_keeps_the_whole_workbook_from_ok(
    what: str, plan_file: Path, mute: Any
) -> None:
    name, across = CELLS[what]
    sheet, row, column = place(plan_file, name)
    mute(lambda cell: cell == (sheet, row, column + across))
    for command in ("check", "refresh"):
        found = planner(command, plan_file)
        assert found.status == 1
        assert "differ" not in found.out  # what shows or judges the cell is not known either
        assert found.out.endswith(" not run; status NOT RUN\n")
        assert sum("not checked: lacks a function." in line for line in found.lines) == 1
    shown = words_shown(plan_file)
    for master in ("chk_master", "cov_master", "sum_master"):
        assert shown[master] == {"NOT RUN": 1}


def test_cells_that_were_not_run_for_one_reason_are_one_line(plan_file: Path, mute: Any) -> None:
    mute(lambda cell: cell[0] == "Training")
    found = planner("check", plan_file)
    lines = [line for line in found.lines if "not checked" in line]
    (line,) = lines
    count = int(found.out.partition("; ")[2].partition(" not run")[0].replace(",", "").split()[-1])
    assert f" and {count - 1:,} more cells were not checked: lacks a function." in line


def test_a_dry_run_without_a_result_writes_nothing(plan_file: Path) -> None:
    no_checker_reads(plan_file)
    before = state(Path.cwd())
    assert planner("refresh", plan_file, "--dry-run").status == 1
    assert state(Path.cwd()) == before


def test_a_chinese_plan_says_it_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "计划.xlsx"
    assert planner("new", path, "--lang", "zh").status == 0
    no_checker_reads(path)
    planner("refresh", path)
    shown = words_shown(path)
    assert all(set(shown[name]) == {"未运行"} for name in shown if name != "chk_counts")
