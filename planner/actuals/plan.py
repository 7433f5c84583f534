"""What of a plan a file is held against, and how the file is to be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from planner.actuals.lines import CashLine
from planner.actuals.months import Months
from planner.actuals.summing import Sum
from planner.actuals.told import Actuals

BEFORE, AFTER = "before the plan", "after the plan"
BELOW_ZERO = "below zero: "
"""Names of what may be waived beside rows that no rule takes."""

Noted = Callable[[Sum], str]
"""What a month of a line says beside its amount, in the plan's language."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a plan a file is held against."""

    file: str
    months: Months
    lines: Mapping[str, CashLine]
    known: Actuals


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be taken.

    Attributes:
        through: the last month that counts; None for the last of the file.
        waived: names of what may be left out.
        replace, add: what the plan has of the same month and line from another file gives way, or counts too.
    """

    through: int | None = None
    waived: Sequence[str] = ()
    replace: bool = False
    add: bool = False


def outside(month: int) -> str:
    """The name of rows before month 1 (0) or after the last month."""
    return BEFORE if month < 1 else AFTER
