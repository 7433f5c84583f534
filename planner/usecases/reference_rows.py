"""The reference data of a plan beside its template's: which rows are new, changed, gone, or the owner's."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from planner import days
from planner.check.examine import Reading
from planner.results.reference import ReferenceMove, ReferenceRow, Said
from planner.template.reference import (
    DATE,
    PATH,
    SOURCE,
    Entry,
    ReferenceData,
    column_of_names,
    lacking,
    name_of,
    path_of,
    rows_of,
)
from planner.template.rows import Table
from planner.usecases.taken import taken

ALIKE = 1e-12
"""Numbers closer than this, relatively, are one: a program that saves a workbook may write fewer digits."""


@dataclass(slots=True)
class Found:
    """What a comparison finds.

    Attributes:
        entries: table -> the rows that are to come below its own.
        typed: cell, as `planner set` names it -> what is typed into it.
    """

    new: list[ReferenceRow] = field(default_factory=list)
    changed: list[ReferenceMove] = field(default_factory=list)
    gone: list[ReferenceRow] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    same: int = 0
    left_out: list[str] = field(default_factory=list)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Side:
    """One table of reference data in the plan.

    Attributes:
        rows: name in small letters -> what the plan's row says.
        own: names of rows with a formula of the owner's.
    """

    table: Table
    rows: Mapping[str, Mapping[str, Any]]
    own: frozenset[str]


class _Takers(NamedTuple):
    """What of the plan takes a row, and whether it is renewed all the same."""

    cells: Sequence[str]
    choose: bool


def compared(reading: Reading, earlier: Sequence[ReferenceData], *, choose: bool) -> Found:
    """A plan beside its template's newest reference data, and those before them.

    Args:
        choose: rows that something of the plan takes are renewed too.
    """
    found, pointed = Found(), taken(reading)
    listed = {
        f"{table}.{column}": {str(value).casefold() for value in values if value is not None}
        for table, columns in reading.inputs.tables.items()
        for column, values in columns.items()
    }
    for key in reading.book.template.reference.tables:
        side = _side(reading, key)
        before = [{name_of(side.table, row): row for row in data.tables.get(key, ())} for data in earlier]
        for entry in rows_of(side.table):
            name = name_of(side.table, entry)
            if name in side.rows:
                _known(side, entry, before, _Takers(pointed.get((key, name), []), choose), found)
            elif word := lacking(side.table, entry, listed):
                found.left_out.append(f"{_called(side.table, entry)} is left out: the plan has no {word}")
            else:
                _new(side, entry, found, listed)
        found.gone += _gone(side, before)
    return found


def _side(reading: Reading, key: str) -> _Side:
    book = reading.book
    table, place = book.template.table(key), book.layout.tables[key]
    columns = reading.inputs.tables[key]
    naming = column_of_names(table)
    rows, own = {}, set()
    for number, cells in enumerate(zip(*columns.values(), strict=True)):
        row = dict(zip(columns, cells, strict=True))
        name = str(row[naming]).casefold()
        rows[name] = row
        given = (column.key for column in table.columns if column.key != PATH)
        if any(book.cell(place.cell(column, number)).formula is not None for column in given):
            own.add(name)
    return _Side(table, rows, frozenset(own))


def _new(side: _Side, entry: Entry, found: Found, listed: dict[str, set[str]]) -> None:
    """A row that comes below those of the plan, and that rows of other tables may name from now on."""
    key, naming = side.table.key, column_of_names(side.table)
    listed.setdefault(f"{key}.{naming}", set()).add(name_of(side.table, entry))
    path = path_of(row.get(PATH) for row in side.rows.values())
    whole = {**entry, PATH: path} if path else entry
    found.entries.setdefault(key, []).append(whole)
    found.new.append(_row(side.table, whole))


def _known(
    side: _Side,
    entry: Entry,
    before: Sequence[Mapping[str, Entry]],
    takers: _Takers,
    found: Found,
) -> None:
    """A row that the plan has: as it is now, as it was once, or the owner's."""
    name = name_of(side.table, entry)
    differing = list(_differing(side, entry))
    if not differing:
        found.same += 1
    elif not _as_once(side, name, before):
        found.kept.append(_called(side.table, entry))
    else:
        move = _moved(side, entry, differing, takers)
        found.changed.append(move)
        if move.written:
            cells = {f"{side.table.key}[{move.name}].{column}": entry.get(column) for column in differing}
            found.typed |= cells


def _moved(side: _Side, entry: Entry, differing: Sequence[str], takers: _Takers) -> ReferenceMove:
    table, name = side.table, name_of(side.table, entry)
    row = side.rows[name]
    return ReferenceMove(
        table=table.key,
        name=_spelt(side, name),
        source=str(entry[SOURCE]),
        date=str(_said(table, DATE, entry[DATE])),
        was={column: _said(table, column, row.get(column)) for column in differing},
        now={column: _said(table, column, entry.get(column)) for column in differing},
        taken_by=takers.cells,
        written=takers.choose or not takers.cells,
    )


def _gone(side: _Side, before: Sequence[Mapping[str, Entry]]) -> Iterator[ReferenceRow]:
    """Rows of earlier data that the newest have no more and that stand in the plan as they were."""
    newest = {name_of(side.table, entry) for entry in rows_of(side.table)}
    once = {name: entry for rows in before for name, entry in rows.items()}
    for name in once:
        if name in side.rows and name not in newest and _as_once(side, name, before):
            yield _row(side.table, side.rows[name])


def _as_once(side: _Side, name: str, before: Sequence[Mapping[str, Entry]]) -> bool:
    """Whether a row of the plan says what any of the earlier data said."""
    return any(name in rows and not any(_differing(side, rows[name])) for rows in before)


def _differing(side: _Side, entry: Entry) -> Iterator[str]:
    """The columns in which the plan's row of that name says something else; all of a row of formulas."""
    name = name_of(side.table, entry)
    row = side.rows[name]
    for column in side.table.columns:
        if column.key != PATH and (
            name in side.own or not _alike(row.get(column.key), entry.get(column.key))
        ):
            yield column.key


def _alike(one: Any, other: Any) -> bool:
    one, other = _plain(one), _plain(other)
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=ALIKE)
    return bool(one == other)


def _plain(value: Any) -> Any:
    """A value as a cell holds it: a day by its number, nothing for an empty text."""
    if isinstance(value, date):
        return float(days.serial(value))
    return float(value) if isinstance(value, int) else value or None if isinstance(value, str) else value


def _row(table: Table, entry: Entry) -> ReferenceRow:
    values = {key: _said(table, key, value) for key, value in entry.items() if _plain(value) is not None}
    name = str(values[column_of_names(table)])
    return ReferenceRow(table.key, name, str(values.get(SOURCE, "")), str(values.get(DATE, "")), values)


def _said(table: Table, column: str, value: Any) -> Said:
    """A value for people: a day as 2026-11-28, an empty text for an empty cell."""
    plain = _plain(value)
    if plain is None:
        return ""
    if table.column(column).type == "date" and isinstance(plain, float):
        return days.iso(plain)
    return plain if isinstance(plain, float) else str(plain)


def _spelt(side: _Side, name: str) -> str:
    """The name of a row as the plan spells it."""
    return str(side.rows[name][column_of_names(side.table)])


def _called(table: Table, entry: Entry) -> str:
    return f"{table.key}[{entry[column_of_names(table)]}]"
