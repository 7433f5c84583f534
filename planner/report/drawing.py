"""What every table in a terminal is drawn with. The library is slow to import, so it waits for a table."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from planner.problems import printable
from planner.report.printing import colours_wanted, say_drawn

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WIDTH = 100
"""Columns of a table in a pipe, and in every terminal that has as many."""

GAP = 2
"""Columns between two cells."""


def new_table() -> Table:
    """An empty table."""
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, padding=(0, GAP - 1, 0, 0), show_edge=False, expand=True)


def text(words: str, style: str = "", *, no_wrap: bool = False) -> Text:
    """A text of a workbook in a cell of a table: line by line without characters that a terminal obeys."""
    from rich.text import Text

    whole = "\n".join(map(printable, words.split("\n")))
    return Text(whole, style=style, no_wrap=no_wrap, overflow="ellipsis" if no_wrap else None)


def widest(words: Iterable[str]) -> int:
    """Columns that the widest line takes; a Chinese character takes two."""
    from rich.cells import cell_len

    return max((cell_len(line) for word in words for line in word.split("\n")), default=0)


def draw(table: Table) -> None:
    """Print a table. A text without blanks, as Chinese ones are, goes on below where it does not fit."""
    for column in table.columns:
        column.overflow = "ellipsis" if column.no_wrap else "fold"
    console = drawn_on()
    with console.capture() as captured:
        console.print(table)
    say_drawn(captured.get().splitlines())


def drawn_on() -> Console:
    """The terminal, but never wider than is good to read."""
    from rich.console import Console

    console = Console(file=sys.stdout, color_system="auto" if colours_wanted() else None)
    console.width = min(console.width, WIDTH) if sys.stdout.isatty() else WIDTH
    return console
