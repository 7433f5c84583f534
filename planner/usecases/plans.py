"""The use cases: new, refresh, check, show, set, repair, undo. Each takes a path and returns what came of it.

Nothing here prints or exits. A file that cannot be used gives a result with problems, never an exception.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from planner import __version__
from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.book.kept import keeping
from planner.book.mendable import lost_cover_links, older_names
from planner.book.own_formulas import OwnFormulas, own_formulas
from planner.book.values import plain
from planner.check import cached, examine, judging
from planner.check.cached import CachedValues
from planner.check.checkers.base import (
    Evaluation,
    by_sheet,
)
from planner.check.compare import CellCheck
from planner.check.examine import Reading
from planner.disk.onto_disk import unfit_name
from planner.disk.replace import write_back
from planner.disk.scratch import sweep, working_copy
from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.results.plan import Program, Repair, Result, refused
from planner.results.statuses import AGREES, IN_ORDER, LineStatus
from planner.template.schema import ENGLISH, SOURCES
from planner.usecases import compare_and_store as refreshing
from planner.usecases.compare_and_store import shown_words
from planner.usecases.evaluation import Checker, as_cell, cache, checker_of, draft_of, result_or_problems
from planner.usecases.summary import changes_of, result_of
from planner.usecases.undo import undo as undo  # noqa: PLC0414 - one of the use cases, in a module of its own
from planner.xlsx.a1 import cell_name
from planner.xlsx.openfile import State
from planner.xlsx.package import Package, open_package
from planner.xlsx.signature import without_signature

STALE = "Run `planner refresh` on it."


@result_or_problems
def check(path: Path, checker: str | None = None, *, password: str | None = None) -> Result:
    """Compare every formula cell of a workbook with the engine. Reads only.

    A workbook whose inputs were changed after its last refresh is reported as a problem: its summary shows
    other numbers than its formulas.
    """
    with checker_of(checker) as ask:
        package = open_package(path, password)
        ask.open_ahead(package)
        book = find(package)
        with ask.shown(book) as seen:
            reading = examine.read_book(book, lambda cells: ask(seen, cells))
            evaluation = ask(seen, by_sheet(examine.positions(reading)))
    stored = judging.stored_in(book)
    checks = judging.judge(reading, evaluation.values, stored)
    words = shown_words(reading, stored, evaluation)
    held = cached.cached_values(reading, evaluation.values)
    problems = [*_stale(book, words, checks), *_cached(book, held, evaluation)]
    result = result_of(reading, checks, evaluation, words, problems)
    return replace(result, notes=(*result.notes, *lost_cover_links(book)))


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
    """Recompute a workbook, compare, and write engine values, statuses and cached values back into it."""
    how = None if dry_run else backup
    return _refresh(Path(path), checker, how, now, password, drop_signature)[0]


def refresh_and_state(
    path: Path | str,
    checker: str | None = None,
    *,
    backup: bool = True,
    now: datetime | None = None,
    password: str | None = None,
) -> tuple[Result, str | None]:
    """The same, with the SHA-256 of what was written; None where nothing was."""
    return _refresh(Path(path), checker, backup, now, password, drop_signature=False)


def _refresh(
    path: Path,
    checker: str | None,
    backup: bool | None,
    now: datetime | None,
    password: str | None,
    drop_signature: bool,
) -> tuple[Result, str | None]:
    """None for `backup` writes nothing."""
    try:
        with checker_of(checker) as ask:
            package = _opened(path, password, drop_signature)
            ask.open_ahead(package)
            book = find(package)
            with ask.shown(book) as seen:
                reading = examine.computed(book, lambda cells: ask(seen, cells))
                result, edits, recalculate = _refreshed(reading, ask, now)
        result = replace(result, notes=(*result.notes, *older_names(book)))
        if backup is None:
            return result, None
        keep = keeping(book, result.fingerprint)
        written = write_back(
            book.package, edits.by_sheet, backup=backup, stays=keep.stays, recalc_on_load=recalculate
        )
        return result, written.state.sha256
    except PlanError as error:
        return refused(str(path), error.problems), None


@result_or_problems
def new(
    path: Path,
    preset: str = "essay",
    *,
    language: str = ENGLISH,
    force: bool = False,
    checker: str | None = None,
    now: datetime | None = None,
) -> Result:
    """Write a new workbook from a preset, checked and with every cached value in place.

    Args:
        language: of everything in it that people read, such as `zh`.
        force: replace a workbook of planner's that is there already, keeping it as a backup.
    """
    from planner.template.load import TemplateError, presets
    from planner.template.locale import languages, preset_in, template_in
    from planner.writer.workbook import write_workbook

    with checker_of(checker) as ask:
        if language not in languages():
            message = f"planner writes no workbooks in the language {quoted(language)}"
            raise PlanError(Problem(message, f"Languages: {', '.join(languages())}.", str(path), usage=True))
        try:
            template, values = template_in(language), preset_in(language, preset)
        except TemplateError:
            message = f"there is no preset {quoted(preset)}"
            remedy = did_you_mean(preset, presets(), f"Presets: {', '.join(presets())}.")
            raise PlanError(Problem(message, remedy, str(path), usage=True)) from None
        old = _free(path, force)
        now = now or datetime.now(UTC)

        def write(draft: Path) -> None:
            write_workbook(draft, template, values, now=now)

        with working_copy("draft.xlsx", write, str(path)) as draft:
            book = find(replace(open_package(draft), path=path))
            reading = examine.computed(book, lambda cells: ask(draft, cells))
            result, edits, recalculate = _refreshed(reading, ask, now)
        write_back(book.package, edits.by_sheet, target=path, over=old, recalc_on_load=recalculate)
    return result


@result_or_problems
def set_inputs(
    path: Path,
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
    """
    from planner.book.assign import edits_of, typed

    with checker_of(checker) as ask:
        book = find(_opened(path, password, drop_signature))
        entries = typed(book, assignments, scenario, force=force)
        edits = edits_of(entries)
        with draft_of(book, edits) as draft:
            changed = find(replace(open_package(draft), path=path))
            with ask.shown(changed, draft) as seen:
                reading = examine.read_book(changed, lambda cells: ask(seen, cells))
                result, recalculate = _standing(reading, ask, seen, edits)
        keep = keeping(book, result.fingerprint)
        write_back(book.package, edits.by_sheet, backup=backup, stays=keep.stays, recalc_on_load=recalculate)
    return replace(result, changes=changes_of(book, entries))


