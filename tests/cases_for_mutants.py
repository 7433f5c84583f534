"""What formulas are evaluated with to tell them from their mutants: a plan, and values typed over lines.

Some lines hold in every plan, such as a check that totals equal sums, or stand at the edge of a comparison in
hardly any. Those are looked at alone: what they read is typed over, in the workbook as in the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.books import Values


@dataclass(frozen=True)
class Spike:
    """Values along an axis: one stands out. Positions are counted from 0."""

    at: int
    value: float
    rest: float = 0.0


Given = Any
"""A value for all scenarios, or one for each in a dict; along an axis it holds everywhere, or is a spike,
or a tuple with values for the positions in turn."""


@dataclass(frozen=True)
class Case:
    """A plan; and where lines are looked at alone, these lines and what is typed over others."""

    values: Values
    over: Mapping[str, Given] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    def judges(self, key: str) -> bool:
        """Whether this line's formula must agree with the engine here."""
        return key in self.lines if self.lines else True


def by_scenario(given: Given, scenario: str) -> Any:
    """What a scenario is given."""
    return given[scenario] if isinstance(given, Mapping) else given


def spread(given: Given, scenario: str, count: int) -> list[float]:
    """What a scenario is given along an axis."""
    value = by_scenario(given, scenario)
    if isinstance(value, tuple):
        return [float(value[at % len(value)]) for at in range(count)]
    if not isinstance(value, Spike):
        return [float(value)] * count
    return [value.value if at == value.at else value.rest for at in range(count)]
