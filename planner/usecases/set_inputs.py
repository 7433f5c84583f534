"""The use case set: values typed into input cells, losslessly."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.book.kept import keeping
from planner.check import examine
from planner.disk.replace import write_back
from planner.problems import PlanError
from planner.repair.margins import with_printed
from planner.repair.uptodate import of_today
from planner.results.plan import Change, Result
from planner.usecases.brought import brought
from planner.usecases.evaluation import Checker, checker_of, draft_of
from planner.usecases.moved import against_shown
from planner.usecases.opening import opened, result_or_problems
from planner.usecases.outcome import Outcome
from planner.usecases.standing import standing
from planner.usecases.summary import changes_of
from planner.xlsx.package import Package, open_package

if TYPE_CHECKING:
    from planner.book.assign import Given

UNWRITTEN = (
    "nothing was written: `planner set` changes a plan only where all of it can be computed afterwards"
)


@result_or_problems
def set_inputs(
    path: Path | str,
    assignments: Mapping[str, str | float | bool | date | None],
    *,
    scenario: str | None = None,
    force: bool = False,
    backup: bool = True,
    checker: str | None = None,
    password: str | None = None,
    drop_signature: bool = False,
) -> Result:
    """Type values into input cells, losslessly. Statuses turn STALE until the next refresh.

    Args:
        assignments: `key` or `table[row name].column` -> the value: a number, a date, True or False for yes
            or no, a text as a person types it; None empties an optional cell, and lets a low or high
            input follow base again. `acknowledged[check].reason` adds a row for a check that has none;
            None for `table[row name]` takes the row out.
        scenario: the column that scalar inputs are typed into, base where it is left out; cells of tables
            have none.
        force: put values over formulas of the owner's.
        backup: keep the version before the change as `NAME.bak.xlsx`.
        checker: the program that evaluates the formulas.
        password: of an encrypted workbook, which stays encrypted.
        drop_signature: take a digital signature out, which no change could keep.
    """
    from planner.book import assign

    with checker_of(checker) as ask:
        package, older = of_today(opened(path, password, drop_signature))
        book, assignments, removed = _with_its_rows(before := _found(package), assignments)
        edits = assign.edits_of(entries := assign.typed(book, assignments, scenario, force=force))
        with _unwritten({(entry.place.sheet, entry.place.a1) for entry in entries}):
            outcome = typed_in(book, edits, ask)
        changes = (*removed, *changes_of(before, entries))
        stays = None if older else keeping(before, _fingerprint(outcome.result, changes)).stays
    made = with_printed(book.package, book, outcome.texts, edits)
    done = write_back(made, edits.by_sheet, backup=backup, stays=stays, on_load=outcome.on_load)
    result, notes = outcome.result, (*outcome.result.notes, *brought(older, book, edits, backup=backup))
    return against_shown(replace(result, changes=changes, notes=notes, sha256=done.state.sha256), before)


def _with_its_rows(
    book: Book, assignments: Mapping[str, Given]
) -> tuple[Book, dict[str, Given], tuple[Change, ...]]:
    """The plan without rows that are taken out and with those that are added, and what is left to type."""
    from planner.book import acknowledging, row_removal

    book, rest, removed = row_removal.without_rows(book, assignments)
    return (*acknowledging.with_checks(book, rest), removed)


def _fingerprint(result: Result, changes: Sequence[Change]) -> str:
    """Of the inputs from now on; none where something goes, though a formula may have come to the same."""
    return result.fingerprint if all(one.before == one.after for one in changes) else ""


def _found(package: Package) -> Book:
    """Planner's cells in the workbook; without them nothing is written."""
    with _unwritten():
        return find(package)


def typed_in(book: Book, edits: Edits, ask: Checker) -> Outcome:
    """What the workbook shows with these edits in it; the fresh values of its formulas join them."""
    with draft_of(book, edits) as draft:
        changed = find(replace(open_package(draft), path=book.package.path))
        with ask.file_of(changed, draft) as seen:
            reading = examine.read_book(changed, partial(ask, seen))
            return standing(reading, ask, seen, edits)


@contextmanager
def _unwritten(typed_into: Collection[tuple[str, str]] = ()) -> Iterator[None]:
    """Where something else than what is typed stands in the way, say that nothing was written."""
    try:
        yield
    except PlanError as error:
        if any((problem.sheet, problem.cell) not in typed_into for problem in error.problems):
            error.add_note(UNWRITTEN)
        raise
