"""What was read, as plain values: it stands on the sheet, and both computations begin with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planner.results.actuals import LeftOutRows


class Told(NamedTuple):
    """What one file tells of one line in one month; amounts are positive, as the plan has them.

    Attributes:
        month: of the plan, counted from 1.
        amount: in plan currency.
        quantity: in the plan's unit of that line; None where it is not known.
        rows: of the file; 0 where the file covers the month and has nothing of the line.
        note: credits and exchange rates, in words.
    """

    month: int
    key: str
    amount: float
    quantity: float | None
    rows: int
    file: str
    sha256: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Actuals:
    """All that was read for a plan, and the last month that counts as passed; 0 for none."""

    told: Sequence[Told] = ()
    left_out: Sequence[LeftOutRows] = ()
    through: int = 0

    @property
    def keys(self) -> list[str]:
        """The lines that a file tells, in the order in which they come."""
        return list(dict.fromkeys(one.key for one in self.told))

    @property
    def last_month(self) -> int:
        """The last month that a file tells; 0 where there is none."""
        return max((one.month for one in self.told), default=0)


def in_order(told: Iterable[Told], lines: Sequence[str]) -> list[Told]:
    """By month, then as the cash flow has its lines."""
    return sorted(told, key=lambda one: (one.month, lines.index(one.key), one.file, one.sha256))
