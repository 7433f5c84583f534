"""The use case set: values typed into input cells, losslessly."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from planner.book.find import find
from planner.book.kept import keeping
from planner.check import examine
from planner.disk.replace import write_back
from planner.problems import PlanError
from planner.repair.uptodate import of_today
from planner.results.plan import Result
from planner.usecases.brought import brought
from planner.usecases.evaluation import checker_of, draft_of
from planner.usecases.opening import opened, result_or_problems
from planner.usecases.standing import standing
from planner.usecases.summary import changes_of
from planner.xlsx.package import open_package

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
            input follow base again.
        scenario: the column that scalar inputs are typed into, base where it is left out; cells of tables
            have none.
        force: put values over formulas of the owner's.
        backup: keep the version before the change as `NAME.bak.xlsx`.
        checker: the program that evaluates the formulas.
        password: of an encrypted workbook, which stays encrypted.
        drop_signature: take a digital signature out, which no change could keep.
    """
    from planner.book.assign import edits_of, typed

    with checker_of(checker) as ask:
        package, older = of_today(opened(path, password, drop_signature))
        with _unwritten():
            book = find(package)
        entries = typed(book, assignments, scenario, force=force)
        edits = edits_of(entries)
        with draft_of(book, edits) as draft:
            changed = find(replace(open_package(draft), path=Path(path)))
            typed_into = {(entry.place.sheet, entry.place.a1) for entry in entries}
            with _unwritten(typed_into), ask.shown(changed, draft) as seen:
                reading = examine.read_book(changed, partial(ask, seen))
                outcome = standing(reading, ask, seen, edits)
        stays = None if older else keeping(book, outcome.result.fingerprint).stays
        written = write_back(
            book.package, edits.by_sheet, backup=backup, stays=stays, recalc_on_load=outcome.recalculate
        )
    notes = (*outcome.result.notes, *brought(older, book, edits, backup=backup))
    changes = changes_of(book, entries)
    return replace(outcome.result, changes=changes, notes=notes, sha256=written.state.sha256)


@contextmanager
def _unwritten(typed_into: Collection[tuple[str, str]] = ()) -> Iterator[None]:
    """Where something else than what is typed stands in the way, say that nothing was written."""
    try:
        yield
    except PlanError as error:
        if any((problem.sheet, problem.cell) not in typed_into for problem in error.problems):
            error.add_note(UNWRITTEN)
        raise
