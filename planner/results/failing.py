"""A check of the plan itself that does not hold: where first, and by how much."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Short:
    """Where a check first does not hold, and the line that says by how much.

    Attributes:
        axis: what the check runs along, such as `month`; empty where it is one number.
        first: the first position at which it does not hold.
        line: the key of the line that is judged; empty where none is.
    """

    axis: str = ""
    first: float | str | None = None
    line: str = ""
    label: str = ""
    value: float = 0.0
    unit: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class Failing:
    """A check of the plan itself that does not hold in one scenario: it fails, as cash does, or warns."""

    key: str
    scenario: str
    label: str
    sheet: str
    cell: str
    short: Short = field(default_factory=Short)

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        names, short = ("key", "scenario", "label", "sheet", "cell"), self.short
        return {name: getattr(self, name) for name in names} | {
            "axis": short.axis,
            "first": short.first,
            "line": short.line,
            "value": short.value if short.line else None,
        }
