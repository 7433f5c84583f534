"""How much time and memory a checker may take for one workbook."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from planner.check.checkers.registry import BY_NAME

# cellrune takes 1.3 GB for 200,000 formulas; at three times that, the machine needs protecting.
MEMORY_BYTES = 4 << 30


class Allowance(NamedTuple):
    """What a checker may take for one workbook."""

    seconds: float
    memory: int = MEMORY_BYTES
    """Bytes; LibreOffice has a limit of its own."""


SMALL_BYTES = 768 << 20
PER_PACKED_BYTE = 256
"""The memory that goes with it."""


def allowance_of(checker: str, path: Path | str, *, alone: bool) -> Allowance:
    """What a checker may take for a file: all that it ever may where it is asked alone, as one was named.

    Else enough for every workbook of that size, and little enough that a small one that hangs it ends soon.
    """
    row = BY_NAME[checker]
    if alone or row.short_s is None:
        return Allowance(row.timeout_s)
    (first, more), file_bytes = row.short_s, _size(path)
    seconds = min(first + more * file_bytes / 1e6, row.timeout_s)
    return Allowance(seconds, min(SMALL_BYTES + PER_PACKED_BYTE * file_bytes, MEMORY_BYTES))


def _size(path: Path | str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:  # which the checker will say
        return 0
