"""What `planner prices` gives back: plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.problems import Problem
from planner.results.moved import KeyMove
from planner.results.statuses import PROBLEMS

ON_DEMAND, ONE_YEAR, THREE_YEARS, SPOT = "on demand", "1 year", "3 years", "spot"
CONTRACTS = ON_DEMAND, ONE_YEAR, THREE_YEARS, SPOT

READ, WRITTEN, TO_COME, NOTHING = "read", "written", "to come", "nothing new"


@dataclass(frozen=True, slots=True)
class Quote:
    """One price for one GPU-hour.

    Attributes:
        name: of its row in the plan's table; nothing outside of one.
        contract: `on demand`, `1 year`, `3 years` or `spot`.
        gpus_per_server: of the server that is priced; None where its source does not say.
        price_per_gpu_hour: in its currency.
        date: of the quote, as 2026-08-18.
        source: where it is from.
        chosen_by: rows of the plan's tables that take it, such as `clusters[Main].quote`.
    """

    chip: str
    provider: str
    instance: str
    region: str
    contract: str
    gpus_per_server: int | None
    price_per_gpu_hour: float
    currency: str
    date: str
    source: str
    name: str = ""
    chosen_by: Sequence[str] = ()

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__} | {"chosen_by": list(self.chosen_by)}


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """What a provider asks for a million tokens of a model, in USD; None where it names no price.

    Attributes:
        date: from which on it holds, or on which it was checked; nothing where its source does not say.
    """

    provider: str
    model: str
    usd_per_million_input: float | None
    usd_per_million_cached: float | None
    usd_per_million_output: float | None
    date: str
    source: str

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class PriceMove:
    """An offer whose price a feed and the plan see differently.

    Attributes:
        now: the feed's quote, under the name of its new row.
        was: the plan's newest quote of the same offer.
    """

    now: Quote
    was: Quote

    @property
    def change(self) -> float:
        """How much dearer it is, as a fraction; negative where it is cheaper."""
        return self.now.price_per_gpu_hour / self.was.price_per_gpu_hour - 1

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {"now": self.now.as_dict(), "was": self.was.as_dict(), "change": self.change}


@dataclass(frozen=True, slots=True)
class OldQuote:
    """A quote and how old it is.

    Attributes:
        days: from its date to the day that was asked for.
        old: whether that is more than planner, or the plan, lets a quote be.
    """

    quote: Quote
    days: int
    old: bool

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {**self.quote.as_dict(), "days": self.days, "old": self.old}


@dataclass(frozen=True, slots=True)
class Prices:
    """Quotes of planner's price book, of a plan or of a feed; with their ages where those were asked for.

    Attributes:
        file: the plan or the feed; nothing for planner's own price book.
        status: `read`, or `problems`.
        on: the day that ages are counted to.
        most_days: the age from which on a quote is old.
    """

    file: str
    status: str
    quotes: Sequence[Quote] = ()
    tokens: Sequence[TokenPrice] = ()
    ages: Sequence[OldQuote] = ()
    on: str = ""
    most_days: int = 0
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()

    @property
    def ok(self) -> bool:
        """Whether they could be read."""
        return self.status != PROBLEMS

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "file": self.file,
            "status": self.status,
            "quotes": [one.as_dict() for one in self.quotes],
            "tokens": [one.as_dict() for one in self.tokens],
            "ages": [one.as_dict() for one in self.ages],
            "on": self.on,
            "most_days": self.most_days,
            "problems": [one.as_dict() for one in self.problems],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class PricesUpdated:
    """What a feed brings to a plan.

    Attributes:
        status: `written`; `to come` where it was only looked at; `nothing new`; `problems`.
        feed: the address of the feed.
        source: what the feed is, which version of it, and of which day.
        new: offers that the plan has no quote of.
        changed: offers whose price moved, and those whose quote was old and is dated anew.
        gone: quotes of the plan that the feed has no more, though it has others of their provider.
        same: how many offers cost what the plan says.
        apart: offers that two sources price more than a tenth apart, a sentence each.
        chosen: cell -> the quote that it takes from now on, where `choose` was asked for.
        moved: key numbers that moved by it.
    """

    file: str
    status: str
    feed: str
    source: str = ""
    new: Sequence[Quote] = ()
    changed: Sequence[PriceMove] = ()
    gone: Sequence[Quote] = ()
    same: int = 0
    apart: Sequence[str] = ()
    chosen: Sequence[tuple[str, str]] = ()
    moved: Sequence[KeyMove] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    sha256: str = ""

    @property
    def ok(self) -> bool:
        """Whether the feed could be read and, where that was asked for, written."""
        return self.status != PROBLEMS

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "file": self.file,
            "status": self.status,
            "feed": self.feed,
            "source": self.source,
            "new": [one.as_dict() for one in self.new],
            "changed": [one.as_dict() for one in self.changed],
            "gone": [one.as_dict() for one in self.gone],
            "same": self.same,
            "apart": list(self.apart),
            "chosen": [{"cell": cell, "quote": quote} for cell, quote in self.chosen],
            "moved": [one.as_dict() for one in self.moved],
            "problems": [one.as_dict() for one in self.problems],
            "notes": list(self.notes),
            "sha256": self.sha256,
        }
