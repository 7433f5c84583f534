"""Runs planner in a forked process with limits, and tells what came of it and what it took."""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CRASHED = 70
"""Exit status of a run that ended in a traceback."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take: all processes together for time, each of them for memory."""

    cpu_s: float = 10.0
    wall_s: int = 60
    """A run that waits for nothing. Longer than `cpu_s`, as the machine may be busy with other things."""
    memory: int = 1 << 30
    """Bytes, beside what the forking process has taken: a test run's memory grows with its length."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished run. `status` is negative for the signal that killed it."""

    status: int
    out: str
    err: str
    cpu_s: float
    wall_s: float
    peak: int
    """Bytes of the largest process."""
    held: int = 0
    """Bytes of them that the forking process held, and the run began with."""


def run(arguments: Sequence[str], folder: Path, limits: Limits, environment: Mapping[str, str]) -> Ran:
    """`planner ARGUMENTS` in that folder; what it prints is kept beside the folder."""
    out, err = folder.with_suffix(".out"), folder.with_suffix(".err")
    began, held = time.monotonic(), _taken()[1]
    child = os.fork()
    if child == 0:
        _become(arguments, folder, (out, err), limits, environment)
    _, status, used = os.wait4(child, 0)
    return Ran(
        os.waitstatus_to_exitcode(status),
        out.read_text(encoding="utf-8", errors="replace"),
        err.read_text(encoding="utf-8", errors="replace"),
        used.ru_utime + used.ru_stime,
        time.monotonic() - began,
        used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        held,
    )


def _become(
    arguments: Sequence[str],
    folder: Path,
    streams: tuple[Path, Path],
    limits: Limits,
    environment: Mapping[str, str],
) -> None:
    """Turn this fork into a run of planner. Does not come back."""
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, stream in enumerate(streams, 1):
            os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.environ.update(environment)
        os.chdir(folder)
        memory = limits.memory + _taken()[0]
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(limits.wall_s)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - closed with the process
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        # Where it stands, before it is killed for waiting.
        faulthandler.dump_traceback_later(max(limits.wall_s - 1, 1), file=2)
        _planner(arguments)
    finally:
        os._exit(CRASHED)


def _taken() -> tuple[int, int]:
    """Bytes of addresses that this process has taken, and of memory; 0 where the system does not tell."""
    try:
        addresses, resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[:2]
    except OSError:
        return 0, 0
    return int(addresses) * resource.getpagesize(), int(resident) * resource.getpagesize()


def _planner(arguments: Sequence[str]) -> None:
    from planner.cli.main import main

    status = CRASHED
    try:
        main(list(arguments), prog_name="planner")
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent is to read it
        import traceback

        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
