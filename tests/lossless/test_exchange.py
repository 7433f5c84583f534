"""A plan and its kept version change places; at every moment both are on the disk."""

from __future__ import annotations

import errno
import os
import sys
from functools import partial
from pathlib import Path

import pytest

from fuzz.kill_at import Count, on_lines
from planner.disk import onto_disk
from planner.disk.exchange import exchange, settle
from planner.disk.locks import helper_path, only_writer
from planner.disk.replace import replace_file
from planner.problems import PlanError
from planner.xlsx.openfile import read_bytes
from tests.lossless.test_replace import in_child, names

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX")

OLD, NEW = b"the kept version", b"the present version"
BOTH = {OLD, NEW}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(NEW)
    kept(path).write_bytes(OLD)
    return path


def kept(path: Path) -> Path:
    return path.with_name("plan.bak.xlsx")


def third(path: Path) -> Path:
    return helper_path(path, "-undo.xlsx")


def swap(path: Path) -> None:
    exchange(path, read_bytes(path)[1], kept(path), read_bytes(kept(path))[1])


def write_again(path: Path) -> None:
    """What another command does, which changes nothing."""
    data, seen = read_bytes(path)
    replace_file(path, lambda out: onto_disk.write_all(out, data), seen=seen, backup=False)


def held(path: Path) -> tuple[bytes, bytes]:
    return path.read_bytes(), kept(path).read_bytes()


def test_the_two_have_each_others_bytes_and_nothing_else_stays(plan: Path) -> None:
    swap(plan)
    assert held(plan) == (OLD, NEW)
    swap(plan)
    assert held(plan) == (NEW, OLD)
    assert names(plan.parent) == {"plan.xlsx", "plan.bak.xlsx"}


@posix
def test_the_plan_keeps_its_rights_and_the_kept_version_gets_its_date(plan: Path) -> None:
    plan.chmod(0o600)
    os.utime(plan, ns=(10**18, 10**18))
    swap(plan)
    assert (plan.stat().st_mode & 0o777, kept(plan).stat().st_mode & 0o777) == (0o600, 0o600)
    assert kept(plan).stat().st_mtime_ns == 10**18
    assert plan.stat().st_mtime_ns > 10**18


@posix
def test_after_a_kill_at_any_line_both_versions_are_there_and_the_next_run_ends_it(plan: Path) -> None:
    lines = Count(0)
    on_lines(lines)
    swap(plan)
    sys.settrace(None)
    assert lines.seen > 80

    def work(moment: int) -> None:
        on_lines(Count(moment))
        swap(plan)

    seen = set()
    for moment in range(1, lines.seen + 1):
        before = held(plan)
        child = in_child(partial(work, moment))
        os.waitpid(child, 0)
        found = [path.read_bytes() for path in (plan, kept(plan), third(plan)) if path.exists()]
        assert set(found) == BOTH, moment
        assert plan.read_bytes() in BOTH
        seen.add((plan.read_bytes() == before[0], kept(plan).read_bytes() == before[1], len(found)))
        write_again(plan)
        assert set(held(plan)) == BOTH, moment
        assert names(plan.parent) == {"plan.xlsx", "plan.bak.xlsx"}
    # Before it, with the third name, with the kept version in place, after it; each was met.
    assert seen == {(True, True, 2), (True, True, 3), (False, True, 3), (False, False, 2)}


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "permission denied"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (KeyboardInterrupt(), ""),
    ],
    ids=["held", "full", "ctrl-c"],
)
def test_where_a_rename_fails_both_are_as_they_were(
    step: int, error: BaseException, message: str, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_really, count = Path.replace, 0

    def fails(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == step:
            raise error
        return replace_really(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(PlanError if message else KeyboardInterrupt, match=message or None):
        swap(plan)
    assert held(plan) == (NEW, OLD)
    assert names(plan.parent) == {"plan.xlsx", "plan.bak.xlsx"}


def test_a_rename_that_another_program_holds_up_is_tried_again(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a virus scanner looks at each new file for a moment."""
    replace_really, busy = Path.replace, {"left": 7}

    def held_up(self: Path, target: Path) -> Path:
        busy["left"] -= 1
        if busy["left"] >= 0:
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace_really(self, target)

    monkeypatch.setattr(onto_disk, "TRIES", 20)
    monkeypatch.setattr(onto_disk, "BETWEEN_S", 0.0)
    monkeypatch.setattr(Path, "replace", held_up)
    swap(plan)
    assert held(plan) == (OLD, NEW)
    busy["left"] = 1000
    with pytest.raises(PlanError, match=r"permission denied\)\. Nothing was written\. Close the programs"):
        swap(plan)
    assert (held(plan), busy["left"]) == ((OLD, NEW), 980)


def test_a_leftover_that_nothing_explains_stays_and_is_named(plan: Path) -> None:
    third(plan).write_bytes(b"a third version")
    settle(plan)
    with pytest.raises(PlanError, match=r"an undo of this plan was interrupted, and \.~plan"):
        swap(plan)
    assert (held(plan), third(plan).read_bytes()) == ((NEW, OLD), b"a third version")


def test_a_second_planner_stops_with_a_line_that_names_the_file_as_it_was_given(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(plan.parent)
    for write in (
        lambda: swap(Path("plan.xlsx")),
        lambda: replace_file(Path("plan.xlsx"), lambda _: None, seen=read_bytes(plan)[1]),
    ):
        with only_writer(plan), pytest.raises(PlanError) as caught:
            write()
        assert str(caught.value) == (
            "plan.xlsx: another planner is writing this workbook. Wait for it to end."
        )


def test_a_version_that_changed_since_it_was_read_is_not_swapped(plan: Path) -> None:
    for changed in (plan, kept(plan)):
        seen = read_bytes(plan)[1], read_bytes(kept(plan))[1]
        changed.write_bytes(b"saved by somebody else")
        with pytest.raises(PlanError, match=rf"{changed.name}: the file has changed since it was read"):
            exchange(plan, seen[0], kept(plan), seen[1])
        assert changed.read_bytes() == b"saved by somebody else"
        assert not third(plan).exists()
