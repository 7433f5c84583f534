"""Rows that stand for each position of an axis: one row of a template becomes as many of the workbook.

A row of a sheet along months may say `each = "cluster"`. Its key `cluster_use` becomes `cluster_use_1`,
`cluster_use_2` and so on, which stand under one another. `#` is the number of the row: in its label and
note, and inside the braces of its formula. So `{cluster_need_#}` is the line of the same number, and
`{cluster_price@#}` that position of a line along clusters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from planner.template.errors import require
from planner.template.references import REFERENCE
from planner.template.rows import Row
from planner.template.sheets import Axis

NUMBER = "#"
"""What stands for the number of a row."""

ALONE = re.compile(r"\{([0-9]+)\}")
"""`{#}` once it is a number, which a formula says without braces."""


def expanded(row: Row, axes: Mapping[str, Axis], file: str) -> Iterator[Row]:
    """The row itself, or one for each position of the axis that it stands for."""
    if not row.each:
        require(NUMBER not in "".join(_braces(row)), f"{file}: {row.key} has a # and says no each")
        yield row
        return
    require(row.each in axes, f"{file}: {row.key} stands for each {row.each}, and there is no such axis")
    require(bool(row.axis), f"{file}: {row.key} stands for each {row.each}, and runs along no axis")
    require(NUMBER in row.label, f"{file}: the label of {row.key} wants a # for its number")
    for number in range(1, len(axes[row.each].values) + 1):
        yield _numbered(row, str(number))


def _braces(row: Row) -> Sequence[str]:
    return REFERENCE.findall(row.formula)


def _numbered(row: Row, number: str) -> Row:
    formula = REFERENCE.sub(lambda found: found[0].replace(NUMBER, number), row.formula)
    return row._replace(
        key=f"{row.key}_{number}",
        stem=row.key,
        label=row.label.replace(NUMBER, number),
        note=row.note.replace(NUMBER, number),
        formula=ALONE.sub(r"\1", formula),
        scale=row.scale.replace(NUMBER, number),
    )
