"""What `planner undo` says in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from planner.problems import quoted
from planner.report.printing import say, style
from planner.report.terminal import status_colour

if TYPE_CHECKING:
    from planner.results.undo import Back, Undone, Version

MOST = 20
"""Differences of one kind listed one by one; --json has them all."""


def print_undone(result: Undone) -> None:
    """What differs, a line each; then what became of the two files."""
    for problem in result.problems:
        where = problem.where()
        say(style(where, fg="red", bold=True) + str(problem).removeprefix(where), err=True)
    if not result.ok or result.then is None or result.now is None:
        return
    _listed(
        result,
        result.inputs,
        "inputs",
        lambda one: f"{one.key}{f' ({one.scenario})' if one.scenario else ''}",
    )
    _listed(result, result.cells, "cells", lambda _: "your cell")
    for names, what in ((result.sheets_back, "comes back"), (result.sheets_gone, "goes")):
        for name in names:
            say(f"{result.file}: the sheet {quoted(name)} {what}")
    for (now, then), count in Counter((one.now, one.then) for one in result.statuses).items():
        lines = "one line goes" if count == 1 else f"{count} lines go"
        say(f"{result.file}: {lines} from {now} to {then}")
    for note in result.notes:
        say(f"{result.file}: {note}", err=True)
    file, version = result.file, _version(result.then)
    if result.dry_run:
        say(f"{file}: would be {version} again; nothing was written")
    else:
        say(f"{file}: is {version} again")
        say(f"{file}: what it was is kept as {result.then.file}; another undo brings it back")


def _listed(result: Undone, found: Sequence[Back], what: str, named: Callable[[Back], str]) -> None:
    for one in found[:MOST]:
        values = f"now {_value(one.now)}, then {_value(one.then)}"
        say(f"{result.file} {one.sheet}!{one.cell}: {named(one)}: {values}")
    if len(found) > MOST:
        say(f"{result.file}: and {len(found) - MOST:,} more {what}; --json lists all")


def _version(version: Version) -> str:
    """Which one it is, for somebody who has seen both."""
    status = style(version.master, fg=status_colour(version.master), bold=True)
    told = [f"status {status}"] if version.master else []
    told += [f"last in agreement {version.refreshed}"] if version.refreshed else []
    told_too = f" ({', '.join(told)})" if told else ""
    return f"the version of {version.saved} UTC{told_too}"


def _value(value: float | str | None) -> str:
    if value is None:
        return "empty"
    return f"{value:,.15g}" if isinstance(value, float) else quoted(value)
