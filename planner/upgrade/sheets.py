"""Which sheets of an earlier plan are planner's, and where its names and tables stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.book.identify import NO_CELL
from planner.layout.places import Place, TablePlace
from planner.template.rows import SCENARIOS
from planner.upgrade.earlier import PREFIXES, Earlier
from planner.upgrade.reading import Old
from planner.xlsx.a1 import parse_reference

NAME = re.compile(rf"(?:{'|'.join(PREFIXES)})_\w")
FIXED = {"planner_template", "log_header", "shown_scale"}
LEVEL = re.compile(rf"(\w+)[_.]({'|'.join(SCENARIOS)})")
LINES = {"in", "calc", "out"}
"""First parts of the names of lines."""


class Spot(NamedTuple):
    """A cell of a named block, or of its row: how far right of its first cell, and how far below."""

    name: str
    across: int
    down: int


class TableSpot(NamedTuple):
    """A cell of a table; row -1 is its header."""

    table: str
    column: str
    row: int


@dataclass(slots=True)
class OldSheets:
    """Planner's part of an earlier plan.

    Attributes:
        sheets: names of its sheets, case folded.
        places: every name of planner's.
        tables: every table of planner's, by key.
        lines: name of a line -> its key, and the level of one along an axis.
    """

    sheets: frozenset[str]
    places: Mapping[str, Place]
    tables: Mapping[str, TablePlace]
    lines: Mapping[str, tuple[str, str]]
    _spots: dict[tuple[str, int, int], Spot] = field(default_factory=dict, repr=False)
    _rows: dict[tuple[str, int], tuple[str, Place]] = field(default_factory=dict, repr=False)

    @staticmethod
    def of(old: Old) -> OldSheets:
        """As names, tables, and the template's names of sheets tell."""
        places = dict(_places(old))
        tables = {key: found for key in old.earlier.tables if (found := _table(old, key)) is not None}
        named = {place.sheet for place in places.values()} | {table.sheet for table in tables.values()}
        ours = frozenset(name.casefold() for name in (*named, *_nameless(old, named)))
        lines = {name: line for name in places if (line := line_of(name, old.earlier))}
        sheets = OldSheets(ours, places, tables, lines)
        sheets._index()
        return sheets

    def is_name(self, name: str) -> bool:
        """Whether a name of the workbook is planner's."""
        return name in self.places

    def key_of(self, name: str) -> str:
        """The key that a name of planner's holds."""
        return self.lines[name][0] if name in self.lines else name.partition("_")[2]

    def spot(self, sheet: str, row: int, column: int) -> Spot | TableSpot | None:
        """What a cell on one of planner's sheets belongs to."""
        at = sheet.casefold(), row, column
        if found := self._spots.get(at):
            return found
        if found_table := self._in_table(*at):
            return found_table
        name, place = self._rows.get(at[:2], ("", None))
        return Spot(name, column - place.column, 0) if place is not None else None

    def is_planners(self, sheet: str, at: tuple[int, int]) -> bool:
        """Whether a cell is of a named block or of a table, its header among it."""
        where = sheet.casefold(), *at
        return where in self._spots or self._in_table(*where) is not None

    def _in_table(self, sheet: str, row: int, column: int) -> TableSpot | None:
        for key, table in self.tables.items():
            number = row - table.first_row
            if table.sheet.casefold() == sheet and -1 <= number < table.rows:
                for one, at in table.columns.items():
                    if at == column:
                        return TableSpot(key, one, number)
        return None

    def _index(self) -> None:
        """Lines first: a name of many rows, such as all statuses, tells less of a cell."""
        for name, place in sorted(self.places.items(), key=lambda item: item[1].rows):
            sheet = place.sheet.casefold()
            for down in range(place.rows):
                for across in range(place.columns):
                    at = sheet, place.row + down, place.column + across
                    self._spots.setdefault(at, Spot(name, across, down))
            if place.rows == 1:
                self._rows.setdefault((sheet, place.row), (name, place))


def _nameless(old: Old, named: Collection[str]) -> list[str]:
    """The sheet of sources, at which no name may point: told by its title, and of several by its name."""
    name, title = old.texts.sources
    there = [one.name for one in old.package.sheets if one.kind == "worksheet" and one.name not in named]
    titled = [one for one in there if old.package.cells(one, {(1, 1)}).get((1, 1), NO_CELL).value == title]
    return sorted(titled, key=lambda one: one != name)[:1]


def _places(old: Old) -> list[tuple[str, Place]]:
    sheets = {sheet.name.casefold(): sheet.name for sheet in old.package.sheets}
    found = []
    for name, text in old.package.defined_names.items():
        if name not in FIXED and not NAME.match(name):
            continue
        reference = parse_reference(text)
        if reference is None or reference.sheet is None or reference.sheet.casefold() not in sheets:
            continue
        area = reference.area
        rows, columns = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
        sheet = sheets[reference.sheet.casefold()]
        if name.partition("_")[0] not in LINES or line_of(name, old.earlier):
            found.append((name, Place(sheet, area.first_row, area.first_column, rows, columns)))
    return found


def line_of(name: str, earlier: Earlier) -> tuple[str, str] | None:
    """The key of the line that a name is of, and its level where it runs along an axis; None for others."""
    kind, _, key = name.partition("_")
    if kind not in LINES:
        return None
    if key in earlier.inputs or key in earlier.lines:
        return key, ""
    found = LEVEL.fullmatch(key)
    return (found[1], found[2]) if found and found[1] in earlier.lines else None


def _table(old: Old, key: str) -> TablePlace | None:
    found = {name.casefold(): table for name, table in old.package.tables.items()}.get(key)
    if found is None or found.body is None:
        return None
    headers = {header.casefold().strip(): at for at, header in enumerate(found.columns)}
    wanted = old.texts.headers[key]
    columns = {
        one: found.area.first_column + headers[text.casefold()]
        for one, text in wanted.items()
        if text.casefold() in headers
    }
    rows = found.body.last_row - found.body.first_row + 1
    return TablePlace(found.sheet, found.body.first_row, rows, columns, wanted)
