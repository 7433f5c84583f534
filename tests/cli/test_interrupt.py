"""Ctrl-C at any moment: status 130 and one line, or the finished outcome. Never a traceback."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.template import folder as folders
from tests import short_process
from tests.cli.support import environment, program
from tests.command import planner
from tests.short import STANDS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as terminals of POSIX send them")

MOMENTS = [step * 0.05 for step in range(41)]
"""Seconds after planner's first line, from 0 to 2, by when a refresh on an idle machine is over."""

BEGUN = """
import os, runpy, sys
import planner
sys.path.insert(0, sys.argv[1])
folder, read, write = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
sys.argv = ["planner", *sys.argv[5:]]
code = compile(open(planner.__path__[0] + "/__main__.py").read(), "__main__.py", "exec")
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
real = signal.signal
def heard(number, handler):
    found = real(number, handler)
    if number == signal.SIGINT and write is not None:
        say()
    return found
def say():
    global write
    number, write = write, None
    os.write(number, b".")
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    from pathlib import Path
    from tests.short_process import take
    take(Path(folder))
signal.signal = heard
exec(code, {"__name__": "__main__"})
"""
"""The program with a word to the test at the moment from which it answers for Ctrl-C: its handler is there.

Before that the interpreter starts, which ends by the signal or with a message of its own.
"""


def interrupted(after: float, *arguments: str, cwd: Path) -> tuple[int, str, str]:
    """Status and output of a command that gets Ctrl-C so many seconds after its first line."""
    read, write = os.pipe()
    folder = str(folders.templates_folder())
    process = subprocess.Popen(
        [sys.executable, "-c", BEGUN, str(short_process.ROOT), folder, str(read), str(write), *arguments],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=(read, write),
        start_new_session=True,
    )
    os.close(write)
    assert os.read(read, 1) == b"."
    os.close(read)
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.mark.parametrize(
    "arguments", [("refresh", "plan.xlsx"), ("show", "plan.xlsx")], ids=lambda one: one[0]
)
def test_ctrl_c_at_any_moment_ends_without_a_traceback(arguments: tuple[str, ...], plan_file: Path) -> None:
    statuses = set()
    before = plan_file.read_bytes()
    for after in MOMENTS[:: 1 if arguments[0] == "refresh" else 3]:
        status, out, err = interrupted(after, *arguments, cwd=Path.cwd())
        statuses.add(status)
        assert status in {0, 130}, (after, err)
        assert "Traceback" not in err, (after, err)
        if status == 130:
            assert err.startswith("planner: stopped; ") and err.count("\n") == 1, (after, err)
        else:
            assert out.endswith("status WARNS\n"), after
    assert 130 in statuses
    assert sorted(path.name for path in Path().iterdir()) in (["plan.xlsx"], ["plan.bak.xlsx", "plan.xlsx"])
    assert plan_file.read_bytes()[:2] == before[:2] == b"PK"


def test_a_job_in_the_background_of_a_script_heeds_no_ctrl_c(plan_file: Path) -> None:
    command = f"trap '' INT; exec {shlex.join(program())} check plan.xlsx"
    process = subprocess.Popen(
        ["/bin/sh", "-c", command],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert all(STANDS in line for line in err.splitlines())
    assert out.endswith("status WARNS\n")


def test_ctrl_c_is_the_way_to_end_a_watch_and_says_nothing(plan_file: Path) -> None:
    process = subprocess.Popen(
        [*program(), "watch", "plan.xlsx"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "plan.xlsx: watched; Ctrl-C ends this\n"
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (130, "", "")


def test_what_cannot_be_watched_is_said_at_once(tmp_path: Path) -> None:
    for path, why in (
        (tmp_path, "this is a folder, not a file"),
        (tmp_path / "none", "there is no such file"),
    ):
        found = planner("watch", path)
        assert (found.status, found.out, len(found.lines)) == (1, "", 1)
        assert found.err.startswith(f"{path}: {why}. ")
    assert planner("watch", tmp_path, "--json").json["problems"][0]["message"].startswith("this is a folder")
