"""Formulas of a line along an axis: one formula a row, the same in R1C1 at every position.

``{key}`` is the same position of another line along the axis, or the scenario's cell of a scalar line;
``{key@all}`` a whole line, ``{key@todate}`` a line from its first position to this one, ``{key@first}`` and
``{key@last}`` its ends, ``{key@later}`` and ``{key@earlier}`` all but the first and all but the last. The
axis's own key is the position itself, such as the number of the month.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.layout.formulas import column_of, part_of, positions_of
from planner.layout.places import Layout, Place, axis_name
from planner.template.references import REFERENCE
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import Template
from planner.xlsx.a1 import column_letters, quote_sheet

MARK = "\0"
"""Where the letters of a column go; no formula holds it."""

Moving = tuple[str, int, str]
"""A reference that moves along: what stands before its column, its first column, and what follows."""


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
        reference = at.refer(match[1])
        if isinstance(reference, str):
            text.append(reference)
        else:
            before, column, after = reference
            moving.append(column)
            text += [before, MARK, after]
    pattern = "".join([*text, row.formula[end:]]).replace("%", "%%").replace(MARK, "%s")
    if not moving:
        return [pattern % ()] * run.columns
    letters = [[column_letters(column + i) for i in range(run.columns)] for column in moving]
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

    def refer(self, reference: str) -> str | Moving:
        """What a reference becomes: a text that stays, or one that moves along."""
        name, _, qualifier = reference.partition("@")
        if "." in name:
            return column_of(name, qualifier, self.layout)
        if name == self.row.axis:
            if qualifier:
                return part_of(self.axis, qualifier).fixed
            return "", self.axis.column, f"${self.axis.row}"
        if (positions := positions_of(name, self.scenario, self.layout, self.template)) is not None:
            return part_of(positions, qualifier).fixed_from(self.run.sheet)
        other = self.template.row(name)
        if not other.axis:
            wanted = qualifier if qualifier in SCENARIOS else self.scenario
            return self.layout.cell(other, wanted).fixed_from(self.run.sheet)
        return self._line(other, qualifier)

    def _line(self, other: Row, qualifier: str) -> str | Moving:
        theirs = self.layout.run(other, self.scenario)
        if qualifier and qualifier != "todate":
            return part_of(theirs, qualifier).fixed_from(self.run.sheet)
        if other.axis != self.row.axis:
            raise ValueError(f"{self.row.key} runs along another axis than {other.key}: say @all")
        sheet = "" if theirs.sheet == self.run.sheet else f"{quote_sheet(theirs.sheet)}!"
        first = f"{sheet}${column_letters(theirs.column)}{theirs.row}:"
        return first if qualifier == "todate" else sheet, theirs.column, str(theirs.row)
