"""Template formulas become cell formulas.

``{key}`` is the same scenario's cell of another line, ``{key@base}`` a named scenario's, ``{key@all}`` all
three, ``{scenario}`` the scenario's number. ``{table.column}`` are the data cells of a table's column,
``{table.column@block}`` the same for functions that want a block of cells also where the table has a single
row, ``{table.first:last}`` several columns side by side, ``{table.column@3}`` the cell of the third row, or 0
where the table has fewer rows. Of a line along an axis, a scalar line takes ``{key@all}``, ``{key@3}`` or the
other parts that :func:`part_of` knows; of rows that stand for each position of an axis ``{stem@grid}``, or
``{stem@first}`` for those at the first position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from planner.layout.places import Layout, Place, axis_name
from planner.template.references import REFERENCE, SCENARIO, columns_of
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import Template

WHOLE = {"grid", "first"}
"""Parts of the rows that stand for each position of an axis that hold at any position."""


def compile_formula(formula: str, sheet: str, scenario: str, layout: Layout, template: Template) -> str:
    """A template formula as it stands in one cell, without the equals sign.

    Args:
        sheet: where the cell stands, so that references to the same sheet need no sheet name.
        scenario: the column that ``{key}`` means.
    """

    def resolve(match: re.Match[str]) -> str:
        name, _, qualifier = match[1].partition("@")
        if name == SCENARIO:
            return number_of(scenario)
        if "." in name:
            return column_of(name, qualifier, layout)
        return _place_of(name, qualifier, scenario, layout, template).seen_from(sheet)

    return REFERENCE.sub(resolve, formula)


def _place_of(name: str, qualifier: str, scenario: str, layout: Layout, template: Template) -> Place:
    """The cells of lines, or of positions, that a scalar line reads."""
    if rows := template.rows_of(name):
        if qualifier not in WHOLE:
            raise ValueError(f"{{{name}@{qualifier}}} is for lines along an axis")
        return grid_of(rows, scenario, layout, qualifier)
    if (positions := positions_of(name, scenario, layout, template)) is not None:
        return part_of(positions, qualifier)
    row = template.row(name)
    if row.axis:
        return part_of(layout.run(row, scenario), qualifier)
    if qualifier == "all":
        return layout.line(row)
    return layout.cell(row, qualifier if qualifier in SCENARIOS else scenario)


def number_of(scenario: str) -> str:
    """What `{scenario}` becomes: 1 for low, 2 for base, 3 for high."""
    return str(SCENARIOS.index(scenario) + 1)


def column_of(name: str, qualifier: str, layout: Layout) -> str:
    """The data cells of `table.column`; as a block, in a spelling that stays one where there is one row."""
    table = name.partition(".")[0]
    headers = layout.tables[table].headers
    first, last = (headers[column.partition(".")[2]] for column in columns_of(name))
    if qualifier.isdecimal():
        return row_of(name, qualifier, layout)
    if first != last or qualifier == "block":
        return f"{table}[[{first}]:[{last}]]"
    if qualifier:
        raise ValueError(f"{{{name}@{qualifier}}} is for lines along an axis")
    return f"{table}[{first}]"


def row_of(name: str, row: str, layout: Layout) -> str:
    """The cell of a column in a row, which may be a reference; 0 where the table has fewer rows."""
    block = column_of(name, "block", layout)
    return f"CHOOSE(1+({row}<=ROWS({block})),0,INDEX({block},{row}))"


def grid_of(rows: Sequence[Row], scenario: str, layout: Layout, part: str = "grid") -> Place:
    """The cells of the rows that stand for each position of an axis, which stand under one another.

    Args:
        part: all of them, or those at the first position that they run along.
    """
    first, last = (layout.run(row, scenario) for row in (rows[0], rows[-1]))
    grid = first._replace(rows=last.row - first.row + 1)
    return grid._replace(columns=1) if part == "first" else grid


def positions_of(name: str, scenario: str, layout: Layout, template: Template) -> Place | None:
    """The positions of an axis, as a scenario's sheet has them; None for a name that is no axis."""
    found = next((sheet for sheet, axis in template.axes if axis.key == name), None)
    return layout[axis_name(found, scenario)] if found else None


def part_of(run: Place, qualifier: str) -> Place:
    """All of a line along an axis, one end of it, all but one end, or the position of a number."""
    parts = {
        "all": run,
        "first": run.at(0),
        "last": run.at(run.columns - 1),
        "earlier": run.span(0, run.columns - 1),
        "later": run.span(1, run.columns - 1),
    }
    if qualifier.isdecimal():
        return run.at(int(qualifier) - 1)
    if qualifier not in parts:
        raise ValueError(f"a line along an axis is referred to with @{', @'.join(parts)}")
    return parts[qualifier]
