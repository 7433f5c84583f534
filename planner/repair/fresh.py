"""A new workbook of a plan's template and preset, from which what is missing is taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from planner.book.keys import key_column
from planner.book.survey import Survey
from planner.disk.scratch import working_copy
from planner.layout.owned import owned_cells
from planner.repair.new_sheet import heights_in
from planner.xlsx.a1 import Position
from planner.xlsx.cell import Cell
from planner.xlsx.cells import read_cells
from planner.xlsx.package import Package, open_package

ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class Fresh:
    """The new workbook, its cells by sheet, and which of them hold formulas of planner's."""

    def __init__(self, survey: Survey) -> None:
        template, preset = survey.template, survey.preset
        self.package = _new(template.name, preset.name, template.language, survey.package.file)
        self.owned = {cell.position for cell in owned_cells(template, preset, survey.expected)}
        self._rows: dict[str, dict[int, dict[int, Cell]]] = {}
        self._read: dict[str, Mapping[Position, Cell]] = {}

    def rows(self, sheet: str) -> Mapping[int, Mapping[int, Cell]]:
        """The cells of a sheet that the template has, by row and column."""
        if sheet not in self._rows:
            self._rows[sheet] = by_row(self._cells(sheet))
        return self._rows[sheet]

    def _cells(self, sheet: str) -> Mapping[Position, Cell]:
        if sheet not in self._read:
            self._read[sheet] = read_cells(self.package, sheet)
        return self._read[sheet]

    def row(self, sheet: str, number: int) -> Mapping[int, Cell]:
        """The cells of one row, by column."""
        return self.rows(sheet).get(number, {})

    def key_column(self, sheet: str, keys: Collection[str]) -> int:
        """The column in which the keys of a sheet's lines stand; 0 for a sheet without keys."""
        return key_column(self._cells(sheet), keys) or 0

    def label(self, sheet: str, row: int) -> tuple[int, str]:
        """The first text of a row, and its column."""
        for column, cell in self.row(sheet, row).items():
            if isinstance(cell.value, str) and cell.formula is None:
                return column, cell.value
        return 0, ""

    def xml(self, sheet: str) -> bytes:
        """The part of a sheet."""
        return self.package.read(self.package.sheet(sheet).part)

    def heights(self, sheet: str) -> Mapping[int, bytes]:
        """The height of each row."""
        return heights_in(self.xml(sheet))


@lru_cache(maxsize=1)
def _new(name: str, preset: str, language: str, file: str) -> Package:
    """The workbook itself, which takes seconds to write."""
    from planner.template.locale import preset_in, template_in
    from planner.writer.workbook import write_workbook

    def write(path: Path) -> None:
        template, values = template_in(language, name), preset_in(language, preset, name)
        write_workbook(path, template, values, now=ANY_TIME)

    with working_copy("fresh.xlsx", write, file) as path:
        return open_package(path)


def by_row(cells: Mapping[Position, Cell]) -> dict[int, dict[int, Cell]]:
    """Cells by row and column, in order."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(cells.items(), key=lambda item: item[0]):
        rows.setdefault(row, {})[column] = cell
    return rows
