"""Formulas of a line along an axis: one formula a row, the same in R1C1 at every position.

``{key}`` is the same position of another line along the axis, or the scenario's cell of a scalar line;
``{key@all}`` a whole line, ``{key@3}`` its third position, ``{key@first}`` and ``{key@last}`` its ends,
``{key@later}`` and ``{key@earlier}`` all but the first and all but the last. The axis's own key is the
position itself, such as the number of the month.

``{key@todate}`` is a line from its first position to this one, ``{key@before}`` from the column in front of
its first position to the one left of this, which is for conditional sums: in front stands the unit, a text,
so that nothing is found at the first position, and a line may look back at itself.

Rows that stand for each position of another axis (`each` in the template) are read together by their key
without the number: ``{stem@block}`` are their cells at this position, under one another, ``{stem@grid}`` all
their cells, ``{stem@first}`` those at the first position. ``{table.column@here}`` is the cell of a table in
the row that the position numbers, or 0 where the table has fewer rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.layout.formulas import WHOLE, column_of, grid_of, number_of, part_of, positions_of, row_of
from planner.layout.places import Layout, Place, axis_name
from planner.template.references import BEFORE, REFERENCE, SCENARIO
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import Template
from planner.xlsx.a1 import column_letters, letters_from, quote_sheet

MARK = "\0"
"""Where the letters of a column go; no formula holds it."""

Parts = Sequence[str | int]
"""A reference: texts that stay, and columns that move along, as their numbers at the first position."""


def compile_run(row: Row, scenario: str, layout: Layout, template: Template) -> list[str]:
    """The formulas of a row along an axis, one for each position, without the equals sign."""
    run = layout.run(row, scenario)
    positions = layout[axis_name(template.sheet_of(row), scenario)]
    at = _Here(row, scenario, run, positions, layout, template)
    text: list[str] = []
    moving: list[int] = []
    end = 0
    for match in REFERENCE.finditer(row.formula):
        text.append(row.formula[end : match.start()])
        end = match.end()
        for part in at.refer(match[1]):
            if isinstance(part, int):
                moving.append(part)
            text.append(MARK if isinstance(part, int) else part)
    pattern = "".join([*text, row.formula[end:]]).replace("%", "%%").replace(MARK, "%s")
    if not moving:
        return [pattern % ()] * run.columns
    letters = [letters_from(column, run.columns) for column in moving]
    return [pattern % here for here in zip(*letters, strict=True)]


@dataclass(frozen=True, slots=True)
class _Here:
    """Where the formula stands: its row and scenario, its cells, and the positions above them."""

    row: Row
    scenario: str
    run: Place
    axis: Place
    layout: Layout
    template: Template

    def refer(self, reference: str) -> Parts:
        """What a reference becomes."""
        name, _, qualifier = reference.partition("@")
        if name == SCENARIO:
            return (number_of(self.scenario),)
        if "." in name:
            return self._column(name, qualifier)
        if rows := self.template.rows_of(name):
            return self._together(rows, qualifier)
        if name == self.row.axis:
            return _moving(self.axis, "", qualifier, "$") or (part_of(self.axis, qualifier).fixed,)
        positions = positions_of(name, self.scenario, self.layout, self.template)
        if positions is None:
            return self._line(self.template.row(name), qualifier)
        return (part_of(positions, qualifier).fixed_from(self.run.sheet),)

    def _column(self, name: str, qualifier: str) -> Parts:
        """A column of a table, or its cell in the row that this position numbers."""
        if qualifier != "here":
            return (column_of(name, qualifier, self.layout),)
        first, between, last = row_of(name, MARK, self.layout).split(MARK)
        row = f"${self.axis.row}"
        return first, self.axis.column, f"{row}{between}", self.axis.column, f"{row}{last}"

    def _together(self, rows: Sequence[Row], qualifier: str) -> Parts:
        """The rows of each position of another axis, at this position or whole."""
        grid = grid_of(rows, self.scenario, self.layout, qualifier)
        if qualifier in WHOLE:
            return (grid.fixed_from(self.run.sheet),)
        self._require_same_axis(rows[0])
        last = grid.row + grid.rows - 1
        return self._sheet(grid), grid.column, f"{grid.row}:", grid.column, str(last)

    def _line(self, other: Row, qualifier: str) -> Parts:
        if not other.axis:
            wanted = qualifier if qualifier in SCENARIOS else self.scenario
            return (self.layout.cell(other, wanted).fixed_from(self.run.sheet),)
        theirs = self.layout.run(other, self.scenario)
        moving = _moving(theirs, self._sheet(theirs), qualifier, "")
        if not moving:
            return (part_of(theirs, qualifier).fixed_from(self.run.sheet),)
        self._require_same_axis(other)
        return moving

    def _sheet(self, place: Place) -> str:
        return "" if place.sheet == self.run.sheet else f"{quote_sheet(place.sheet)}!"

    def _require_same_axis(self, other: Row) -> None:
        if other.axis != self.row.axis:
            raise ValueError(f"{self.row.key} runs along another axis than {other.key}: say @all")


def _moving(run: Place, sheet: str, qualifier: str, fixed: str) -> Parts:
    """What moves along: this position of a line, or those up to it or before it; nothing for other parts.

    Args:
        fixed: `$` where the row must stay when the formula is copied to another row.
    """
    column, row = run.column, f"{fixed}{run.row}"
    if qualifier == "":
        return sheet, column, row
    if qualifier == "todate":
        return f"{sheet}${column_letters(column)}{row}:", column, row
    if qualifier == BEFORE:
        return f"{sheet}${column_letters(column - 1)}{row}:", column - 1, row
    return ()
