"""Random plans within the bounds of the template: what an owner could type and planner must then compute.

Numbers whose bounds span decades are drawn log-uniformly; half of all numbers are round, as people type
them; some sit exactly on a bound. Low, base and high differ, or follow base. Optional cells are often blank.
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

from planner.workbook.schema import Column, Row, Table, Template
from tests.books import Values

DECADES = 100
"""Bounds further apart than this are drawn log-uniformly."""

AT_A_BOUND = 0.05
ROUND = 0.5
DIFFERENT = 0.7


def random_values(template: Template, seed: int, rows: int = 12) -> Values:
    """A plan that the reader accepts.

    Args:
        rows: the longest a table may be.
    """
    rng = Random(seed)  # noqa: S311 - the same plan for the same seed is what is wanted
    tables = {table.key: _table(rng, table, rng.randint(1, rows)) for table in template.tables}
    scalars: dict[str, dict[str, Any]] = {}
    for row in template.inputs:
        scenarios = ["base", *(name for name in ("low", "high") if rng.random() < DIFFERENT)]
        choices = row.choices or _names(tables, row.choices_from)
        scalars[row.key] = {
            name: _word(rng, choices) if row.is_text else number(rng, row) for name in scenarios
        }
    return Values(scalars, tables)


def number(rng: Random, of: Row | Column) -> float:
    """A number within the bounds of a row or column."""
    assert of.min is not None
    assert of.max is not None
    if rng.random() < AT_A_BOUND:
        return float(rng.choice((of.min, of.max)))
    value = _between(rng, of.min, of.max)
    if of.whole:
        value = round(value)
    elif rng.random() < ROUND:
        value = float(f"{value:.2g}")
    return float(min(max(value, of.min), of.max))


def _between(rng: Random, low: float, high: float) -> float:
    floor = low if low > 0 else high / 1e6
    if high / floor < DECADES:
        return rng.uniform(low, high)
    return math.exp(rng.uniform(math.log(floor), math.log(high)))


def _table(rng: Random, table: Table, rows: int) -> list[dict[str, Any]]:
    made = []
    for number_of_row in range(rows):
        row = {
            column.key: _cell(rng, column, number_of_row)
            for column in table.columns
            if column.required or rng.random() < 0.5
        }
        if table.one_of and not row.keys() & set(table.one_of):
            key = rng.choice(table.one_of)
            row[key] = _cell(rng, table.column(key), number_of_row)
        made.append(row)
    return made


def _cell(rng: Random, column: Column, row: int) -> Any:
    if column.type == "number":
        return number(rng, column)
    if column.type == "choice":
        return _word(rng, column.choices)
    if column.type == "date":
        return float(rng.randint(36_526, 55_153))  # a day of 2000 to 2050
    text = rng.choice(("Rack {}", "报价 {}", "x{} & <y>, \"z\" 'w'", "=A{}", "Ünïcode {}", "{} %"))
    return text.format(row + 1) if column.unique else text.format(rng.randint(1, 99))


def _word(rng: Random, choices: Any) -> str:
    """One of the words, in a spelling of its own: capitals make no difference."""
    word: str = rng.choice(list(choices))
    return rng.choice((word, word, word.upper(), word.title())) if word.isascii() else word


def _names(tables: dict[str, list[dict[str, Any]]], choices_from: str) -> list[str]:
    if not choices_from:
        return []
    table, _, column = choices_from.partition(".")
    return [row[column] for row in tables[table]]
