"""Results as a person reads them in a terminal: results on standard output, everything else on the other."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.report.numbers import readable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from planner.result import Difference, LineValue, Program, Result, Shown

WIDTH = 100
"""Columns that a table fits, also in a pipe."""

MARKS = {"OK": "ok", "STALE": "STALE", "FAILS": "FAILS"}
MOST_DIFFERENCES = 20


def print_outcome(result: Result, verb: str) -> None:
    """One line for a file, then its problems, differences and notes, one line each."""
    err = _console(stderr=True)
    for problem in result.problems:
        err.print(str(problem), style="red", highlight=False, markup=False, soft_wrap=True)
    for difference in result.differences[:MOST_DIFFERENCES]:
        err.print(_difference(difference, result.file), highlight=False, markup=False, soft_wrap=True)
    if len(result.differences) > MOST_DIFFERENCES:
        rest = len(result.differences) - MOST_DIFFERENCES
        err.print(f"{result.file}: and {rest} more cells; --json lists all", markup=False, soft_wrap=True)
    for note in result.notes:
        err.print(f"{result.file}: {note}", highlight=False, markup=False, soft_wrap=True)
    if result.checked["cells"]:
        _console().print(_counted(result, verb), highlight=False, markup=False, soft_wrap=True)


def print_lines(result: Result, keys: Sequence[str] = ()) -> None:
    """The outputs section by section, or the asked-for lines, with their three values and status."""
    lines = {**result.inputs, **result.calcs, **result.outputs}
    sections = ((None, tuple(keys)),) if keys else result.sections
    table = _table()
    for title, wanted in sections:
        if title:
            table.add_row(title, "", "", "", "", "", style="bold")
        for key in wanted:
            table.add_row(*_row(lines[key], indent=bool(title)))
        table.add_section()
    _console().print(table)


def print_doctor(programs: Sequence[Program]) -> None:
    """Which checkers and programs this machine has."""
    console = _console()
    for program in programs:
        line = (
            f"{'yes' if program.usable else 'no':4} {program.name:12} {program.version:10} {program.detail}"
        )
        console.print(line.rstrip(), highlight=False, markup=False, soft_wrap=True)


def unknown_key(key: str, known: Sequence[str]) -> str:
    """What to say of a key that no line has."""
    from difflib import get_close_matches

    close = get_close_matches(key, known, n=3)
    return f"there is no line {key!r}" + (f"; did you mean {', '.join(close)}?" if close else "")


def _counted(result: Result, verb: str) -> str:
    checked = result.checked
    by = f"{result.checker} {result.checker_version}".strip()
    agree = f"{checked['agrees']:,} of {checked['cells']:,} formula cells agree with the engine ({by})"
    rest = [f"{checked[name]:,} {name.replace('_', ' ')}" for name in list(checked)[2:] if checked[name]]
    return "; ".join([f"{result.file}: {verb}, {agree}", *rest, f"status {result.master}"])


def _difference(difference: Difference, file: str) -> str:
    """One line: where, what, and the two values."""
    where = f"{file} {difference.sheet}!{difference.cell}: {difference.key}".rstrip()
    formula, engine = difference.formula, difference.engine
    match difference.status:
        case "not_run":
            return f"{where} was not checked: {difference.reason}"
        case "edited":
            return f"{where} was edited: its formula is not planner's; it gives {formula}, expected {engine}"
        case "overwritten":
            return f"{where} was overwritten: {formula} stands where a formula was, expected {engine}"
    cause = " (first cause)" if difference.first_cause else ""
    return f"{where} differs{cause}: the formula gives {formula}, the engine {engine}"


def _row(line: LineValue, *, indent: bool) -> tuple[str, ...]:
    values = (_cell(value, line.format) for value in (line.low, line.base, line.high))
    return (("  " if indent else "") + line.label, line.unit, *values, MARKS.get(line.status, line.status))


def _cell(value: Shown, number_format: str) -> str:
    """A value; along an axis its values below one another."""
    if isinstance(value, tuple):
        return "\n".join(readable(one, number_format) for one in value)
    return readable(value, number_format)


def _table() -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=WIDTH)
    table.add_column("", ratio=1, overflow="fold")
    table.add_column("unit", overflow="fold", max_width=16)
    for name in ("low", "base", "high"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    return table


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else WIDTH)
