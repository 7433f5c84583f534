"""Puts the files of a package into a new folder: all of them or none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from planner.disk.locks import helper_path, only_writer
from planner.problems import PlanError, Problem

NOTHING = "Nothing was written."


def check_free(folder: Path) -> None:
    """A PlanError where the folder is there and holds something, or cannot be made."""
    try:
        if os.path.lexists(folder) and not folder.is_dir():
            message = "there is a file of that name already"
        elif folder.is_dir() and any(folder.iterdir()):
            message = "the folder is not empty"
        elif not folder.absolute().parent.is_dir():
            remedy = f"{NOTHING} Create it first."
            raise PlanError(Problem(f"there is no folder {folder.parent}", remedy, str(folder)))
        else:
            return
    except OSError as error:
        raise _cannot(folder, error) from None
    raise PlanError(Problem(message, f"{NOTHING} Name a new or empty folder.", str(folder)))


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files beside the folder, sync them, and give the whole its name in one step."""
    check_free(folder)
    real = folder.absolute()
    try:
        with only_writer(real):
            _remove_leftovers(real)
            temporary = helper_path(real, f"-{os.urandom(6).hex()}.tmp")
            try:
                temporary.mkdir()
                for name, content in files.items():
                    _write(temporary / name, content)
                if real.is_dir():
                    real.rmdir()  # which refuses if something has come into it meanwhile
                temporary.rename(real)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise _cannot(folder, error) from None


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _remove_leftovers(real: Path) -> None:
    """Folders of runs that were killed; only for who holds the lock."""
    prefix = helper_path(real, "-").name
    for entry in os.scandir(real.parent):
        if entry.name.startswith(prefix) and entry.name.endswith(".tmp") and entry.is_dir():
            shutil.rmtree(entry.path, ignore_errors=True)


def _cannot(folder: Path, error: OSError) -> PlanError:
    message = f"the folder cannot be written ({error.strerror or error})"
    return PlanError(Problem(message, f"{NOTHING} Check the path, and whether there is room.", str(folder)))
