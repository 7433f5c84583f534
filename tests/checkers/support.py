"""What the checkers' tests share besides fixtures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import pytest

Sheets = Mapping[str, Mapping[str, object]]
Worker = Callable[[str], None]


class Book(Protocol):
    """Writes a workbook and tells where."""

    def __call__(self, sheets: Sheets, name: str = ...) -> Path: ...


def processes_of(marker: str) -> list[int]:
    """The processes that have `marker` in their command line. Linux only."""
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc")
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if marker.encode() in command:
                found.append(int(entry.name))
    return found