@result_or_problems
def repair(
    path: Path,
    *,
    dry_run: bool = False,
    backup: bool = True,
    password: str | None = None,
    drop_signature: bool = False,
) -> Result:
    """Put back what a workbook has lost of the template: names, rows, sheets, tables, keys, formulas.

    A workbook that lacks nothing is left alone. Inputs keep what was typed; those that were gone get the
    preset's values, and `Result.repairs` says so. Statuses turn STALE until the next refresh.
    """
    from planner.repair.mend import mend

    mended = mend(_opened(path, password, drop_signature))
    book = find(mended.package)
    template, lacking = book.template, (mended.lacking,) if mended.lacking else ()
    if not mended.restored:
        what = "nothing that repair puts back is missing" if lacking else "nothing is missing"
        notes = (f"{what}; the file was left as it is", *lacking)
        return Result(str(path), AGREES, template.name, template.version, notes=notes)
    repairs = tuple(Repair(one.key, one.sheet, one.cell, one.message) for one in mended.restored)
    result, edits, recalculate = _repaired(book)
    if not dry_run:
        write_back(mended.package, edits.by_sheet, backup=backup, recalc_on_load=recalculate)
    return replace(result, repairs=repairs, notes=(*result.notes, *lacking))


def _repaired(book: Book) -> tuple[Result, Edits, bool]:
    """What a mended workbook shows, its cached values, and whether Excel is to recalculate on load.

    Inputs that cannot be used are no damage: they are said, and the next refresh refuses them.
    """
    edits = Edits()
    with checker_of(None) as ask, draft_of(book, edits) as draft, ask.shown(book, draft) as seen:
        try:
            reading = examine.read_book(book, lambda cells: ask(seen, cells))
        except PlanError as error:
            notes = tuple(str(replace(problem, file="")) for problem in error.problems)
            template = book.template
            return (
                Result(book.package.file, AGREES, template.name, template.version, notes=notes),
                edits,
                True,
            )
        result, recalculate = _standing(reading, ask, seen, edits)
    return result, edits, recalculate


