"""Where a plan has the template's sheets, whatever they are called and wherever their columns stand now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.book.keys import ENOUGH, key_column
from planner.book.survey import Survey
from planner.layout.places import Place
from planner.repair.fresh import Fresh, by_row
from planner.xlsx.a1 import Position
from planner.xlsx.cell import Cell
from planner.xlsx.cells import read_cells

HEADINGS = 3
"""Headings of values by which their columns are known again."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How far each part of a sheet's rows was moved right: labels, the cells themselves, keys and notes."""

    first: int
    last: int
    before: int = 0
    values: int = 0
    behind: int = 0

    def of(self, column: int) -> int:
        """Where a column of the template's stands now."""
        if column < self.first:
            return column + self.before
        return column + (self.values if column <= self.last else self.behind)


class Home:
    """A sheet of the template's in the user's workbook.

    Attributes:
        key_column: where its keys stand.
        certain: whether it is known how far its columns were moved.
    """

    def __init__(self, survey: Survey, sheet: str, name: str, fresh: Fresh) -> None:
        self.survey, self.sheet, self.name, self.fresh = survey, sheet, name, fresh
        self.cells: Mapping[Position, Cell] = read_cells(survey.package, name)
        self.rows = by_row(self.cells)
        self.texts: dict[str, list[Position]] = {}
        for at, cell in self.cells.items():
            if isinstance(cell.value, str) and cell.formula is None:
                self.texts.setdefault(cell.value, []).append(at)
        self.keys = keys_on(survey, sheet)
        self.fresh_key_column = fresh.key_column(sheet, self.keys)
        self.certain = True
        found = key_column(self.cells, self.keys, self.fresh_key_column)
        self.columns = self._columns(found)
        self.key_column = found or self.columns.of(self.fresh_key_column)
        used = [
            row for (row, _), cell in self.cells.items() if cell.value is not None or cell.formula is not None
        ]
        tables = [table.area.last_row for table in survey.package.tables.values() if table.sheet == name]
        places = [place.row + place.rows - 1 for place in survey.places.values() if place.sheet == name]
        self.last_row = max([0, *used, *tables, *places])

    def rows_with(self, text: str) -> list[Position]:
        """The cells in which a text was typed."""
        return sorted(self.texts.get(text, ()))

    def rows_of_key(self, key: str) -> list[int]:
        """The rows in whose key column a key stands."""
        return [row for row, column in self.rows_with(key) if column == self.key_column]

    def has_keys_in(self, column: int) -> bool:
        """Whether most keys of the sheet stand in a column: anything else there was typed over one."""
        found = {key for key in self.keys if any(at[1] == column for at in self.rows_with(key))}
        return len(found) > ENOUGH * len(self.keys)

    def is_blank(self, row: int, column: int) -> bool:
        """Whether nothing stands in a cell."""
        cell = self.cells.get((row, column))
        return cell is None or (cell.value in {None, ""} and cell.formula is None)

    def _columns(self, key_column: int | None) -> Columns:
        """As any line shows that is still in its place, or where there is none, keys and headings."""
        lines = [
            (name, wanted)
            for name, wanted in self.survey.expected.places.items()
            if wanted.sheet == self.sheet and name in self.survey.expected.keys
        ]
        first = min((wanted.column for _, wanted in lines), default=1)
        last = max((wanted.column + wanted.columns - 1 for _, wanted in lines), default=1)
        behind = (key_column or self.fresh_key_column) - self.fresh_key_column
        moved, narrowed = Counter[tuple[int, int]](), False
        for name, wanted in lines:
            place = self.survey.places.get(name) or self.survey.misshapen.get(name, (None,))[0]
            narrowed = narrowed or name in self.survey.misshapen
            if place is not None and place.sheet == self.name:
                values = place.column - wanted.column
                moved[self._labels_moved(wanted.row, place.row, values), values] += 1
        if not moved:
            moved = self._by_keys(lines, range(first, last + 1), behind, key_column)
        before, values = moved.most_common(1)[0][0] if moved else (0, 0)
        told = key_column is not None and not narrowed  # keys move back when cells between are put back
        return Columns(first, last, before, values, behind if told else values)

    def _by_keys(
        self, lines: Sequence[tuple[str, Place]], columns: range, behind: int, key_column: int | None
    ) -> Counter[tuple[int, int]]:
        """The same where no name is left."""
        moved: Counter[tuple[int, int]] = Counter()
        values = self._headings_moved(columns[:HEADINGS])
        for name, wanted in lines:
            key = self.survey.expected.keys[name]
            row = next((row for row, column in self.rows_with(key) if column == key_column), None)
            if row is not None:
                before = self._labels_moved(wanted.row, row, behind)
                moved[before, behind if values is None else values] += 1
        if moved and values is None:
            self.certain = moved.most_common(1)[0][0][0] == behind
        return moved

    def _labels_moved(self, fresh_row: int, row: int, otherwise: int) -> int:
        """How far the label in front of a line was moved."""
        column, text = self.fresh.label(self.sheet, fresh_row)
        found = [at for at, cell in self.rows.get(row, {}).items() if cell.value == text]
        near = min(found, key=lambda at: abs(at - column - otherwise), default=column + otherwise)
        return near - column if text else otherwise

    def _headings_moved(self, wanted: range) -> int | None:
        """How far the headings of the values were moved; None where they are not there."""
        for cells in self.fresh.rows(self.sheet).values():
            texts = [cells.get(column, Cell(None)) for column in wanted]
            if any(cell.value is None or cell.formula is not None for cell in texts):
                continue
            for row in self.rows.values():
                for column in row:
                    there = [row.get(column + across, Cell(None)).value for across in range(len(texts))]
                    if there == [cell.value for cell in texts]:
                        return column - wanted[0]
        return None


def keys_on(survey: Survey, sheet: str) -> set[str]:
    """The keys that a sheet of the template's holds."""
    return {key for name, key in survey.expected.keys.items() if survey.expected[name].sheet == sheet}


def home_of(survey: Survey, sheet: str) -> str | None:
    """The user's sheet that holds what the template has on one of its own; None where it is gone."""
    names = Counter(
        found.sheet for name, found in survey.places.items() if survey.expected[name].sheet == sheet
    )
    names.update(
        found.sheet for name, (found, _) in survey.misshapen.items() if survey.expected[name].sheet == sheet
    )
    names.update(
        table.sheet for key, table in survey.tables.items() if survey.expected.tables[key].sheet == sheet
    )
    if names:
        return names.most_common(1)[0][0]
    return survey.nameless(sheet)
