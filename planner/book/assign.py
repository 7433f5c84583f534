"""Values that a person types on the command line, or gives from Python, as edits of input cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from numbers import Real

from planner import days
from planner.book import values
from planner.book.edits import Edits
from planner.book.find import Book
from planner.book.read import follows_base
from planner.book.targets import target
from planner.layout.places import Place
from planner.problems import PlanError, Problem, quoted
from planner.template.rows import Column, Row, Text
from planner.template.schema import Template
from planner.xlsx.patch import Edit

Given = str | float | bool | date | None
"""What Python may give: a text as a person types it, a number, yes or no, a day; None empties a cell."""

PERCENT = re.compile(r"\s*([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*%\s*", re.IGNORECASE)
DAY = re.compile(r"([0-9]{4})(?:/([0-9]{1,2})/([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)")


@dataclass(frozen=True, slots=True)
class Typed:
    """An input cell and what is typed into it: a value, or the formula by which it follows its base case."""

    name: str
    place: Place
    of: Row | Column | Text
    value: float | str | None
    follows: str = ""


def typed(
    book: Book, assignments: Mapping[str, Given], scenario: str | None = None, *, force: bool = False
) -> tuple[Typed, ...]:
    """What `key=value` and `table[row].column=value` type into which cells.

    Args:
        force: formulas of the owner's give way.

    Raises:
        PlanError: an unknown key or a value that does not fit; all of them are listed.
    """
    entries, problems = [], []
    for name, given in assignments.items():
        found = target(book, name, scenario)
        entry = found if isinstance(found, Problem) else _entry(book, *found, given, scenario)
        if isinstance(entry, Typed) and not force and (objection := _own_formula(book, entry, scenario)):
            entry = objection
        if isinstance(entry, Problem):
            problems.append(entry)
        else:
            entries.append(entry)
    if problems:
        raise PlanError(problems)
    return tuple(entries)


def edits_of(entries: Iterable[Typed]) -> Edits:
    """The same as edits of cells; a formula that stood there goes."""
    edits = Edits()
    for entry in entries:
        edit = Edit(entry.value, "drop", new_formula=entry.follows or None)
        edits.put(entry.place.sheet, entry.place.row, entry.place.column, edit)
    return edits


def _entry(
    book: Book, name: str, place: Place, of: Row | Column | Text, given: Given, scenario: str | None
) -> Typed | Problem:
    if isinstance(of, Row) and scenario in {"low", "high"} and given in {None, ""}:
        base = book.layout.cell(of, "base")
        cell = book.cell(base)
        shown = cell.value if isinstance(cell.value, float | str) else None
        return Typed(name, place, of, shown, f"${base.a1}")
    value = value_for(book.template, of, given, partial(book.problem, place, key=of.key))
    return value if isinstance(value, Problem) else Typed(name, place, of, value)


def _own_formula(book: Book, entry: Typed, scenario: str | None) -> Problem | None:
    """What to say where a formula of the owner's would be lost."""
    formula = book.cell(entry.place).formula
    if formula is None:
        return None
    if isinstance(entry.of, Row) and follows_base(book, entry.of, scenario or "base"):
        return None
    message = f"{entry.name} is your own formula {quoted('=' + formula)}"
    remedy = "Change what it reads, or let --force put the value in its place."
    return book.problem(entry.place, message, remedy, entry.of.key)


def value_for(
    template: Template, of: Row | Column | Text, given: Given, report: values.Report
) -> float | str | Problem | None:
    """What a cell of this input holds once that was typed into it; a problem where it does not fit."""
    if isinstance(of, Text):
        return _said(template, of, given, report)
    kind = of.type if isinstance(of, Column) else "choice" if of.is_text else of.unit
    written = _written(given, kind)
    if kind == "choice":
        # A choice from a table is checked when the edited workbook is read.
        word = values.as_text(written)
        said = template.choice_for(word)
        return values.word(said, of, of.choices, report) if of.choices else word
    if isinstance(of, Column) and written == "" and not of.required:
        return None
    if isinstance(of, Column) and kind == "text":
        return values.text(values.as_text(written), of, report)
    if kind == "date":
        return values.date(_serial(written) if isinstance(written, str) else written, of, report)
    return values.number(_number(written) if isinstance(written, str) else written, of, report)


def _said(template: Template, of: Text, given: Given, report: values.Report) -> float | str | Problem | None:
    """What the cell of a text holds; nothing where it is emptied."""
    written = _written(given, "date" if of.day else "text")
    if of.day and isinstance(written, str):
        written = _serial(written)
    elif not isinstance(written, str) and not of.day:
        written = values.as_text(written)
    said = template.choice_for(written) if of.choices and isinstance(written, str) else written
    found = values.said(said, of, report)
    return None if found == "" else found


def _written(given: Given, kind: str) -> float | str | bool:
    """A value from Python as a cell would hold it, or as a person would type it."""
    if given is None:
        return ""
    if isinstance(given, bool):
        return ("yes" if given else "no") if kind == "choice" else given
    if isinstance(given, date):
        return float(days.serial(given.date() if isinstance(given, datetime) else given))
    return float(given) if isinstance(given, Real) else str(given)


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
    """The serial number of a day in one of the orders that are certain: the year stands first."""
    try:
        if match := DAY.fullmatch(written):
            return float(days.serial(date(*(int(part) for part in match.groups() if part))))
        return float(days.serial(datetime.fromisoformat(written).date()))
    except ValueError:
        return written
