"""What stands in braces in formulas and sentences of a template: a line, a column, a unit."""

from __future__ import annotations

import re

from planner.template.rows import SCENARIOS

REFERENCE = re.compile(r"\{([^{}]+)\}")
QUALIFIERS = {"", "all", "first", "last", "earlier", "later", "todate", *SCENARIOS}
COLUMN_QUALIFIERS = {"", "block"}
MONEY, UNIT = "money", "unit"
"""In an answer: the unit in which amounts of the reporting currency are said; `key@unit`, that of a line."""


def references(formula: str) -> tuple[str, ...]:
    """What a template formula refers to, without the braces: ``key@all``, ``table.column``."""
    return tuple(REFERENCE.findall(formula))
