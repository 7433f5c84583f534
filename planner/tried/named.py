"""An input or a cell of a table as `planner set` names it, and a value for it as a person types one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from planner.book import assign, values
from planner.book.assign import Given
from planner.book.find import Book
from planner.book.read import Inputs, Scalar
from planner.book.targets import target
from planner.problems import PlanError, Problem
from planner.template.rows import Column, Row, Text
from planner.tried.points import Ref


class Named(NamedTuple):
    """Where an input stands in the plan, and what it may be."""

    name: str
    of: Row | Column
    ref: Ref


def named(book: Book, name: str) -> Named:
    """The input of a name. Raises a PlanError where the plan has none, or it is a text that moves nothing."""
    found = target(book, name.strip(), None)
    if isinstance(found, Problem):
        raise PlanError(found)
    if isinstance(found.of, Text) or (isinstance(found.of, Column) and found.of.type == "text"):
        message = f"{found.name} is a text, which moves no result"
        remedy = "Name an input that is a number, a choice or a day."
        raise PlanError(Problem(message, remedy, book.source.file, key=found.name, usage=True))
    if isinstance(found.of, Row):
        return Named(found.name, found.of, Ref(found.of.key))
    table = found.name.partition("[")[0]
    row = found.place.row - book.layout.tables[table].first_row
    return Named(found.name, found.of, Ref(f"{table}.{found.of.key}", row))


def value_of(book: Book, inputs: Inputs, one: Named, given: Given) -> Scalar:
    """A value as it was typed. Raises a PlanError where it does not fit."""
    report = partial(_problem, book, one.name)
    value = assign.value_for(book.template, one.of, given, report)
    if isinstance(value, str) and one.of.choices_from:
        value = values.word(value, one.of, _choices(inputs, one.of.choices_from), report)
    if isinstance(value, Problem):
        raise PlanError(value)
    if value is None:
        raise PlanError(report(f"{one.name} is empty", "Type a value."))
    return value


def _choices(inputs: Inputs, choices_from: str) -> Sequence[str]:
    table, _, column = choices_from.partition(".")
    return [word for word in inputs.tables[table][column] if isinstance(word, str)]


def _problem(book: Book, key: str, message: str, remedy: str) -> Problem:
    return Problem(message, remedy, book.source.file, key=key)
