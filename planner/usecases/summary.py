"""From an examined workbook to a plain result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.book.find import Book
from planner.check.checkers.base import Evaluation, FormulaError, NotRun, Value
from planner.check.compare import CellCheck
from planner.check.examine import Reading
from planner.check.expected import Stored, digest, live_values, master, statuses
from planner.check.judging import shown_statuses
from planner.problems import Problem
from planner.results.plan import (
    Change,
    Difference,
    Result,
)
from planner.results.statuses import (
    AGREES,
    CELL_STATUSES,
    DIFFERS,
    EDITED,
    OVERWRITTEN,
    PROBLEMS,
    VERDICTS,
    line_status,
)
from planner.template.load import load_template
from planner.template.rows import Column, Row, Text
from planner.usecases.failing import failing_of
from planner.usecases.notes import notes_of
from planner.usecases.plan_values import plan_of, readable
from planner.xlsx.cell import CellError

if TYPE_CHECKING:
    from planner.book.assign import Typed

PARTS = {
    "master": "the status of the whole workbook",
    "count": "the number of rows that are {}",
    "occurs": "whether {} occurs",
    "named": "the checks that are {}",
    "tolerance": "the tolerance",
    "floor": "the size that counts as zero",
    "off by": "the difference to the printed figure",
}
"""Cells that belong to no line, by role, in words."""


def result_of(
    reading: Reading,
    checks: Sequence[CellCheck],
    evaluation: Evaluation,
    statuses: Mapping[str, str],
    problems: Sequence[Problem] = (),
) -> Result:
    """Everything a caller may want to know of one examined workbook."""
    counted = Counter(check.status for check in checks)
    english = load_template(reading.book.template.name)
    differs = len(checks) != counted[AGREES]
    failing, warning = tuple(failing_of(reading)), tuple(failing_of(reading, warns=True))
    return replace(
        plan_of(reading, statuses),
        status=DIFFERS if differs else PROBLEMS if problems else AGREES,
        checker=evaluation.checker,
        checker_version=evaluation.version,
        checked={"cells": len(checks)} | {name: counted[name] for name in CELL_STATUSES},
        failing=failing,
        warning=warning,
        differences=tuple(_difference(check) for check in checks if check.status != AGREES),
        problems=tuple(problems),
        notes=tuple(notes_of(reading, evaluation, english, (*failing, *warning))),
        master=worst_of(statuses, checks),
        fingerprint=fingerprint(reading),
    )


def worst_of(statuses: Mapping[str, str], checks: Sequence[CellCheck]) -> str:
    """What the workbook says of itself; where that could be taken for sound, with what was found just now."""
    shown = master(list(statuses.values()))[0]
    found = {line_status(check.status) for check in checks if check.status != AGREES}
    return shown if shown in VERDICTS else master([shown, *found])[0]


def shown_words(reading: Reading, stored: Mapping[str, Stored], evaluation: Evaluation) -> dict[str, str]:
    """The status that the workbook shows for each row of Checks."""
    template, inputs = reading.book.template, reading.inputs
    engine = {at: digest(values) for at, values in reading.engine.items()}
    live = live_values(template, engine, inputs.scalars, reading.columns)
    return shown_statuses(reading, evaluation.values, statuses(template, live, stored))


def changes_of(book: Book, entries: Sequence[Typed]) -> tuple[Change, ...]:
    """What was typed into which cells, with what stood there before."""
    changes = []
    for entry in entries:
        kind = _kind(entry.of)
        cell = book.cell(entry.place)
        before = str(cell.value) if isinstance(cell.value, CellError) else cell.value
        if cell.formula is not None:
            before = f"={cell.formula}"
        after = f"={entry.follows}" if entry.follows else entry.value
        shown = readable(before, kind), readable(after, kind)
        look = book.template.format_of(entry.of)
        changes.append(Change(entry.name, entry.place.sheet, entry.place.a1, *shown, look))
    return tuple(changes)


def _kind(of: Row | Column | Text) -> str:
    if isinstance(of, Text):
        return "date" if of.day else "text"
    return of.type if isinstance(of, Column) else of.unit


def fingerprint(reading: Reading) -> str:
    """Twelve hexadecimal digits that change with every input."""
    import json
    from hashlib import sha256

    read = reading.inputs
    inputs = {"scalars": read.scalars, "tables": read.tables, "axes": read.axes, "texts": read.texts}
    return sha256(json.dumps(inputs, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def _difference(check: CellCheck) -> Difference:
    cell, place = check.cell, check.cell.place
    changed = check.status in {EDITED, OVERWRITTEN}
    return Difference(
        key="" if cell.role in PARTS else cell.key,
        what=PARTS.get(cell.role, "").format(cell.key),
        sheet=place.sheet,
        cell=place.a1,
        formula=_plain(check.formula),
        engine=_plain(check.engine),
        status=check.status,
        first_cause=check.first_cause,
        reason=check.reason,
        remedy=f"Put back ={cell.formula}" if changed else "",
    )


def _plain(value: Value) -> float | str | None:
    if isinstance(value, NotRun):
        return None
    if isinstance(value, FormulaError):
        return value.code
    return float(value) if isinstance(value, bool) else value
