"""One use case over many files: in order, on all cores, each on its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from planner import plan
from planner.cli.pool import FEW, outcomes, processes
from tests.checkers.support import processes_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX")

SPAWN = multiprocessing.get_context("spawn")

WORKERS = """
import sys, time
from planner.cli.pool import outcomes
def work(item):
    print(item, flush=True)
    time.sleep(600)
if __name__ == "__main__":
    for outcome in outcomes(work, sys.argv[1:]):
        pass
"""


def square(item: int) -> int:
    if item == 3:
        raise ValueError("not this one")
    return item * item


def process(item: int) -> int:
    return os.getpid()


def killed_by(item: int) -> int:
    if item == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 40])
def test_results_come_in_order_and_an_error_is_raised_in_its_place(count: int) -> None:
    found: list[object] = []
    for outcome in outcomes(square, range(count)):
        try:
            found.append(outcome())
        except ValueError as error:
            found.append(str(error))
    assert found == ["not this one" if item == 3 else item * item for item in range(count)]


def test_few_items_take_no_process_and_many_take_as_many_as_there_are_cores() -> None:
    assert {outcome() for outcome in outcomes(process, range(FEW))} == {os.getpid()}
    others = {outcome() for outcome in outcomes(process, range(50))}
    assert os.getpid() not in others
    assert 1 <= len(others) <= processes()


@posix
def test_an_item_whose_process_is_killed_fails_alone() -> None:
    found: list[object] = []
    for outcome in outcomes(killed_by, range(12)):
        try:
            found.append(outcome())
        except ChildProcessError as error:
            found.append(str(error))
    assert found == [
        "its process was killed, perhaps because memory ran out" if item == 4 else item for item in range(12)
    ]


def done(item: Path) -> None:
    item.touch()


def test_what_has_not_begun_when_it_is_closed_is_left(tmp_path: Path) -> None:
    with closing(outcomes(done, [tmp_path / str(number) for number in range(500)])) as found:
        next(found)()
    begun = len(list(tmp_path.iterdir()))
    assert 1 <= begun < 500


def test_it_works_where_processes_are_not_forked(essay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and Windows: what is done and what comes of it must survive the way there and back."""
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: SPAWN)
    work = partial(plan.refresh, dry_run=True, password=None)
    results = [outcome() for outcome in outcomes(work, [str(essay), "no such file", str(essay)])]
    assert [result.status for result in results] == ["agrees", "problems", "agrees"]
    assert results[0].as_dict() == plan.refresh(essay, dry_run=True).as_dict()


@posix
def test_no_process_outlives_the_one_that_gave_it_work(tmp_path: Path) -> None:
    script, marker = tmp_path / "many.py", f"batch-{time.time_ns()}"
    script.write_text(WORKERS)
    command = [sys.executable, str(script), *(f"{marker}-{number}" for number in range(5))]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline()
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while processes_of(marker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert processes_of(marker) == []
