"""What a person reads in a terminal: results on standard output, everything else on the other.

One line a statement, so that it can be searched and piped. Tables are in ``planner.report.tables``, apart
from here because drawing them takes a library that is slow to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.problems import printable
from planner.report.moved import print_moved
from planner.report.printing import say, style
from planner.report.upgrade import upgrade_lines
from planner.results.statuses import AGREES, DIFFERS, EDITED, NOT_RUN, OVERWRITTEN, LineStatus

if TYPE_CHECKING:
    from planner.problems import Problem
    from planner.results.plan import Change, Difference, Repair, Result
    from planner.results.program import Program

MOST_DIFFERENCES = 20
"""Differences listed one by one; the first cause of a chain comes early, and --json has them all."""

COUNTED = {DIFFERS: "differ", NOT_RUN: "not run"}
"""Statuses of cells as they read behind a number."""

COLOURS = {
    LineStatus.OK: "green",
    **dict.fromkeys(
        (LineStatus.STALE, LineStatus.NOT_CHECKED, LineStatus.NOT_RUN, LineStatus.WARNS), "yellow"
    ),
}
"""Colour of a status; every other one is bad news."""


def print_outcome(result: Result, verb: str, *, err: bool = False) -> None:
    """What came of a file, as the result; before it problems and differences, after it notes, a line each.

    Args:
        err: on standard error too, as data stand on standard output.
    """
    for problem in result.problems:
        say(problem_line(problem), err=True)
    for reason, several in _not_run(result).items():
        say(_unchecked(several, reason, result.file), err=True)
    differences = [one for one in result.differences if one.status != NOT_RUN]
    for difference in differences[:MOST_DIFFERENCES]:
        say(_difference(difference, result.file), err=True)
    if len(differences) > MOST_DIFFERENCES:
        rest = len(differences) - MOST_DIFFERENCES
        say(f"{result.file}: and {rest:,} more cells; --json lists all", err=True)
    for change in result.changes:
        say(_change(change, result.file))
    for repair in result.repairs:
        say(_repair(repair, result.file))
    for line in upgrade_lines(result):
        say(line)
    if result.checked["cells"]:
        say(_counted(result, verb), err=err)
    if result.moved:
        print_moved(result.file, result.moved)
    for note in result.notes:
        say(f"{result.file}: {note}", err=True)


def print_doctor(programs: Sequence[Program]) -> None:
    """Which checkers and programs this machine has."""
    for program in programs:
        found = style("yes", fg="green") if program.usable else style("no ", fg="red")
        say(f"{found}  {program.name:12} {program.version:10} {program.detail}".rstrip())


def unknown_key(key: str, known: Sequence[str]) -> str:
    """What to say of a key that no line has."""
    from planner.problems import close_to

    close = close_to(key, known)
    return f"there is no line {key!r}" + (f"; did you mean {', '.join(close)}?" if close else "")


def print_watched(result: Result, clock: str) -> None:
    """What came of one save, in one line: the first problem, or how many cells agree."""
    if result.problems:
        more = len(result.problems) - 1
        text = f"{problem_line(result.problems[0])}{f' And {more} more.' if more else ''}"
    else:
        text = _counted(result, "refreshed")
    say(f"{clock} {text}")


def status_colour(status: str) -> str:
    """What colour a status word has."""
    return COLOURS.get(status, "red")


def problem_line(problem: Problem) -> str:
    """A problem with its place in front, which stands out."""
    where = printable(problem.where())
    return style(where, fg="red", bold=True) + str(problem).removeprefix(where)


def _change(change: Change, file: str) -> str:
    if change.key.endswith("]"):
        return f"{file} {change.sheet}!{change.cell}: the row {change.key} is taken out"
    before, after = (
        "empty" if value in {None, ""} else _typed(value, change.format)
        for value in (change.before, change.after)
    )
    return f"{file} {change.sheet}!{change.cell}: {change.key} was {before}, is now {after}"


def _typed(value: float | str | None, look: str) -> str:
    """A value with all its digits; a share in per cent, as the workbook shows it."""
    share = isinstance(value, float | int) and "%" in look
    return f"{float(value) * 100:,.12g}%" if share else _value(value)  # type: ignore[arg-type]


def _repair(repair: Repair, file: str) -> str:
    place = f"{repair.sheet}!{repair.cell}" if repair.cell else repair.sheet
    where = f"{file} {place}" if place else file
    return f"{where}: {repair.message}"


def _counted(result: Result, verb: str) -> str:
    checked = result.checked
    by = f"{result.checker} {result.checker_version}".strip()
    agree = f"{checked[AGREES]:,} of {checked['cells']:,} formula cells agree with the engine ({by})"
    rest = [f"{checked[name]:,} {COUNTED.get(name, name)}" for name in list(checked)[2:] if checked[name]]
    status = style(result.master, fg=status_colour(result.master), bold=True)
    return "; ".join([f"{result.file}: {verb}, {agree}", *rest, f"status {status}"])


def _difference(difference: Difference, file: str) -> str:
    """One line: where, what, the two values, and by how much they are apart."""
    where = style(f"{file} {difference.sheet}!{difference.cell}", fg="red", bold=True)
    formula, engine = _value(difference.formula), _value(difference.engine)
    if difference.status == EDITED:
        text = f"has an edited formula, which gives {formula}, expected {engine}"
    elif difference.status == OVERWRITTEN:
        text = f"was overwritten: {formula} stands there, expected {engine}"
    else:
        cause = " (first cause)" if difference.first_cause else ""
        apart = _apart(difference.formula, difference.engine)
        text = f"differs{cause}: the formula gives {formula}, the engine {engine}{apart}"
    what = difference.what or difference.key
    return f"{where}: {what} {text}. {difference.remedy}".strip()


def _not_run(result: Result) -> dict[str, list[Difference]]:
    """The cells that were not run, by the reason; none where no checker gave anything, which a note says."""
    found: dict[str, list[Difference]] = {}
    nothing_ran = result.checked[NOT_RUN] and not result.checker_version
    for difference in () if nothing_ran else result.differences:
        if difference.status == NOT_RUN:
            found.setdefault(difference.reason, []).append(difference)
    return found


def _unchecked(several: Sequence[Difference], reason: str, file: str) -> str:
    """One line for all the cells that were not run for one reason."""
    first, more = several[0], len(several) - 1
    others = f" and {more:,} more {'cells were' if more > 1 else 'cell were'}" if more else " was"
    where = style(f"{file} {first.sheet}!{first.cell}", fg="red", bold=True)
    return f"{where}: {first.what or first.key}{others} not checked: {reason}."


def _value(value: float | str | None) -> str:
    """A value inside a sentence, a number with all its digits."""
    if isinstance(value, float):
        return f"{value:,.15g}"
    return "nothing" if value in {None, ""} else str(value)


def _apart(formula: object, engine: object) -> str:
    """The difference as a share of the engine's value, where there is one."""
    if not isinstance(formula, float) or not isinstance(engine, float) or not engine:
        return ""
    share = formula / engine - 1
    return f" ({share:+.2%})" if abs(share) >= 1e-4 else f" ({share:+.1e} of it)"
