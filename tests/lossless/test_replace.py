"""The file on disk is the old one or the new one, whole, and is written only when nobody else is at it."""

from __future__ import annotations

import errno
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest

from fuzz.kill_at import Count, on_lines
from planner.disk import replace
from planner.disk.locks import helper_path, only_writer
from planner.disk.replace import check_replaceable, replace_file, write_back
from planner.problems import PlanError
from planner.xlsx.cell import Value
from planner.xlsx.cells import read_cells
from planner.xlsx.openfile import read_bytes
from planner.xlsx.package import open_package
from planner.xlsx.patch import Edit
from planner.xlsx.signature import without_signature
from tests.lossless.packages import parts, save, sheet_xml

KILLS = 60
NOISE = "".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in range(2, 400))

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    rows = f'<row r="1"><c r="A1"><v>0</v></c></row>{NOISE}'
    return save(tmp_path / "plan.xlsx", parts({"Plan": sheet_xml(rows)}))


def write(path: Path, value: Value, **options: object) -> replace.Written:
    return write_back(open_package(path), {"Plan": {(1, 1): Edit(value)}}, **options)  # type: ignore[arg-type]


def value(path: Path) -> Value:
    return read_cells(open_package(path), "Plan", [(1, 1)])[1, 1].value


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def refused(path: Path, message: str, **options: object) -> None:
    before, around = path.read_bytes(), names(path.parent)
    with pytest.raises(PlanError, match=message) as caught:
        write(path, 9, **options)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert names(path.parent) == around


def test_the_new_version_is_in_place_and_the_old_one_beside_it(plan: Path) -> None:
    old = plan.read_bytes()
    written = write(plan, 1)
    assert value(plan) == 1
    assert written.path == plan
    assert written.backup == plan.with_name("plan.bak.xlsx")
    assert written.backup.read_bytes() == old
    assert written.state == open_package(plan).state
    assert names(plan.parent) == {"plan.xlsx", "plan.bak.xlsx"}


def test_each_version_replaces_the_backup_before_it(plan: Path) -> None:
    for number in range(1, 4):
        write(plan, number)
    assert (value(plan), value(plan.with_name("plan.bak.xlsx"))) == (3, 2)


def test_a_backup_that_a_crash_left_as_the_same_file_is_replaced(plan: Path) -> None:
    os.link(plan, plan.with_name("plan.bak.xlsx"))
    write(plan, 1)
    assert (value(plan), value(plan.with_name("plan.bak.xlsx"))) == (1, 0)
    assert names(plan.parent) == {"plan.xlsx", "plan.bak.xlsx"}


def test_no_backup_when_none_is_wanted(plan: Path) -> None:
    assert write(plan, 1, backup=False).backup is None
    assert names(plan.parent) == {"plan.xlsx"}


def test_a_macro_workbook_keeps_its_suffix_in_the_backup(plan: Path) -> None:
    path = plan.rename(plan.with_name("plan.v2.xlsm"))
    assert write(path, 1).backup == plan.with_name("plan.v2.bak.xlsm")


def test_another_target_is_a_new_file_and_the_source_stays(plan: Path) -> None:
    before = plan.read_bytes()
    written = write(plan, 1, target=plan.with_name("other.xlsx"))
    assert (value(written.path), written.backup) == (1, None)
    assert plan.read_bytes() == before
    assert names(plan.parent) == {"plan.xlsx", "other.xlsx"}


def test_a_target_that_is_there_already_is_not_overwritten(plan: Path) -> None:
    other = plan.with_name("other.xlsx")
    other.write_bytes(b"mine")
    with pytest.raises(PlanError, match="already a file"):
        write(plan, 1, target=other)
    assert other.read_bytes() == b"mine"


def test_a_target_that_its_owner_agreed_to_lose_is_replaced_and_kept_as_backup(plan: Path) -> None:
    other = plan.with_name("other.xlsx")
    other.write_bytes(b"mine")
    _, agreed = read_bytes(other)
    written = write(plan, 1, target=other, over=agreed)
    assert value(other) == 1
    assert written.backup is not None
    assert written.backup.read_bytes() == b"mine"
    with pytest.raises(PlanError, match="changed since"):
        write(plan, 2, target=other, over=agreed)
    assert value(other) == 1


def test_a_target_that_appears_during_the_write_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"

    def slow(out: BinaryIO) -> None:
        out.write(b"planner's")
        path.write_bytes(b"mine")

    with pytest.raises(PlanError, match="already a file"):
        replace_file(path, slow, seen=None)
    assert path.read_bytes() == b"mine"
    assert names(tmp_path) == {"new.xlsx"}


def test_a_missing_folder_is_said(plan: Path) -> None:
    with pytest.raises(PlanError, match="there is no folder"):
        write(plan, 1, target=plan.parent / "none" / "plan.xlsx")


