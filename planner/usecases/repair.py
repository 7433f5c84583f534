"""The use case repair: what a workbook has lost of the template comes back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.check import examine
from planner.disk.replace import write_back
from planner.problems import PlanError, Problem
from planner.repair.margins import with_printed
from planner.results.plan import Repair, Result
from planner.results.statuses import AGREES, PROBLEMS
from planner.usecases.evaluation import checker_of, draft_of
from planner.usecases.opening import opened, result_or_problems
from planner.usecases.outcome import Outcome
from planner.usecases.standing import standing
from planner.xlsx.package import Package

UNMENDED = "repair does not change what you typed: mend that in the workbook, as no refresh takes it"


@result_or_problems
def repair(
    path: Path | str,
    *,
    dry_run: bool = False,
    backup: bool = True,
    password: str | None = None,
    drop_signature: bool = False,
) -> Result:
    """Put back what a workbook has lost of the template: names, rows, sheets, tables, keys, formulas.

    A workbook that lacks nothing is left alone. Inputs keep what was typed; those that were gone get the
    preset's values, and `Result.repairs` says so. Lines that come to something else by it are STALE until
    the next refresh.

    Args:
        dry_run: say what would be put back, but write nothing.
        backup: keep the version before the change as `NAME.bak.xlsx`.
        password: of an encrypted workbook, which stays encrypted.
        drop_signature: take a digital signature out, which no change could keep.
    """
    from planner.repair.mend import mend

    mended = mend(opened(path, password, drop_signature))
    book = find(mended.package)
    lacking = (mended.lacking,) if mended.lacking else ()
    if not mended.restored:
        what = "nothing that repair puts back is missing" if lacking else "nothing is missing"
        notes = (f"{what}; the file was left as it is", *lacking)
        return _unmended(book, _unusable(book), notes)
    repairs = tuple(Repair(one.key, one.sheet, one.cell, one.message) for one in mended.restored)
    outcome = _repaired(book)
    result = replace(outcome.result, repairs=repairs, notes=(*outcome.result.notes, *lacking))
    if dry_run:
        return result
    made, on_load = _printed(mended.package, book, outcome), outcome.on_load
    written = write_back(made, outcome.edits.by_sheet, backup=backup, on_load=on_load)
    return replace(result, sha256=written.state.sha256)


def _printed(package: Package, book: Book, outcome: Outcome) -> Package:
    """The workbook with headers and footers as the plan says them, where its inputs can be used."""
    if not outcome.texts:
        return package
    return with_printed(package, book, outcome.texts, outcome.edits, repaired=True)


def _repaired(book: Book) -> Outcome:
    """What a mended workbook shows, and its cached values.

    Inputs that cannot be used are not mended: they are said as problems, since no refresh takes them.
    """
    edits = Edits()
    with checker_of(None) as ask, draft_of(book, edits) as draft, ask.file_of(book, draft) as seen:
        try:
            reading = examine.read_book(book, partial(ask, seen))
        except PlanError as error:
            return Outcome(_unmended(book, error.problems), edits, recalculate=True, texts={})
        return standing(reading, ask, seen, edits)


def _unusable(book: Book) -> tuple[Problem, ...]:
    """The inputs of a workbook that no refresh takes."""
    with checker_of(None) as ask, ask.file_of(book) as seen:
        try:
            examine.computed(book, partial(ask, seen))
        except PlanError as error:
            return error.problems
    return ()


def _unmended(book: Book, problems: tuple[Problem, ...], notes: tuple[str, ...] = ()) -> Result:
    """The result for a workbook that was not computed, with what repair does not mend in it."""
    more = (UNMENDED,) if problems else ()
    status, template = PROBLEMS if problems else AGREES, book.template
    return Result(
        book.package.file,
        status,
        template.name,
        template.version,
        problems=problems,
        notes=(*notes, *more),
    )
