"""What of a plan is no longer its preset's, and what of that stands under the preset's note or source."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from planner import days
from planner.book.acknowledging import TABLE as ACKNOWLEDGED
from planner.book.find import Book
from planner.book.read import Inputs
from planner.layout.places import LOW, NOTE
from planner.template.notes import note_and_source, says_where_from
from planner.template.rows import SCENARIOS, Row, Table

SOURCES = ("source", "note")
"""Columns that say where a row is from."""
NEAR = 1e-12
"""Two numbers that are nearer than this, relative to their size, are one as people type it."""

Entry = Mapping[str, Any]


def changed(book: Book, inputs: Inputs) -> Iterator[str]:
    """The inputs that are not as the preset has them, and the rows of tables that differ, came or went.

    Texts that headings repeat do not count, nor rows of reference data that the preset does not have.
    """
    yield from (row.key for row in book.template.inputs if not _as_given(row, book, inputs))
    for table in book.template.tables:
        if table.key != ACKNOWLEDGED:
            yield from _changed_rows(table, book, inputs)


def under_its_source(book: Book, inputs: Inputs) -> Iterator[str]:
    """Those of them beside which the preset's own note or source still stands."""
    differ = set(changed(book, inputs))
    for row in book.template.inputs:
        sourced = row.key in differ and says_where_from(row, book.preset)
        if sourced and _note(book, row) == note_and_source(row, book.template, book.preset):
            yield row.key
    for table in book.template.tables:
        yield from _rows_under_it(table, book, inputs, differ)
    for key, text in book.template.texts.items():
        if differ and text.of_preset and inputs.texts.get(key) == book.preset.texts.get(key):
            yield key


def _rows_under_it(table: Table, book: Book, inputs: Inputs, differ: Collection[str]) -> Iterator[str]:
    """Rows of a table that differ and whose columns of sources say what the preset says there."""
    given, held = _entries(table, book), dict(_rows(table, inputs))
    for name in (name for name in held if name in given and f"{table.key}[{name}]" in differ):
        said = [key for key in SOURCES if given[name].get(key)]
        if said and all(held[name].get(key) == given[name][key] for key in said):
            yield f"{table.key}[{name}]"


def _as_given(row: Row, book: Book, inputs: Inputs) -> bool:
    given = book.preset.inputs[row.key]
    return all(
        _same(inputs.scalars[level].get(row.key), given.get(level, given["base"])) for level in SCENARIOS
    )


def _changed_rows(table: Table, book: Book, inputs: Inputs) -> Iterator[str]:
    """Rows of a table that are not as the preset has them, by name or by number."""
    given, held = _entries(table, book), dict(_rows(table, inputs))
    added = (
        () if table.key in book.template.reference.tables else [name for name in held if name not in given]
    )
    for name in (*given, *added):
        if name not in held or name not in given or not _alike(table, given[name], held[name]):
            yield f"{table.key}[{name}]"


def _alike(table: Table, given: Entry, held: Entry) -> bool:
    keys = (column.key for column in table.columns if column.key not in SOURCES)
    return all(_same(held.get(key), given.get(key)) for key in keys)


def _entries(table: Table, book: Book) -> dict[str, Entry]:
    return {_name(table, entry, number): entry for number, entry in enumerate(book.preset.tables[table.key])}


def _rows(table: Table, inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    columns = inputs.tables[table.key]
    for number, values in enumerate(zip(*columns.values(), strict=True)):
        entry = dict(zip(columns, values, strict=True))
        yield _name(table, entry, number), entry


def _name(table: Table, entry: Entry, number: int) -> str:
    value = entry.get(table.unique.key) if table.unique else None
    return str(number + 1) if value is None else value if isinstance(value, str) else f"{value:g}"


def _same(one: Any, other: Any) -> bool:
    """Whether a plan holds what its preset gives; a day of a preset may be a date or its serial number."""
    one, other = (_plain(value) for value in (one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= NEAR * max(abs(one), abs(other))
    return bool(one == other)


def _plain(value: Any) -> float | str:
    if value is None or isinstance(value, str):
        return value or ""
    return float(days.serial(value)) if isinstance(value, date) else float(value)


def _note(book: Book, row: Row) -> str:
    place = book.layout.line(row)
    value = book.cells.get((place.sheet, place.row, place.column + NOTE - LOW))
    return value.value if value is not None and isinstance(value.value, str) else ""
