"""What stands in braces in formulas and sentences of a template: a line, a column, a unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from planner.template.rows import SCENARIOS, Row

REFERENCE = re.compile(r"\{([^{}]+)\}")
BEFORE = "before"
"""Only positions before this one, so that a line may read itself."""
QUALIFIERS = {"", "all", "first", "last", "earlier", "later", "todate", BEFORE, *SCENARIOS}
COLUMN_QUALIFIERS = {"", "block", "here"}
STEM_QUALIFIERS = {"block", "grid", "first"}
"""Of all rows that stand for each position of an axis, named by their key without the number."""
SCENARIO = "scenario"
"""The number of the scenario: 1 for low, 2 for base, 3 for high."""
AS_MONTH, AS_WORD, AS_PEAK = "month", "yes", "peak"
"""In an answer, in place of decimals: a month of the plan by its date, and none where it is 0; yes or no; and
of a month in which something is greatest, that in the last month of the plan it still rises."""
LESS = "-"
"""In front of the decimals of a number in a sentence that is said with the other sign, such as a gap."""
MONTHS = "month"
"""The axis that months of the plan are counted along."""
MONEY, UNIT = "money", "unit"
"""In an answer: the unit in which amounts of the reporting currency are said; `key@unit`, that of a line."""


def references(formula: str) -> tuple[str, ...]:
    """What a template formula refers to, without the braces: ``key@all``, ``table.column``."""
    return tuple(REFERENCE.findall(formula))


def reads(
    formula: str, keys: Collection[str], rows_of: Callable[[str], Sequence[Row]]
) -> Iterator[tuple[str, str]]:
    """The lines that a formula reads, of those given, each with the qualifier that it is read with."""
    for reference in references(formula):
        name, _, qualifier = reference.partition("@")
        for key in [row.key for row in rows_of(name)] or [name]:
            if key in keys:
                yield key, qualifier


def columns_of(name: str) -> tuple[str, str]:
    """The first and the last of `table.first:last`, each as `table.column`; `table.column` twice."""
    table, _, columns = name.partition(".")
    first, _, last = columns.partition(":")
    return f"{table}.{first}", f"{table}.{last or first}"
