"""Where cells, names and columns of an earlier plan stand in the new one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from planner.layout.places import Layout, Place, axis_name, line_name
from planner.template.rows import SCENARIOS, Row
from planner.upgrade.draft import GONE, Draft
from planner.upgrade.sheets import OldSheets, Spot, TableSpot

REMADE = {"data_items", "fx"}
"""Tables whose rows stand in others, or mean something else."""

YEARLY = {"year": "fiscal"}
"""What a line ran along -> what it runs along: years of the old plan are fiscal years of the new one."""

TARGET = re.compile(r"(?P<table>\w+)(?:\[(?P<row>[^\]]*)\])?\.(?P<column>\w+)")


@dataclass(slots=True)
class Moves:
    """Looks up places of the old plan in the new one."""

    draft: Draft
    old: OldSheets
    layout: Layout
    _names: dict[str, str] = field(default_factory=dict)

    def name(self, name: str) -> str:
        """The new name of a named block with the same values, or nothing."""
        if name not in self._names:
            found = self._renamed(name)
            self._names[name] = found if found in self.layout.places else ""
        return self._names[name]

    def cell(self, sheet: str, row: int, column: int) -> Place | None:
        """The new place of a cell on one of planner's sheets."""
        spot = self.old.spot(sheet, row, column)
        if isinstance(spot, TableSpot):
            return self._in_table(spot)
        return self._in_block(spot) if spot is not None else None

    def header(self, table: str, column: str) -> str:
        """The new header of a column that holds the same values, or nothing."""
        if table in REMADE or table not in self.layout.tables:
            return ""
        key = self.draft.declared.columns.get(table, {}).get(column, column)
        if (table, key) == ("roles", "function"):
            return ""
        return self.layout.tables[table].headers.get(key, "")

    def instead(self, key: str) -> str:
        """What to read in the place of a line or input that is gone."""
        if text := self.draft.declared.instead.get(key):
            return text
        fate = next((one for one in self.draft.fates if one.key == key and one.change != GONE), None)
        return fate.now if fate else ""

    def key_at(self, sheet: str, row: int, column: int) -> str:
        """The key of what a cell held."""
        spot = self.old.spot(sheet, row, column)
        if isinstance(spot, TableSpot):
            return f"{spot.table}.{spot.column}"
        return self.old.key_of(spot.name) if spot is not None else ""

    def _renamed(self, name: str) -> str:
        if name not in self.old.lines:
            return self._axis(name) if name.startswith("axis_") else self._other(name)
        key, level = self.old.lines[name]
        row = self._row(key)
        return line_name(row, level) if row is not None else ""

    def _row(self, key: str) -> Row | None:
        """The new line with the values of an old one: of the same shape, and of an input the same numbers."""
        rows = {row.key: row for _, row in self.draft.template.rows()}
        old = self.draft.old.earlier
        if key in old.inputs:
            now = rows.get(key) or self._same_input(key)
            return now if now is not None and not now.axis else None
        now = rows.get(self.draft.same(key))
        axis = old.lines[key]
        return now if now is not None and now.axis == YEARLY.get(axis, axis) else None

    def _same_input(self, key: str) -> Row | None:
        """The input that holds the values of an old one under another key."""
        to = self.draft.declared.inputs[key].to
        values = self.draft.old.inputs[key]
        found = self.draft.inputs.get(to)
        if found is None:
            return None
        if any(found.get(one, found["base"]) != values.get(one, values["base"]) for one in SCENARIOS):
            return None
        return next((row for row in self.draft.template.inputs if row.key == to), None)

    def _axis(self, name: str) -> str:
        """The name of positions along the same axis."""
        sheet, _, level = re.sub(r"\.", "_", name.removeprefix("axis_")).rpartition("_")
        now = {"Cash": "month", "Annual": "fiscal"}.get(sheet)
        for one in self.draft.template.sheets:
            if one.axis and (one.axis.key == now or axis_name(one, level) == f"axis_{sheet}_{level}"):
                return axis_name(one, level)
        return ""

    def _other(self, name: str) -> str:
        """Names of Checks, Summary and the cover; pages and printed figures are numbered otherwise."""
        key = self.old.key_of(name)
        if name.startswith(("page_", "prt_", "chk_", "sum_", "key_")):
            keeps = name.startswith(("chk_", "sum_", "key_")) and self.draft.same(key) == key
            return name.replace(".", "_") if keeps else ""
        return name

    def _in_block(self, spot: Spot) -> Place | None:
        """A cell of a named block, or of its row: label, unit, note and key stand beside it as they did."""
        was, name = self.old.places[spot.name], self.name(spot.name)
        if not name:
            return self._input_in_table(spot)
        now = self.layout[name]
        if spot.down >= now.rows:
            return None
        if 0 <= spot.across < was.columns:
            return now.at(spot.across, spot.down) if spot.across < now.columns else None
        across = spot.across if spot.across < 0 else spot.across - was.columns + now.columns
        return now.at(across, spot.down) if now.column + across >= 1 else None

    def _in_table(self, spot: TableSpot) -> Place | None:
        if not self.header(spot.table, spot.column):
            return None
        key = self.draft.declared.columns.get(spot.table, {}).get(spot.column, spot.column)
        now = self.layout.tables[spot.table]
        return now.cell(key, spot.row) if spot.row < now.rows else None

    def _input_in_table(self, spot: Spot) -> Place | None:
        """The cell of a table that holds the base value of an input, where it holds the same number."""
        key = self.old.key_of(spot.name)
        if key not in self.draft.declared.inputs or not 0 <= spot.across < len(SCENARIOS):
            return None
        names = self.draft.declared.names[self.draft.old.language]
        found = TARGET.match(self.draft.declared.inputs[key].to.format_map(names))
        if found is None or found["table"] not in self.layout.tables:
            return None
        rows, table = self.draft.tables.get(found["table"], []), self.layout.tables[found["table"]]
        value = self.draft.old.at(key, SCENARIOS[spot.across])
        for number, row in enumerate(rows):
            named = found["row"] is None or found["row"] in row.values()
            if named and row.get(found["column"]) == value:
                return table.cell(found["column"], number)
        return None
