"""200 plans in one call, against one by one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Many:
    """How long it took, in seconds."""

    plans: int
    processes: int
    at_once: float
    one_by_one: float
    """In one process, without the pool."""
    separately: float
    """With a new process for each."""


ONE_BY_ONE = """
import sys
from planner.cli import main as cli
from planner.cli import pool
pool.FEW = sys.maxsize
cli.main(sys.argv[1:], prog_name="planner")
"""


def measure(plan: Path, folder: Path, count: int) -> Many:
    """Refresh copies of a plan in three ways."""
    from planner.cli.pool import processes

    folder.mkdir(parents=True)
    names = [f"plan-{number:03}.xlsx" for number in range(count)]
    for name in names:
        shutil.copyfile(plan, folder / name)
    refresh = ("refresh", "--no-backup")
    at_once = _seconds(folder, [[sys.executable, "-m", "planner", *refresh, *names]])
    one_by_one = _seconds(folder, [[sys.executable, "-c", ONE_BY_ONE, *refresh, *names]])
    separately = _seconds(folder, [[sys.executable, "-m", "planner", *refresh, name] for name in names])
    return Many(count, processes(), at_once, one_by_one, separately)


def _seconds(folder: Path, commands: list[list[str]]) -> float:
    began = time.monotonic()
    for command in commands:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            raise RuntimeError(f"a refresh failed: {ran.stderr[-500:]}")
    return time.monotonic() - began
