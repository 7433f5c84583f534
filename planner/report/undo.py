"""What `planner undo` says in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.problems import quoted
from planner.report.numbers import readable
from planner.report.printing import say, style
from planner.report.terminal import problem_line, status_colour
from planner.results.levels import LEVELS
from planner.results.undo import written

if TYPE_CHECKING:
    from planner.results.undo import Back, Content, Undone, Version

NO_STATUS = "no status"
"""What a file shows whose formulas have no values, as some programs save it."""

MOST = 20
"""Differences of one kind listed one by one; --json has them all."""


@dataclass(frozen=True, slots=True)
class _Tense:
    """The words of what is still to come, or of what was done."""

    values: str
    back: str
    gone: str
    lines: str


TO_COME = _Tense("is {now}, would be {then}", "would come back", "would go", "would go")
DONE = _Tense("was {now}, is {then} again", "is back", "is gone", "went")


def print_undone(result: Undone) -> None:
    """What differs, a line each; then what became of the two files."""
    for problem in result.problems:
        say(problem_line(problem), err=True)
    if not result.ok or result.then is None or result.now is None:
        return
    tense = TO_COME if result.dry_run else DONE
    _print_cells(result, result.inputs, "inputs", tense, _input_name)
    _print_cells(result, result.cells, "cells", tense, lambda _: "your cell")
    for names, what in ((result.sheets_back, tense.back), (result.sheets_gone, tense.gone)):
        for name in names:
            say(f"{result.file}: the sheet {quoted(name)} {what}")
    for (now, then), count in Counter((one.now, one.then) for one in result.statuses).items():
        lines = "one line" if count == 1 else f"{count} lines"
        say(f"{result.file}: {lines} {tense.lines} from {now or NO_STATUS} to {then or NO_STATUS}")
    for note in result.notes:
        say(f"{result.file}: {note}", err=True)
    _print_files(result.file, result.now, result.then, dry_run=result.dry_run)


def _print_files(file: str, now: Version, then: Version, *, dry_run: bool) -> None:
    version = _version(then)
    if dry_run:
        say(f"{file}: would be {version} again; nothing was written")
    else:
        say(f"{file}: is {version} again")
        back = (
            "another undo brings it back" if now.saved else "no undo brings that back, as it cannot be read"
        )
        say(f"{file}: what it was is kept as {then.file}; {back}")


def _print_cells(
    result: Undone, found: Sequence[Back], what: str, tense: _Tense, named: Callable[[Back], str]
) -> None:
    for one in found[:MOST]:
        say(f"{result.file} {one.sheet}!{one.cell}: {named(one)}: {_values(one, tense)}")
    if len(found) > MOST:
        say(f"{result.file}: and {len(found) - MOST:,} more {what}; --json lists all")


def _input_name(one: Back) -> str:
    return f"{one.key} ({LEVELS[one.scenario]})" if one.scenario else one.key


def _values(one: Back, tense: _Tense) -> str:
    """What stands there and what stood there: as `show` prints it, with all digits where that is alike."""
    now, then = (_value(value, one) for value in (one.now, one.then))
    if now == then:
        now, then = (_value(value, None) for value in (one.now, one.then))
    return tense.values.format(now=now, then=then)


def _version(version: Version) -> str:
    """Which one it is, for somebody who has seen both."""
    status = style(version.master, fg=status_colour(version.master), bold=True)
    about = [f"status {status}"] if version.master else []
    about += [f"last in agreement {version.refreshed}"] if version.refreshed else []
    more = f" ({', '.join(about)})" if about else ""
    return f"the version of {version.saved} UTC{more}"


def _value(value: Content, look: Back | None) -> str:
    """A value inside a sentence; a number as its cell shows it, or with all its digits."""
    if value is None:
        return "empty"
    if isinstance(value, str):
        return quoted(value)
    if look is None:
        return f"{value:,.15g}"
    day = written(value, look.is_day)
    return day if isinstance(day, str) else readable(value, look.format)
