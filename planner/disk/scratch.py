"""Folders for working copies, gone when they are no longer needed: at the latest at planner's next run.

`tempfile.TemporaryDirectory` leaves its folder behind when the process is killed. Here a lock file, which the
system lets go of however the process ends, tells whose folder is still in use.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import gettempdir

from planner.disk.locks import give_back, take
from planner.problems import PlanError, Problem

PREFIX = "planner-"
LOCK = ".lock"
ELSEWHERE = "elsewhere.txt"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that only this user can read. An OSError where there is no room for one."""
    sweep()
    lock, descriptor = _new_lock(Path(gettempdir()))
    folder = lock.with_suffix("")
    try:
        folder.mkdir(0o700)
        yield folder
    finally:
        _remove(folder)
        give_back(lock, descriptor)


def sweep() -> None:
    """Delete what killed runs left, also before a run that needs no folder of its own."""
    _remove_leftovers(Path(gettempdir()))


def also_remove(folder: Path, paths: Iterable[Path]) -> None:
    """Files that a program is going to make elsewhere, and that go with a scratch folder."""
    (folder / ELSEWHERE).write_text("\n".join(map(str, paths)), encoding="utf-8")


def _remove(folder: Path) -> None:
    with suppress(OSError, UnicodeError):
        for path in (folder / ELSEWHERE).read_text(encoding="utf-8").splitlines():
            Path(path).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def working_copy(name: str, write: Callable[[Path], None], file: str) -> Iterator[Path]:
    """What `write` writes, in a folder of its own; a PlanError about `file` where there is no room for it."""
    with ExitStack() as stack:
        try:
            path = stack.enter_context(scratch_folder()) / name
            write(path)
        except OSError as error:
            message = f"planner cannot write its working copy ({error.strerror or error})"
            remedy = "Make room in the temporary folder, or name another one in the variable TMPDIR."
            raise PlanError(Problem(message, remedy, file=file)) from None
        yield path


def _new_lock(root: Path) -> tuple[Path, int]:
    while True:
        lock = root / f"{PREFIX}{os.urandom(6).hex()}{LOCK}"
        if (descriptor := take(lock)) is not None:  # another planner may be looking whether it is left over
            return lock, descriptor


@cache
def _remove_leftovers(root: Path) -> None:
    """Delete the folders of killed runs of this user; once a process, as a temporary folder may be long."""
    with suppress(OSError):  # what cannot be looked at or deleted is somebody else's
        for entry in os.scandir(root):
            if entry.name.startswith(PREFIX) and entry.name.endswith(LOCK):
                with suppress(OSError):
                    _remove_leftover(Path(entry.path))


def _remove_leftover(lock: Path) -> None:
    if hasattr(os, "getuid") and lock.lstat().st_uid != os.getuid():
        return
    if (descriptor := take(lock)) is not None:
        _remove(lock.with_suffix(""))
        give_back(lock, descriptor)
