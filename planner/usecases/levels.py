"""Levels that are out of order: one that is kinder to the owner than the level that should be.

A template says of an input in `kinder` which way is the owner's: a higher demand, a lower cost. Of an input
that does not say, no order is known, and of one that the plan's choices leave unused none matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, cast

from planner.check.examine import Reading
from planner.layout.places import Place
from planner.template.rows import HIGHER, SCENARIOS, Row
from planner.template.used import unused_by


class OutOfOrder(NamedTuple):
    """Two levels of an input, the second of which is kinder than the first, that should be; and its cell."""

    row: Row
    before: str
    level: str
    wanted: float
    value: float
    place: Place


def out_of_order(reading: Reading) -> Iterator[OutOfOrder]:
    """Every input whose base is kinder than its favourable value, or its adverse value than its base."""
    inputs, book = reading.inputs, reading.book
    rows = {row.key: row for row in book.template.inputs}
    for row in book.template.inputs:
        unused = [unused_by(row, rows, inputs.scalars[name], inputs.tables) for name in SCENARIOS]
        if not row.kinder or all(unused):
            continue
        for before, level in pairwise(SCENARIOS):
            wanted, value = (cast(float, inputs.scalars[name][row.key]) for name in (before, level))
            if value > wanted if row.kinder == HIGHER else value < wanted:
                yield OutOfOrder(row, before, level, wanted, value, book.layout.cell(row, level))
