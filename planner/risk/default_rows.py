"""The uncertain inputs of a plan that says nothing of its own: each whose low or high differs from its base.

Low and high are taken for 10 and 90 %, whichever of them is the smaller number. The bounds of the template
are the bounds of the draws, so that no draw is a value that the input may not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.book.read import Inputs
from planner.risk.quantiles import is_feasible, unbounded
from planner.risk.uncertain import DISCRETE, END_SHARE, METALOG, TRIANGULAR, Uncertain, Value
from planner.template.rows import Column, Row, Table
from planner.template.schema import Template

STEP = 1_000
"""Apart are the variables of one table and the next; those of inputs alone come before all tables."""

BY_LEVEL = (("{}_low", "{}_high", ""), ("low_{}", "high_{}", "year_"))
"""How the columns for low and high are called beside a column; the second rule takes what follows `year_`."""

TOGETHER = 1.0
"""The correlation of cells that a plan moves together from level to level: a currency, all rents."""


def default_rows(template: Template, inputs: Inputs, texts: Mapping[str, str]) -> tuple[Uncertain, ...]:
    """A row for each input and each cell of a table whose level is not the same in all three.

    Args:
        texts: what notes say, in the language of the plan.
    """
    return (*_inputs(template, inputs, texts), *_cells(template, inputs, texts))


def three(
    name: str, values: tuple[Value, Value, Value], of: Row | Column, texts: Mapping[str, str], **more: object
) -> Uncertain:
    """The row of three values that stand for 10, 50 and 90 %; where no metalog has them, of a triangle."""
    low, base, high = values
    if isinstance(low, str) or isinstance(base, str) or isinstance(high, str):
        note = texts["note_discrete"]
        return Uncertain(name, DISCRETE, low, base, high, of, note=note, probability=END_SHARE, **more)  # type: ignore[arg-type]
    low, high = min(low, high), max(low, high)
    lower, upper = of.min, of.max
    if is_feasible(*(unbounded(one, lower, upper) for one in (low, base, high))):
        note = texts["note_metalog"]
        return Uncertain(
            name,
            METALOG,
            low,
            base,
            high,
            of,
            lower=lower,
            upper=upper,
            note=note,
            **more,  # type: ignore[arg-type]
        )
    low, high = min(low, base), max(base, high)
    return Uncertain(name, TRIANGULAR, low, base, high, of, note=texts["note_triangular"], **more)  # type: ignore[arg-type]


def _inputs(template: Template, inputs: Inputs, texts: Mapping[str, str]) -> Iterator[Uncertain]:
    by_level = inputs.scalars
    for number, row in enumerate(template.inputs, start=1):
        low, base, high = (by_level[level][row.key] for level in ("low", "base", "high"))
        if not row.is_date and not low == base == high:
            yield three(row.key, (low, base, high), row, texts, variable=number)


def _cells(template: Template, inputs: Inputs, texts: Mapping[str, str]) -> Iterator[Uncertain]:
    for number, table in enumerate(template.tables, start=1):
        for at, column in enumerate(table.columns):
            for low, high in beside(table, column):
                yield from _column(table, column, (low, high), number * STEP + at, inputs, texts)


def beside(table: Table, column: Column) -> Iterator[tuple[str, str]]:
    keys = {one.key for one in table.columns}
    for low, high, prefix in BY_LEVEL:
        if column.key.startswith(prefix):
            stem = column.key.removeprefix(prefix)
            if {low.format(stem), high.format(stem)} <= keys:
                yield low.format(stem), high.format(stem)


def _column(
    table: Table,
    column: Column,
    beside: tuple[str, str],
    variable: int,
    inputs: Inputs,
    texts: Mapping[str, str],
) -> Iterator[Uncertain]:
    columns, named = inputs.tables[table.key], table.unique
    for row, base in enumerate(columns[column.key]):
        if base is None or base == "" or named is None:
            continue
        low, high = (columns[key][row] for key in beside)
        low, high = (base if one is None or one == "" else one for one in (low, high))
        if low == base == high:
            continue
        name, words = str(columns[named.key][row]), isinstance(base, str)
        group = texts["group_rents"] if words else texts["group_currency"].format(name=name)
        more = {"variable": variable, "entity": row + 1, "where": (table.key, column.key, row)}
        more |= {"group": group, "correlation": TOGETHER}
        yield three(f"{table.key}[{name}].{column.key}", (low, base, high), column, texts, **more)
