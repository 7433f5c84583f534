"""What a reader should know of a workbook though nothing is wrong; the row of its log that says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from planner import __version__, days
from planner.book.acknowledging import BY, CHECK, REASON, TABLE
from planner.book.find import Book
from planner.book.values import plain
from planner.check.checkers.base import Evaluation
from planner.check.examine import EngineValues, Reading
from planner.results.failing import Failing
from planner.results.plan import Result
from planner.results.statuses import AGREES, CELL_STATUSES, DIFFERS, EDITED, NOT_RUN, OVERWRITTEN
from planner.template.rows import SCENARIOS
from planner.template.schema import Template
from planner.template.words import Words
from planner.usecases.failing import in_words
from planner.usecases.levels import out_of_order
from planner.xlsx.a1 import cell_name

MOST_NOTED = 5
"""Inputs that a note names."""


def log_row(
    reading: Reading, result: Result, evaluation: Evaluation, now: datetime
) -> tuple[float | str, ...]:
    """What a refresh adds to the log of the workbook, in the workbook's language."""
    template, digits = reading.book.template, result.fingerprint
    words, checked = template.words, result.checked
    said = _statuses(words)
    found = [name for name in CELL_STATUSES if checked[name]]
    counts = [words.log_count.format(count=checked[name], what=said[name]) for name in found]
    return (
        f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        __version__,
        f"{template.name} {template.version}",
        f"{result.checker} {result.checker_version}".strip(),
        " ".join(digits[at : at + 4] for at in range(0, len(digits), 4)),  # never a number, such as 12e4
        float(checked["cells"]),
        said[NOT_RUN if _only_not_run(result) else result.status],
        words.log_and.join([*counts, *_older(reading, words), *_of_log(reading, evaluation, template)]),
    )


def _statuses(words: Words) -> dict[str, str]:
    """What the log says for the status of a cell."""
    return {
        AGREES: words.log_agrees,
        DIFFERS: words.log_differs,
        EDITED: words.log_edited,
        OVERWRITTEN: words.log_overwritten,
        NOT_RUN: words.log_not_run,
    }


def _older(reading: Reading, words: Words) -> Iterator[str]:
    """The version of the template that a plan was of until this refresh."""
    if was := reading.book.was:
        yield words.note_older.format(was=was, now=reading.book.template.version)


def _of_today(reading: Reading, words: Words) -> Iterator[str]:
    """The inputs that read the date of the day, each with what it came to; of many the first ones."""
    dates = _dates(reading.book)
    for sheet, row, column in sorted(reading.today)[:MOST_NOTED]:
        value = reading.today[sheet, row, column]
        day = isinstance(value, float) and (sheet, row, column) in dates
        shown = days.iso(value) if isinstance(value, float) and day else plain(value)
        yield words.pair.format(first=f"{sheet}!{cell_name(row, column)}", second=shown)
    if (more := len(reading.today) - MOST_NOTED) > 0:
        yield f"+{more}"


def _levels(reading: Reading, words: Words) -> Iterator[str]:
    """The inputs one of whose levels is kinder than the level before; of many the first ones."""
    names, found = reading.book.template.scenario_names, list(out_of_order(reading))
    for one in found[:MOST_NOTED]:
        yield words.level_kinder.format(
            cell=f"{one.place.sheet}!{one.place.a1}",
            label=one.row.label,
            level=names[one.level],
            value=plain(one.value),
            before=names[one.before],
            wanted=plain(one.wanted),
        )
    if (more := len(found) - MOST_NOTED) > 0:
        yield f"+{more}"


def _dates(book: Book) -> set[tuple[str, int, int]]:
    """The input cells that hold dates."""
    cells = [book.layout.cell(row, name) for row in book.template.inputs if row.is_date for name in SCENARIOS]
    for table in book.template.tables:
        place = book.layout.tables[table.key]
        for column in table.columns:
            if column.type == "date":
                cells += [place.cell(column.key, number) for number in range(place.rows)]
    return {place[:3] for place in cells}


def _only_not_run(result: Result) -> bool:
    """Whether cells that were not run are all that keeps a workbook from agreeing."""
    return 0 < result.checked[NOT_RUN] == result.checked["cells"] - result.checked[AGREES]


def notes_of(
    reading: Reading, evaluation: Evaluation, speaks: Template, failed: Sequence[Failing] = ()
) -> list[str]:
    """What a reader should know though nothing is wrong, in the words of a template.

    Args:
        failed: checks of the plan that do not hold, to say where each first does not; none for the log.
    """
    return [*_noted(reading, evaluation, speaks.words), *_unmet(reading, speaks, failed)]


def _noted(reading: Reading, evaluation: Evaluation, words: Words) -> list[str]:
    """What is said of the checker, and of inputs that read the date of the day."""
    notes, reason = [], evaluation.fallback_reason
    if reason and not evaluation.version:
        notes.append(words.note_unchecked.format(reason=reason))
    elif reason:
        notes.append(words.note_fallback.format(checker=evaluation.checker, reason=reason))
    if evaluation.from_second:
        count = len(evaluation.from_second)
        notes.append(words.note_second.format(count=count, checker=evaluation.second))
    if levels := list(_levels(reading, words)):
        notes.append(words.note_levels.format(cells=words.log_and.join(levels)))
    if reading.today:
        notes.append(words.note_today.format(cells=words.listed.join(_of_today(reading, words))))
    return notes


def _of_log(reading: Reading, evaluation: Evaluation, template: Template) -> list[str]:
    return [*_noted(reading, evaluation, template.words), *_counted(reading.engine, template)]


def _counted(engine: EngineValues, template: Template) -> Iterator[str]:
    """How many checks of the plan fail in a scenario, and how many warn: their names stand on Summary."""
    words = template.words
    for warns, said in ((False, words.log_fails), (True, words.log_warns)):
        rows = [row for row in template.formulas if row.kind == "check" and row.warns is warns]
        count = sum(any(engine[row.key, name] == (0.0,) for name in SCENARIOS) for row in rows)
        if count:
            yield said.format(count=count)


def _unmet(reading: Reading, speaks: Template, failed: Sequence[Failing]) -> Iterator[str]:
    """Each check of the plan that fails or warns, with the scenarios in which it does."""
    words, signed = speaks.words, _acknowledged(reading)
    for row in reading.book.template.formulas:
        unmet = [name for name in SCENARIOS if reading.engine[row.key, name] == (0.0,)]
        if row.kind == "check" and unmet:
            scenarios = words.listed.join(speaks.scenario_names.get(name, name) for name in unmet)
            note = words.note_warns if row.warns else words.note_fails
            said = note.format(scenarios=scenarios, label=row.label)
            more = in_words([one for one in failed if one.key == row.key])
            said = f"{said} ({more})" if more else said
            by = signed.get(row.label.casefold())
            yield f"{said}; {words.note_acknowledged.format(by=by)}" if row.warns and by else said


def _acknowledged(reading: Reading) -> dict[str, str]:
    """Label of a check, in small letters -> who says why the plan stands all the same."""
    table = reading.inputs.tables.get(TABLE, {})
    rows = zip(*(table.get(column, ()) for column in (CHECK, REASON, BY)), strict=True)
    return {str(check).casefold(): str(by) for check, reason, by in rows if check and reason and by}
