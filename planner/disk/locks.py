"""Who else is at a workbook: Excel, LibreOffice, another planner; and what a killed planner left behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EAGAIN, EDEADLK, EWOULDBLOCK
from pathlib import Path
from unicodedata import normalize
from zlib import crc32

from planner.problems import PlanError, Problem

MAX_NAME_BYTES = 255  # of a file name, nearly everywhere
HELPER_SUFFIX_BYTES = 40
MARK = ".planner-"
"""What stands behind the target's name in those of planner's files beside it."""

_HELD = (EACCES, EAGAIN, EDEADLK, EWOULDBLOCK)


def helper_path(target: Path, suffix: str) -> Path:
    """A hidden file beside the target that is recognisably planner's, and recognisably the target's."""
    name = target.name
    if len(os.fsencode(name)) > MAX_NAME_BYTES - HELPER_SUFFIX_BYTES:
        name = f"{crc32(os.fsencode(name)):08x}"
    return target.with_name(f".~{name}{MARK[:-1]}{suffix}")


def temporary_path(target: Path) -> Path:
    """A fresh name for a temporary file beside the target."""
    return helper_path(target, f"-{os.urandom(6).hex()}.tmp")


def remove_leftovers(target: Path) -> None:
    """Delete the temporary files that earlier, killed runs left; only for who holds the target's lock."""
    prefix = helper_path(target, "-").name
    for entry in os.scandir(target.parent):
        start, mark, rest = entry.name.rpartition(MARK)
        if mark and rest.endswith(".tmp") and alike(start + mark, prefix):
            # As this target's name is spelled: where capitals count, a file of another spelling is another's.
            target.with_name(prefix + rest).unlink(missing_ok=True)


def alike(one: str, other: str) -> bool:
    """Whether two names may be one file's: macOS and Windows know no capitals, macOS takes letters apart."""
    return normalize("NFC", one).casefold() == normalize("NFC", other).casefold()


def open_elsewhere(path: Path) -> list[Problem]:
    """A problem for each program that has the workbook open, as far as the files it leaves beside it tell."""
    problems = []
    for program, marker in (("Excel", f"~${path.name}"), ("LibreOffice", f".~lock.{path.name}#")):
        if os.path.lexists(path.with_name(marker)):
            message = f"the workbook is open in {program}"
            there = "Close it there" + (", or refresh it there with --live" if program == "Excel" else "")
            remedy = f"{there}. If {program} is not running, delete {marker} beside it."
            problems.append(Problem(message, remedy, file=str(path)))
    return problems


@contextmanager
def only_writer(target: Path, named: Path | None = None) -> Iterator[None]:
    """Hold the right to write beside the target; a PlanError when another planner holds it.

    `named` is what the user calls the target.
    """
    path = helper_path(target, ".lock")
    descriptor = take(path)
    if descriptor is None:
        message, remedy = "another planner is writing this workbook", "Wait for it to end."
        raise PlanError(Problem(message, remedy, file=str(named or target)))
    try:
        yield
    finally:
        give_back(path, descriptor)


def take(path: Path) -> int | None:
    """Make a lock file and hold it: the open file, or None where another process holds it.

    The lock belongs to the open file, so that it ends with the process, however that ends.
    """
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except PermissionError:
            if sys.platform == "win32" and path.parent.is_dir():  # its last holder is deleting it
                return None
            raise
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno in _HELD:
                return None
            raise
        if _is_file(path, descriptor):
            return descriptor
        os.close(descriptor)  # its last holder has just deleted it


def give_back(path: Path, descriptor: int) -> None:
    """Delete a lock file that is held."""
    if sys.platform == "win32":  # an open file cannot be deleted there, by nobody
        os.close(descriptor)
        with suppress(PermissionError):  # another planner has just opened it, and deletes it
            path.unlink(missing_ok=True)
    else:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _is_file(path: Path, descriptor: int) -> bool:
    """Whether the path still names the open file."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
