"""`planner watch`: one refresh a save, in the file or the open workbook; none after its own writing."""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.live.conftest import Hand
from tests.live.sitting import Sitting

SAVES = int(os.environ.get("PLANNER_TEST_SAVES", "2"))
PATIENCE_S = 120
QUIET_S = 3.0
"""Longer than a save takes to be noticed: nothing more must come."""


class Watched:
    """A running `planner watch`, and the lines that it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip())

    def line(self) -> str:
        """The next one."""
        return self.lines.get(timeout=PATIENCE_S)

    def quiet(self) -> bool:
        """Whether nothing more comes."""
        try:
            self.lines.get(timeout=QUIET_S)
        except queue.Empty:
            return True
        return False


@contextmanager
def watching(sitting: Sitting, path: Path, *options: str) -> Iterator[Watched]:
    """Start it; it is ready once it says so. Ctrl-C ends it without a word."""
    process = sitting.start_planner("watch", path, *options)
    assert process.stderr is not None
    try:
        assert process.stderr.readline() == f"{path}: watched; Ctrl-C ends this\n"
        yield Watched(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 130
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.wait()


def refreshed(path: Path, checker: str) -> str:
    """What a good line says."""
    return rf"\d\d:\d\d:\d\d {re.escape(str(path))}: refreshed, .* agree .*\({checker}.*; status WARNS"


def test_every_save_of_an_open_workbook_is_refreshed_there_once(
    sitting: Sitting, opened: Path, hand: Hand
) -> None:
    with watching(sitting, opened) as watched:
        hand("edit", "type_input", "in_parameters_b", 1, "many")
        hand("save")
        line = watched.line()
        assert str(opened) in line and '"many"' in line, "told, and the next one is followed"
        for number in range(SAVES):
            hand("edit", "type_input", "in_parameters_b", 1, 50 + number)
            hand("save")
            assert re.fullmatch(refreshed(opened, "excel"), watched.line())
            assert hand("edit", "read_name", "cov_master") == ["WARNS"]
        assert watched.quiet()
    written = [row for row in hand("cells")["Log"][4:] if row[3].startswith("excel")]  # type: ignore[index]
    assert len(written) == SAVES


def test_its_own_saving_is_not_followed(sitting: Sitting, opened: Path, hand: Hand) -> None:
    with watching(sitting, opened, "--save") as watched:
        hand("edit", "type_input", "in_parameters_b", 1, 90)
        hand("save")
        assert re.fullmatch(refreshed(opened, "excel"), watched.line())
        assert watched.quiet()
    assert hand("is_changed") is False


def test_every_save_of_a_closed_file_is_refreshed_once(
    sitting: Sitting, opened: Path, hand: Hand, tmp_path: Path
) -> None:
    path = tmp_path / "closed.xlsx"
    shutil.copy(opened, path)
    with watching(sitting, path) as watched:
        for number in range(SAVES):
            hand("edit", "type_input", "in_parameters_b", 1, 30 + number)
            hand("save_as_copy", path)
            assert re.fullmatch(refreshed(path, "ironcalc"), watched.line())
        assert watched.quiet()


def test_a_file_that_is_not_there_cannot_be_watched(sitting: Sitting, tmp_path: Path) -> None:
    ran = sitting.planner("watch", tmp_path / "none.xlsx")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"{tmp_path / 'none.xlsx'}: there is no such file. Check the path.\n"
