"""The use case refresh, from the top: open, find, read, compute, evaluate, compare, store, write.

A new workbook goes through the middle of it, `recomputed`, and one that Excel has open through `compared`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from planner.book.edits import Edits
from planner.book.find import find
from planner.book.kept import keeping
from planner.book.own_formulas import own_formulas
from planner.check import examine, judging
from planner.check.checkers.base import Evaluation, by_sheet
from planner.check.examine import Reading
from planner.check.expected import Stored
from planner.disk.replace import write_back
from planner.repair.margins import with_printed
from planner.repair.uptodate import of_today
from planner.results.plan import Result
from planner.usecases.brought import brought, due
from planner.usecases.evaluation import Checker, checker_of, draft_of
from planner.usecases.followed import followed
from planner.usecases.moved import against_stored
from planner.usecases.notes import log_row
from planner.usecases.opening import opened, result_or_problems
from planner.usecases.outcome import Outcome, cache
from planner.usecases.own_notes import own_notes
from planner.usecases.summary import result_of, shown_words
from planner.usecases.with_actuals import with_actuals
from planner.usecases.with_risk import with_risk

Evaluate = Callable[[Edits], Evaluation]
"""Evaluates the workbook as it is with these edits in it."""


@result_or_problems
def refresh(
    path: Path | str,
    checker: str | None = None,
    *,
    dry_run: bool = False,
    backup: bool = True,
    now: datetime | None = None,
    password: str | None = None,
    drop_signature: bool = False,
) -> Result:
    """Recompute a workbook, compare, and write engine values, statuses and cached values back into it.

    Args:
        checker: the program that evaluates the formulas; by default two, the second where one fails.
        dry_run: compare, but write nothing.
        backup: keep the version before the change as `NAME.bak.xlsx`.
        now: the time that the log of the workbook is given.
        password: of an encrypted workbook, which stays encrypted.
        drop_signature: take a digital signature out, which no change could keep.
    """
    with checker_of(checker) as ask:
        package, older = of_today(ask.open_ahead(opened(path, password, drop_signature)))
        book = find(package)._replace(was=older.was if older else "")
        with ask.file_of(book) as seen:
            reading = examine.computed(book, partial(ask, seen))
            outcome = recomputed(reading, ask, now, seen)
    upgraded = due(older) if dry_run else brought(older, book, outcome.edits, backup=backup)
    result = against_stored(replace(outcome.result, notes=(*outcome.result.notes, *upgraded)), book)
    if dry_run:
        return result
    stays = None if older else keeping(book, result.fingerprint).stays
    made, on_load = with_printed(package, book, outcome.texts, outcome.edits), outcome.on_load
    written = write_back(made, outcome.edits.by_sheet, backup=backup, stays=stays, on_load=on_load)
    return replace(result, sha256=written.state.sha256)


def recomputed(reading: Reading, ask: Checker, now: datetime | None, seen: Path | None = None) -> Outcome:
    """Evaluate, compare, store: what comes of a workbook whose inputs are read and whose lines are computed.

    The checker gets the engine's values as if every cell agreed, and calculates while planner looks at every
    formula. Where all of them agree, that was the only evaluation.

    Args:
        seen: the file that the checker has open, where draws of a simulation in the plan are to be replayed.
    """
    book = reading.book
    stored, edits = _to_store(reading, {})
    answer = ask.begin(book, edits)
    reading = examine.with_formulas(reading)
    positions = examine.positions(reading)
    own = own_formulas(book, positions, evaluated=ask.sees_own)
    cells, beside = by_sheet(positions), by_sheet(own.cells)
    evaluation = answer(positions, beside)

    def evaluate(edits: Edits) -> Evaluation:
        with draft_of(book, edits, ask.excerpt) as draft:
            return ask(draft, cells, beside)

    first = None if evaluation is None or reading.changed else Attempt(stored, edits, evaluation)
    found = compared(reading, evaluate, now, first)
    recalculate = cache(found.edits, reading, found.evaluation, found.words, own)
    notes = (*found.result.notes, *own_notes(own, found.evaluation))
    outcome = Outcome(replace(found.result, notes=notes), found.edits, recalculate, reading.inputs.texts)
    outcome = with_risk(followed(outcome, reading, found.evaluation), reading, ask, seen)
    return with_actuals(outcome, reading, found.evaluation)


class Attempt(NamedTuple):
    """What a refresh may store in Checks, the edits that store it, and what formulas come to with them."""

    stored: Mapping[str, Stored]
    edits: Edits
    evaluation: Evaluation


class Compared(NamedTuple):
    """What came out, what is to be written, and what the formulas come to with it in place.

    Attributes:
        words: the status that each row of Checks shows then.
    """

    result: Result
    edits: Edits
    evaluation: Evaluation
    words: Mapping[str, str]


def compared(
    reading: Reading, evaluate: Evaluate, now: datetime | None, first: Attempt | None = None
) -> Compared:
    """Compare every cell; store the engine's values, the verdicts and a row of the log.

    Statuses and what counts them read the verdicts, so where these are others than was supposed, the workbook
    is evaluated and compared once more with them in place.

    Args:
        first: the workbook as it is if every cell agrees, where that was evaluated already.
    """
    supposed = judging.verdicts(reading.changed.items(), reading.book)
    attempt = first or _attempt(reading, supposed, evaluate)
    checks = judging.judge(reading, attempt.evaluation.values, attempt.stored)
    verdicts = judging.verdicts(((check.cell, check.status) for check in checks), reading.book)
    if verdicts != supposed:
        attempt = _attempt(reading, verdicts, evaluate)
        checks = judging.judge(reading, attempt.evaluation.values, attempt.stored)
    evaluation, edits = attempt.evaluation, attempt.edits
    words = shown_words(reading, attempt.stored, evaluation)
    result = result_of(reading, checks, evaluation, words)
    edits.log(reading.book, log_row(reading, result, evaluation, now or datetime.now(UTC)))
    return Compared(result, edits, evaluation, words)


def _attempt(reading: Reading, verdicts: Mapping[str, str], evaluate: Evaluate) -> Attempt:
    """The workbook evaluated with the engine's values and these verdicts in it."""
    stored, edits = _to_store(reading, verdicts)
    return Attempt(stored, edits, evaluate(edits))


def _to_store(reading: Reading, verdicts: Mapping[str, str]) -> tuple[Mapping[str, Stored], Edits]:
    """The engine's values and these verdicts, and the edits that write them into Checks."""
    stored, edits = judging.stored_by(reading, verdicts), Edits()
    for key, kept in stored.items():
        edits.checks(reading.book, key, kept.engine, kept.verdict)
    return stored, edits
