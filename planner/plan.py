"""The use cases: new, refresh, check, show, set. Each takes a path and returns a :class:`Result`.

Nothing here prints or exits. A file that cannot be used gives a result with problems, never an exception.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import update_wrapper
from pathlib import Path
from typing import Concatenate, ParamSpec

from planner import __version__, refreshing
from planner.check import examine
from planner.check.checkers.base import (
    Cells,
    CheckerFailed,
    Evaluation,
    FormulaError,
    NotRun,
    Value,
    by_sheet,
)
from planner.check.checkers.run import CHAIN, Session, evaluate
from planner.check.compare import CellCheck
from planner.check.examine import CachedValues, Reading
from planner.check.structure import AGREES
from planner.problems import PlanError, Problem, quoted
from planner.refreshing import shown_words
from planner.result import Program, Result, refused
from planner.summarise import changes_of, result_of
from planner.workbook.cells import CellError
from planner.workbook.cells import Value as CellValue
from planner.workbook.edits import Edits, has_more_formulas
from planner.workbook.find import Book, find
from planner.workbook.layout import SOURCES
from planner.workbook.openfile import State
from planner.workbook.parts import open_package
from planner.workbook.patch import patch_package
from planner.workbook.readable import readable
from planner.workbook.replace import write_back
from planner.workbook.scratch import working_copy
from planner.workbook.values import plain

Rest = ParamSpec("Rest")

STALE = "Run `planner refresh` on it."


def _result_or_problems(
    use_case: Callable[Concatenate[Path, Rest], Result],
) -> Callable[Concatenate[Path | str, Rest], Result]:
    """A use case that returns its problems instead of raising them."""

    def run(path: Path | str, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Result:
        try:
            return use_case(Path(path), *args, **kwargs)
        except PlanError as error:
            return refused(str(path), error.problems)

    update_wrapper(run, use_case)
    return run


class Checker:
    """The checker of one call: started at once, asked when the file is known."""

    def __init__(self, name: str | None, session: Session | None) -> None:
        self.name, self.session = name, session

    def __call__(self, path: Path, cells: Cells) -> Evaluation:
        """The values of the cells; all of them `NotRun` when no checker gives a result."""
        try:
            return evaluate(path, cells, checker=self.name, session=self.session)
        except CheckerFailed as failure:
            reason = NotRun(str(failure))
            values = {(sheet, *place): reason for sheet, places in cells.items() for place in places}
            return Evaluation(failure.checker or self.name or CHAIN[0], "", values, str(failure))


@contextmanager
def _checker(name: str | None) -> Iterator[Checker]:
    with Session(name or CHAIN[0]) as session:
        yield Checker(name, session)


@_result_or_problems
def check(path: Path, checker: str | None = None, *, password: str | None = None) -> Result:
    """Compare every formula cell of a workbook with the engine. Reads only.

    A workbook whose inputs were changed after its last refresh is reported as a problem: its summary shows
    other numbers than its formulas.
    """
    with _checker(checker) as ask:
        book = find(open_package(path, password))
        with readable(book.package) as plain:
            reading = examine.read_book(book, lambda cells: ask(plain, cells))
            evaluation = ask(plain, by_sheet(examine.positions(reading)))
    stored = examine.stored_in(book)
    checks = examine.judge(reading, evaluation.values, stored)
    words = shown_words(reading, stored, evaluation)
    cached = examine.cached_values(reading, evaluation.values)
    problems = [*_stale(book, words, checks), *_cached(book, cached, evaluation)]
    return result_of(reading, checks, evaluation, words, problems)


def refresh(
    path: Path | str,
    checker: str | None = None,
    *,
    dry_run: bool = False,
    backup: bool = True,
    now: datetime | None = None,
    password: str | None = None,
) -> Result:
    """Recompute a workbook, compare, and write engine values, statuses and cached values back into it."""
    if dry_run:
        return _refresh(Path(path), checker, None, now, password)[0]
    return refresh_and_state(path, checker, backup=backup, now=now, password=password)[0]


def refresh_and_state(
    path: Path | str,
    checker: str | None = None,
    *,
    backup: bool = True,
    now: datetime | None = None,
    password: str | None = None,
) -> tuple[Result, str | None]:
    """The same, with the SHA-256 of what was written; None where nothing was."""
    return _refresh(Path(path), checker, backup, now, password)


def _refresh(
    path: Path, checker: str | None, backup: bool | None, now: datetime | None, password: str | None
) -> tuple[Result, str | None]:
    """None for `backup` writes nothing."""
    try:
        with _checker(checker) as ask:
            book = find(open_package(path, password))
            with readable(book.package) as plain:
                reading = examine.read_book(book, lambda cells: ask(plain, cells))
            result, edits, recalculate = _refreshed(reading, ask, now)
        if backup is None:
            return result, None
        written = write_back(book.package, edits.by_sheet, backup=backup, recalc_on_load=recalculate)
        return result, written.state.sha256
    except PlanError as error:
        return refused(str(path), error.problems), None


@_result_or_problems
def new(
    path: Path,
    preset: str = "essay",
    *,
    force: bool = False,
    checker: str | None = None,
    now: datetime | None = None,
) -> Result:
    """Write a new workbook from a preset, checked and with every cached value in place.

    Args:
        force: replace a workbook of planner's that is there already, keeping it as a backup.
    """
    from planner.workbook.template import TemplateError, load_preset, load_template, presets
    from planner.workbook.write import write_workbook

    with _checker(checker) as ask:
        try:
            template, values = load_template(), load_preset(preset)
        except TemplateError:
            message = f"there is no preset {quoted(preset)}"
            raise PlanError(Problem(message, f"Presets: {', '.join(presets())}.", str(path))) from None
        old = _free(path, force)
        now = now or datetime.now(UTC)

        def write(draft: Path) -> None:
            write_workbook(draft, template, values, now=now)

        with working_copy("draft.xlsx", write, str(path)) as draft:
            book = find(replace(open_package(draft), path=path))
            reading = examine.read_book(book, lambda cells: ask(draft, cells))
            result, edits, recalculate = _refreshed(reading, ask, now)
        write_back(book.package, edits.by_sheet, target=path, over=old, recalc_on_load=recalculate)
    return result


@_result_or_problems
def set_inputs(
    path: Path,
    assignments: Mapping[str, str],
    *,
    scenario: str = "base",
    backup: bool = True,
    checker: str | None = None,
    password: str | None = None,
) -> Result:
    """Type values into input cells, losslessly. Statuses turn STALE until the next refresh.

    Args:
        assignments: `key` or `table[row name].column` -> the value as a person types it.
        scenario: the column that scalar inputs are typed into.
    """
    from planner.workbook.typing_in import edits_of, typed

    with _checker(checker) as ask:
        book = find(open_package(path, password))
        entries = typed(book, assignments, scenario)
        edits = edits_of(entries)
        with _draft(book, edits) as draft:
            changed = find(replace(open_package(draft), path=path))
            reading = examine.read_book(changed, lambda cells: ask(draft, cells))
            evaluation = ask(draft, by_sheet(examine.positions(reading)))
        stored = examine.stored_in(changed)
        checks = examine.judge(reading, evaluation.values, stored)
        recalculate = _cache(edits, changed, evaluation)
        write_back(book.package, edits.by_sheet, backup=backup, recalc_on_load=recalculate)
    words = shown_words(reading, stored, evaluation)
    result = result_of(reading, checks, evaluation, words)
    stale = [f"{problem.message}. {problem.remedy}" for problem in _stale(book, words, checks)]
    return replace(result, changes=changes_of(book, entries), notes=(*result.notes, *stale))


def checkers() -> tuple[str, ...]:
    """The checkers to ask for every opinion there is: Excel only where it is installed."""
    from planner.check.checkers import CHECKERS
    from planner.check.checkers.excel import missing

    return tuple(name for name in CHECKERS if name != "excel" or not missing())


def doctor() -> tuple[Program, ...]:
    """Which programs this machine has: planner itself, Python, and every checker."""
    import platform

    from planner.check.checkers import available

    found = [(info.name, info.version or "", info.usable, info.detail) for info in available()]
    ours = [("planner", __version__, True, ""), ("Python", platform.python_version(), True, "")]
    return tuple(Program(*entry) for entry in ours + found)


def _refreshed(reading: Reading, ask: Checker, now: datetime | None) -> tuple[Result, Edits, bool]:
    """The result of a refresh, what it writes, and whether Excel is to recalculate on load."""

    def evaluate_with(edits: Edits) -> Evaluation:
        with _draft(reading.book, edits) as draft:
            return ask(draft, by_sheet(examine.positions(reading)))

    refreshed = refreshing.refreshed(reading, evaluate_with, now)
    recalculate = _cache(refreshed.edits, reading.book, refreshed.evaluation)
    return refreshed.result, refreshed.edits, recalculate


@contextmanager
def _draft(book: Book, edits: Edits) -> Iterator[Path]:
    """The workbook with its edits, as a temporary file."""

    def write(draft: Path) -> None:
        with draft.open("wb") as out:
            patch_package(book.package, edits.by_sheet, out)

    with working_copy(f"draft{book.package.path.suffix}", write, book.package.file) as draft:
        yield draft


def _cache(edits: Edits, book: Book, evaluation: Evaluation) -> bool:
    """Give every formula cell the value that the checker found.

    Returns whether Excel must recalculate on load: where other formulas stand, whose value is not fresh.
    """
    values = (
        (position, _as_cell(value))
        for position, value in evaluation.values.items()
        if not isinstance(value, NotRun)
    )
    return has_more_formulas(book, edits.cached(book, values))


def _as_cell(value: Value) -> CellValue:
    if isinstance(value, FormulaError):
        return CellError(value.code)
    return None if isinstance(value, NotRun) else value


def _stale(book: Book, words: Mapping[str, str], checks: Sequence[CellCheck]) -> Sequence[Problem]:
    """What is wrong with a summary whose statuses are not those of a refresh of these inputs."""
    counts = Counter(word for word in words.values() if word not in {"OK", "FAILS"})
    if not counts or any(check.status != AGREES for check in checks):
        return ()
    if counts["NOT CHECKED"]:
        message = f"the summary was never refreshed: {_rows(counts, 'NOT CHECKED')}"
    elif counts["STALE"]:
        message = f"inputs were changed after the last refresh: {_rows(counts, 'STALE')}"
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
        comes_to = plain(_as_cell(value))
        message = f"the file shows {plain(shown)}, but the formula comes to {comes_to}{_like(cached.differs)}"
        yield book.problem(first.place, message, STALE, first.key)


def _like(cells: Sequence[object]) -> str:
    others = len(cells) - 1
    return f" ({others:,} more {'cell is' if others == 1 else 'cells are'} like it)" if others else ""


def _free(path: Path, force: bool) -> State | None:
    """What the file there is now, if it may be replaced; a PlanError where that would cost a user's work."""
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
    ours |= {table.sheet for table in book.layout.tables.values()} | {SOURCES}
    theirs = [sheet.name for sheet in book.package.sheets if sheet.name not in ours]
    if theirs:
        message = (
            f"the workbook holds sheets of your own ({', '.join(theirs)}), which a new one would not have"
        )
        raise PlanError(Problem(message, "Choose another name.", str(path)))
    return book.package.state
