"""Key numbers that moved with a `set` or a `refresh`: the short form of `planner diff`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class KeyMove:
    """A key number that moved in one scenario.

    Attributes:
        language: of the plan, which says how large numbers are told.
        before: what the file showed before a `set`; what the last refresh stored, before a `refresh`.
    """

    key: str
    scenario: str
    label: str
    unit: str
    before: float
    after: float
    format: str = ""
    language: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        names = ("key", "scenario", "label", "unit", "before", "after")
        return {name: getattr(self, name) for name in names}
