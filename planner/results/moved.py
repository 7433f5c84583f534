"""Key numbers that moved with a `set` or a `refresh`: the short form of `planner diff`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_ZERO = re.compile(r"[(（]0[:：]([^)）]+)[)）]")


def stands_for_zero(label: str) -> str | None:
    """What a 0 says, where a label tells: `none` of `Break-even month (0: none)`, in any language."""
    found = _ZERO.search(label)
    return found[1].strip() if found else None


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
