"""A price list of one's own: a CSV with the columns that docs/prices.md lists, one row a quote."""

from __future__ import annotations

from planner.feeds import rows as table
from planner.feeds.chips import chip
from planner.feeds.feed import Feed, Raw
from planner.feeds.fetch import day_of, version_of
from planner.problems import quoted
from planner.results.prices import CONTRACTS, Quote

LABEL = "own list"
COLUMNS = "provider", "chip", "contract"
PER_GPU = "price_per_gpu_hour", "usd_per_gpu_hour"
PER_SERVER = "price_per_server_month", "usd_per_server_month"
HOURS_PER_MONTH = 730.0
"""8,760 h a year / 12: the month of every price list."""
SPELT = {"on-demand": "on demand", "1-year": "1 year", "3-year": "3 years", "3 year": "3 years"}


def read(raw: Raw) -> Feed:
    """Its quotes. Of a price in both units the one per GPU-hour counts."""
    feed = Feed(LABEL, version_of(raw), day_of(raw))
    for line, row in table.rows(raw, raw.data, COLUMNS):
        feed.quotes.append(_quote(feed, raw, line, row))
    return feed


def _quote(feed: Feed, raw: Raw, line: int, row: table.Row) -> Quote:
    provider, instance, region, currency, source, sold = (
        table.name(raw, line, row, column)
        for column in ("provider", "instance", "region", "currency", "source", "chip")
    )
    gpus = table.count(raw, line, row, "gpus_per_server")
    day = table.day(raw, line, row, "date") or feed.day
    if not provider or not sold:
        raise raw.refused(f"line {line} names no {'chip' if provider else 'provider'}")
    if day is None:
        raise raw.refused(f"line {line} has no date", "Give it a column date, or say --date.")
    return Quote(
        chip=chip(sold, instance=instance),
        provider=provider,
        instance=instance,
        region=region,
        contract=_contract(raw, line, row),
        gpus_per_server=gpus,
        price_per_gpu_hour=_price(raw, line, row, gpus),
        currency=currency or "USD",
        date=day.isoformat(),
        source=f"{source or LABEL}, {feed.version}",
    )


def _contract(raw: Raw, line: int, row: table.Row) -> str:
    written = table.name(raw, line, row, "contract").casefold()
    found = SPELT.get(written, written)
    if found not in CONTRACTS:
        message = f"line {line}: the contract is {quoted(written)}, none of {', '.join(CONTRACTS)}"
        raise raw.refused(message)
    return found


def _price(raw: Raw, line: int, row: table.Row, gpus: int | None) -> float:
    hour, month = (
        next((price for name in names if (price := table.amount(raw, line, row, name))), None)
        for names in (PER_GPU, PER_SERVER)
    )
    if hour is None and month is not None and gpus is not None:
        hour = month / gpus / HOURS_PER_MONTH
    if hour is None:
        remedy = f"Give it {PER_GPU[0]}, or {PER_SERVER[0]} and gpus_per_server."
        raise raw.refused(f"line {line} has no price", remedy)
    return hour
