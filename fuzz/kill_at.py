"""``python -m fuzz.kill_at HOW NUMBER ARGUMENTS...``: planner, killed by itself at an exact moment.

`HOW` is `event`, before the numbered touch of a file in the folder or the temporary folder; or `line`, before
the numbered line that runs in the modules that write. `NUMBER` 0 counts them, and prints how many there are.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from planner.disk import exchange, locks, onto_disk, replace, scratch
from planner.xlsx import patch, patch_book, patch_sheet, zip_copy

WRITERS = (replace, onto_disk, exchange, locks, scratch, zip_copy, patch, patch_sheet, patch_book)
WRITING = {str(module.__file__) for module in WRITERS}
"""The files of the modules that write: imported, so that a module under another name is missed at once."""

FILES = ("open", "os.", "shutil.", "tempfile.")


class Count:
    """Counts to a number, and then kills the process as nothing else in it can."""

    def __init__(self, last: int) -> None:
        self.last, self.seen = last, 0

    def one(self) -> None:
        """Another moment."""
        self.seen += 1
        if self.seen == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def on_events(count: Count) -> None:
    """Count what touches a file here or in the temporary folder."""
    places = (str(Path.cwd()), tempfile.gettempdir())

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FILES) and any(_is_in(argument, places) for argument in arguments):
            count.one()

    sys.addaudithook(hook)


def _is_in(argument: object, places: tuple[str, ...]) -> bool:
    if isinstance(argument, str | os.PathLike):
        return os.path.realpath(argument).startswith(places)
    return False


def on_lines(count: Count) -> None:
    """Count the lines that run in the modules that write."""

    def line(frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
        if event == "line":
            count.one()
        return line

    def call(frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        return line if frame.f_code.co_filename in WRITING else None

    sys.settrace(call)


def main() -> None:
    """Run planner with a counter."""
    how, number, *arguments = sys.argv[1:]
    from planner import refresh, set_inputs, undo  # noqa: F401 - imported before anything is counted
    from planner.cli.main import main as planner

    count = Count(int(number))
    {"event": on_events, "line": on_lines}[how](count)
    try:
        planner(arguments, prog_name="planner")
    finally:
        if not count.last:
            print(count.seen, file=sys.stderr)


if __name__ == "__main__":
    main()
