"""Checks that warn, named with a reason in the plan's table: rows for those that it does not name yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from planner.book.assign import Given
from planner.book.find import Book, find
from planner.book.row_names import naming_words, row_names
from planner.book.table_growth import NewRow, with_rows
from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.template.rows import Row, Table

TABLE, CHECK, REASON, BY = "acknowledged", "check", "reason", "by"

_CELL = re.compile(rf"{TABLE}\[(?P<check>.+)\]\.(?P<column>\w+)")


def reasons(given: Mapping[str, str], by: str) -> dict[str, Given]:
    """What is typed into the table for these checks: key or label -> the reason, and who gives it."""
    typed: dict[str, Given] = {}
    for check, reason in given.items():
        typed |= {f"{TABLE}[{check}].{REASON}": reason, f"{TABLE}[{check}].{BY}": by}
    return typed


def with_checks(book: Book, assignments: Mapping[str, Given]) -> tuple[Book, dict[str, Given]]:
    """The plan with a row for each check that is typed into and has none, in memory; what is typed where.

    A check may be named by its key, too. Of a row that is there only its cells change.

    Raises:
        PlanError: there is no such check that warns, or one without a row gets no reason, or nobody's.
    """
    table = next((one for one in book.template.tables if one.key == TABLE), None)
    if table is None:
        return book, dict(assignments)
    there = {name.casefold() for name in row_names(book, table)}
    matches = {name: _CELL.fullmatch(name) for name in assignments}
    named = {name: one for name, one in matches.items() if one and one["check"].casefold() not in there}
    if not named:
        return book, dict(assignments)
    labels = {name: _label(book, match["check"]) for name, match in named.items()}
    problems = dict.fromkeys(one for one in labels.values() if isinstance(one, Problem))
    if problems:  # each once, though its reason and who gives it are typed apart
        raise PlanError(problems)
    typed = {
        f"{TABLE}[{labels[name]}].{named[name]['column']}" if name in named else name: value
        for name, value in assignments.items()
    }
    rows = list(_new_rows(book, table, [str(label) for label in labels.values()], typed))
    return (find(with_rows(book, table, rows)) if rows else book), typed


def _label(book: Book, said: str) -> str | Problem:
    """The label of a check of a key or label; what may have been meant where none that warns has it."""
    warn = [row for row in book.template.formulas if row.kind == "check" and row.warns]
    for row in warn:
        if said.casefold() in {row.key.casefold(), row.label.casefold()}:
            return row.label
    known = _named(book, said)
    if known is not None:
        message = f"{known.key} is no check that warns, so that no reason lets it pass"
        return Problem(message, _all(warn), book.source.file, key=known.key, usage=True)
    message = f"there is no check {quoted(said)} that warns"
    hint = did_you_mean(said, [name for row in warn for name in (row.key, row.label)], _all(warn))
    return Problem(message, hint, book.source.file, key=TABLE, usage=True)


def _named(book: Book, said: str) -> Row | None:
    rows = (row for _, row in book.template.rows())
    return next((row for row in rows if said.casefold() in {row.key.casefold(), row.label.casefold()}), None)


def _all(warn: list[Row]) -> str:
    return f"Checks that warn: {', '.join(row.key for row in warn)}."


def _new_rows(book: Book, table: Table, labels: list[str], typed: Mapping[str, Given]) -> Iterator[NewRow]:
    """A row for each check that the table does not name."""
    there = {word.casefold() for words in naming_words(book, table).values() for word in words}
    for label in dict.fromkeys(labels):
        if label.casefold() in there:
            continue
        said = {column: typed.get(f"{TABLE}[{label}].{column}") for column in (REASON, BY)}
        if lacking := [f'"{TABLE}[{label}].{column}=TEXT"' for column, text in said.items() if not text]:
            message = (
                f"the check {quoted(label)} is not acknowledged yet: a reason and who gives it are needed"
            )
            remedy = f"Say {' and '.join(lacking)} too."
            raise PlanError(Problem(message, remedy, book.source.file, key=TABLE, usage=True))
        yield {CHECK: label, **said}
