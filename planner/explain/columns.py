"""A column of a table or one cell of it, as people ask: `roles.headcount`, `roles[Founders].headcount`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planner.book.find import Book
from planner.book.row_names import row_names
from planner.explain.spots import Spot
from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.template.rows import Table

ASKED = re.compile(r"(?P<table>\w+)(?:\[(?P<row>.*)\])?(?:\.(?P<column>\w+))?", re.DOTALL)
MOST = 6
"""Names that are listed as what there is."""


def column_spot(book: Book, key: str) -> tuple[Spot, str] | None:
    """The cells, and the name of the row where one was asked for; None where no table is called so.

    Raises:
        PlanError: the table has no such column or row, or none was named.
    """
    asked = ASKED.fullmatch(key)
    table = next((one for one in book.template.tables if asked and one.key == asked["table"]), None)
    if asked is None or table is None:
        return None
    columns = [column.key for column in table.columns]
    if asked["column"] not in columns:
        raise PlanError(_no_column(book, table, asked["column"], columns))
    place = book.layout.tables[table.key].column(asked["column"])
    start = 0 if asked["row"] is None else _row(book, table, asked["row"])
    if asked["row"] is not None:
        place = place._replace(row=place.row + start, rows=1)
    name = "" if asked["row"] is None else row_names(book, table)[start]
    return Spot(f"{table.key}.{asked['column']}", "", start, place), name


def _row(book: Book, table: Table, wanted: str) -> int:
    names = row_names(book, table)
    found = [at for at, name in enumerate(names) if name.casefold() == wanted.strip().casefold()]
    if not found:
        message = f"the table {table.key} has no row {quoted(wanted)}"
        raise PlanError(_usage(book, message, did_you_mean(wanted, names, _listed(names))))
    return found[0]


def _no_column(book: Book, table: Table, wanted: str | None, columns: Sequence[str]) -> Problem:
    if wanted is None:
        first = f"{table.key}.{columns[-1] if len(columns) == 1 else columns[1]}"
        message = f"{table.key} is a table, not a line"
        return _usage(book, message, f"Ask for a column, such as {first}. {_listed(columns)}")
    message = f"the table {table.key} has no column {quoted(wanted)}"
    return _usage(book, message, did_you_mean(wanted, columns, _listed(columns)))


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"It has {', '.join(names[:MOST])}{more}."


def _usage(book: Book, message: str, remedy: str) -> Problem:
    return Problem(message, remedy, book.source.file, usage=True)
