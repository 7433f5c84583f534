"""Template formulas become cell formulas.

``{key}`` is the same scenario's cell of another line, ``{key@base}`` a named scenario's, ``{key@all}`` all
three, ``{table.column}`` the data cells of a table's column, ``{table.column@block}`` the same for functions
that want a block of cells also where the table has a single row. Of a line along an axis, a scalar line takes
``{key@all}`` or the parts that :func:`part_of` knows.
"""

from __future__ import annotations

import re

from planner.layout.places import Layout, Place, axis_name
from planner.template.references import REFERENCE
from planner.template.rows import SCENARIOS
from planner.template.schema import Template


def compile_formula(formula: str, sheet: str, scenario: str, layout: Layout, template: Template) -> str:
    """A template formula as it stands in one cell, without the equals sign.

    Args:
        sheet: where the cell stands, so that references to the same sheet need no sheet name.
        scenario: the column that ``{key}`` means.
    """

    def resolve(match: re.Match[str]) -> str:
        name, _, qualifier = match[1].partition("@")
        if "." in name:
            return column_of(name, qualifier, layout)
        if (positions := positions_of(name, scenario, layout, template)) is not None:
            return part_of(positions, qualifier).seen_from(sheet)
        row = template.row(name)
        if row.axis:
            return part_of(layout.run(row, scenario), qualifier).seen_from(sheet)
        if qualifier == "all":
            return layout.line(row).seen_from(sheet)
        wanted = qualifier if qualifier in SCENARIOS else scenario
        return layout.cell(row, wanted).seen_from(sheet)

    return REFERENCE.sub(resolve, formula)


def column_of(name: str, qualifier: str, layout: Layout) -> str:
    """The data cells of `table.column`; as a block, in a spelling that stays one where there is one row."""
    table, _, column = name.partition(".")
    header = layout.tables[table].headers[column]
    return f"{table}[[{header}]:[{header}]]" if qualifier == "block" else f"{table}[{header}]"


def positions_of(name: str, scenario: str, layout: Layout, template: Template) -> Place | None:
    """The positions of an axis, as a scenario's sheet has them; None for a name that is no axis."""
    found = next((sheet for sheet, axis in template.axes if axis.key == name), None)
    return layout[axis_name(found, scenario)] if found else None


def part_of(run: Place, qualifier: str) -> Place:
    """All of a line along an axis, one end of it, or all but one end."""
    parts = {
        "all": run,
        "first": run.at(0),
        "last": run.at(run.columns - 1),
        "earlier": run.span(0, run.columns - 1),
        "later": run.span(1, run.columns - 1),
    }
    if qualifier not in parts:
        raise ValueError(f"a line along an axis is referred to with @{', @'.join(parts)}")
    return parts[qualifier]
