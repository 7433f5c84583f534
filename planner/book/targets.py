"""Which cell a person names: `usd_cny`, `data_mix[Wikipedia].tokens_b`. What is not there is wrong usage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from planner.book import values
from planner.book.beside import THROUGH
from planner.book.find import Book
from planner.book.row_names import naming_words, row_names
from planner.layout.places import Place
from planner.problems import Problem, did_you_mean, quoted
from planner.template.rows import SCENARIOS, Column, Row, Table, Text

TABLE_CELL = re.compile(r"(?P<table>\w+)\[(?P<row>.+)\]\.(?P<column>\w+)")


class Target(NamedTuple):
    """A cell as planner itself names it, where it stands, and the row, text or column that it is of."""

    name: str
    place: Place
    of: Row | Column | Text


def target(book: Book, name: str, scenario: str | None) -> Target | Problem:
    """The cell of a name; of a line, that of the scenario, which is base where none is said."""
    if scenario not in {None, *SCENARIOS}:
        return _misuse(book, f"there is no scenario {quoted(str(scenario))}", "Use low, base or high.", name)
    if match := TABLE_CELL.fullmatch(name):
        if scenario is not None:
            message = f"{name} has no scenarios: a table holds for low, base and high alike"
            return _misuse(book, message, "Leave the scenario out.", name)
        return _table_target(book, match["table"], match["row"], match["column"])
    if (text := book.template.texts.get(name)) is not None:
        return _text_target(book, text, scenario)
    return _line_target(book, name, scenario)


def _text_target(book: Book, text: Text, scenario: str | None) -> Target | Problem:
    """The cell of what the owner says of the plan."""
    if scenario is not None:
        message = f"{text.key} has no scenarios: it is one for low, base and high alike"
        return _misuse(book, message, "Leave the scenario out.", text.key)
    return Target(text.key, book.layout.text(text), text)


def _line_target(book: Book, name: str, scenario: str | None) -> Target | Problem:
    """The cell of an input that has scenarios."""
    try:
        row = book.template.row(name)
    except KeyError:
        return _unknown(book, name)
    if not row.is_input:
        place = book.layout.run(row, "base") if row.axis else book.layout.line(row)
        inputs = "Change one of the inputs that it is calculated from."
        return book.problem(place, f"{name} is calculated, not typed", inputs, name)
    return Target(name, book.layout.cell(row, scenario or "base"), row)


def _misuse(book: Book, message: str, remedy: str, key: str) -> Problem:
    return Problem(message, remedy, book.package.file, key=key, usage=True)


def _unknown(book: Book, name: str) -> Problem:
    table = name.partition(".")[0].partition("[")[0]
    if name == THROUGH:
        remedy = "It says which month of the actuals counts last: `planner actuals PATH --through 2027-03`."
    elif table in book.layout.tables:
        remedy = (
            f"Name a cell of the table as {table}[ROW].COLUMN, with the name of the row; "
            f"{table}[ROW]= with nothing takes the row out."
        )
    else:
        otherwise = "`planner show PATH --inputs` lists the inputs."
        known = [*(row.key for row in book.template.inputs), *book.template.texts]
        remedy = did_you_mean(name, known, otherwise)
    return _misuse(book, f"there is no input {quoted(name)}", remedy, name)


def row_of(book: Book, table: str, row: str) -> tuple[str, int] | Problem:
    """The name of a row as planner says it, and its number counted from 0."""
    found = _table(book, table)
    if isinstance(found, Problem):
        return found
    number = _row_number(book, found, row)
    return number if isinstance(number, Problem) else (row_names(book, found)[number], number)


def _table(book: Book, table: str) -> Table | Problem:
    found = next((item for item in book.template.tables if item.key == table), None)
    if found is not None:
        return found
    tables = [item.key for item in book.template.tables]
    remedy = did_you_mean(table, tables, f"Tables: {', '.join(tables)}.")
    return _misuse(book, f"there is no table {quoted(table)}", remedy, table)


def _table_target(book: Book, table: str, row: str, column: str) -> Target | Problem:
    found = _table(book, table)
    if isinstance(found, Problem):
        return found
    wanted = next((item for item in found.columns if item.key == column), None)
    if wanted is None:
        columns = [item.key for item in found.columns]
        remedy = did_you_mean(column, columns, f"Columns: {', '.join(columns)}.")
        return _misuse(book, f"the table {table} has no column {quoted(column)}", remedy, table)
    number = _row_number(book, found, row)
    if isinstance(number, Problem):
        return number
    name = f"{table}[{row_names(book, found)[number]}].{column}"
    return Target(name, book.layout.tables[table].cell(column, number), wanted)


def _row_number(book: Book, table: Table, name: str) -> int | Problem:
    """The row that says this in its column of names, or alone says it in its first column."""
    said = naming_words(book, table)
    for column, words in said.items():
        at = [number for number, word in enumerate(words) if word.casefold() == name.casefold()]
        if len(at) == 1:
            return at[0]
        if at:
            return _several(book, table, name, column, at, said)
    known = [list(dict.fromkeys(word for word in words if word)) for words in said.values()]
    message = f"the table {table.key} has no row {quoted(name)}"
    if not any(known):
        return _misuse(book, f"{message}: it is empty", "Type its first row in the workbook.", table.key)
    rows = " or ".join(values.listed(words) for words in known if words)
    hint = did_you_mean(name, [word for words in known for word in words])
    adding = "set adds no rows: type one below the last in the workbook."
    return _misuse(book, message, f"{hint} Rows: {rows}. {adding}".strip(), table.key)


def _several(
    book: Book, table: Table, name: str, column: str, at: Sequence[int], said: dict[str, list[str]]
) -> Problem:
    """What to say of a name that two rows have."""
    message = f"{quoted(name)} stands in {len(at)} rows of the table {table.key}"
    if table.unique is None or table.unique.key == column:
        return _misuse(book, message, "Give one of them another name.", table.key)
    others = values.listed([said[table.unique.key][number] for number in at])
    return _misuse(book, message, f"Name it by its {table.unique.key}: {others}.", table.key)
