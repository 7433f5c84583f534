"""Swaps a plan with its kept version, so that at every moment both are on the disk.

Few systems rename two files in one step. So the present version gets a third name first; then the kept
version takes its place, and it the kept version's. Where that is interrupted, planner's next write ends it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.disk.locks import helper_path, only_writer, remove_leftovers, temporary_path
from planner.disk.onto_disk import (
    CHANGED,
    clear_errors,
    in_file,
    rename,
    sync_folder,
    write_all,
    write_temporary,
)
from planner.problems import PlanError, Problem
from planner.xlsx.openfile import State, state_of


def exchange(target: Path, seen: State, backup: Path, seen_backup: State) -> None:
    """Give each of two files the other's bytes, while they are still as they were seen.

    A PlanError, with both as they were, where one has changed or cannot be written.
    """
    with clear_errors(target):
        real = target.resolve()
        with only_writer(real, target):
            remove_leftovers(real)
            settle(real)
            _refuse_leftover(real, target)
            there = _still(real, seen, target), _still(backup, seen_backup, backup)
            with _taken_back(real):
                _exchange(real, backup, *there)


def settle(real: Path) -> None:
    """End an exchange that was interrupted; only for who holds the file's lock.

    Where the file was changed meanwhile, nothing tells how far it went, and all versions stay.
    """
    third, backup = _third_name(real), real.with_name(f"{real.stem}.bak{real.suffix}")
    if not third.is_file() or not real.is_file():
        return
    if _same(real, third):
        third.unlink()
    elif backup.is_file() and _same(real, backup):
        rename(third, backup)


def end_interrupted(target: Path) -> None:
    """The same for who only reads the two versions; nothing where no exchange was interrupted."""
    real = target.resolve()
    if os.path.lexists(_third_name(real)):
        with clear_errors(target), only_writer(real, target):
            settle(real)


def _exchange(real: Path, backup: Path, present: bytes, kept: bytes) -> None:
    third, before = _third_name(real), real.stat()
    temporary, other = temporary_path(real), temporary_path(real)
    try:
        write_temporary(temporary, lambda out: write_all(out, kept), real)
        write_temporary(other, lambda out: write_all(out, present), real)
        os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
        rename(other, third)
        sync_folder(real.parent)
        now = real.stat()
        if (before.st_ino, before.st_size, before.st_mtime_ns) != (now.st_ino, now.st_size, now.st_mtime_ns):
            raise PlanError(in_file(CHANGED, real))
        rename(temporary, real)
        sync_folder(real.parent)
        rename(third, backup)
        sync_folder(real.parent)
    finally:
        temporary.unlink(missing_ok=True)
        other.unlink(missing_ok=True)


@contextmanager
def _taken_back(real: Path) -> Iterator[None]:
    """Where the exchange does not come to its end, the file as it was."""
    try:
        yield
    except BaseException:
        third = _third_name(real)
        with suppress(OSError):
            if third.is_file():
                backup = real.with_name(f"{real.stem}.bak{real.suffix}")
                if backup.is_file() and _same(real, backup):
                    rename(third, real)
                else:  # the kept version has not come, or another program has just saved
                    third.unlink()
        raise


def _third_name(real: Path) -> Path:
    """What the present version is called while it changes places; no temporary file, which others delete."""
    return helper_path(real, f"-undo{real.suffix}")


def _refuse_leftover(real: Path, target: Path) -> None:
    third = _third_name(real)
    if os.path.lexists(third):
        message = f"an undo of this plan was interrupted, and {third.name} beside it holds a version of it"
        raise PlanError(Problem(message, "Move that file away, or give it a name.", str(target)))


def _still(path: Path, seen: State, named: Path) -> bytes:
    """The bytes of a file that has not changed since it was read."""
    data = path.read_bytes()
    if state_of(data, 0).sha256 != seen.sha256:
        raise PlanError(in_file(CHANGED, named))
    return data


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()
