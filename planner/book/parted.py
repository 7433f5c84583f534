"""Names beside whose cells another key stands, or none: the key is the second witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.book.identify import NO_CELL
from planner.book.survey import Survey, command, repair
from planner.layout.places import Place
from planner.problems import Problem
from planner.template.schema import Template
from planner.xlsx.cell import Cell

REACH = 40
"""Columns right of a line's cells in which its key is looked for; users insert columns of their own."""


def find_parted(into: Survey) -> None:
    """The key beside the cells must be the one in the name."""
    keys = into.expected.keys
    known = set(keys.values())
    for name, place in into.places.items():
        key = keys.get(name)
        if not key or key in _texts_beside(place, into.cells):
            continue
        where = into.source.file, place.sheet, place.a1, key
        texts = _texts_beside(place, into.cells)
        if other := next((text for text in texts if text in known), ""):
            message = f"the name {name} points at the row of {other}"
            into.parted[name] = other, Problem(message, repair(into.source), *where)
        else:
            into.parted[name] = "", _without_its_key(into, name, place)


def _texts_beside(place: Place, cells: Mapping[tuple[str, int, int], Cell]) -> Iterator[str]:
    """The texts right of a place, from left to right."""
    first = place.column + place.columns
    for column in range(first, first + REACH):
        cell = cells.get((place.sheet, place.row, column))
        if cell is not None and isinstance(cell.value, str):
            yield cell.value


def _without_its_key(into: Survey, name: str, place: Place) -> Problem:
    """Of cells that have no key: where it stands, if anywhere, and what brings the two together."""
    key = into.expected.keys[name]
    where = into.source.file, place.sheet, place.a1, key
    message = f"the key {key} does not stand in this row, where the name {name} points"
    labelled, rows = _says(into, place, _label(into.template, name, key)), _rows_of(into, place, key)
    remedy = repair(into.source)
    if rows:
        into.elsewhere.add(name)
        message = f"{message}, but in row {' and '.join(map(str, rows))}"
        remedy = "Move the key back into the key column of this row." if labelled else remedy
    elif labelled:
        remedy = f"Write {key} back into the key column, undo the move that parted them, or run "
        remedy = f"{remedy}`{command(into.source)}`."
    return Problem(message, remedy, *where)


def _rows_of(into: Survey, place: Place, key: str) -> list[int]:
    """The rows in which a key stands right of where the cells of its line are."""
    first = place.column + place.columns
    there = (at for at, cell in into.cells.items() if cell.value == key and at[0] == place.sheet)
    return sorted({row for _, row, column in there if column >= first})


def _says(into: Survey, place: Place, label: str) -> bool:
    """Whether a row still holds the label of its line, alone or behind what the line stands under."""
    cells = (into.cells.get((place.sheet, place.row, column), NO_CELL) for column in range(1, place.column))
    return bool(label) and any(str(cell.value).endswith(label) for cell in cells)


def _label(template: Template, name: str, key: str) -> str:
    """What a line, its key number or a checked column of a table is called in front of its cells."""
    if name.startswith("key_"):
        return next((shown.label for shown in template.key_numbers if shown.key == key), "")
    table, _, column = key.partition(".")
    if column:
        columns = (one for found in template.tables if found.key == table for one in found.columns)
        return next((one.header for one in columns if one.key == column), "")
    return template.row(key).label
