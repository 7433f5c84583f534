"""The rows of a plan's tables in a terminal: each column by its key, with its unit, as wide as it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planner.report.drawing import GAP, draw, drawn_on, new_table, text, widest
from planner.report.numbers import readable
from planner.report.printing import say

if TYPE_CHECKING:
    from planner.results.plan import Heading, Result

MOST = 36
"""Columns that a text is sure to get; longer ones are broken where there is no more room."""


def print_rows(result: Result, table: str) -> None:
    """All rows of one table. What is too wide stands below, behind the names of the rows once more."""
    headings, rows = sorted(result.headings[table], key=_naming_first), result.tables[table]
    if not rows:
        say(f"{table}: no rows")
        return
    shown = {heading.key: [_in_format(row, heading, result.language) for row in rows] for heading in headings}
    for number, block in enumerate(_blocks(headings, shown)):
        if number:
            say("")
        drawn = new_table()
        drawn.expand = False
        for column, heading in enumerate(block):
            numeric = any(isinstance(row[heading.key], float) for row in rows)
            whole = numeric or (not column and widest(shown[heading.key]) <= MOST)
            drawn.add_column(text(_head(heading)), justify="right" if numeric else "left", no_wrap=whole)
        for at in range(len(rows)):
            drawn.add_row(*(text(shown[heading.key][at]) for heading in block))
        draw(drawn)


def _naming_first(heading: Heading) -> bool:
    return not heading.names_rows


def _head(heading: Heading) -> str:
    """The key that `planner set` takes, below what the workbook says, and the unit where that does not."""
    said = heading.unit and heading.unit.casefold() not in heading.header.casefold()
    unit = f" ({heading.unit})" if said and heading.unit not in {"fraction", "ratio"} else ""
    return f"{heading.header}{unit}\n{heading.key}"


def _in_format(row: Mapping[str, Any], heading: Heading, language: str) -> str:
    value = row[heading.key]
    return "" if value is None else readable(value, heading.format, language)


def _blocks(headings: Sequence[Heading], shown: Mapping[str, Sequence[str]]) -> Iterator[tuple[Heading, ...]]:
    """As many columns side by side as there is room for; the one that names the rows leads each."""
    first, *others = headings
    width = drawn_on().width
    wide = {one.key: min(MOST, widest([_head(one), *shown[one.key]])) + GAP for one in headings}
    block, taken = [first], wide[first.key]
    for heading in others:
        if len(block) > 1 and taken + wide[heading.key] > width:
            yield tuple(block)
            block, taken = [first], wide[first.key]
        block.append(heading)
        taken += wide[heading.key]
    yield tuple(block)
