"""How far many files are, on standard error, where a person watches it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from planner.report.printing import colours_wanted

FEW = 3
"""As many files are done before a bar would be read."""


@contextmanager
def progress(total: int) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """A bar that counts files. What it gives is to be entered after each, while its lines are printed."""
    if total <= FEW or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield nullcontext
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True, no_color=not colours_wanted())
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
    task = bar.add_task("", total=total)

    @contextmanager
    def one_more() -> Iterator[None]:
        bar.stop()  # which wipes the bar off the line
        yield
        bar.advance(task)
        bar.start()

    with bar:
        yield one_more
