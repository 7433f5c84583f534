"""Runs planner as a user does: a process of its own, in a pipe or in a terminal of a given width."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from planner.template import folder as folders
from tests import short_process
from tests.short import STANDS

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
UNSET = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "CI")
"""What the caller's shell may have set and would change the output."""


@dataclass(frozen=True)
class Ran:
    """A finished run of planner."""

    status: int
    out: str
    err: str = ""


WHOLE = folders.templates_folder()


def program() -> list[str]:
    """How planner is started, with the template that this process takes: the short one, or as it is."""
    folder = folders.templates_folder()
    told = ["-m", "planner"] if folder == WHOLE else ["-c", short_process.CODE, str(folder)]
    return [sys.executable, *told]


def environment(**more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in UNSET}
    return clean | {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"} | more


def planner(*args: str, cwd: Path, **more: str) -> Ran:
    """Run planner with its output in pipes."""
    command = [*program(), *args]
    ran = subprocess.run(
        command, cwd=cwd, env=environment(**more), capture_output=True, encoding="utf-8", check=False
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def planner_in_terminal(*args: str, cwd: Path, columns: int, **more: str) -> Ran:
    """Run planner with both streams in one terminal of that many columns."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        [*program(), *args],
        cwd=cwd,
        env=environment(**more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    return Ran(process.wait(), shown.decode("utf-8").replace("\r\n", "\n"))


def only_warns(ran: Ran) -> bool:
    """Whether standard error holds nothing but what the plan's own checks warn of."""
    return all(STANDS in line for line in ran.err.splitlines())


def without_escapes(text: str) -> str:
    return ESCAPE.sub("", text)
