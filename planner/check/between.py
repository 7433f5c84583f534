"""Plans between two plans: some of what differs as it is in the one, the rest as in the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any, NamedTuple

from planner.template.rows import Row, Table
from planner.template.schema import Template
from planner.template.sheets import Axis

MOST_ROWS = 4
"""Rows of a table that are told one by one; where more differ, the table is one change."""

Known = Mapping[str, Any]
"""What the engine takes: key -> number or word, `table_column` -> one value a row, axis -> positions."""

Cells = tuple[Any, ...]
"""A row of a table, column by column."""


class Piece(NamedTuple):
    """The smallest thing that differs: an input, an axis, a row of a table, or a table as a whole.

    Attributes:
        row: the name of the row in small letters; nothing for anything else.
        named: how `planner set` would name it.
    """

    key: str
    row: str | None
    named: str


class Change(NamedTuple):
    """Pieces that only make sense together, such as a choice and the new row that it names."""

    pieces: tuple[Piece, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """How `planner set` would name them."""
        return tuple(piece.named for piece in self.pieces)


@dataclass(slots=True)
class Rows:
    """A table in both plans, whose rows are told apart by their names.

    Attributes:
        order: the names of all rows, so that those of each plan stand as they do there.
        apart: whether the plans may share some rows and not others.
    """

    before: Mapping[str, Cells]
    after: Mapping[str, Cells]
    names: Mapping[str, str]
    order: Sequence[str]
    apart: bool


@dataclass(slots=True)
class Between:
    """What differs between two plans in one scenario, as changes that may be made one without the other."""

    template: Template
    before: Known
    after: Known
    tables: dict[str, Rows] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        self.tables = {table.key: _rows(table, self.before, self.after) for table in self.template.tables}
        self.changes = tuple(_joined(list(self._pieces()), self._together()))

    def plan(self, mask: int) -> dict[str, Any]:
        """What the engine takes with the changes of a bit mask made."""
        made = [piece for at, one in enumerate(self.changes) if mask >> at & 1 for piece in one.pieces]
        known = dict(self.before)
        rows: dict[str, set[str]] = {}
        for piece in made:
            if piece.row is not None:
                rows.setdefault(piece.key, set()).add(piece.row)
            elif piece.key in self.tables:
                known |= {name: self.after[name] for name in _columns(self.template.table(piece.key))}
            else:
                known[piece.key] = self.after[piece.key]
        for table in self.template.tables:
            if table.key in rows:
                known |= self._mixed(table, rows[table.key])
        return known

    def reaches(self, change: Change) -> set[str]:
        """What the engine takes that this change may move."""
        tables = {table.key: _columns(table) for table in self.template.tables}
        return {name for piece in change.pieces for name in tables.get(piece.key, (piece.key,))}

    def _mixed(self, table: Table, taken: set[str]) -> dict[str, Any]:
        """A table with some rows as in the later plan."""
        rows = self.tables[table.key]
        sides = ((rows.after if name in taken else rows.before).get(name) for name in rows.order)
        mixed = [row for row in sides if row is not None]
        columns = {name: [row[at] for row in mixed] for at, name in enumerate(_columns(table))}
        return {name: _like(self.before[name], values) for name, values in columns.items()}

    def _pieces(self) -> Iterator[Piece]:
        """Everything that differs, in the order of the plan."""
        axes = [axis.key for _, axis in self.template.axes]
        for key in [row.key for row in self.template.inputs] + axes:
            if not _same(self.before[key], self.after[key]):
                yield Piece(key, None, key)
        for key, rows in self.tables.items():
            changed = [name for name in rows.order if rows.before.get(name) != rows.after.get(name)]
            if not rows.apart or len(changed) > MOST_ROWS:
                yield Piece(key, None, key)
            else:
                yield from (Piece(key, name, f"{key}[{rows.names[name]}]") for name in changed)

    def _together(self) -> Iterator[tuple[tuple[str, str | None], tuple[str, str]]]:
        """What names a row that only one of the plans has: who names it, and the table and row."""
        template = self.template
        axes = [axis for _, axis in template.axes]
        referring: list[Row | Axis] = [*template.inputs, *axes]
        for one in referring:
            for known in (self.before, self.after) if one.choices_from else ():
                yield from (((one.key, None), to) for to in self._named(one.choices_from, known[one.key]))
        for table in template.tables:
            rows = self.tables[table.key]
            for at, column in enumerate(table.columns):
                for side in (rows.before, rows.after) if column.choices_from else ():
                    for name, cells in side.items():
                        to = self._named(column.choices_from, cells[at])
                        yield from (((table.key, name), one) for one in to)

    def _named(self, choices_from: str, words: Any) -> Iterator[tuple[str, str]]:
        """The rows of these names, of those that are not in both plans; none where no table has the names."""
        table, _, column = choices_from.partition(".")
        if table not in self.tables:
            return
        rows = self.tables[table]
        at = [one.key for one in self.template.table(table).columns].index(column)
        for word in words if isinstance(words, tuple) else (words,):
            found = [
                {n for n, cells in side.items() if _folded(cells[at]) == _folded(word)}
                for side in _both(rows)
            ]
            if found[0] != found[1]:
                yield from ((table, name) for name in sorted(found[0] | found[1]))


def _joined(
    pieces: Sequence[Piece], together: Iterable[tuple[tuple[str, str | None], tuple[str, str]]]
) -> Iterator[Change]:
    """The pieces, those that only make sense together in one change."""
    places = {(piece.key, piece.row): at for at, piece in enumerate(pieces)}
    group = list(range(len(pieces)))

    def place(key: str, row: str | None) -> int | None:
        return places.get((key, row), places.get((key, None)))

    for one, other in together:
        first, second = place(*one), place(*other)
        if first is not None and second is not None and group[first] != group[second]:
            old, new = max(group[first], group[second]), min(group[first], group[second])
            group = [new if number == old else number for number in group]
    for number in sorted(set(group)):
        yield Change(tuple(piece for at, piece in enumerate(pieces) if group[at] == number))


def _rows(table: Table, before: Known, after: Known) -> Rows:
    """A table of both plans; apart where its rows can be told one by one."""
    naming = table.columns.index(table.unique or table.columns[0])
    cells = [
        list(zip(*(_listed(known[name]) for name in _columns(table)), strict=True))
        for known in (before, after)
    ]
    called = [[_folded(row[naming]) for row in rows] for rows in cells]
    plain = all(len(set(names)) == len(names) for names in called)
    if not plain:
        called = [[f"{at}" for at in range(len(rows))] for rows in cells]
    sides = [dict(zip(names, rows, strict=True)) for names, rows in zip(called, cells, strict=True)]
    shown = {name: _shown(row[naming]) for side in sides for name, row in side.items()}
    order = _order(*called)
    in_order = all([name for name in order if name in side] == list(side) for side in sides)
    apart = cells[0] == cells[1] or (plain and in_order and bool(set(sides[0]) & set(sides[1])))
    return Rows(sides[0], sides[1], shown, order, apart)


def _order(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """All rows: those that came stand behind the row that they stand behind in the later plan."""
    order, previous = list(before), -1
    for name in after:
        if name not in order:
            order.insert(previous + 1, name)
        previous = order.index(name)
    return order


def _both(rows: Rows) -> tuple[Mapping[str, Cells], Mapping[str, Cells]]:
    return rows.before, rows.after


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(f"{table.key}_{column.key}" for column in table.columns)


def _listed(values: Any) -> list[Any]:
    """Cells one by one; None for a blank one, as no NaN is equal to another."""
    cells = values if isinstance(values, tuple) else values.tolist()
    return [None if isinstance(cell, float) and isnan(cell) else cell for cell in cells]


def _like(column: Any, values: list[Any]) -> Any:
    """A column of the same kind."""
    if isinstance(column, tuple):
        return tuple(values)
    import numpy as np

    return np.array(values, dtype=float)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float | str):
        return bool(_folded(one) == _folded(other))
    return _listed(one) == _listed(other)


def _folded(value: Any) -> str:
    return value.casefold() if isinstance(value, str) else repr(value)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
