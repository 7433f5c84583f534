"""Odd files and missing rights: links, other disks, names that are taken, mode bits."""

from __future__ import annotations

import os
import time
from pathlib import Path

from fuzz.faults import BACKUP, NO_CAPABILITIES, PLAN, CannotTry, Place, command, need


def _needs_root() -> None:
    """Faults that take rights away need somebody who has them, or to be somebody without."""
    if os.geteuid() == 0:
        need("setpriv")


def _unprivileged() -> tuple[str, ...]:
    return NO_CAPABILITIES if os.geteuid() == 0 else ()


def file_on_another_disk(place: Place) -> None:
    """The workbook is a link to a file on another disk."""
    elsewhere = place.folder.with_name("elsewhere")
    elsewhere.mkdir()
    command("mount", "-t", "tmpfs", "tmpfs", str(elsewhere))
    real = elsewhere / "real.xlsx"
    real.write_bytes(place.before)
    place.path.symlink_to(real)
    place.refresh(status=0, says="status WARNS")
    place.renewed(real)
    if not place.path.is_symlink():
        place.failures.append("the link was replaced by a file")
    place.nothing_else(PLAN)


def temporary_folder_on_another_disk(place: Place) -> None:
    """The workbook and the temporary folder lie on different disks."""
    place.put()
    command("mount", "-t", "tmpfs", "tmpfs", str(place.temporary))
    place.done()


def file_that_is_a_mount(place: Place) -> None:
    """The workbook itself is mounted, as containers do it: nothing can be renamed over it."""
    outside = place.folder.with_name("outside.xlsx")
    outside.write_bytes(place.before)
    place.path.touch()
    command("mount", "--bind", str(outside), str(place.path))
    place.refused(says="the file cannot be written (Device or resource busy). Nothing was written")


def symbolic_link(place: Place) -> None:
    """The link stays one, its file is refreshed, the backup lies beside the file."""
    folder = place.folder.with_name("real")
    folder.mkdir()
    (folder / "real.xlsx").write_bytes(place.before)
    place.path.symlink_to(Path("..") / "real" / "real.xlsx")
    place.refresh(status=0, says="status WARNS")
    place.renewed(folder / "real.xlsx")
    if not place.path.is_symlink():
        place.failures.append("the link was replaced by a file")
    place.nothing_else(PLAN)


def dangling_link(place: Place) -> None:
    """The link leads nowhere."""
    place.path.symlink_to("gone.xlsx")
    place.refresh(status=1, says="there is no such file")
    place.nothing_else(PLAN)


def circular_link(place: Place) -> None:
    """The link leads to itself."""
    place.path.symlink_to(PLAN)
    place.refresh(status=1, says="cannot be read")
    place.nothing_else(PLAN)


def hard_link(place: Place) -> None:
    """Another name of the same file keeps the old version."""
    place.put()
    other = place.folder.with_name("other.xlsx")
    other.hardlink_to(place.path)
    place.done()
    place.unchanged(other)


def mode_bits_and_times(place: Place) -> None:
    """The new version has the old one's rights and today's date; the backup keeps its date."""
    place.put()
    place.path.chmod(0o604)
    long_ago = 1_000_000_000
    os.utime(place.path, (long_ago, long_ago))
    place.done()
    new, old = place.path.stat(), place.backup.stat()
    if (new.st_mode & 0o777, old.st_mode & 0o777) != (0o604, 0o604):
        place.failures.append("the mode bits changed")
    if old.st_mtime != long_ago or new.st_mtime < time.time() - 3600:
        place.failures.append("the times are not sensible")


def file_not_readable(place: Place) -> None:
    """Nobody may read it."""
    _needs_root()
    place.put()
    place.path.chmod(0)
    place.refresh(*_unprivileged(), status=1, says="may not be read (permission denied)")
    place.path.chmod(0o600)
    place.unchanged()
    place.nothing_else(PLAN)


def file_not_writable(place: Place) -> None:
    """Marked read-only, which binds root too."""
    place.put()
    place.path.chmod(0o444)
    place.refused(says="the file is read-only")


