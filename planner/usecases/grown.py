"""A plan whose tables have grown, put in its place: what `prices update` and `upgrade --data` share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from planner.book.assign import Given, edits_of, typed
from planner.book.find import Book, find
from planner.book.kept import keeping
from planner.check.examine import Reading
from planner.disk.replace import check_replaceable, write_back
from planner.repair.uptodate import of_today
from planner.results.moved import KeyMove
from planner.results.statuses import AGREES
from planner.usecases.brought import brought
from planner.usecases.evaluation import checker_of
from planner.usecases.moved import against_shown
from planner.usecases.plan_quotes import read_plan
from planner.usecases.set_inputs import typed_in
from planner.xlsx.package import Package

if TYPE_CHECKING:
    from planner.repair.older import Older


class Plan(NamedTuple):
    """A plan as it was read; `older` where a planner of earlier days has written it."""

    book: Book
    reading: Reading
    older: Older | None


class Grown(NamedTuple):
    """What was written, and what came of it."""

    moved: Sequence[KeyMove]
    notes: tuple[str, ...]
    sha256: str


def plan_of(package: Package, *, dry_run: bool) -> Plan:
    """The plan of a workbook that is to grow.

    Raises:
        PlanError: it is none, its inputs cannot be used, or its file cannot be replaced.
    """
    package, older = of_today(package)
    if not dry_run:
        check_replaceable(package.path)
    book = find(package)
    return Plan(book, read_plan(book), older)


def own_columns(book: Book, table: str) -> Iterator[str]:
    """The note on the owner's own columns of a table, which its new rows leave empty."""
    theirs = next(one for name, one in book.package.tables.items() if name.casefold() == table)
    place = book.layout.tables[table]
    own = [
        header
        for number, header in enumerate(theirs.columns, start=theirs.area.first_column)
        if number not in place.columns.values()
    ]
    if own:
        yield f"new rows leave your own columns of the table empty: {', '.join(own)}"


def written(
    plan: Plan, grown: Package, assignments: Mapping[str, Given], *, backup: bool, checker: str | None
) -> Grown:
    """Put the workbook with its new rows, and with these values typed in, in the place of the plan's file."""
    book = find(grown)
    edits = edits_of(typed(book, assignments))
    with checker_of(checker) as ask:
        outcome = typed_in(book, edits, ask)
    stays = None if plan.older else keeping(plan.book, outcome.result.fingerprint).stays
    done = write_back(grown, edits.by_sheet, backup=backup, stays=stays, on_load=outcome.on_load)
    notes = (*outcome.result.notes, *brought(plan.older, book, edits, backup=backup))
    if outcome.result.status != AGREES:
        notes = (*notes, "cells of planner's differ from the engine; `planner check` lists them")
    return Grown(against_shown(outcome.result, plan.book).moved, notes, done.state.sha256)
