"""What every refusal has in common: status 1, its lines on standard error, no output, no file touched."""

from __future__ import annotations

from pathlib import Path

from tests.command import planner


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a folder: its bytes, and when it was written."""
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir() if path.is_file()
    }


def refused(path: Path, *lines: str, commands: tuple[str, ...] = ("refresh", "check")) -> None:
    """Each command must refuse the file with exactly these lines."""
    folder = path.absolute().parent
    before = state(folder)
    for command in commands:
        found = planner(*command.split(), path)
        assert found.lines == list(lines)
        assert (found.status, found.out) == (1, "")
        assert state(folder) == before
