"""Faults of the disk and of the limits that a system sets: nothing may be half written."""

from __future__ import annotations

import os
from pathlib import Path

from fuzz.faults import BACKUP, PLAN, CannotTry, Place, command, need

PAGE = 4096


def _small_disk(place: Path, pages: int, options: str = "") -> None:
    """A disk of so many pages."""
    command("mount", "-t", "tmpfs", "-o", f"size={pages * PAGE}{options}", "tmpfs", str(place))


def _fill(folder: Path, pages: int) -> None:
    """Leave so many pages free."""
    free = os.statvfs(folder).f_bavail
    if free < pages:
        raise CannotTry("the disk is too small")
    (folder / "filler").write_bytes(bytes((free - pages) * PAGE))


def _full(place: Place, pages: int) -> None:
    _small_disk(place.folder, 512)
    place.put()
    _fill(place.folder, pages)
    place.refresh(status=1, says="the disk is full. Nothing was written")
    place.unchanged()
    place.nothing_else("filler", PLAN)


def disk_full_from_the_start(place: Place) -> None:
    """Not a byte is free."""
    _full(place, 0)


def disk_full_at_the_first_page(place: Place) -> None:
    """A page is free."""
    _full(place, 1)


def disk_full_in_the_middle_of_the_new_version(place: Place) -> None:
    """Half of the new version fits."""
    _full(place, 6)


def disk_full_at_the_last_page_of_the_new_version(place: Place) -> None:
    """All but a page of the new version fits."""
    _full(place, len(place.before) // PAGE)


def no_room_for_another_name(place: Place) -> None:
    """The disk has room, but takes no more files."""
    _small_disk(place.folder, 512, ",nr_inodes=2")
    place.put()
    place.refresh(status=1, says="the disk is full")
    place.unchanged()
    place.nothing_else(PLAN)


def room_for_one_more_name(place: Place) -> None:
    """The lock fits, the new version does not."""
    _small_disk(place.folder, 512, ",nr_inodes=3")
    place.put()
    place.refresh(status=1, says="the disk is full")
    place.unchanged()
    place.nothing_else(PLAN)


def temporary_folder_full(place: Place) -> None:
    """The working copy, which the second checker needs, does not fit."""
    place.put()
    _small_disk(place.temporary, 16)
    _fill(place.temporary, 4)
    says = "working copy (No space left on device)"
    place.refresh(status=1, says=says, options=("--checker", "cellrune"))
    place.unchanged()
    (place.temporary / "filler").unlink()
    place.nothing_else(PLAN)


def read_only_disk(place: Place) -> None:
    """A disk mounted read-only, such as a snapshot."""
    _small_disk(place.folder, 512)
    place.put()
    command("mount", "-o", "remount,ro", str(place.folder))
    place.refused(says="read-only", lines=2)


def file_size_limit(place: Place) -> None:
    """The system lets no file grow so large (ulimit -f)."""
    need("prlimit")
    place.put()
    place.refused("prlimit", "--fsize=20000", says="(File too large)")


def file_size_limit_at_the_new_version(place: Place) -> None:
    """Just too little for the new version."""
    need("prlimit")
    place.put()
    place.refused("prlimit", f"--fsize={len(place.before) - 2000}", says="(File too large)")


def too_few_open_files(place: Place) -> None:
    """No pipe can be opened for a checker: the workbook says that nothing was checked."""
    need("prlimit")
    place.put()
    place.refresh("prlimit", "--nofile=6", status=1, says="could be checked", lines=99)
    place.renewed()
    place.nothing_else(PLAN, BACKUP)


MOUNTING = (
    *(disk_full_from_the_start, disk_full_at_the_first_page, disk_full_in_the_middle_of_the_new_version),
    *(disk_full_at_the_last_page_of_the_new_version, no_room_for_another_name, room_for_one_more_name),
    *(temporary_folder_full, read_only_disk),
)
FAULTS = (*(file_size_limit, file_size_limit_at_the_new_version, too_few_open_files),)
