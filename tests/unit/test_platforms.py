"""What Windows and macOS do otherwise, tried through the calls that they answer otherwise."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import unicodedata
from functools import partial
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from planner import plan
from planner.cli.pool import expanded, once, without_kept
from planner.disk import locks, onto_disk
from planner.disk.replace import check_replaceable, replace_file
from planner.problems import PlanError
from planner.usecases import watch as watching
from planner.xlsx.openfile import read_bytes
from tests.command import planner

HELD = PermissionError(errno.EACCES, "Permission denied")


class Msvcrt(SimpleNamespace):
    """Windows' own locks, as its C library offers them: one holder a file, refused with EACCES."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        super().__init__()
        self.held: set[tuple[int, int]] = set()

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        """Take the lock, or fail at once."""
        assert (mode, count) == (self.LK_NBLCK, 1)
        status = os.fstat(descriptor)
        if (status.st_dev, status.st_ino) in self.held:
            raise HELD
        self.held.add((status.st_dev, status.st_ino))


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Msvcrt:
    """The branches for Windows: no fcntl, no O_NOFOLLOW, nobody to give a file to."""
    found = Msvcrt()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(onto_disk, "WINDOWS", True)
    monkeypatch.setitem(sys.modules, "msvcrt", found)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "fcntl", None)  # type: ignore[arg-type]
    for name in ("O_NOFOLLOW", "chown", "fchmod", "fchown"):
        monkeypatch.delattr(os, name, raising=False)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")
    return path


def write(path: Path, data: bytes = b"new") -> None:
    replace_file(path, lambda out: onto_disk.write_all(out, data), seen=read_bytes(path)[1])


def test_a_file_is_written_with_the_calls_that_windows_has(windows: Msvcrt, file: Path) -> None:
    write(file)
    assert file.read_bytes() == b"new"
    assert sorted(path.name for path in file.parent.iterdir()) == ["plan.bak.xlsx", "plan.xlsx"]
    assert len(windows.held) == 1


def test_a_second_planner_stops_there_too(windows: Msvcrt, file: Path) -> None:
    with locks.only_writer(file), pytest.raises(PlanError, match="another planner is writing"):
        write(file)
    assert file.read_bytes() == b"old"


def test_a_lock_file_that_its_last_holder_is_deleting_counts_as_held(
    windows: Msvcrt, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise HELD

    monkeypatch.setattr(os, "open", refuse)
    assert locks.take(locks.helper_path(file, ".lock")) is None


def test_a_lock_file_that_the_next_holder_has_open_is_left_to_it(
    windows: Msvcrt, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self.name.endswith(".lock"):
            raise HELD
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    write(file)
    assert file.read_bytes() == b"new"


def test_the_mark_that_folders_such_as_documents_have_is_no_obstacle(windows: Msvcrt, file: Path) -> None:
    file.parent.chmod(0o555)
    try:
        check_replaceable(file)
        file.chmod(0o444)
        with pytest.raises(PlanError, match="the file is read-only"):
            check_replaceable(file)
    finally:
        file.parent.chmod(0o755)


def test_a_file_that_a_program_holds_is_one_clear_line(
    windows: Msvcrt, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refuse(source: object, target: object) -> None:
        tried.append(target)
        raise HELD

    monkeypatch.setattr(onto_disk, "TRIES", 4)
    monkeypatch.setattr(onto_disk, "BETWEEN_S", 0.0)
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PlanError) as caught:
        write(file)
    assert str(caught.value) == (
        f"{file}: the file or its folder may not be written (permission denied). Nothing was written. "
        "Close the programs that use the file, or work on a copy elsewhere."
    )
    assert len(tried) == 4
    assert [path.name for path in file.parent.iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("CON.xlsx", "Windows keeps the name CON for a device"),
        ("nul.v2.xlsx", "Windows keeps the name NUL for a device"),
        ("com1.xlsx", "Windows keeps the name COM1 for a device"),
        ("plan:a.xlsx", 'Windows takes no file name with ":" in it'),
        ("what?.xlsx", 'Windows takes no file name with "?" in it'),
        ("a\tb.xlsx", 'Windows takes no file name with " " in it'),
    ],
)
def test_a_name_that_windows_does_not_take_is_refused_before_any_work(
    name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onto_disk, "WINDOWS", True)
    result = plan.new(tmp_path / name)
    assert [problem.message for problem in result.problems] == [reason]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["console.xlsx", "com10.xlsx", "计划.xlsx", "plan (2) [a].xlsx"])
def test_other_names_are_taken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onto_disk, "WINDOWS", True)
    assert onto_disk.unfit_name(Path(name)) is None


def test_names_are_alike_where_only_capitals_or_the_way_of_writing_accents_differ() -> None:
    composed, apart = (unicodedata.normalize(form, "Übung.xlsx") for form in ("NFC", "NFD"))
    assert composed != apart
    assert locks.alike(composed, apart)
    assert locks.alike("PLAN.XLSX", "plan.xlsx")
    assert not locks.alike("plan.xlsx", "plan2.xlsx")


