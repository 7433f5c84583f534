"""The use case check: every formula cell of a workbook against the engine. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from planner.book.find import Book, find
from planner.book.mendable import lost_cover_links
from planner.book.own_formulas import own_formulas
from planner.book.values import plain
from planner.check import cached, examine, judging
from planner.check.cached import CachedValues
from planner.check.checkers.base import Evaluation, by_sheet
from planner.check.examine import Reading
from planner.problems import Problem
from planner.repair import margins
from planner.repair.uptodate import of_today
from planner.results.plan import Result
from planner.usecases.evaluation import checker_of
from planner.usecases.followed import with_not_followed
from planner.usecases.opening import result_or_problems
from planner.usecases.outcome import as_cell
from planner.usecases.own_notes import own_notes
from planner.usecases.standing import STALE, stale
from planner.usecases.summary import result_of, shown_words
from planner.usecases.with_actuals import checked_actuals
from planner.usecases.with_risk import risk_notes
from planner.xlsx.package import open_package


@result_or_problems
def check(path: Path | str, checker: str | None = None, *, password: str | None = None) -> Result:
    """Compare every formula cell of a workbook with the engine. Reads only.

    A workbook whose inputs were changed after its last refresh is reported as a problem: its summary shows
    other numbers than its formulas.

    Args:
        checker: the program that evaluates the formulas; by default two, the second where one fails.
        password: of an encrypted workbook.
    """
    with checker_of(checker) as ask:
        package, older = of_today(open_package(Path(path), password))
        ask.open_ahead(package)
        book = find(package)
        with ask.file_of(book) as seen:
            reading = examine.read_book(book, partial(ask, seen))
            positions = list(examine.positions(reading))
            own = own_formulas(book, positions, evaluated=ask.sees_own)
            evaluation = ask(seen, by_sheet(positions), by_sheet(own.cells))
    stored = judging.stored_in(book)
    checks = judging.judge(reading, evaluation.values, stored)
    words = shown_words(reading, stored, evaluation)
    if older is not None:  # what it shows is of its own version, all of it
        problems = [Problem(older.due(), "", package.file)]
    else:
        held = cached.cached_values(reading, evaluation.values)
        problems = [*stale(book, words, checks), *_cached(book, held, evaluation), *_printed(reading)]
    result = checked_actuals(result_of(reading, checks, evaluation, words, problems), reading, evaluation)
    notes = [*lost_cover_links(book), *own_notes(own, evaluation, written=False), *risk_notes(reading)]
    return with_not_followed(replace(result, notes=(*result.notes, *notes)), reading, evaluation)


def _printed(reading: Reading) -> Iterator[Problem]:
    """What is wrong with what printed pages say of the plan."""
    book, texts = reading.book, reading.inputs.texts
    sheets = margins.stale(book, texts)
    yield from (Problem(said, STALE, book.package.file, sheets[0].sheet) for said in margins.said(sheets))


def _cached(book: Book, cached: CachedValues, evaluation: Evaluation) -> Iterator[Problem]:
    """What is wrong with the numbers that the file shows before anything recalculates it."""
    if cached.missing:
        first = cached.missing[0]
        message = f"the file holds no value for this formula{_like(cached.missing)}, so previews show nothing"
        yield book.problem(first.place, message, STALE, first.key)
    if cached.differs:
        first = cached.differs[0]
        shown, value = book.cell(first.place).value, evaluation.values[first.position]
        comes_to = plain(as_cell(value))
        message = f"the file shows {plain(shown)}, but the formula comes to {comes_to}{_like(cached.differs)}"
        yield book.problem(first.place, message, STALE, first.key)


def _like(cells: Sequence[object]) -> str:
    others = len(cells) - 1
    return f" ({others:,} more {'cell is' if others == 1 else 'cells are'} like it)" if others else ""
