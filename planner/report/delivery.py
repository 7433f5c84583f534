"""What `planner handover` and `planner verify` say in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from planner.report.printing import say, style
from planner.report.terminal import problem_line, status_colour
from planner.results.statuses import AGREES

if TYPE_CHECKING:
    from planner.results.handover import Delivery, Receipt, Refusal

COMPARE = "compare it with the one that the sender told you by another way"
"""Who changes a file on the way can change the manifest too: a sound package is whole, no more."""


def print_delivery(result: Delivery) -> None:
    """Why there is no package; or what is in it, what is not, and what the sender should know."""
    for problem in result.problems:
        say(problem_line(problem), err=True)
    for refusal in result.refusals:
        say(problem_line(refusal.problem), err=True)
    if result.refusals:
        count = len(result.refusals)
        things = "one thing stands" if count == 1 else f"{count} things stand"
        say(f"{result.file}: not handed over: {things} against it; nothing was written", err=True)
    if not result.ok:
        return
    names = ", ".join(file.name for file in result.files)
    say(f"{result.folder}: {style('handed over', fg='green')} {result.file} as {names}")
    if result.removed:
        say(f"{result.folder}: the copy is without {_listed(result.removed)}")
    for refusal in result.waived:
        say(_waived(refusal, result.folder))
    say(f"{result.folder}: the SHA-256 of manifest.json is {result.manifest_sha256}; {COMPARE}")
    for note in result.notes:
        say(f"{result.folder}: {note}", err=True)


def print_receipt(result: Receipt) -> None:
    """Every deviation; then what was checked, with which versions."""
    for problem in result.problems:
        say(problem_line(problem), err=True)
    if not result.made:
        return
    made, here = _versions(result.made_with), _versions(result.checked_with)
    say(f"{result.folder}: made on {result.made} by {made}; checked here by {here}")
    if result.waived:
        say(f"{result.folder}: the sender waived {_listed(result.waived)}")
    say(f"{result.folder}: the SHA-256 of manifest.json is {result.manifest_sha256}; {COMPARE}")
    if result.ok:
        agree = (
            f"{result.checked[AGREES]:,} of {result.checked['cells']:,} formula cells agree with the engine"
        )
        status = style(result.master, fg=status_colour(result.master), bold=True)
        files = f"{len(result.files)} files are those of the manifest"
        say(f"{result.folder}: {style('sound', fg='green')}, {files}; {agree}; status {status}")
    else:
        count = len(result.problems)
        things = "one thing deviates" if count == 1 else f"{count} things deviate"
        say(f"{result.folder}: {style(things, fg='red')}")


def _versions(versions: Mapping[str, str]) -> str:
    return ", ".join(
        filter(None, (f"planner {versions['planner']}", versions["template"], versions["checker"]))
    )


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _waived(refusal: Refusal, folder: str) -> str:
    problem = refusal.problem
    where = f"{problem.sheet}!{problem.cell}" if problem.sheet and problem.cell else problem.sheet
    place = f"{where}: " if where else ""
    return f"{folder}: waived {refusal.rule}: {place}{problem.message}"
