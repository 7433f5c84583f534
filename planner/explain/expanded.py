"""What a reference in a formula stands for: single lines, columns and axes, one at a time."""

from __future__ import annotations

from planner.template.references import SCENARIO, columns_of
from planner.template.schema import Template

WHOLE, HERE = "all", "here"
"""Qualifiers of a reference to a single one: a whole line; the row of a table that a position numbers."""


def simple(reference: str, template: Template) -> tuple[str, ...]:
    """The references to single ones that it is made of: rows of a grid, columns side by side.

    None of the number of a scenario, which stands in no cell.
    """
    name, _, qualifier = reference.partition("@")
    if name == SCENARIO:
        return ()
    if rows := template.rows_of(name):
        part = {"block": "", "grid": f"@{WHOLE}"}.get(qualifier, f"@{qualifier}")
        return tuple(f"{row.key}{part}" for row in rows)
    if ":" in name:
        first, last = columns_of(name)
        columns = [f"{table.key}.{one.key}" for table in template.tables for one in table.columns]
        return tuple(columns[columns.index(first) : columns.index(last) + 1])
    return (reference,)