def _standing(reading: Reading, ask: Checker, seen: Path, edits: Edits) -> tuple[Result, bool]:
    """What a workbook shows that is not refreshed; the fresh values of its formulas go to the edits.

    Returns also whether Excel is to recalculate on load.
    """
    book, positions = reading.book, list(examine.positions(reading))
    own = own_formulas(book, positions, evaluated=ask.sees_own)
    evaluation = ask(seen, by_sheet(positions), by_sheet(own.cells))
    stored = judging.stored_in(book)
    checks = judging.judge(reading, evaluation.values, stored)
    words = shown_words(reading, stored, evaluation)
    result = result_of(reading, checks, evaluation, words)
    stale = [f"{problem.message}. {problem.remedy}" for problem in _stale(book, words, checks)]
    recalculate = cache(edits, reading, evaluation, words, own)
    return replace(result, notes=(*result.notes, *stale, *_broken(own))), recalculate


def _broken(own: OwnFormulas) -> Iterator[str]:
    """What to say of the owner's formulas that read deleted cells: only the owner knows what they meant."""
    broken = [at for at, cell in own.cells.items() if "#REF!" in (cell.formula or "")]
    if broken:
        sheet, row, column = broken[0]
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        yield f"{sheet}!{cell_name(row, column)}{more}: your own formula reads deleted cells; write it again"


def _opened(path: Path, password: str | None, drop_signature: bool) -> Package:
    """A workbook that is to be written, without its signature if that was asked for."""
    sweep()
    package = open_package(path, password)
    return without_signature(package) if drop_signature else package


def checkers() -> tuple[str, ...]:
    """The checkers to ask for every opinion there is: Excel only where it is installed."""
    from planner.check.checkers.installed import every_opinion

    return every_opinion()


def doctor() -> tuple[Program, ...]:
    """Which programs this machine has: planner itself, Python, and every checker."""
    import platform

    from planner.check.checkers.installed import try_all

    found = [(info.name, info.version or "", info.usable, info.detail) for info in try_all()]
    ours = [("planner", __version__, True, ""), ("Python", platform.python_version(), True, "")]
    return tuple(Program(*entry) for entry in ours + found)


def _refreshed(computed: Reading, ask: Checker, now: datetime | None) -> tuple[Result, Edits, bool]:
    """The result of a refresh, what it writes, and whether Excel is to recalculate on load."""
    book = computed.book
    stored, edits = refreshing.storing(computed, {})
    answer = ask.begin(book, edits)
    reading = examine.with_formulas(computed)  # while the checker calculates
    positions = list(examine.positions(reading))
    own = own_formulas(book, positions, evaluated=ask.sees_own)
    evaluation = answer(positions, by_sheet(own.cells))

    def evaluate_with(edits: Edits) -> Evaluation:
        with draft_of(book, edits, ask.excerpt) as draft:
            return ask(draft, by_sheet(positions), by_sheet(own.cells))

    begun = None if reading.changed or evaluation is None else (stored, edits, evaluation)
    refreshed = refreshing.refreshed(reading, evaluate_with, now, begun)
    recalculate = cache(refreshed.edits, reading, refreshed.evaluation, refreshed.words, own)
    return refreshed.result, refreshed.edits, recalculate


def _stale(book: Book, words: Mapping[str, str], checks: Sequence[CellCheck]) -> Sequence[Problem]:
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


def _free(path: Path, force: bool) -> State | None:
    """What the file there is now, if it may be replaced; a PlanError where that would cost a user's work."""
    if problem := unfit_name(path):
        raise PlanError(problem)
    if path.suffix.lower() != ".xlsx":
        remedy = f"Name it {path.stem or 'plan'}.xlsx."
        raise PlanError(Problem("a plan is an Excel workbook, whose name ends in .xlsx", remedy, str(path)))
    if path.is_dir():
        message = "there is a folder of that name already"
        raise PlanError(Problem(message, "Choose another name.", str(path)))
    if not path.exists():
        return None
    if not force:
        message = "there is a file of that name already"
        raise PlanError(Problem(message, "Choose another name, or replace it with --force.", str(path)))
    try:
        book = find(open_package(path))
    except PlanError as error:
        message = "--force replaces only a sound plan of planner's, and this file is none"
        refusal = Problem(message, "Choose another name, or move the file away.", str(path))
        raise PlanError([refusal, *error.problems]) from None
    ours = {place.sheet for place in book.layout.places.values()}
    ours |= {table.sheet for table in book.layout.tables.values()} | {book.template.front(SOURCES)}
    theirs = [sheet.name for sheet in book.package.sheets if sheet.name not in ours]
    if theirs:
        message = (
            f"the workbook holds sheets of your own ({', '.join(theirs)}), which a new one would not have"
        )
        raise PlanError(Problem(message, "Choose another name.", str(path)))
    return book.package.state
