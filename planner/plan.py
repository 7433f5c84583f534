"""The use cases: new, refresh, check, show, set. Each takes a path and returns a :class:`Result`.

Nothing here prints or exits. A file that cannot be used gives a result with problems, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import update_wrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Concatenate, ParamSpec

from planner import __version__
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
from planner.check.examine import Reading
from planner.check.expected import Stored, digest, live_values
from planner.check.structure import AGREES
from planner.problems import PlanError, Problem
from planner.result import Program, Result, refused
from planner.summarise import fingerprint, result_of, statuses_of
from planner.workbook.cells import CellError
from planner.workbook.cells import Value as CellValue
from planner.workbook.edits import Edits, formula_count
from planner.workbook.find import Book, find
from planner.workbook.layout import SOURCES
from planner.workbook.parts import open_package
from planner.workbook.patch import patch_package
from planner.workbook.replace import write_back

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
def check(path: Path, checker: str | None = None) -> Result:
    """Compare every formula cell of a workbook with the engine. Reads only.

    A workbook whose inputs were changed after its last refresh is reported as a problem: its summary shows
    other numbers than its formulas.
    """
    with _checker(checker) as ask:
        book = find(open_package(path))
        reading = examine.read_book(book, lambda cells: ask(path, cells))
        evaluation = ask(path, by_sheet(examine.positions(reading)))
    stored = examine.stored_in(book)
    checks = examine.judge(reading, evaluation.values, stored)
    statuses = _statuses(reading, stored)
    return result_of(reading, checks, evaluation, statuses, _stale(book, statuses))


@_result_or_problems
def refresh(
    path: Path,
    checker: str | None = None,
    *,
    dry_run: bool = False,
    backup: bool = True,
    now: datetime | None = None,
) -> Result:
    """Recompute a workbook, compare, and write engine values, statuses and cached values back into it."""
    with _checker(checker) as ask:
        book = find(open_package(path))
        reading = examine.read_book(book, lambda cells: ask(path, cells))
        return _refresh(reading, ask, target=path, dry_run=dry_run, backup=backup, now=now)


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
            message = f"there is no preset {preset!r}"
            raise PlanError(Problem(message, f"Presets: {', '.join(presets())}.", str(path))) from None
        _free(path, force)
        now = now or datetime.now(UTC)
        with TemporaryDirectory() as folder:
            draft = Path(folder) / "draft.xlsx"
            write_workbook(draft, template, values, now=now)
            book = find(replace(open_package(draft), path=path))
            reading = examine.read_book(book, lambda cells: ask(draft, cells))
            return _refresh(reading, ask, target=path, backup=force, now=now)


@_result_or_problems
def set_inputs(
    path: Path,
    assignments: Mapping[str, str],
    *,
    scenario: str = "base",
    backup: bool = True,
    checker: str | None = None,
) -> Result:
    """Type values into input cells, losslessly. Statuses turn STALE until the next refresh.

    Args:
        assignments: `key` or `table[row name].column` -> the value as a person types it.
        scenario: the column that scalar inputs are typed into.
    """
    from planner.workbook.typing_in import typed

    with _checker(checker) as ask:
        book = find(open_package(path))
        edits = typed(book, assignments, scenario)
        with _draft(book, edits) as draft:
            changed = find(replace(open_package(draft), path=path))
            reading = examine.read_book(changed, lambda cells: ask(draft, cells))
            evaluation = ask(draft, by_sheet(examine.positions(reading)))
        stored = examine.stored_in(changed)
        checks = examine.judge(reading, evaluation.values, stored)
        _cache(edits, changed, evaluation)
        write_back(book.package, edits.by_sheet, backup=backup, recalc_on_load=_recalculate(book, evaluation))
    return result_of(reading, checks, evaluation, _statuses(reading, stored))


def doctor() -> tuple[Program, ...]:
    """Which programs this machine has: planner itself, Python, and every checker."""
    import platform

    from planner.check.checkers import available

    found = [(info.name, info.version or "", info.usable, info.detail) for info in available()]
    ours = [("planner", __version__, True, ""), ("Python", platform.python_version(), True, "")]
    return tuple(Program(*entry) for entry in ours + found)


def _refresh(
    reading: Reading,
    ask: Checker,
    *,
    target: Path,
    dry_run: bool = False,
    backup: bool = True,
    now: datetime | None = None,
) -> Result:
    book = reading.book
    found = {cell.key: status for cell, status in reading.changed.items() if cell.role == "line"}
    checks, evaluation, stored, edits = _compared(reading, ask, found)
    verdicts = {key: status for key, status in examine.verdicts(checks).items() if status != AGREES}
    if verdicts != found:
        checks, evaluation, stored, edits = _compared(reading, ask, verdicts)
    result = result_of(reading, checks, evaluation, _statuses(reading, stored))
    if not dry_run:
        _cache(edits, book, evaluation)
        edits.log(book, _log(reading, result, now or datetime.now(UTC)))
        write_back(
            book.package,
            edits.by_sheet,
            target=target,
            backup=backup,
            recalc_on_load=_recalculate(book, evaluation),
        )
    return result


def _compared(
    reading: Reading, ask: Checker, verdicts: Mapping[str, str]
) -> tuple[list[CellCheck], Evaluation, dict[str, Stored], Edits]:
    """Evaluate the workbook as it will be, with the engine's values and these verdicts in it."""
    stored = examine.stored_by(reading, verdicts)
    edits = Edits()
    for key, kept in stored.items():
        edits.checks(reading.book, key, kept.engine, kept.verdict)
    with _draft(reading.book, edits) as draft:
        evaluation = ask(draft, by_sheet(examine.positions(reading)))
    return examine.judge(reading, evaluation.values, stored), evaluation, stored, edits