def folder_not_writable(place: Place) -> None:
    """Nothing can be put beside it."""
    place.put()
    place.folder.chmod(0o555)
    place.refused(says="the folder is read-only")
    place.folder.chmod(0o755)


def folder_of_somebody_else(place: Place) -> None:
    """The folder's owner alone may write into it."""
    if os.geteuid() != 0:
        raise CannotTry("only root can give a folder away")
    need("setpriv")
    place.put()
    os.chown(place.folder, 65534, 65534)
    place.refused(*NO_CAPABILITIES, says="the folder is read-only")


def file_that_cannot_be_changed(place: Place) -> None:
    """Marked immutable: even root may not rename over it."""
    place.put()
    command("chattr", "+i", str(place.path))
    try:
        place.refused(says="the file is read-only")
    finally:
        command("chattr", "-i", str(place.path))


def backup_name_is_a_folder(place: Place) -> None:
    """The backup cannot be put where it belongs."""
    place.put()
    place.backup.mkdir()
    place.refresh(status=1, says="is a folder. Move it away.")
    place.unchanged()
    place.nothing_else(PLAN, BACKUP)


def lock_name_is_a_folder(place: Place) -> None:
    """The lock cannot be made."""
    place.put()
    lock = place.folder / ".~plan.xlsx.planner.lock"
    lock.mkdir()
    place.refresh(status=1, says="cannot be written")
    place.unchanged()
    place.nothing_else(PLAN, lock.name)


def lock_name_is_a_link(place: Place) -> None:
    """Somebody has laid a link where the lock belongs: its target stays as it is."""
    place.put()
    target = place.folder.with_name("target")
    target.write_bytes(b"precious")
    lock = place.folder / ".~plan.xlsx.planner.lock"
    lock.symlink_to(target)
    place.refresh(status=1, says="cannot be written")
    place.unchanged()
    if target.read_bytes() != b"precious":
        place.failures.append("the target of the link changed")
    place.nothing_else(PLAN, lock.name)


def longest_name(place: Place) -> None:
    """A name so long that the backup's would be too long."""
    name = "x" * 250 + ".xlsx"
    path = place.folder / name
    path.write_bytes(place.before)
    place.refresh(status=1, says="cannot be written (File name too long)", path=str(path))
    place.unchanged(path)
    place.nothing_else(name)


def strange_names(place: Place) -> None:
    """Names with blanks, quotes, brackets, signs and other scripts."""
    for name in (
        "ü 数据 [1] *.xlsx",
        "--help.xlsx",
        "a'b\"c.xlsx",
        "$(touch x).xlsx",
        "%s{0}.xlsx",
        "e\u0301.xlsx",
    ):
        path = place.folder / name
        path.write_bytes(place.before)
        place.refresh(status=0, says="status WARNS", path=str(path))
        place.renewed(path)
        path.unlink()
        path.with_name(f"{path.stem}.bak.xlsx").unlink()
    place.nothing_else()


def left_over_files(place: Place) -> None:
    """What a killed run left beside the workbook is gone afterwards; what looks like it but is not stays."""
    place.put()
    for name in (".~plan.xlsx.planner-0123456789ab.tmp", ".~plan.xlsx.planner.lock"):
        (place.folder / name).write_bytes(b"half")
    (place.folder / ".~plan2.xlsx.planner-00.tmp").touch()
    place.refresh(status=0, says="status WARNS")
    place.renewed()
    place.nothing_else(PLAN, BACKUP, ".~plan2.xlsx.planner-00.tmp")


MOUNTING = (file_on_another_disk, temporary_folder_on_another_disk, file_that_is_a_mount)
FAULTS = (
    *(symbolic_link, dangling_link, circular_link, hard_link, mode_bits_and_times, file_not_readable),
    *(file_not_writable, folder_not_writable, folder_of_somebody_else, file_that_cannot_be_changed),
    *(backup_name_is_a_folder, lock_name_is_a_folder, lock_name_is_a_link, longest_name, strange_names),
    left_over_files,
)
