"""Where a plan has the template's sheets, whatever they are called and wherever their columns stand now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from planner.workbook.a1 import Position
from planner.workbook.cells import Cell, read_cells
from planner.workbook.find import APPARATUS, key_of
from planner.workbook.layout import Place
from planner.workbook.repair.fresh import Fresh, by_row
from planner.workbook.survey import Survey


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
    """A sheet of the template's in the user's workbook."""

    def __init__(self, survey: Survey, sheet: str, name: str, fresh: Fresh) -> None:
        self.survey, self.sheet, self.name, self.fresh = survey, sheet, name, fresh
        self.cells: Mapping[Position, Cell] = read_cells(survey.package, name)
        self.rows = by_row(self.cells)
        self.texts: dict[str, list[Position]] = {}
        for at, cell in self.cells.items():
            if isinstance(cell.value, str) and cell.formula is None:
                self.texts.setdefault(cell.value, []).append(at)
        self.columns = self._columns()
        used = [
            row for (row, _), cell in self.cells.items() if cell.value is not None or cell.formula is not None
        ]
        tables = [table.area.last_row for table in survey.package.tables.values() if table.sheet == name]
        places = [place.row + place.rows - 1 for place in survey.places.values() if place.sheet == name]
        self.last_row = max([0, *used, *tables, *places])

    def rows_with(self, text: str) -> list[Position]:
        """The cells in which a text was typed."""
        return sorted(self.texts.get(text, ()))

    def is_blank(self, row: int, column: int) -> bool:
        """Whether nothing stands in a cell."""
        cell = self.cells.get((row, column))
        return cell is None or (cell.value in {None, ""} and cell.formula is None)

    def _columns(self) -> Columns:
        """As any line shows that is still in its place."""
        lines = [
            (name, wanted)
            for name, wanted in self.survey.expected.places.items()
            if wanted.sheet == self.sheet and keyed(name)
        ]
        first = min((wanted.column for _, wanted in lines), default=1)
        last = max((wanted.column + wanted.columns - 1 for _, wanted in lines), default=1)
        moved: Counter[tuple[int, int, int]] = Counter()
        for name, wanted in lines:
            place = self.survey.places.get(name)
            if place is not None and place.sheet == self.name:
                values = place.column - wanted.column
                before = self._moved(wanted, place.row, 1, values)
                key = self.fresh.column_of(self.sheet, wanted.row, keyed(name)) or 0
                moved[before, values, self._moved(wanted, place.row, key, values)] += 1
        if not moved:
            return Columns(first, last)
        return Columns(first, last, *moved.most_common(1)[0][0])

    def _moved(self, wanted: Place, row: int, column: int, otherwise: int) -> int:
        """How far the text of a new workbook's column was moved in a row."""
        text = self.fresh.row(self.sheet, wanted.row).get(column, Cell(None)).value
        found = [at for at, cell in self.rows.get(row, {}).items() if cell.value == text]
        near = min(found, key=lambda at: abs(at - column - otherwise), default=column + otherwise)
        return near - column if text else otherwise


def keyed(name: str) -> str:
    """The key that stands beside the cells of a name; nothing for those that have none."""
    return "" if name in APPARATUS else key_of(name)


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
    same = (
        one.name
        for one in survey.package.sheets
        if one.name.casefold() == sheet.casefold() and one.kind == "worksheet"
    )
    return next(iter(same), None)
