"""Tables for a terminal: as wide as it is, but never wider than is good to read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from planner.report.numbers import readable
from planner.report.terminal import colours_wanted, status_colour, unknown_key

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from planner.result import LineValue, Result, Shown

WIDTH = 100
"""Columns of a table in a pipe, and in every terminal that has as many."""

SCENARIOS = ("low", "base", "high")
YES_OR_NO = "1 = yes, 0 = no"
SAID_BY_THE_VALUE = {YES_OR_NO, "fraction", "ratio", "choice", "text"}
"""Units that need no words beside `yes`, `8.0%` or a name."""


def print_results(result: Result, keys: Sequence[str], inputs: bool) -> None:
    """Print the results; or the lines of some keys, or the inputs."""
    known = {**result.inputs, **result.calcs, **result.outputs}
    for key in keys:
        if key not in known:
            raise click.UsageError(unknown_key(key, list(known)))
    if inputs:
        print_inputs(result)
    if keys or not inputs:
        print_lines(result, keys)


def print_lines(result: Result, keys: Sequence[str] = ()) -> None:
    """The outputs section by section, or the asked-for lines, with their three values and status."""
    lines = {**result.inputs, **result.calcs, **result.outputs}
    table = _table()
    table.add_column("", ratio=1)
    for name in SCENARIOS:
        table.add_column(name, justify="right")
    table.add_column("status", no_wrap=True)
    for title, wanted in ((None, tuple(keys)),) if keys else result.sections:
        if title:
            table.add_row(title, style="bold")
        for key in wanted:
            line = lines[key]
            table.add_row(_label(line, indent=2 if title else 0), *_values(line), _status(line.status))
        table.add_section()
    _print(table)


def print_inputs(result: Result) -> None:
    """Every scalar input, by the key that `planner set` takes; three values where the scenarios differ."""
    table = _table()
    table.add_column("key", no_wrap=True)
    table.add_column("value")
    table.add_column("", ratio=1)
    for key, line in result.inputs.items():
        shown = [_shown(value, line) for value in (line.low, line.base, line.high)]
        if len(set(shown)) > 1:
            width = max(map(len, shown))
            pairs = zip(shown, SCENARIOS, strict=True)
            side = "<" if line.unit == "choice" else ">"
            shown = ["\n".join(f"{value:{side}{width}}  {name}" for value, name in pairs)]
        table.add_row(key, shown[0], _label(line))
    _print(table)
    click.echo()
    print_tables(result)


def print_tables(result: Result) -> None:
    """The names behind TABLE[ROW].COLUMN, which `planner set` takes for a cell of a table."""
    table = _table()
    table.add_column("table", no_wrap=True)
    table.add_column("rows", ratio=3)
    table.add_column("columns", ratio=2)
    for key, rows in result.tables.items():
        if rows:
            names = (str(next(iter(row.values()))) for row in rows)
            table.add_row(key, "\n".join(names), ", ".join(rows[0]))
            table.add_section()
    _print(table)


def _table() -> Table:
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, expand=True)


def _label(line: LineValue, indent: int = 0) -> Padding:
    """A label, and its unit where neither the label nor the value says it; what does not fit goes below."""
    from rich.padding import Padding
    from rich.text import Text

    label = Text(line.label)
    if line.unit not in SAID_BY_THE_VALUE and line.unit.casefold() not in line.label.casefold():
        label.append(f" ({line.unit})", style="dim")
    return Padding(label, (0, 0, 0, indent))


def _values(line: LineValue) -> list[Text]:
    from rich.text import Text

    shown = [_shown(value, line) for value in (line.low, line.base, line.high)]
    return [Text(text, no_wrap=not isinstance(line.base, str)) for text in shown]


def _shown(value: Shown, line: LineValue) -> str:
    """A value as its format has it; along an axis one below the other."""
    if isinstance(value, tuple):
        return "\n".join(_shown(one, line) for one in value)
    if line.unit == YES_OR_NO:
        return {0.0: "no", 1.0: "yes"}.get(float(value), str(value))
    return readable(value, line.format)


def _status(status: str) -> Text:
    """What needs attention stands in capitals, so that it is seen without colours."""
    from rich.text import Text

    return Text("ok" if status == "OK" else status, style=status_colour(status) if status else "")


def _print(table: Table) -> None:
    """Without the blanks that fill its lines up to the full width."""
    console = _console()
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()  # before anything that goes to standard error


def _console() -> Console:
    from rich.console import Console

    console = Console(file=sys.stdout, color_system="auto" if colours_wanted() else None)
    console.width = min(console.width, WIDTH) if sys.stdout.isatty() else WIDTH
    return console
