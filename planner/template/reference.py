"""Reference data of a template: the rows that are renewed with it, and what new plans have of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from planner.template.errors import require
from planner.template.rows import Table

Entry = Mapping[str, Any]
"""Column -> what a row of a table says in it; columns that are left out are empty."""

SOURCE, DATE = "source", "date"
"""The columns that every table of reference data has."""
PATH = "path"
"""The column that says along which price path of its plan a row moves: that of no reference data."""


class Reference(NamedTuple):
    """Which reference data a template has.

    Attributes:
        version: the day of it, as 2026-11-28.
        tables: the keys of the tables that it is in.
    """

    version: str
    tables: tuple[str, ...]


class ReferenceData(NamedTuple):
    """The rows of one day, by table."""

    version: str
    tables: Mapping[str, tuple[Entry, ...]]


def rows_of(table: Table) -> tuple[Entry, ...]:
    """The reference data of a table: rows that stand below those of a preset, or all that it has."""
    return table.reference or table.rows


def name_of(table: Table, entry: Entry) -> str:
    """What a row is found by, in small letters."""
    return str(entry[column_of_names(table)]).casefold()


def column_of_names(table: Table) -> str:
    """The column in which no two rows are alike."""
    return table.unique.key if table.unique else table.columns[0].key


def with_reference(
    given: Mapping[str, tuple[Entry, ...]], tables: Sequence[Table]
) -> dict[str, tuple[Entry, ...]]:
    """The tables of a preset with the reference data below its rows, as far as its other tables know it."""
    found = dict(given)
    for table in tables:
        if table.reference:
            found[table.key] = (*given[table.key], *_below(table, found))
    return found


def _below(table: Table, tables: Mapping[str, tuple[Entry, ...]]) -> Iterator[Entry]:
    own = tables[table.key]
    taken = {name_of(table, entry) for entry in own}
    path = path_of(entry.get(PATH) for entry in own)
    for entry in table.reference:
        if name_of(table, entry) not in taken and not lacking(table, entry, _listed(tables)):
            yield {**entry, **({PATH: path} if path else {})}


def path_of(paths: Iterable[Any]) -> Any:
    """The price path that rows of others move along: that of all rows of a plan; None where they differ."""
    different = {path for path in paths if path}
    return different.pop() if len(different) == 1 else None


def _listed(tables: Mapping[str, tuple[Entry, ...]]) -> dict[str, set[str]]:
    """`table.column` -> what stands in it, in small letters."""
    found: dict[str, set[str]] = {}
    for table, entries in tables.items():
        for entry in entries:
            for column, value in entry.items():
                found.setdefault(f"{table}.{column}", set()).add(str(value).casefold())
    return found


def lacking(table: Table, entry: Entry, listed: Mapping[str, set[str]]) -> str:
    """The word of a row that the table does not list from which it is chosen; nothing where all are there."""
    for column in table.columns:
        word = entry.get(column.key)
        known = listed.get(column.choices_from, set())
        if column.choices_from and word is not None and str(word).casefold() not in known:
            return str(word)
    return ""


def validate_reference(reference: Reference, tables: Mapping[str, Table]) -> None:
    """Raise TemplateError where a table of reference data, or a row of it, is none."""
    for key in reference.tables:
        require(key in tables, f"[reference] names no table {key}")
        table = tables[key]
        columns = {column.key for column in table.columns}
        require(
            {SOURCE, DATE} <= columns and table.unique is not None, f"{key} is no table of reference data"
        )
        require(bool(rows_of(table)), f"[reference] names {key}, which has no rows")
        for entry in rows_of(table):
            where = f"{key}: {entry.get(column_of_names(table))}"
            require(entry.keys() <= columns, f"{where} has no column {sorted(entry.keys() - columns)}")
            require(bool(entry.get(SOURCE) and entry.get(DATE)), f"{where} names no source or no date")
    apart = [key for key, table in tables.items() if table.reference and key not in reference.tables]
    require(not apart, f"[reference] does not name {', '.join(apart)}")
