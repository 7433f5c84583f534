"""Many files in one call: none stops another, a person sees how far it is, and Ctrl-C leaves all whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from planner.template import folder as folders
from tests.cli.support import (
    environment,
    only_warns,
    planner,
    planner_in_terminal,
    program,
    without_escapes,
)
from tests.short import STANDS
from tests.short_process import ROOT

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX")


@pytest.fixture
def folder(essay: Path, tmp_path: Path) -> Path:
    """Twelve plans in a folder of their own."""
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(12):
        shutil.copy(essay, folder / f"p{number:02}.xlsx")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_bad_file_stops_no_other_and_the_json_says_which(folder: Path) -> None:
    (folder / "p03.xlsx").write_text("no workbook")
    (folder / "p07.xlsx").unlink()
    before = {path: path.read_bytes() for path in folder.iterdir()}
    files = [f"p{number:02}.xlsx" for number in range(12)]
    ran = planner("refresh", "--json", *files, cwd=folder)
    assert (ran.status, ran.err) == (1, "")
    results = [json.loads(line) for line in ran.out.splitlines()]
    assert [result["file"] for result in results] == files
    bad = {result["file"]: result["problems"][0]["message"] for result in results if result["problems"]}
    assert bad == {
        "p03.xlsx": "this is a text file (CSV, perhaps), not an .xlsx workbook",
        "p07.xlsx": "there is no such file",
    }
    assert {result["status"] for result in results if result["file"] not in bad} == {"agrees"}
    changed = {path.name for path in before if path.read_bytes() != before[path]}
    assert changed == set(files) - set(bad)


def test_the_lines_come_in_the_order_of_the_files(folder: Path) -> None:
    files = [f"p{number:02}.xlsx" for number in (5, 1, 9, 3, 0)]
    ran = planner("check", *files, cwd=folder)
    assert (ran.status, only_warns(ran)) == (0, True)
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == files


@posix
def test_a_file_given_by_two_names_is_refreshed_once(folder: Path) -> None:
    (folder / "link.xlsx").symlink_to("p00.xlsx")
    ran = planner("refresh", "p00.xlsx", "./p00.xlsx", "p01.xlsx", "link.xlsx", "p02.xlsx", cwd=folder)
    assert ran.status == 0
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == ["p00.xlsx", "p01.xlsx", "p02.xlsx"]


@posix
def test_a_terminal_shows_how_far_it_is_without_cutting_through_the_results(folder: Path) -> None:
    files = names(folder)
    ran = planner_in_terminal("refresh", *files, cwd=folder, columns=100)
    assert ran.status == 0
    assert "12/12" in ran.out
    lines = [line.rpartition("\r\x1b[2K")[2] for line in ran.out.splitlines()]  # as the terminal shows them
    results = [without_escapes(line) for line in lines if "refreshed" in line]
    assert [line.partition(":")[0] for line in results] == files
    assert all(line.endswith("status WARNS") for line in results)


@posix
@pytest.mark.parametrize("wish", [{"TERM": "dumb"}, {}], ids=["dumb", "few"])
def test_no_progress_where_nobody_sees_it_or_needs_it(folder: Path, wish: dict[str, str]) -> None:
    files = names(folder)[: 5 if wish else 3]
    ran = planner_in_terminal("refresh", *files, cwd=folder, columns=100, **wish)
    assert f"{len(files)}/{len(files)}" not in ran.out
    assert ran.out.count("refreshed") == len(files)


def test_no_progress_in_a_pipe(folder: Path) -> None:
    ran = planner("refresh", *names(folder), cwd=folder)
    assert (ran.status, only_warns(ran), "\x1b" in ran.out) == (0, True, False)


@posix
def test_ctrl_c_leaves_every_workbook_whole_and_says_so_in_one_line(folder: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    process = subprocess.Popen(
        [*program(), "refresh", *sorted(before)],
        cwd=folder,
        env=environment(TMPDIR=str(scratch)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("p00.xlsx: refreshed")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, err = process.communicate(timeout=60)
    said = [line for line in err.splitlines() if STANDS not in line]  # of those that were done before
    assert said == ["planner: stopped; every workbook is as it was, or whole and new"]
    assert process.returncode == 130
    done = {name for name, data in before.items() if (folder / name).read_bytes() != data}
    assert 1 <= len(done) < 12
    backups = {f"{Path(name).stem}.bak.xlsx" for name in done}
    assert set(names(folder)) == set(before) | backups
    assert names(scratch) == []
    for name in done:
        with zipfile.ZipFile(folder / name) as archive:
            assert archive.testzip() is None


@posix
def test_ctrl_c_in_a_single_refresh_is_one_line_too(folder: Path) -> None:
    """Stopped while it waits for its checker, which stands still."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(folder / "p00.xlsx"), str(ROOT), str(folders.templates_folder())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "asked\n"
    before = (folder / "p00.xlsx").read_bytes()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err == "planner: stopped; every workbook is as it was, or whole and new\n"
    assert (folder / "p00.xlsx").read_bytes() == before
    assert len(names(folder)) == 12


WAITING = """
import signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.short_process import take
take(Path(sys.argv[3]))
from planner.cli import main as cli
from planner.check.checkers.session import Session
def answer(*args, **kwargs):
    print("asked", flush=True)
    signal.pause()
Session._answer = answer
cli.main(["refresh", sys.argv[1]])
"""
