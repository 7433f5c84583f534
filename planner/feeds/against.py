"""A feed against the quotes of a plan: what is new, moved or gone, and where two sources disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.feeds.cheapest import Offer, offer_of
from planner.feeds.feed import Feed
from planner.results.prices import PriceMove, Quote

ALIKE = 1e-6
"""Prices closer than this, relatively, are one: feeds write four to six digits."""
APART = 0.1
"""Two sources that differ by more are said."""


@dataclass(slots=True)
class Against:
    """What a feed says of a plan.

    Attributes:
        new: offers of which the plan has no quote.
        changed: offers whose price moved, or whose quote in the plan was old.
        gone: the plan's quotes of offers that the feed has no more.
        same: offers that cost what the plan says.
        older: quotes of a day before that of the plan's.
    """

    new: list[Quote] = field(default_factory=list)
    changed: list[PriceMove] = field(default_factory=list)
    gone: list[Quote] = field(default_factory=list)
    same: int = 0
    older: int = 0


def against(feed: Feed, quotes: Sequence[Quote], plan: Sequence[Quote], most_days: int) -> Against:
    """Every quote of a feed beside the newest of the same offer in the plan.

    Args:
        quotes: those of the feed that are asked for.
        plan: the plan's quotes, by GPU-hour.
        most_days: how old a quote may be before one of the same price takes its place.
    """
    found, offers = Against(), _by_offer(plan)
    for quote in quotes:
        was = _newest(quote, offers.get(offer_of(quote), ()), feed.cheapest)
        if was is None:
            found.new.append(quote)
        elif quote.date < was.date:
            found.older += 1
        elif not _alike(quote, was) or _days(was.date, quote.date) > most_days:
            found.changed.append(PriceMove(quote, was))
        else:
            found.same += 1
    found.gone = list(_gone(feed, quotes, plan))
    return found


def _by_offer(quotes: Iterable[Quote]) -> dict[Offer, list[Quote]]:
    offers: dict[Offer, list[Quote]] = {}
    for quote in quotes:
        offers.setdefault(offer_of(quote), []).append(quote)
    return offers


def _newest(quote: Quote, known: Sequence[Quote], anywhere: bool) -> Quote | None:
    """The plan's newest quote of an offer in its currency: of its region, or of any if one stands for all."""
    known = [one for one in known if one.currency == quote.currency]
    here = [one for one in known if one.region.casefold() == quote.region.casefold()]
    return max(here or (known if anywhere else ()), key=lambda one: one.date, default=None)


def _alike(one: Quote, other: Quote) -> bool:
    price = one.price_per_gpu_hour
    return abs(price - other.price_per_gpu_hour) <= ALIKE * price


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _gone(feed: Feed, quotes: Sequence[Quote], plan: Sequence[Quote]) -> Iterator[Quote]:
    """The plan's quotes of providers, chips and contracts that the feed has, of instances that it lacks."""
    here = {offer_of(quote) for quote in feed.quotes}
    kinds = {(offer[0], offer[3]) for offer in map(offer_of, quotes)}
    chips = {quote.chip.casefold() for quote in quotes}
    for one in plan:
        offer = offer_of(one)
        if one.instance and (offer[0], offer[3]) in kinds and offer[2] in chips and offer not in here:
            yield one


def apart(quotes: Sequence[Quote], most_days: int) -> Iterator[str]:
    """A sentence for each server that two sources price more than a tenth apart, the newest quote of each.

    Args:
        most_days: quotes that are further apart in time are of two times, and no two opinions.
    """
    servers: dict[tuple[object, ...], dict[str, Quote]] = {}
    for quote in sorted(quotes, key=lambda one: one.date):
        if quote.gpus_per_server is not None:
            what = quote.provider.casefold(), quote.chip.casefold(), quote.contract, quote.currency
            servers.setdefault((*what, quote.gpus_per_server), {})[_label(quote)] = quote
    for newest in servers.values():
        last = max(one.date for one in newest.values())
        by_source = {key: one for key, one in newest.items() if _days(one.date, last) <= most_days}
        low, high = (pick(by_source.values(), key=lambda one: one.price_per_gpu_hour) for pick in (min, max))
        more = high.price_per_gpu_hour / low.price_per_gpu_hour - 1
        if high.price_per_gpu_hour > low.price_per_gpu_hour * (1 + APART):
            server = f"{high.provider}, {high.gpus_per_server} x {high.chip}, {high.contract}"
            yield f"{server}: {_said(high)} is {more:.0%} more than {_said(low)}"


def _label(quote: Quote) -> str:
    """The source without its version and day."""
    return quote.source.removeprefix("Quoted: ").partition(",")[0].partition(" (")[0].strip().casefold()


def _said(quote: Quote) -> str:
    source = quote.source.removeprefix("Quoted: ").partition(",")[0]
    return f"{quote.price_per_gpu_hour:.4g} of {source}, {quote.date}"
