"""Runs a program that planner cannot trust to end.

    python -I -S supervisor.py SECONDS MEGABYTES COMMAND...

The program gets a memory limit. It is killed, with everything it started, when its time is up or when planner
is gone, which shows in the end of standard input. Ends as the program ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

LATE = 124  # as timeout(1) has it
CANNOT_START = 127  # as the shell has it


def main() -> None:
    """Run the command to its end, or to ours."""
    seconds, megabytes, command = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    _limit_memory(megabytes << 20)
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - planner's own command
    except OSError:
        sys.exit(CANNOT_START)
    threading.Thread(target=_watch, args=(process,), daemon=True).start()
    try:
        status = process.wait(seconds)
    except subprocess.TimeoutExpired:
        _kill(process, LATE)
    os._exit(status if status >= 0 else 128 - status)


def _watch(process: subprocess.Popen[bytes]) -> None:
    """Wait until planner is gone."""
    sys.stdin.buffer.read()
    _kill(process, LATE)


def _kill(process: subprocess.Popen[bytes], status: int) -> None:
    process.kill()
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)  # the program's children, and this process
    os._exit(status)


def _limit_memory(size: int) -> None:
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = size if hard == resource.RLIM_INFINITY else min(hard, size)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
