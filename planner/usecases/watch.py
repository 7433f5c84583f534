"""The use case watch: a refresh after each save, in the file or in the program that has it open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Event

from planner.disk.locks import alike, open_elsewhere
from planner.problems import PlanError, Problem
from planner.results.plan import Result, refused
from planner.usecases.refresh import refresh
from planner.xlsx.openfile import regular

QUIET_MS = 200
"""A save is over when nothing has happened in its folder for that long: programs save in several steps."""

LONGEST_MS = 2000
STEP_S = 0.1
STEPS = 50
"""How often planner looks again for a file that is being replaced, or is still being written."""

AGAIN = "Put it back, and planner goes on; or stop with Ctrl-C."

CLOSING_STEPS = 20
"""How often for a program to let go of a file that was saved because it is being closed."""


def watch(
    path: Path | str,
    *,
    checker: str | None = None,
    backup: bool = True,
    save: bool = False,
    password: str | None = None,
    stop: Event | None = None,
) -> Iterator[Result]:
    """The result of a refresh for each save from now on, until `stop` is set.

    Saves of planner's own are not followed. A workbook that a program has open is refreshed there.

    Args:
        checker: the program that evaluates the formulas of a closed file.
        backup: keep the version before the change as `NAME.bak.xlsx`.
        save: also save a workbook that is refreshed in an open program.
        password: of an encrypted workbook.
        stop: ends it once it is set, within a second.
    """
    path = Path(path)
    if (refusal := unwatchable(path)) is not None:
        yield refusal
        return
    known, gone = _digest(path), False
    for found in _saves(path, stop or Event()):
        digest = _settled(path) if found else ""
        if found and not digest and not gone:
            yield refused(str(path), (Problem("the file is gone", AGAIN, str(path)),))
        gone = not digest if found else gone
        if digest and digest != known:
            result, known = _refreshed(path, digest, checker, backup, save, password)
            yield result


def unwatchable(path: Path | str) -> Result | None:
    """Why a path cannot be watched; None where a file is there."""
    try:
        regular(Path(path))
    except PlanError as error:
        return refused(str(path), error.problems)
    return None


def _saves(path: Path, stop: Event) -> Iterator[object]:
    """What happened to the file, once it is quiet again."""
    from watchfiles import watch as changes

    return changes(
        path.absolute().parent,
        watch_filter=lambda _, name: alike(Path(name).name, path.name),
        debounce=LONGEST_MS,
        step=QUIET_MS,
        stop_event=stop,
        rust_timeout=1000,
        recursive=False,
        ignore_permission_denied=True,
    )


def _refreshed(
    path: Path, digest: str, checker: str | None, backup: bool, save: bool, password: str | None
) -> tuple[Result, str]:
    """The outcome, and what the file is now: as planner left it, or as it was saved."""
    while True:
        if open_elsewhere(path) and (live := _live(path, save)) is not None:
            return live, _digest(path) if save else digest
        result = refresh(path, checker, backup=backup, password=password)
        if result.sha256:
            return result, result.sha256
        again = _settled(path)
        if not again or again == digest or not result.problems:
            return result, digest
        digest = again  # saved once more while planner worked: that one counts


def _live(path: Path, save: bool) -> Result | None:
    """The refresh in the program that has it open; where planner does not reach it, who that is.

    None where it has just been closed.
    """
    from planner.live import attach

    if attach.is_open(str(path)):
        from planner.usecases import live as live_refresh

        return live_refresh.refresh(path, save=save)
    for _ in range(CLOSING_STEPS):
        if not (others := open_elsewhere(path)):
            return None
        time.sleep(STEP_S)
    return refused(str(path), tuple(others))


def _settled(path: Path) -> str:
    """The file's digest once it no longer changes; nothing when it stays away."""
    before = ""
    for _ in range(STEPS):
        now = _digest(path)
        if now and now == before:
            return now
        before = now
        time.sleep(STEP_S)
    return ""


def _digest(path: Path) -> str:
    """What tells one version of the file from another; nothing while it is away."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except PermissionError:  # a program lets nobody else read what it has open
        with suppress(OSError):
            status = path.stat()
            return f"{status.st_size} {status.st_mtime_ns}"
    except OSError:  # it is being replaced
        pass
    return ""
