"""What a workbook shows that is not refreshed: after a set, after a repair; and how old its statuses are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from planner.book.edits import Edits
from planner.book.find import Book
from planner.book.own_formulas import own_formulas
from planner.check import examine, judging
from planner.check.checkers.base import by_sheet
from planner.check.compare import CellCheck
from planner.check.examine import Reading
from planner.problems import Problem
from planner.results.statuses import AGREES, IN_ORDER, LineStatus
from planner.usecases.evaluation import Checker
from planner.usecases.followed import with_not_followed
from planner.usecases.outcome import Outcome, cache
from planner.usecases.own_notes import own_notes
from planner.usecases.summary import result_of, shown_words

STALE = "Run `planner refresh` on it."


def standing(reading: Reading, ask: Checker, seen: Path, edits: Edits) -> Outcome:
    """What the workbook shows with these edits in it; the fresh values of its formulas join the edits."""
    book, positions = reading.book, list(examine.positions(reading))
    own = own_formulas(book, positions, evaluated=ask.sees_own)
    evaluation = ask(seen, by_sheet(positions), by_sheet(own.cells))
    stored = judging.stored_in(book)
    checks = judging.judge(reading, evaluation.values, stored)
    words = shown_words(reading, stored, evaluation)
    result = result_of(reading, checks, evaluation, words)
    older = [f"{problem.message}. {problem.remedy}" for problem in stale(book, words, checks)]
    recalculate = cache(edits, reading, evaluation, words, own)
    notes = *older, *own_notes(own, evaluation)
    result = with_not_followed(replace(result, notes=(*result.notes, *notes)), reading, evaluation)
    return Outcome(result, edits, recalculate, reading.inputs.texts)


def stale(book: Book, words: Mapping[str, str], checks: Sequence[CellCheck]) -> Sequence[Problem]:
    """What is wrong with a summary whose statuses are not those of a refresh of these inputs."""
    counts = Counter(word for word in words.values() if word not in IN_ORDER)
    if not counts or any(check.status != AGREES for check in checks):
        return ()
    if counts[LineStatus.NOT_CHECKED]:
        message = f"the summary was never refreshed: {_rows(counts, LineStatus.NOT_CHECKED)}"
    elif counts[LineStatus.STALE]:
        message = f"inputs were changed after the last refresh: {_rows(counts, LineStatus.STALE)}"
    else:
        message = f"every cell agrees, but the summary does not say so: {_rows(counts, *counts)}"
    return (Problem(message, STALE, book.package.file),)


def _rows(counts: Counter[str], *words: str) -> str:
    return ", ".join(
        f"{counts[word]} {'line is' if counts[word] == 1 else 'lines are'} {word}" for word in words
    )
