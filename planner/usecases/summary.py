"""From an examined workbook to a plain result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planner import days
from planner.book.find import Book
from planner.check.checkers.base import Evaluation, FormulaError, NotRun, Value
from planner.check.compare import CellCheck
from planner.check.examine import Reading
from planner.check.expected import Stored, digest, live_values, master, statuses
from planner.check.judging import shown_statuses
from planner.problems import Problem
from planner.results.plan import (
    Along,
    Change,
    Difference,
    Heading,
    LineValue,
    Result,
    Shown,
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
from planner.template.schema import SCENARIOS, Column, Row, Table, Template
from planner.usecases.failing import failing_of
from planner.usecases.notes import notes_of
from planner.xlsx.cells import CellError

if TYPE_CHECKING:
    from planner.book.assign import Typed

PARTS = {
    "master": "the status of the whole workbook",
    "count": "the number of rows that are {}",
    "occurs": "whether {} occurs",
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
    book, template = reading.book, reading.book.template
    counted = Counter(check.status for check in checks)
    differs = len(checks) != counted[AGREES]
    failing = tuple(failing_of(reading))
    return Result(
        file=book.source.file,
        status=DIFFERS if differs else PROBLEMS if problems else AGREES,
        template=template.name,
        template_version=template.version,
        checker=evaluation.checker,
        checker_version=evaluation.version,
        checked={"cells": len(checks)} | {name: counted[name] for name in CELL_STATUSES},
        inputs={row.key: _line(row, reading.inputs.scalars, reading, statuses) for row in template.inputs},
        calcs=_lines(reading, ("calc",), statuses),
        outputs=_lines(reading, ("output", "check"), statuses),
        tables=_tables(reading),
        headings={table.key: _headings(table, template) for table in template.tables},
        failing=failing,
        sections=template.summary,
        differences=tuple(_difference(check) for check in checks if check.status != AGREES),
        problems=tuple(problems),
        notes=tuple(notes_of(reading, evaluation, load_template(template.name), failing)),
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
        kind = entry.of.type if isinstance(entry.of, Column) else entry.of.unit
        cell = book.cell(entry.place)
        before = str(cell.value) if isinstance(cell.value, CellError) else cell.value
        if cell.formula is not None:
            before = f"={cell.formula}"
        after = f"={entry.follows}" if entry.follows else entry.value
        shown = _readable(before, kind), _readable(after, kind)
        changes.append(Change(entry.name, entry.place.sheet, entry.place.a1, *shown))
    return tuple(changes)


def fingerprint(reading: Reading) -> str:
    """Twelve hexadecimal digits that change with every input."""
    import json
    from hashlib import sha256

    read = reading.inputs
    inputs = {"scalars": read.scalars, "tables": read.tables, "axes": read.axes}
    return sha256(json.dumps(inputs, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def _lines(reading: Reading, kinds: Sequence[str], statuses: Mapping[str, str]) -> dict[str, LineValue]:
    values: dict[str, dict[str, Shown]] = {name: {} for name in SCENARIOS}
    for (key, scenario), along in reading.engine.items():
        values[scenario][key] = along if reading.book.template.row(key).axis else along[0]
    rows = (row for row in reading.book.template.formulas if row.kind in kinds)
    return {row.key: _line(row, values, reading, statuses) for row in rows}


def _line(
    row: Row,
    values: Mapping[str, Mapping[str, Shown]],
    reading: Reading,
    statuses: Mapping[str, str],
) -> LineValue:
    low, base, high = (values[name][row.key] for name in SCENARIOS)
    form = reading.book.template.format_of(row)
    place = reading.book.layout.run(row, "base") if row.axis else reading.book.layout.cell(row, "base")
    return LineValue(
        row.key,
        row.label,
        row.unit,
        low,
        base,
        high,
        form,
        statuses.get(row.key, ""),
        place.sheet,
        place.a1,
        _along(row, reading) if row.axis else None,
    )


def _along(row: Row, reading: Reading) -> Along:
    axis = reading.book.template.axis(row.axis)
    return Along(axis.key, axis.label, reading.inputs.axes[axis.key], axis.format)


def _headings(table: Table, template: Template) -> tuple[Heading, ...]:
    naming = table.unique or table.columns[0]
    return tuple(
        Heading(column.key, column.header, column.shown_unit, template.format_of(column), column is naming)
        for column in table.columns
    )


def _tables(reading: Reading) -> dict[str, tuple[Mapping[str, Any], ...]]:
    tables: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for table in reading.book.template.tables:
        columns = {
            column.key: [
                _readable(value, column.type) for value in reading.inputs.tables[table.key][column.key]
            ]
            for column in table.columns
        }
        rows = zip(*columns.values(), strict=True)
        tables[table.key] = tuple(dict(zip(columns, row, strict=True)) for row in rows)
    return tables


def _readable(value: float | str | None, kind: str) -> float | str | None:
    """Dates as people write them, everything else as it is."""
    if kind == "date" and isinstance(value, float):
        return days.iso(value)
    return value


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