class Spelled:
    """A file system that keeps one spelling of each name, and finds it by any other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        unlink = Path.unlink

        def found(self: Path, missing_ok: bool = False) -> None:
            for entry in self.parent.iterdir():
                if locks.alike(entry.name, self.name):
                    unlink(entry)
                    return
            unlink(self, missing_ok)

        monkeypatch.setattr(Path, "unlink", found)


def test_what_a_killed_run_left_goes_however_the_file_is_spelled_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = unicodedata.normalize("NFD", "Übung.xlsx")
    left = tmp_path / f".~{apart}.planner-0123456789ab.tmp"
    left.touch()
    target = tmp_path / unicodedata.normalize("NFC", "übung.XLSX")
    locks.remove_leftovers(target)
    assert left.exists()  # where spelling counts, it is another file's
    Spelled(monkeypatch)
    locks.remove_leftovers(target)
    assert not left.exists()


def test_watch_follows_a_file_however_its_name_is_spelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters: list[Any] = []

    def changes(folder: Path, **options: Any) -> list[set[Any]]:
        filters.append(options["watch_filter"])
        return []

    monkeypatch.setattr("watchfiles.watch", changes)
    path = tmp_path / "Plan ü.xlsx"
    path.touch()
    assert list(watching.watch(path)) == []
    (wanted,) = filters
    assert wanted(None, str(tmp_path / unicodedata.normalize("NFD", "plan ü.XLSX")))
    assert not wanted(None, str(tmp_path / "plan.xlsx"))


def test_watch_says_once_that_its_file_is_gone_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"one")
    monkeypatch.setattr(watching, "STEP_S", 0.0)
    monkeypatch.setattr(watching, "refresh", lambda *_, **__: plan.Result("plan.xlsx", "agrees", sha256="x"))

    def changes(*_: Any, **__: Any) -> Any:
        path.unlink()
        yield {"deleted"}
        yield {"something else there"}
        path.write_bytes(b"two")
        yield {"added"}
        path.unlink()
        yield {"deleted"}

    monkeypatch.setattr("watchfiles.watch", changes)
    said = [
        str(result.problems[0]) if result.problems else result.status
        for result in watching.watch(path, stop=Event())
    ]
    gone = f"{path}: the file is gone. Put it back, and planner goes on; or stop with Ctrl-C."
    assert said == [gone, "agrees", gone]


def test_a_pattern_that_the_shell_left_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.xlsx", "a.xlsx", "~$a.xlsx", ".~a.xlsx", "a[1].xlsx", "c.txt"):
        Path(name).touch()
    Path("deep").mkdir()
    Path("deep/d.xlsx").touch()
    assert expanded("*.xlsx") == ["a.xlsx", "a[1].xlsx", "b.xlsx"]
    assert expanded("a[1].xlsx") == ["a[1].xlsx"]  # which is there, and no pattern
    assert expanded(str(Path("deep", "?.xlsx"))) == [str(Path("deep", "d.xlsx"))]
    assert expanded("none*.xlsx") == ["none*.xlsx"]  # which is then said not to be there
    assert once(["b.xlsx", "*.xlsx"]) == ["b.xlsx", "a.xlsx", "a[1].xlsx"]


def test_check_takes_a_pattern_and_refresh_leaves_kept_versions_alone(plan_file: Path) -> None:
    assert planner("set", "plan.xlsx", "network_share=0.1").status == 0
    kept = Path("plan.bak.xlsx").read_bytes()
    found = planner("refresh", "*.xlsx")
    assert found.status == 0
    assert found.lines[0] == ("plan.bak.xlsx: left alone, as it is the kept version of another of these")
    assert Path("plan.bak.xlsx").read_bytes() == kept
    assert sorted(path.name for path in Path().iterdir()) == ["plan.bak.xlsx", "plan.xlsx"]
    assert planner("check", "pl*.xlsx").out.count(" formula cells agree") == 2
    assert planner("check", "no*.xlsx").err.startswith("no*.xlsx: there is no such file.")


def test_kept_versions_are_told_from_plans() -> None:
    assert without_kept(["a.xlsx", "a.bak.xlsx", "b.bak.xlsx"]) == (["a.xlsx", "b.bak.xlsx"], ["a.bak.xlsx"])
    assert without_kept(["."]) == (["."], [])


@pytest.mark.parametrize(
    "command", ["new", "refresh", "check", "show", "set", "repair", "undo", "watch", "lint"]
)
def test_an_empty_path_is_wrong_usage(command: str) -> None:
    found = planner(command, "", *(["network_share=0.1"] if command == "set" else []))
    assert (found.status, found.out) == (2, "")
    assert found.lines[-1].endswith("the path is empty")


def run_in(encoding: str, folder: Path, *arguments: str) -> str:
    """What a command prints in a terminal of that code page."""
    ran = subprocess.run(
        [sys.executable, "-m", "planner", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert b"Traceback" not in ran.stderr
    return ran.stdout.decode(encoding)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan in Chinese, made in a terminal that has no Chinese letters."""
    folder = tmp_path_factory.mktemp("chinese")
    assert "\\u" in run_in("cp1252", folder, "new", "计划.xlsx", "--lang", "zh")
    return folder / "计划.xlsx"


@pytest.mark.parametrize("encoding", ["cp1252", "cp936"])
def test_chinese_reaches_a_terminal_of_any_code_page(encoding: str, chinese: Path, tmp_path: Path) -> None:
    shutil.copy(chinese, tmp_path)
    run = partial(run_in, encoding, tmp_path)
    run("set", "计划.xlsx", "network_share=0.1")
    run("refresh", "计划.xlsx")
    shown = run("show", "计划.xlsx")
    assert ("汇率" in shown or "元" in shown) == (encoding == "cp936")
    assert "\\u" in shown or encoding == "cp936"
    run("show", "计划.xlsx", "--json")
    run("undo", "计划.xlsx", "--dry-run")