@pytest.mark.parametrize(
    ("marker", "program"), [("~$plan.xlsx", "Excel"), (".~lock.plan.xlsx#", "LibreOffice")]
)
def test_a_workbook_that_is_open_elsewhere_is_not_overwritten(plan: Path, marker: str, program: str) -> None:
    plan.with_name(marker).write_bytes(b"x")
    refused(plan, f"open in {program}")
    with pytest.raises(PlanError, match=program):
        check_replaceable(plan)


def test_a_workbook_open_through_its_link_is_not_overwritten(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    link = folder / "link.xlsx"
    link.symlink_to(plan)
    plan.with_name("~$plan.xlsx").touch()
    refused(link, "open in Excel")


def test_a_file_that_changed_since_it_was_read_is_not_overwritten(plan: Path) -> None:
    package = open_package(plan)
    status = plan.stat()
    write(plan, 5, backup=False)
    changed = plan.read_bytes()
    os.utime(plan, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(PlanError, match="changed since it was read"):
        write_back(package, {"Plan": {(1, 1): Edit(9)}})
    assert plan.read_bytes() == changed
    assert names(plan.parent) == {"plan.xlsx"}


def test_a_save_by_another_program_while_planner_writes_wins(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(real: Path, *_: object) -> None:
        real.write_bytes(b"saved by somebody else")

    monkeypatch.setattr(replace, "_keep", keep)
    package = open_package(plan)
    with pytest.raises(PlanError, match="changed since it was read"):
        write_back(package, {"Plan": {(1, 1): Edit(9)}})
    assert plan.read_bytes() == b"saved by somebody else"


def test_a_file_that_is_gone_is_said(plan: Path) -> None:
    package = open_package(plan)
    plan.unlink()
    with pytest.raises(PlanError, match="gone"):
        check_replaceable(plan)
    with pytest.raises(PlanError, match="gone"):
        write_back(package, {"Plan": {(1, 1): Edit(9)}})
    assert names(plan.parent) == set()


def test_a_touched_file_with_the_same_bytes_is_written(plan: Path) -> None:
    package = open_package(plan)
    os.utime(plan, ns=(0, 0))
    write_back(package, {"Plan": {(1, 1): Edit(9)}})
    assert value(plan) == 9


@posix
def test_a_read_only_file_or_folder_is_left_alone(plan: Path) -> None:
    plan.chmod(0o444)
    refused(plan, "file is read-only")
    plan.chmod(0o644)
    plan.parent.chmod(0o555)
    try:
        refused(plan, "folder is read-only")
    finally:
        plan.parent.chmod(0o755)


@posix
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o640])
def test_the_mode_bits_stay(plan: Path, mode: int) -> None:
    plan.chmod(mode)
    write(plan, 1)
    assert plan.stat().st_mode & 0o777 == mode
    assert plan.with_name("plan.bak.xlsx").stat().st_mode & 0o777 == mode


@posix
def test_a_symbolic_link_stays_one_and_its_file_is_written(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    link = folder / "link.xlsx"
    link.symlink_to(Path("..") / "plan.xlsx")
    written = write(link, 1)
    assert link.is_symlink()
    assert (value(plan), written.path, written.backup) == (1, plan, plan.with_name("plan.bak.xlsx"))
    assert names(folder) == {"link.xlsx"}


@posix
def test_a_hard_link_keeps_the_old_version_and_the_backup_is_not_it(plan: Path) -> None:
    other = plan.with_name("other name.xlsx")
    os.link(plan, other)
    written = write(plan, 1)
    assert (value(plan), value(other)) == (1, 0)
    assert written.backup is not None
    assert value(written.backup) == 0
    assert not written.backup.samefile(other)


def test_without_hard_links_the_backup_is_a_copy(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(Path, "hardlink_to", none)
    old = plan.stat().st_mtime_ns
    written = write(plan, 1)
    assert written.backup is not None
    assert (value(written.backup), written.backup.stat().st_mtime_ns) == (0, old)
    replace_file(plan.with_name("new.xlsx"), lambda out: None, seen=None)
    assert names(plan.parent) == {"plan.xlsx", "plan.bak.xlsx", "new.xlsx"}


def test_a_signed_workbook_is_refused_unless_told(tmp_path: Path) -> None:
    made = parts(
        {"Plan": sheet_xml("")}, more={"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": b"<a/>"}
    )
    path = save(tmp_path / "plan.xlsx", made)
    refused(path, "digitally signed")
    unsigned = without_signature(open_package(path))
    write_back(unsigned, {"Plan": {(1, 1): Edit(3)}})
    assert value(path) == 3
    assert not any("signature" in name for name in open_package(path).names)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system"), "permission denied"),
        (PermissionError(errno.EACCES, "Permission denied"), "permission denied"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_fault_of_the_disk_is_one_clear_line_and_changes_nothing(
    plan: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: OSError, message: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(os, call, fail)
    refused(plan, message)


@posix
def test_a_file_size_limit_is_one_clear_line(plan: Path) -> None:
    import resource

    package, before = open_package(plan), plan.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
    try:
        with pytest.raises(PlanError, match="cannot be written"):
            write_back(package, {"Plan": {(1, 1): Edit(9)}})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert plan.read_bytes() == before
    assert names(plan.parent) == {"plan.xlsx"}


@pytest.mark.parametrize("earlier", [None, b"an earlier version"], ids=["no backup", "a backup"])
@pytest.mark.parametrize("names_of_it", [1, 2])
def test_where_the_last_step_fails_the_backup_is_as_it_was(
    plan: Path, monkeypatch: pytest.MonkeyPatch, earlier: bytes | None, names_of_it: int
) -> None:
    """As for a file that a container mounts: everything can be written beside it, nothing renamed over it."""
    backup, replace_really = plan.with_name("plan.bak.xlsx"), Path.replace

    def busy(self: Path, target: Path) -> Path:
        if Path(target) == plan:
            raise OSError(errno.EBUSY, "Device or resource busy")
        return replace_really(self, target)

    if earlier is not None:
        backup.write_bytes(earlier)
    if names_of_it > 1:
        os.link(plan, plan.with_name("other.xlsx"))
    monkeypatch.setattr(Path, "replace", busy)
    refused(plan, "Device or resource busy")
    assert (backup.read_bytes() if backup.exists() else None) == earlier


def test_an_interrupted_write_cleans_up(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(replace, "patch_package", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(plan, 9)
    assert names(plan.parent) == {"plan.xlsx"}


@pytest.mark.parametrize("name", ["ü 数据 [1] *.xlsx", "x" * 250 + ".xlsx", "~$.xlsx", ".xlsx"])
def test_any_file_name_will_do(plan: Path, name: str) -> None:
    if len(os.fsencode(name)) > 255:
        pytest.skip("too long for a file name")
    path = plan.rename(plan.with_name(name))
    write(path, 1, backup=len(name) < 200)
    assert value(path) == 1


def test_what_a_killed_run_left_goes_and_other_files_stay(plan: Path) -> None:
    left = [plan.with_name(".~plan.xlsx.planner-0123456789ab.tmp"), helper_path(plan, ".lock")]
    others = [plan.with_name(".~plan2.xlsx.planner-00.tmp"), plan.with_name("plan.tmp")]
    for path in (*left, *others):
        path.touch()
    write(plan, 1)
    assert names(plan.parent) == {"plan.xlsx", "plan.bak.xlsx", *(path.name for path in others)}


def test_a_second_planner_stops_with_a_clear_line(plan: Path) -> None:
    with only_writer(plan), pytest.raises(PlanError, match="another planner is writing"):
        write(plan, 9)
    assert value(plan) == 0
    write(plan, 1)
    assert value(plan) == 1


def in_child(work: Callable[[], None]) -> int:
    """Run something in a forked process that cannot come back into the tests."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except PlanError:
            os._exit(3)
        except BaseException:  # noqa: BLE001 - whatever it is, the parent must see a failure
            os._exit(4)
    return child


@posix
def test_of_planners_that_race_one_wins_and_the_others_say_so(plan: Path) -> None:
    packages = [open_package(plan) for _ in range(6)]
    start = time.monotonic() + 0.1

    def racer(number: int) -> Callable[[], None]:
        def race() -> None:
            time.sleep(max(0.0, start - time.monotonic()))
            write_back(packages[number - 1], {"Plan": {(1, 1): Edit(number)}})

        return race

    children = {in_child(racer(number)): number for number in range(1, 7)}
    results = {
        number: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, number in children.items()
    }
    winners = [number for number, result in results.items() if result == 0]
    assert sorted(results.values()) == [0, 3, 3, 3, 3, 3]
    assert value(plan) == winners[0]
    assert value(plan.with_name("plan.bak.xlsx")) == 0
    assert names(plan.parent) == {"plan.xlsx", "plan.bak.xlsx"}


@posix
def test_after_a_kill_at_any_line_the_file_is_the_old_one_or_the_new_one(plan: Path) -> None:
    generator = random.Random(4)  # noqa: S311 - moments, not secrets
    lines = Count(0)
    write(plan, -1)
    on_lines(lines)
    write(plan, 0)
    sys.settrace(None)
    moments = [generator.randrange(1, lines.seen) for _ in range(KILLS - 10)]
    moments += range(lines.seen - 30, lines.seen + 30, 6)  # the last steps, with what is left over to remove

    def work(moment: int, number: float) -> None:
        on_lines(Count(moment))
        write(plan, number + 1)

    backup = plan.with_name("plan.bak.xlsx")
    number = seen = killed = 0.0
    for moment in moments:
        child = in_child(partial(work, moment, number))
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        found = value(plan)
        assert found in (number, number + 1)
        assert value(backup) in (number - 1, number, found)
        seen += found == number + 1
        number = float(str(found))
    assert killed > KILLS - 8
    assert KILLS - killed < seen < KILLS
    write(plan, -1)
    assert names(plan.parent) == {"plan.xlsx", "plan.bak.xlsx"}
