"""Puts a new version of a workbook in the place of the old one, in one step, and keeps the old one.

At every moment the path names the old version or the new one, whole. The new one is written beside it,
synced, and renamed over it. Nothing is written over a file that another program has open or has changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from errno import EEXIST
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from planner.disk import onto_disk
from planner.disk.exchange import settle
from planner.disk.locks import only_writer, open_elsewhere, remove_leftovers, temporary_path
from planner.disk.onto_disk import (
    CHANGED,
    backup_of,
    clear_errors,
    in_file,
    rename,
    sync_folder,
    write_all,
    write_temporary,
)
from planner.problems import PlanError, Problem
from planner.xlsx.encryption import encrypt
from planner.xlsx.openfile import State, state_of
from planner.xlsx.package import Package
from planner.xlsx.patch import KEPT, EditsBySheet, OnLoad, patch_package

ANY_WRITE = 0o222

Stays = Callable[[Path], bool]
"""Whether the backup at a path is to stay."""

_EXISTS = Problem("there is already a file of this name", "Choose another name, or move it away.")


class Written(NamedTuple):
    """A file that is in place: its real path, the previous version if it was kept, and what it is now."""

    path: Path
    backup: Path | None
    state: State


def write_back(
    package: Package,
    edits: EditsBySheet,
    *,
    target: Path | None = None,
    over: State | None = None,
    backup: bool = True,
    stays: Callable[[Path], bool] | None = None,
    on_load: OnLoad = KEPT,
    extra_parts: Mapping[str, bytes | None] | None = None,
) -> Written:
    """Write the edited workbook over the file it was read from, or as `target`.

    `over` is what the file at `target` was when its owner agreed to lose it; None: there is to be none.
    `stays` says whether the backup that is there stays; without it what is replaced becomes the backup.
    An encrypted one is encrypted again with its password. A PlanError, with nothing written, when it is open
    elsewhere, was changed meanwhile, is read-only or signed (any change breaks a signature), or the disk is
    full.
    """
    _refuse_signed(package)

    def write(out: BinaryIO) -> None:
        plain = out if package.encryption is None else BytesIO()
        patch_package(package, edits, plain, on_load=on_load, extra_parts=extra_parts)
        if package.encryption is not None:
            plain.seek(0)
            out.write(encrypt(plain.read(), package.encryption, package.file))

    if target is None:
        return replace_file(package.path, write, seen=package.state, backup=backup, stays=stays)
    return replace_file(target, write, seen=over, backup=backup)


def replace_file(
    target: Path,
    write: Callable[[BinaryIO], None],
    *,
    seen: State | None,
    backup: bool = True,
    stays: Stays | None = None,
) -> Written:
    """Put what `write` writes in the place of a file that is still as `seen`; None: of no file at all.

    `stays` is asked whether a backup that is there already is to stay as it is.
    """
    with clear_errors(target):
        check_replaceable(target, new=seen is None)
        real = target.resolve()
        with only_writer(real, target):
            remove_leftovers(real)
            settle(real)
            if backup and stays is not None and backup_of(real).is_file() and stays(backup_of(real)):
                backup = False
            temporary = temporary_path(real)
            try:
                state = write_temporary(temporary, write, None if seen is None else real)
                kept = _swap(temporary, real, target, seen, backup=backup)
            finally:
                temporary.unlink(missing_ok=True)
            sync_folder(real.parent)
    return Written(real, kept, state)


def check_replaceable(target: Path, *, new: bool = False) -> None:
    """A PlanError with all that stands against writing here now; cheap, to be asked before long work."""
    with clear_errors(target):
        problems = _obstacles(target, target.resolve(), new=new)
    if problems:
        raise PlanError(in_file(problem, target) for problem in problems)


def _obstacles(target: Path, real: Path, *, new: bool) -> list[Problem]:
    problems = [
        problem for path in dict.fromkeys((target.absolute(), real)) for problem in open_elsewhere(path)
    ]
    if new and real.exists():
        problems.append(_EXISTS)
    if not new and _read_only(real):
        problems.append(Problem("the file is read-only", "Make it writable, or work on a copy."))
    if not real.parent.is_dir():
        problems.append(Problem(f"there is no folder {target.parent}", "Create it first."))
    elif _read_only(real.parent):
        problems.append(Problem("the folder is read-only", "Make it writable, or work on a copy elsewhere."))
    return problems


def _refuse_folder(backup: Path, target: Path) -> None:
    if backup.is_dir():
        message = f"{backup.name}, where the version before the change would be kept, is a folder"
        raise PlanError(Problem(message, "Move it away.", str(target)))


def _refuse_signed(package: Package) -> None:
    if package.signed:
        remedy = "Work on an unsigned copy, or give --drop-signature, which takes the signature out."
        message = "the workbook is digitally signed, and any change would break the signature"
        raise PlanError(Problem(message, remedy, file=package.file))


def _read_only(path: Path) -> bool:
    """Marked read-only (which binds root too), or not ours to write.

    On Windows the mark of a folder means something else: Documents and Desktop have it.
    """
    if onto_disk.WINDOWS and path.is_dir():
        return False
    return not path.stat().st_mode & ANY_WRITE or not os.access(path, os.W_OK)


def _swap(temporary: Path, real: Path, target: Path, seen: State | None, *, backup: bool) -> Path | None:
    """Rename the new version into place; the path of the previous one if it was kept."""
    if seen is None:
        _place_new(temporary, real, target)
        return None
    if backup:
        _refuse_folder(backup_of(real), target)
    before = real.stat()
    data = real.read_bytes()
    if state_of(data, 0).sha256 != seen.sha256:
        raise PlanError(in_file(CHANGED, target))
    with _kept(real, data, before) if backup else nullcontext() as kept:
        now = real.stat()
        if (before.st_ino, before.st_size, before.st_mtime_ns) != (now.st_ino, now.st_size, now.st_mtime_ns):
            raise PlanError(in_file(CHANGED, target))
        rename(temporary, real)
    return kept


def _place_new(temporary: Path, real: Path, target: Path) -> None:
    """Give the temporary file its name, unless somebody else has taken it meanwhile."""
    try:
        real.hardlink_to(temporary)
    except FileExistsError:
        raise PlanError(in_file(_EXISTS, target)) from None
    except (OSError, NotImplementedError):  # a file system without hard links
        if real.exists():
            raise PlanError(in_file(_EXISTS, target)) from None
        rename(temporary, real)


@contextmanager
def _kept(real: Path, data: bytes, status: os.stat_result) -> Iterator[Path]:
    """The present version as the backup, and the earlier backup again where the new version does not come."""
    backup = backup_of(real)
    earlier, existed = temporary_path(real), os.path.lexists(backup)
    with suppress(OSError, NotImplementedError):  # there is none, or the file system knows no hard links
        earlier.hardlink_to(backup)
    try:
        _keep(real, backup, data, status)
        yield backup
    except BaseException:
        with suppress(OSError):
            if os.path.samestat(status, real.stat()):  # the new version did not come
                if earlier.exists():
                    earlier.replace(backup)
                elif not existed:
                    backup.unlink(missing_ok=True)
        raise
    finally:
        earlier.unlink(missing_ok=True)


def _keep(real: Path, backup: Path, data: bytes, status: os.stat_result) -> None:
    """Make the present version also the backup, in one step and without a moment that has neither.

    A second name for the same bytes is enough, unless the file has other names already: a program that writes
    through one of those would change the backup.
    """
    temporary = temporary_path(real)
    try:
        try:
            if status.st_nlink > 1:
                raise OSError(EEXIST, "the file has several names")
            temporary.hardlink_to(real)
        except (OSError, NotImplementedError):
            write_temporary(temporary, lambda out: write_all(out, data), real)
            os.utime(temporary, ns=(status.st_atime_ns, status.st_mtime_ns))
        rename(temporary, backup)
    finally:
        temporary.unlink(missing_ok=True)  # renaming over another name of the same file leaves both
