"""A use case on each file of a command: what came of it, what is printed, and the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from planner.problems import Problem
    from planner.results.plan import Result

DEBUG = "PLANNER_DEBUG"

Item = TypeVar("Item")
Out = TypeVar("Out")


def each(
    work: Callable[[Item], Result], items: Sequence[Item], file: Callable[[Item], str] = str
) -> Iterator[Result]:
    """The result of every file; where planner itself fails on one, a result with one problem that says so."""
    from planner.results.plan import refused

    for item, outcome in outcomes(work, items):
        yield (
            outcome
            if not isinstance(outcome, Exception)
            else refused(file(item), (crash(outcome, file(item)),))
        )


def outcomes(work: Callable[[Item], Out], items: Sequence[Item]) -> Iterator[tuple[Item, Out | Exception]]:
    """What came of every item, with progress where somebody watches; a bad one does not stop the others."""
    from planner.cli import pool as batch
    from planner.report.progress import progress

    with closing(batch.outcomes(work, items)) as found, progress(len(items)) as one_more:
        for item, outcome in zip(items, found, strict=True):
            result: Out | Exception
            try:
                result = outcome()
            except Exception as error:  # noqa: BLE001 - must not reach a person as a traceback
                result = error
            with one_more():
                yield item, result


def crash(error: Exception, file: str) -> Problem:
    """What to tell of an error that no use case foresees; where PLANNER_DEBUG is set, it goes on.

    Raises:
        KeyboardInterrupt: it is a Ctrl-C that something has wrapped.
    """
    from planner.problems import Problem

    if _stopped_by(error):
        raise KeyboardInterrupt from error
    if os.environ.get(DEBUG):
        raise error
    if isinstance(error, MemoryError):
        message, remedy = "there is not enough memory for this file", "Close other programs, then try again."
        return Problem(message, remedy, file)
    if isinstance(error, OSError) and not file:  # a user's files are read and written elsewhere
        return Problem(f"planner cannot write its output ({error.strerror or error})", "", file)
    what = "planner failed on this file" if file else "planner failed"
    message = f"{what}: {type(error).__name__}: {error}".rstrip(": ")
    return Problem(message, f"Please report it, with what it prints where the variable {DEBUG} is set.", file)


def _stopped_by(error: BaseException | None) -> bool:
    """Whether Ctrl-C is what lies beneath: Python 3.11 wraps whatever ends the making of a class."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def finish(
    results: Iterable[Result], as_json: bool, verb: str, *, strict: bool = False, data: bool = False
) -> None:
    """Print results and problems, each as it comes; exit with 1 unless everything agrees, 2 for wrong usage.

    Args:
        strict: a check of the plan itself that fails is no agreement either.
        data: standard output holds data, and no word beside them.
    """
    from planner.report.printing import print_json
    from planner.report.terminal import print_outcome

    status = 0
    for result in results:
        fine = result.ok and not (strict and result.failing)
        status = max(status, 2 if result.misused else 0 if fine else 1)
        if as_json:
            print_json(result.as_dict())
        else:
            print_outcome(result, verb, err=data)
    if status:
        sys.exit(status)
