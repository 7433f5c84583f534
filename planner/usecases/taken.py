"""Which rows of reference data a plan's choices point at: directly, or by way of another such row."""

from __future__ import annotations

from collections.abc import Iterator

from planner.book.row_names import row_names
from planner.check.examine import Reading
from planner.template.reference import column_of_names
from planner.template.rows import SCENARIOS, Table

Named = tuple[str, str]
"""A table, and the name of a row of it in small letters."""


def taken(reading: Reading) -> dict[Named, list[str]]:
    """Each row that something takes -> what takes it, as `planner set` names that.

    A quote that nothing takes does not take its chip: what it says is read by nothing but a comparison.
    """
    found: dict[Named, list[str]] = {}
    while True:
        more: dict[Named, list[str]] = {}
        for row, cell in _pointing(reading, found):
            more.setdefault(row, [])
            if cell not in more[row]:
                more[row].append(cell)
        if more.keys() == found.keys():
            return more
        found = more


def _pointing(reading: Reading, found: dict[Named, list[str]]) -> Iterator[tuple[Named, str]]:
    """Every choice that is a row of reference data, and the cell that makes it."""
    template, inputs = reading.book.template, reading.inputs
    tables = {key: template.table(key) for key in template.reference.tables}
    lists = {f"{key}.{column_of_names(table)}": key for key, table in tables.items()}
    for table in template.tables:
        yield from _of_table(reading, table, lists, found)
    for row in template.inputs:
        if (key := lists.get(row.choices_from)) is not None:
            for scenario in SCENARIOS:
                yield (key, _folded(inputs.scalars[scenario][row.key])), row.key
    for sheet, axis in template.axes:
        if (key := lists.get(axis.choices_from)) is not None:
            for word in inputs.axes[axis.key]:
                yield (key, _folded(word)), sheet.name


def _of_table(
    reading: Reading, table: Table, lists: dict[str, str], found: dict[Named, list[str]]
) -> Iterator[tuple[Named, str]]:
    columns = [column for column in table.columns if column.choices_from in lists]
    names = row_names(reading.book, table) if columns else []
    counts = table.key not in lists.values()
    for column in columns:
        words = reading.inputs.tables[table.key][column.key]
        for name, word in zip(names, words, strict=False):
            if word and (counts or (table.key, _folded(name)) in found):
                cell = f"{table.key}[{name}].{column.key}"
                yield (lists[column.choices_from], _folded(word)), cell


def _folded(word: object) -> str:
    return str(word).casefold()
