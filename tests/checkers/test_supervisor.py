"""The supervisor of a program that cannot be trusted to end."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.check.checkers.libreoffice_run import SUPERVISOR
from tests.checkers.support import processes_of

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="process groups, RLIMIT_AS")

SLEEP = "import time; time.sleep(600)"
FOREVER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{SLEEP}', sys.argv[1]])"


def supervisor(seconds: float, megabytes: int, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(SUPERVISOR), str(seconds), str(megabytes), *command],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def gone(marker: str) -> bool:
    """Whether every process with the marker ends soon."""
    deadline = time.monotonic() + 10
    while processes_of(marker) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not processes_of(marker)


def test_it_ends_as_the_program_ends() -> None:
    crash = "import os; os.kill(os.getpid(), 11)"
    for code, status in (("pass", 0), ("raise SystemExit(81)", 81), (crash, 139)):
        assert supervisor(60, 1024, sys.executable, "-c", code).wait(30) == status
    assert supervisor(60, 1024, "no such program").wait(30) == 127


def test_a_program_whose_time_is_up_is_killed_with_its_children() -> None:
    marker = f"supervisor-late-{time.time_ns()}"
    process = supervisor(1, 1024, sys.executable, "-c", FOREVER, marker)
    assert process.wait(30) != 0
    assert gone(marker)


def test_a_program_whose_planner_is_gone_is_killed_with_its_children() -> None:
    marker = f"supervisor-orphan-{time.time_ns()}"
    process = supervisor(600, 1024, sys.executable, "-c", FOREVER, marker)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(30) != 0
    assert gone(marker)


def test_a_program_gets_no_more_memory_than_it_may(tmp_path: Path) -> None:
    code = "bytearray(700 << 20)"
    assert supervisor(60, 4096, sys.executable, "-c", code).wait(30) == 0
    assert supervisor(60, 600, sys.executable, "-c", code).wait(30) == 1
