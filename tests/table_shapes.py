"""Plans whose tables have every shape that an owner may give them: one row, blank rows, no rows, many rows.

Spreadsheets have rules of their own for ranges of one cell, blank cells and long texts; so what engine and
formulas agree on in tables of a usual shape says nothing of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.book.find import Book
from planner.template.load import load_preset, load_template
from planner.template.rows import CHECKS_THAT_WARN, Column, Table
from tests.books import Values, patched, typing, write
from tests.random_values import most_rows
from tests.sound_rows import in_order, sound

TEMPLATE = load_template()
STARTUP, MOE = (Values.of(load_preset(name)) for name in ("startup", "moe"))

LONGEST_NAME = 255
"""Characters of a text that MATCH still finds in Excel."""

MANY = 200
"""Rows, of tables that take any number; presets have 17 at most."""

SPARE = 3
"""Blank rows at the end of a table, which the owner has not filled yet."""

BLANK: Mapping[str, Any] = {}
"""A row of a table with nothing in it."""

Rows = tuple[Mapping[str, Any], ...]
Tables = Mapping[str, Rows]
ALL = TEMPLATE.tables


def shapes() -> dict[str, Values]:
    """Name -> a plan to be written as a workbook of its own; `book_of` does so."""
    one, five = tables(1), tables(5)
    named = {
        "one row in each table": one,
        "one row, optional cells blank, a price by the server-month": _bare(one, "price_per_server_month"),
        "one row, optional cells blank, a price by the GPU-hour": _bare(one, "price_per_gpu_hour"),
        "one blank row": {table.key: (BLANK,) if table.may_be_empty else one[table.key] for table in ALL},
        "all rows blank": {
            table.key: (BLANK,) * 5 if table.may_be_empty else five[table.key] for table in ALL
        },
        "blank rows at the end": {key: (*rows, *[BLANK] * SPARE) for key, rows in tables(2).items()},
        "one row and a blank one": {key: (*rows, BLANK) for key, rows in one.items()},
        "many rows": tables(MANY),
        "the longest names": tables(3, _longest),
    }
    for table in (one for one in ALL if one.may_be_empty):
        named[f"no {table.key}, of the others one row"] = one | dict.fromkeys(_resting_on(table.key), ())
    for table, column in _optional():
        rows = _without(column, five[table.key])
        named[f"{table.key}.{column.key} blank"] = five | {table.key: _sound(table, rows, five)}
    return {name: _plan(given) for name, given in named.items()}


def book_of(path: Path, values: Values) -> Book:
    """A workbook of this shape, beside that path's own; not yet refreshed."""
    book = write(path.with_name(f"{path.stem}-written.xlsx"), values)
    return patched(book, typing(book, values), path)  # the chips compared, which no preset has


def tables(count: int, name: Callable[[int], str] = "Name {}".format) -> Tables:
    """So many rows in each table, all cells filled; fewer where a table takes no more."""
    made: dict[str, Rows] = {}
    for table in in_order(ALL):
        made[table.key] = _sound(table, tuple(_rows(table, count, name)), made)
    return {table.key: made[table.key] for table in ALL}


def _rows(table: Table, count: int, name: Callable[[int], str]) -> Iterator[Mapping[str, Any]]:
    """Rows of a preset over and over, under names of their own."""
    like = STARTUP.tables[table.key] or MOE.tables[table.key] or ({},)  # no preset has loans
    full = {column.key: _filling(table, column) for column in table.columns}
    for number in range(most(table, count)):
        yield _renamed(table, full | like[number % len(like)], number, count, name)


def most(table: Table, count: int) -> int:
    """So many rows, or as many as the table may have."""
    warned = any(column.choices_from == CHECKS_THAT_WARN for column in table.columns)
    return min(most_rows(table, count), len(TEMPLATE.warning) if warned else count)


def _filling(table: Table, column: Column) -> Any:
    """What some row of a preset has in that column, else a number, a choice or a text."""
    found = (row.get(column.key) for plan in (STARTUP, MOE) for row in plan.tables[table.key])
    words = {"number": min(3.0, column.max or 3.0), "date": 45_200.0, "text": "-"}
    otherwise = column.choices[0] if column.choices else words.get(column.type)
    return next((value for value in found if value is not None), otherwise)


def _renamed(
    table: Table, row: Mapping[str, Any], number: int, count: int, name: Callable[[int], str]
) -> dict[str, Any]:
    """The row under its own name; what it takes from another table is named alike, row for row."""
    renamed = dict(row)
    for column in table.columns:
        if column.unique and column.type == "number":
            renamed[column.key] = float(number + 1)
        elif column.choices_from == CHECKS_THAT_WARN:
            renamed[column.key] = TEMPLATE.warning[number].label
        elif column.choices_from.startswith(f"{table.key}."):
            renamed[column.key] = name(number - 1) if number else None
        elif column.choices_from:
            other = next(one for one in ALL if column.choices_from.startswith(f"{one.key}."))
            renamed[column.key] = _name_in(other, number % most(other, count), name)
        elif column.unique:
            renamed[column.key] = _name_in(table, number, name)
    return {key: value for key, value in renamed.items() if value is not None}


def _name_in(table: Table, number: int, name: Callable[[int], str]) -> str:
    """The name of a row; the first currency is the one that lines look for."""
    return "USD" if table.key == "currencies" and number == 0 else name(number)


def _sound(table: Table, rows: Rows, given: Tables) -> Rows:
    """The rows with what a plan needs of them."""
    return tuple(sound(table, [dict(row) for row in rows], given, named=True))


def _resting_on(key: str) -> Iterator[str]:
    """A table, and those that take names of it."""
    yield key
    for table in ALL:
        if any(column.choices_from.startswith(f"{key}.") and column.required for column in table.columns):
            yield table.key


def _longest(number: int) -> str:
    """As many characters as a name may have; two names differ in the last one alone."""
    return ("A long name, 很长的名称, " * LONGEST_NAME)[: LONGEST_NAME - 1] + "abc"[number]


def _optional() -> Iterator[tuple[Table, Column]]:
    """Columns of numbers and days that an owner may leave blank."""
    for table in ALL:
        for column in table.columns:
            if not column.required and column.type in {"number", "date"}:
                yield table, column


def _without(column: Column, rows: Rows) -> Rows:
    return tuple({key: value for key, value in row.items() if key != column.key} for row in rows)


def _bare(given: Tables, price: str) -> Tables:
    """Only what has to be filled, and one of the two prices."""
    bare: dict[str, Rows] = {}
    for table in in_order(ALL):
        kept = [one.key for one in table.columns if one.required or one.key == price]
        rows = tuple({key: row[key] for key in kept if key in row} for row in given[table.key])
        bare[table.key] = _sound(table, rows, bare)
    return {table.key: bare[table.key] for table in ALL}


def _plan(given: Tables) -> Values:
    """The plan of a startup with these tables; it rents, serves and compares what stands in them."""
    filled = {key: [row for row in rows if row] for key, rows in given.items()}
    names = [row["name"] for row in filled["serving_benchmarks"]]
    chips = [row["chip"] for row in filled["chips"]]
    currencies = [row["currency"] for row in filled["currencies"]]
    compared = [chips[number % len(chips)] for number in range(len(TEMPLATE.axis("chip").values))]
    plan = replace(STARTUP, tables=given, axes={"chip": compared})
    return plan.but(
        plan_currency={"base": currencies[0], "high": currencies[-1]},
        serving_benchmark={"base": names[-1], "high": names[0]},
    )
