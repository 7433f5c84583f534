"""Values that a person types on the command line, as edits of input cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from planner import days
from planner.problems import PlanError, Problem, quoted
from planner.workbook import values
from planner.workbook.edits import Edits
from planner.workbook.find import Book
from planner.workbook.layout import Place
from planner.workbook.patch import Edit
from planner.workbook.schema import Column, Row

TABLE_CELL = re.compile(r"(?P<table>[a-z_0-9]+)\[(?P<row>.+)\]\.(?P<column>[a-z_0-9]+)")
PERCENT = re.compile(r"\s*([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*%\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """An input cell and what is typed into it."""

    name: str
    place: Place
    of: Row | Column
    value: float | str | None


def typed(book: Book, assignments: Mapping[str, str], scenario: str) -> tuple[Typed, ...]:
    """What `key=value` and `table[row].column=value` type into which cells.

    Raises:
        PlanError: an unknown key or a value that does not fit; all of them are listed.
    """
    entries, problems = [], []
    for name, written in assignments.items():
        target = _target(book, name, scenario)
        if isinstance(target, Problem):
            problems.append(target)
            continue
        place, of = target
        value = _value(book, place, of, written)
        if isinstance(value, Problem):
            problems.append(value)
        else:
            entries.append(Typed(name, place, of, value))
    if problems:
        raise PlanError(problems)
    return tuple(entries)


def edits_of(entries: Iterable[Typed]) -> Edits:
    """The same as edits of cells; a formula that stood there goes."""
    edits = Edits()
    for entry in entries:
        edits.put(entry.place.sheet, entry.place.row, entry.place.column, Edit(entry.value, "drop"))
    return edits


def _target(book: Book, name: str, scenario: str) -> tuple[Place, Row | Column] | Problem:
    if match := TABLE_CELL.fullmatch(name):
        return _table_target(book, match["table"], match["row"], match["column"])
    try:
        row = book.template.row(name)
    except KeyError:
        return _unknown(book, name)
    if not row.is_input:
        place = book.layout.line(row)
        inputs = "Change one of the inputs that it is calculated from."
        return book.problem(place, f"{name} is calculated, not typed", inputs, name)
    return book.layout.cell(row, scenario), row


def _unknown(book: Book, name: str) -> Problem:
    from difflib import get_close_matches

    keys = [row.key for row in book.template.inputs]
    close = get_close_matches(name, keys, n=3)
    remedy = (
        f"Did you mean {', '.join(close)}?" if close else "`planner show PATH --inputs` lists the inputs."
    )
    table = name.partition(".")[0].partition("[")[0]
    if table in book.layout.tables:
        remedy = f"Name a cell of the table as {table}[ROW].COLUMN, with the name of the row."
    return Problem(f"there is no input {quoted(name)}", remedy, book.package.file, key=name)


def _table_target(book: Book, table: str, row: str, column: str) -> tuple[Place, Column] | Problem:
    file = book.package.file
    found = next((item for item in book.template.tables if item.key == table), None)
    if found is None or found.unique is None:
        known = ", ".join(item.key for item in book.template.tables if item.unique)
        message = f"there is no table {quoted(table)} with named rows"
        return Problem(message, f"Tables: {known}.", file, key=table)
    wanted = next((item for item in found.columns if item.key == column), None)
    if wanted is None:
        known = ", ".join(item.key for item in found.columns)
        message = f"the table {table} has no column {quoted(column)}"
        return Problem(message, f"Columns: {known}.", file, key=table)
    place = book.layout.tables[table]
    names = [book.cell(place.cell(found.unique.key, number)).value for number in range(place.rows)]
    shown = [f"{name:g}" if isinstance(name, float | int) else str(name) for name in names]
    folded = [name.casefold() for name in shown]
    if row.casefold() not in folded:
        known = values.listed([name for name, value in zip(shown, names, strict=True) if value is not None])
        message = f"the table {table} has no row {quoted(row)}"
        return Problem(message, f"Rows: {known}.", file, key=table)
    return place.cell(column, folded.index(row.casefold())), wanted


def _value(book: Book, place: Place, of: Row | Column, written: str) -> float | str | Problem | None:
    report = partial(book.problem, place, key=of.key)
    kind = of.type if isinstance(of, Column) else "choice" if of.is_text else of.unit
    if kind == "choice":
        # A choice from a table is checked when the edited workbook is read.
        said = book.template.choice_for(written)
        return values.word(said, of, of.choices, report) if of.choices else written
    if isinstance(of, Column) and written == "" and not of.required:
        return None
    if isinstance(of, Column) and kind == "text":
        return values.text(written, of, report)
    if kind == "date":
        return values.date(_serial(written), of, report)
    return values.number(_number(written), of, report)


def _number(written: str) -> float | str:
    """A plain number or a percentage; anything else stays text, which is then refused with its remedy."""
    if match := PERCENT.fullmatch(written):
        return float(match[1]) / 100
    try:
        number = float(written)
    except ValueError:
        return written
    certain = written.isascii() and "_" not in written and abs(number) < float("inf")
    return number if certain else written


def _serial(written: str) -> float | str:
    try:
        return float(days.serial(datetime.fromisoformat(written).date()))
    except ValueError:
        return written
