"""What every feed becomes, whatever its format; and how one is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from planner.problems import PlanError, Problem
from planner.results.prices import Quote, TokenPrice

UNTOUCHED = "Nothing was written."


class Raw(NamedTuple):
    """The bytes of a feed and what was said of them.

    Attributes:
        address: the file or URL as it was given.
        day: the day that its prices are of, where the caller said one.
        provider: whose prices they are, where the caller said it.
    """

    address: str
    data: bytes
    day: date | None = None
    provider: str = ""

    def refused(self, message: str, remedy: str = UNTOUCHED) -> PlanError:
        """The one line that says why nothing of it is taken."""
        return PlanError(Problem(message, remedy, self.address))


@dataclass(slots=True)
class Feed:
    """The quotes of a feed.

    Attributes:
        label: what kind of source it is; the first word of what its rows say of theirs.
        version: which one of them.
        cheapest: whether of several regions of an offer the cheapest stands for all.
        left_out: reason -> how many prices it has cost.
    """

    label: str
    version: str = ""
    day: date | None = None
    quotes: list[Quote] = field(default_factory=list)
    tokens: Sequence[TokenPrice] = ()
    cheapest: bool = False
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def source(self) -> str:
        """What it is, which version of it, and of which day."""
        return ", ".join(filter(None, (self.label, self.version, self.day.isoformat() if self.day else "")))
