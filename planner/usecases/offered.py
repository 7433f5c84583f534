"""What of a feed a plan can take, and the rows that it becomes in the plan's price book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from planner.check.examine import Reading
from planner.feeds.cheapest import cheapest, offer_of
from planner.feeds.feed import Feed
from planner.feeds.rows import MOST_USD
from planner.problems import PlanError, Problem
from planner.results.prices import PriceMove, Quote
from planner.usecases.plan_quotes import NAME, choosing
from planner.usecases.prices import is_one_of

MOST_ROWS = 200
"""New rows at a time: as many as the sheet of a new plan has prepared for."""

UNLIKE_NAMES = str.maketrans("*?~", "---")
"""Letters by which Excel would find other rows than the one that is called so."""


def offered(feed: Feed, reading: Reading, chips: Sequence[str], provider: str) -> list[Quote]:
    """The quotes that a plan has a chip and a currency for, in its words; the others are counted."""
    known = {column: _choices(reading, column) for column in ("chip", "currency")}
    found, wanted = [], provider.casefold()
    for quote in cheapest(feed.quotes) if feed.cheapest else feed.quotes:
        if not is_one_of(quote.chip, chips) or wanted not in {"", quote.provider.casefold()}:
            continue
        if why := _unfit(quote, known, reading):
            feed.left_out[why] += 1
            continue
        chip, currency = known["chip"][quote.chip.casefold()], known["currency"][quote.currency.casefold()]
        found.append(replace(quote, chip=chip, currency=currency))
    return found


def _choices(reading: Reading, column: str) -> dict[str, str]:
    """What a column of the price book may say, which another table lists."""
    book = reading.book.template.price_book
    table, _, listed = reading.book.template.table(book.table).column(column).choices_from.partition(".")
    return {str(word).casefold(): str(word) for word in reading.inputs.tables[table][listed]}


def _unfit(quote: Quote, known: Mapping[str, Mapping[str, str]], reading: Reading) -> str:
    """Why a plan cannot take a quote; nothing where it can."""
    book = reading.book.template.price_book
    table = reading.book.template.table(book.table)
    gpus, price = table.column(book.gpus), table.column("price_per_gpu_hour")
    if quote.chip.casefold() not in known["chip"]:
        return f"the plan has no chip {quote.chip}"
    if quote.currency.casefold() not in known["currency"]:
        return f"the plan has no currency {quote.currency}"
    if quote.gpus_per_server is None:
        return "it does not say how many GPUs a server has"
    if not (gpus.min or 1) <= quote.gpus_per_server <= (gpus.max or MOST_ROWS):
        return f"a server of more than {gpus.max:g} GPUs"
    if not (price.min or 0) <= quote.price_per_gpu_hour <= (price.max or MOST_USD):
        return "no price of a GPU"
    return ""


def named(quotes: Sequence[Quote], plan: Sequence[Quote]) -> list[Quote]:
    """The same with names that no other row has: provider, instance, contract and day."""
    taken, found = {one.name.casefold() for one in plan}, []
    for quote in quotes:
        what = " ".join(filter(None, (quote.provider, quote.instance or quote.chip, quote.contract)))
        stem = f"{what}, {quote.date}".translate(UNLIKE_NAMES)
        if stem.casefold() in taken and quote.region:
            stem = f"{what} {quote.region}, {quote.date}".translate(UNLIKE_NAMES)
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number})"
        taken.add(name.casefold())
        found.append(replace(quote, name=name))
    return found


def rows_of(quotes: Sequence[Quote], moves: Sequence[PriceMove], reading: Reading) -> list[dict[str, Any]]:
    """The rows of the price book; each moves along the price path of the row before, or the usual one."""
    book = reading.book.template.price_book
    columns = reading.inputs.tables[book.table]
    paths = dict(zip(map(str, columns[NAME]), columns["path"], strict=True))
    usual = Counter(filter(None, columns["path"])).most_common(1)
    was = {move.now.name: paths[move.was.name] for move in moves}
    path = usual[0][0] if usual else None
    return [{**_row(one, was.get(one.name, path)), book.gpus: one.gpus_per_server} for one in quotes]


def _row(quote: Quote, path: Any) -> dict[str, Any]:
    return {
        "quote": quote.name,
        "chip": quote.chip,
        "price_per_gpu_hour": quote.price_per_gpu_hour,
        "currency": quote.currency,
        "contract": quote.contract,
        "path": path,
        "source": f"Quoted: {quote.source}",
        "provider": quote.provider,
        "instance": quote.instance or None,
        "region": quote.region or None,
        "date": date.fromisoformat(quote.date),
    }


def refuse_too_many(count: int, feed: str) -> None:
    """Raise the problem with more rows than a person would look through."""
    if count > MOST_ROWS:
        message = f"it has {count:,} quotes that the plan has not; at most {MOST_ROWS} are written at a time"
        raise PlanError(Problem(message, "Say which with --chips or --provider.", feed))


def choices(
    reading: Reading, plan: Sequence[Quote], rows: Sequence[Quote], *, anywhere: bool
) -> dict[str, str]:
    """Cell -> the newest quote of the offer that it takes, where there is a newer one.

    A signed quote stays, and so does a formula of the owner's.

    Args:
        rows: those that are to come.
        anywhere: whether one region of an offer stands for all.
    """
    by_name = {one.name.casefold(): one for one in plan}
    fixed, found = set(_signed(reading)), {}
    for cell, name in choosing(reading, formulas=False):
        now = by_name[name.casefold()]
        newer = [one for one in plan if one.date > now.date] + [one for one in rows if one.date >= now.date]
        same = [one for one in newer if _is_of_the_same(one, now, anywhere)]
        if same and name.casefold() not in fixed:
            found[cell] = max(same, key=lambda one: one.date).name
    return found


def _is_of_the_same(one: Quote, other: Quote, anywhere: bool) -> bool:
    """Whether two quotes are of one offer, in one currency, and of one region where that matters."""
    here = anywhere or one.region.casefold() == other.region.casefold()
    return here and offer_of(one) == offer_of(other) and one.currency == other.currency


def _signed(reading: Reading) -> Iterator[str]:
    """The names of quotes that are signed: their price holds to a month."""
    columns = reading.inputs.tables[reading.book.template.price_book.table]
    for name, month in zip(columns[NAME], columns["valid_to_month"], strict=True):
        if month:
            yield str(name).casefold()
