"""Working copies: private, gone when done, and gone at the next run when planner was killed."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from planner.disk.scratch import also_remove, scratch_folder, working_copy
from planner.problems import PlanError

HOLDER = """
import sys
from planner.disk.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "draft.xlsx").write_bytes(b"secret")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of its own, for this process and those it starts."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def holder() -> tuple[subprocess.Popen[bytes], Path]:
    """Another planner that has a folder in use."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().decode().strip())


def test_a_folder_is_private_and_gone_when_done(root: Path) -> None:
    with scratch_folder() as folder:
        assert folder.parent == root
        if sys.platform != "win32":
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "draft.xlsx").touch()
    assert list(root.iterdir()) == []


def test_what_a_program_makes_elsewhere_goes_with_the_folder(root: Path) -> None:
    made, never_made = root / "socket", root / "other"
    with scratch_folder() as folder:
        also_remove(folder, [made, never_made])
        made.touch()
    assert list(root.iterdir()) == []


def test_what_a_killed_run_left_is_gone_after_the_next(root: Path) -> None:
    process, folder = holder()
    process.kill()
    process.communicate()
    assert (folder / "draft.xlsx").exists()
    with scratch_folder():
        assert not folder.exists()
    assert list(root.iterdir()) == []


def test_a_folder_that_is_in_use_stays(root: Path) -> None:
    process, folder = holder()
    with scratch_folder():
        pass
    assert (folder / "draft.xlsx").exists()
    process.communicate()
    assert list(root.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
def test_a_folder_of_a_stopped_process_is_in_use(root: Path) -> None:
    process, folder = holder()
    process.send_signal(signal.SIGSTOP)
    with scratch_folder():
        pass
    assert folder.exists()
    process.send_signal(signal.SIGCONT)
    process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
def test_a_link_that_looks_like_a_left_lock_leads_nowhere(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "precious").touch()
    (root / "planner-0.lock").symlink_to(elsewhere / "made")
    (root / "planner-0").symlink_to(elsewhere)
    with scratch_folder():
        pass
    assert list(elsewhere.iterdir()) == [elsewhere / "precious"]


def test_no_room_is_one_clear_line_about_the_workbook(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    line = r"plan\.xlsx: .* working copy \(No space left on device\)\. .*TMPDIR"
    with pytest.raises(PlanError, match=line), working_copy("draft.xlsx", full, "plan.xlsx"):
        pass
    assert list(root.iterdir()) == []
    monkeypatch.setattr("tempfile.tempdir", str(root / "none"))
    with pytest.raises(PlanError, match="working copy"), working_copy("draft.xlsx", full, "plan.xlsx"):
        pass


def test_an_error_of_the_reader_is_not_taken_for_a_full_disk(root: Path) -> None:
    with pytest.raises(OSError, match="of the reader"), working_copy("draft.xlsx", Path.touch, "plan.xlsx"):
        raise OSError("of the reader")
