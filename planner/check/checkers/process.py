"""A child process that is certain to end: started in a group of its own, killed with all of its children."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

KEPT_VARIABLES = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")
"""What an interpreter needs to start and find a scratch directory; a child gets nothing else."""


def minimal_environment(**more: str) -> dict[str, str]:
    """The environment of a child: no PYTHON* variables, no tokens of the user."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "TZ": "UTC", **more}


def start(command: Sequence[str], environment: Mapping[str, str], *, talk: bool) -> subprocess.Popen[bytes]:
    """Start a command quietly; with `talk`, its input and output are pipes."""
    pipe = subprocess.PIPE if talk else subprocess.DEVNULL
    windows = sys.platform == "win32"
    return subprocess.Popen(  # noqa: S603 - our own worker, or the office program found on this machine
        list(command),
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        env=dict(environment),
        start_new_session=not windows,
        creationflags=0x08000200 if windows else 0,  # CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and everything it started; wait until it is gone."""
    if sys.platform == "win32":
        subprocess.run(  # noqa: S603
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607
            capture_output=True,
            check=False,
        )
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """`crashed (SIGSEGV)`, for a process that was not killed by :func:`kill`."""
    status = process.wait()
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"crashed ({signal.Signals(-status).name})"
    return f"ended with status {status}"
