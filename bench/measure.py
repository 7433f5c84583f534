"""Runs whole processes in turn and takes medians, so that a busy machine slows all of them alike."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Command = Sequence[str | Path]

RSS_PER_MB = 1e6 if sys.platform == "darwin" else 1e6 / 1024
"""`ru_maxrss` counts bytes on macOS and KiB elsewhere."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of a command, or the medians of several.

    Attributes:
        seconds: from its start to its end.
        processor_seconds: that it and its children ran, which other work on the machine lengthens less.
        peak_mb: memory of the largest of its processes, but never less than what this one had before it. What
            takes memory is therefore done by others, such as making files.
    """

    seconds: float
    processor_seconds: float
    peak_mb: float
    out: str


def in_turn(commands: Mapping[str, Command], rounds: int, *, warm: bool = True) -> dict[str, Measured]:
    """Each command `rounds` times, interleaved; with `warm` after one round that is not counted."""
    runs: dict[str, list[Measured]] = {name: [] for name in commands}
    for turn in range(-1 if warm else 0, rounds):
        for name, command in commands.items():
            measured = run(command)
            if turn >= 0:
                runs[name].append(measured)
    return {name: _median(found) for name, found in runs.items()}


def run(command: Command) -> Measured:
    """One run, from its start to its end."""
    # As installed: Python may keep its bytecode.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
    )
    assert process.stdout is not None
    out = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{out}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / RSS_PER_MB, out)


def _median(runs: Sequence[Measured]) -> Measured:
    return Measured(
        median(one.seconds for one in runs),
        median(one.processor_seconds for one in runs),
        median(one.peak_mb for one in runs),
        runs[-1].out,
    )
