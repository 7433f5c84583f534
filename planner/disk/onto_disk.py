"""The steps that put bytes on the disk: a file beside its place, the rename, and what stands in the way."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, ENOSPC, EROFS
from pathlib import Path
from stat import S_IMODE
from typing import BinaryIO

from planner.problems import PlanError, Problem, quoted
from planner.xlsx.openfile import State, state_of

WINDOWS = os.name == "nt"

TRIES = 20 if WINDOWS else 1
"""How often a rename is tried: on Windows, programs that look at a new file keep it from being renamed."""

DEVICES = {
    *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"),
    *(f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"),
}
UNFIT = '<>:"|?*'
"""Names and letters that Windows does not take for a file; a colon would name a stream of another file."""

BETWEEN_S = 0.05
"""What is waited between two tries."""

CHANGED = Problem("the file has changed since it was read", "Nothing was written. Run planner again.")


def unfit_name(path: Path) -> Problem | None:
    """What is wrong with a name for a new file on Windows, which keeps some for its devices."""
    if not WINDOWS:
        return None
    first = path.name.partition(".")[0].rstrip().upper()
    if first in DEVICES:
        message = f"Windows keeps the name {first} for a device"
    elif found := [letter for letter in path.name if letter in UNFIT or ord(letter) < ord(" ")]:
        message = f"Windows takes no file name with {quoted(found[0])} in it"
    else:
        return None
    return Problem(message, "Choose another name.", str(path))


def write_temporary(temporary: Path, write: Callable[[BinaryIO], None], old: Path | None) -> State:
    """The new version on disk, synced, with the mode, owner and attributes of the old one."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(temporary, flags, 0o666 if old is None else 0o600), "w+b") as out:
        write(out)
        out.flush()
        os.fsync(out.fileno())
        out.seek(0)
        state = state_of(out.read(), 0)
    if old is not None:
        _copy_ownership(old, temporary)
    return State(state.size, temporary.stat().st_mtime_ns, state.sha256)


def _copy_ownership(old: Path, temporary: Path) -> None:
    status = old.stat()
    if hasattr(os, "chown"):
        with suppress(OSError):  # only root may give a file away
            os.chown(temporary, status.st_uid, status.st_gid)
    temporary.chmod(S_IMODE(status.st_mode))
    if sys.platform == "linux":
        with suppress(OSError):  # access lists and tags, where the file system knows them
            for name in os.listxattr(old):
                os.setxattr(temporary, name, os.getxattr(old, name))


def write_all(out: BinaryIO, data: bytes) -> None:
    """Write bytes that are there already."""
    out.write(data)


def rename(temporary: Path, real: Path) -> None:
    """Rename over another file, in one step."""
    for left in reversed(range(TRIES)):
        try:
            temporary.replace(real)
        except PermissionError:
            if not left:
                raise
            time.sleep(BETWEEN_S)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Make the renames durable, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def in_file(problem: Problem, target: Path) -> Problem:
    return Problem(problem.message, problem.remedy, file=str(target))


@contextmanager
def clear_errors(target: Path) -> Iterator[None]:
    """What the system refuses, as one clear line."""
    try:
        yield
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            message, remedy = "the disk is full", "Nothing was written. Make room, then run planner again."
        elif isinstance(error, FileNotFoundError):
            message, remedy = "the file or its folder is gone", "Nothing was written. Check the path."
        elif error.errno == EROFS or isinstance(error, PermissionError):
            message = "the file or its folder may not be written (permission denied)"
            remedy = "Nothing was written. Close the programs that use the file, or work on a copy elsewhere."
        else:
            message = f"the file cannot be written ({error.strerror or error})"
            remedy = "Nothing was written. Check the disk and the path."
        raise PlanError(Problem(message, remedy, file=str(target))) from None


def backup_of(real: Path) -> Path:
    """Where the kept version of a file is."""
    return real.with_name(f"{real.stem}.bak{real.suffix}")