@contextmanager
def _draft(book: Book, edits: Edits) -> Iterator[Path]:
    """The workbook with its edits, as a temporary file."""
    with TemporaryDirectory() as folder:
        draft = Path(folder) / f"draft{book.package.path.suffix}"
        with draft.open("wb") as out:
            patch_package(book.package, edits.by_sheet, out)
        yield draft


def _cache(edits: Edits, book: Book, evaluation: Evaluation) -> None:
    """Give every formula cell the value that the checker found."""
    values = (
        (position, _as_cell(value))
        for position, value in evaluation.values.items()
        if not isinstance(value, NotRun)
    )
    edits.cached(book, values)


def _recalculate(book: Book, evaluation: Evaluation) -> bool:
    """Whether Excel must recalculate on load: where formulas stand whose cached value is not fresh."""
    fresh = sum(not isinstance(value, NotRun) for value in evaluation.values.values())
    return formula_count(book) > fresh


def _as_cell(value: Value) -> CellValue:
    if isinstance(value, FormulaError):
        return CellError(value.code)
    return None if isinstance(value, NotRun) else value


def _statuses(reading: Reading, stored: Mapping[str, Stored]) -> dict[str, str]:
    template, inputs = reading.book.template, reading.inputs
    engine = {at: digest(values) for at, values in reading.engine.items()}
    live = live_values(template, engine, inputs.scalars, reading.columns)
    return statuses_of(live, stored, reading)


def _stale(book: Book, statuses: Mapping[str, str]) -> Sequence[Problem]:
    stale = [key for key, word in statuses.items() if word == "STALE"]
    unchecked = [key for key, word in statuses.items() if word == "NOT CHECKED"]
    if unchecked:
        message = f"the summary was never refreshed ({len(unchecked)} lines are NOT CHECKED)"
    elif stale:
        message = f"inputs were changed after the last refresh ({len(stale)} lines are STALE)"
    else:
        return ()
    return (Problem(message, STALE, book.package.file),)


def _log(reading: Reading, result: Result, now: datetime) -> tuple[str, ...]:
    template = reading.book.template
    checked = result.checked
    return (
        f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        __version__,
        f"{template.name} {template.version}",
        f"{result.checker} {result.checker_version}".strip(),
        fingerprint(reading),
        str(checked["cells"]),
        result.status,
        "; ".join(
            [f"{count} {name.replace('_', ' ')}" for name, count in list(checked.items())[1:] if count]
            + list(result.notes)
        ),
    )


def _free(path: Path, force: bool) -> None:
    """Raises where a new workbook would cost the user a file."""
    if not path.exists():
        return
    if not force:
        message = "there is a file of that name already"
        raise PlanError(Problem(message, "Choose another name, or replace it with --force.", str(path)))
    book = find(open_package(path))
    ours = {place.sheet for place in book.layout.places.values()}
    ours |= {table.sheet for table in book.layout.tables.values()} | {SOURCES}
    theirs = [sheet.name for sheet in book.package.sheets if sheet.name not in ours]
    if theirs:
        message = (
            f"the workbook holds sheets of your own ({', '.join(theirs)}), which a new one would not have"
        )
        raise PlanError(Problem(message, "Choose another name.", str(path)))
