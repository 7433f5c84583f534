"""The use case new: a workbook from a preset, checked and with every cached value in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from planner.book.find import Book, find
from planner.check import examine
from planner.disk.onto_disk import unfit_name
from planner.disk.replace import write_back
from planner.disk.scratch import working_copy
from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.repair.margins import with_printed
from planner.repair.uptodate import of_today
from planner.results.plan import Result
from planner.results.statuses import AGREES
from planner.template.preset import Preset, dated
from planner.template.schema import ENGLISH, SOURCES, Template
from planner.usecases.evaluation import checker_of, draft_of
from planner.usecases.opening import result_or_problems
from planner.usecases.refresh import recomputed
from planner.xlsx.openfile import State
from planner.xlsx.package import open_package

if TYPE_CHECKING:
    from planner.book.assign import Given


@result_or_problems
def new(
    path: Path | str,
    preset: str = "essay",
    *,
    language: str = ENGLISH,
    inputs: Mapping[str, Given] | None = None,
    force: bool = False,
    checker: str | None = None,
    now: datetime | None = None,
) -> Result:
    """Write a new workbook from a preset, checked and with every cached value in place.

    Args:
        preset: whose values it starts with; docs/presets.md has them all.
        language: of everything in it that people read, such as `zh`.
        inputs: values in place of the preset's, by the keys that `planner set` takes, in the column base.
        force: replace a workbook of planner's that is there already, keeping it as a backup.
        checker: the program that evaluates the formulas.
        now: the time that its log begins with.
    """
    from planner.writer.workbook import write_workbook

    path, now = Path(path), now or datetime.now(UTC)
    with checker_of(checker) as ask:
        template, values = _asked_for(path, language, preset)
        old = free_to_write(path, force)

        def write(draft: Path) -> None:
            write_workbook(draft, template, dated(values, template, now.date()), now=now)

        with working_copy("draft.xlsx", write, str(path)) as draft, _with(inputs, draft, path) as (book, own):
            outcome = recomputed(examine.computed(book, partial(ask, own)), ask, now)
        made, on_load = with_printed(book.package, book, outcome.texts, outcome.edits), outcome.on_load
        written = write_back(made, outcome.edits.by_sheet, target=path, over=old, on_load=on_load)
    return replace(outcome.result, sha256=written.state.sha256)


@result_or_problems
def free_for(path: Path | str, preset: str, *, language: str = ENGLISH, force: bool = False) -> Result:
    """Whether `new` would write there: its problems, before anybody has answered questions for it."""
    path = Path(path)
    _asked_for(path, language, preset)
    free_to_write(path, force)
    return Result(str(path), AGREES)


@contextmanager
def _with(inputs: Mapping[str, Given] | None, draft: Path, path: Path) -> Iterator[tuple[Book, Path]]:
    """The draft with these inputs typed into it, and where that stands."""
    from planner.book.assign import edits_of, typed

    book = find(replace(open_package(draft), path=path))
    if not inputs:
        yield book, draft
        return
    with draft_of(book, edits_of(typed(book, inputs))) as own:
        yield find(replace(open_package(own), path=path)), own


def _asked_for(path: Path, language: str, preset: str) -> tuple[Template, Preset]:
    """The template and the preset in a language; a PlanError where there is none of that name."""
    from planner.template.load import presets
    from planner.template.locale import languages, preset_in, template_in

    if language not in languages():
        message = f"planner writes no workbooks in the language {quoted(language)}"
        raise PlanError(Problem(message, f"Languages: {', '.join(languages())}.", str(path), usage=True))
    if preset not in presets():
        message = f"there is no preset {quoted(preset)}"
        remedy = did_you_mean(preset, presets(), f"Presets: {', '.join(presets())}.")
        raise PlanError(Problem(message, remedy, str(path), usage=True))
    return template_in(language), preset_in(language, preset)


def free_to_write(path: Path, force: bool) -> State | None:
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
    return _replaceable(path)


def _replaceable(path: Path) -> State:
    """What a plan is now that holds nothing of its owner's but values; a PlanError for any other file."""
    try:
        book = find(of_today(open_package(path))[0])
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
