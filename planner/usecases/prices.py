"""The use case prices: the quotes of planner's price book, of a plan or of a feed, and how old they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from planner.book.find import find
from planner.disk.scratch import sweep
from planner.feeds.chips import chip as named
from planner.feeds.feed import Feed
from planner.problems import PlanError, Problem
from planner.repair.uptodate import of_today
from planner.results.prices import READ, OldQuote, Prices, Quote
from planner.results.statuses import PROBLEMS
from planner.usecases.plan_quotes import most_days, quotes_of, read_plan
from planner.xlsx.package import open_package

SPELT = {"on-demand": "on demand", "1-year": "1 year", "3-year": "3 years"}
"""Contracts as planner's price book has them -> as plans do."""


def prices(
    path: Path | str | None = None,
    *,
    feed: str = "",
    source: str = "",
    chips: Sequence[str] = (),
    provider: str = "",
    contract: str = "",
    since: date | None = None,
    until: date | None = None,
    day: date | None = None,
    ages_on: date | None = None,
    password: str | None = None,
) -> Prices:
    """The quotes of planner's own price book; with `path` those of a plan, with `feed` those of a feed.

    Args:
        feed: a file or an address, whose prices are read and written nowhere.
        source: its format: csv, skypilot, gpuhunt or genai; told from its content where it is left out.
        chips: only these.
        provider: only this one; of a feed that does not say whose prices it has, whose they are.
        contract: only `on demand`, `1 year`, `3 years` or `spot`.
        since: only quotes of this day or a later one.
        until: only quotes of this day or an earlier one.
        day: the day of a feed whose rows have none.
        ages_on: say how old every quote is on this day.
        password: of an encrypted plan.
    """
    wanted = _Wanted(chips, provider, contract, since, until)
    file = feed or ("" if path is None else str(path))
    try:
        found, most = _read(path, feed, source, day, provider, password)
    except PlanError as error:
        return Prices(file, PROBLEMS, problems=error.problems)
    tokens = [one for one in found.tokens if _alike(provider, one.provider)]
    quotes = [one for one in found.quotes if wanted.has(one)]
    result = Prices(file, READ, quotes, tokens, notes=tuple(left_out(found)))
    return result if ages_on is None else _with_ages(result, ages_on, most)


class _Wanted(NamedTuple):
    """Which quotes are asked for."""

    chips: Sequence[str]
    provider: str
    contract: str
    since: date | None
    until: date | None

    def has(self, quote: Quote) -> bool:
        """Whether a quote is one of them."""
        first, last = self.since or date.min, self.until or date.max
        return (
            is_one_of(quote.chip, self.chips)
            and _alike(self.provider, quote.provider)
            and self.contract in {"", quote.contract}
            and first <= date.fromisoformat(quote.date) <= last
        )


def _read(
    path: Path | str | None, feed: str, source: str, day: date | None, provider: str, password: str | None
) -> tuple[Feed, int]:
    """What there is, and from which age on a quote is old."""
    from planner.reference.prices import STALE_AFTER_DAYS

    if feed and path is not None:
        message = "a plan and a feed are both named"
        raise PlanError(Problem(message, "Name one of them.", feed, usage=True))
    if feed:
        from planner.feeds.sources import feed_of

        return feed_of(feed, source, day, provider), STALE_AFTER_DAYS
    if path is None:
        return Feed("planner", quotes=list(_reference())), STALE_AFTER_DAYS
    sweep()
    reading = read_plan(find(of_today(open_package(Path(path), password))[0]))
    return Feed("plan", quotes=quotes_of(reading)), most_days(reading)


def _reference() -> Iterator[Quote]:
    """Planner's own price book."""
    from planner.reference.prices import CURRENCY, load_prices

    for one in load_prices():
        yield Quote(
            chip=one.chip,
            provider=one.provider,
            instance=one.instance,
            region=one.region,
            contract=SPELT.get(one.contract, one.contract),
            gpus_per_server=one.gpus_per_server,
            price_per_gpu_hour=one.usd_per_gpu_hour,
            currency=CURRENCY,
            date=one.seen.isoformat(),
            source=one.source,
        )


def is_one_of(chip: str, chips: Sequence[str]) -> bool:
    """Whether a chip is among those that were asked for, in planner's words or in a feed's."""
    wanted = {word.casefold() for one in chips for word in (one, named(one))}
    return not wanted or chip.casefold() in wanted


def _alike(wanted: str, name: str) -> bool:
    return not wanted or wanted.casefold() == name.casefold()


def left_out(feed: Feed) -> Iterator[str]:
    """A sentence for each kind of price that was left out."""
    for reason, count in feed.left_out.items():
        yield f"{count:,} {'price was' if count == 1 else 'prices were'} left out: {reason}"


def _with_ages(result: Prices, on: date, most: int) -> Prices:
    ages = sorted(_ages(result.quotes, on, most), key=lambda one: -one.days)
    return replace(result, ages=ages, on=on.isoformat(), most_days=most)


def _ages(quotes: Iterable[Quote], on: date, most: int) -> Iterator[OldQuote]:
    for quote in quotes:
        age = (on - date.fromisoformat(quote.date)).days
        yield OldQuote(quote, age, age > most)
