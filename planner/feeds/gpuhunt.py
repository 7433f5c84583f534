"""The catalogue of gpuhunt: a zip with one CSV a provider, or one of them; USD an hour for an instance."""

from __future__ import annotations

from collections.abc import Sequence

from planner.feeds import rows as table
from planner.feeds.chips import chip
from planner.feeds.feed import Feed, Raw
from planner.feeds.fetch import MOST_BYTES, needed_day, version_of
from planner.feeds.providers import provider_of
from planner.problems import PlanError
from planner.results.prices import ON_DEMAND, SPOT, Quote
from planner.xlsx.zips import read_archive

LABEL = "gpuhunt catalogue"
COLUMNS = "instance_name", "location", "price", "gpu_count", "gpu_name", "gpu_memory", "spot"
ZIP = b"PK"


def read(raw: Raw) -> Feed:
    """Its quotes, on demand and spot. Instances without a GPU are no quotes."""
    files = _files(raw)
    feed = Feed(LABEL, version_of(raw), needed_day(raw), cheapest=True)
    for file, data in files:
        provider = provider_of(raw, file)
        for line, row in table.rows(raw, data, COLUMNS):
            if name := table.name(raw, line, row, "gpu_name"):
                _take(feed, raw, line, row, provider, name)
    _without_echoes(feed)
    return feed


def _files(raw: Raw) -> Sequence[tuple[str, bytes]]:
    """The CSV files inside, each with its name."""
    if not raw.data.startswith(ZIP):
        return [("", raw.data)]
    try:
        archive = read_archive(raw.data, raw.address)
        files = [one for one in archive.members.values() if one.name.lower().endswith(".csv")]
        if not files or sum(one.size for one in files) > MOST_BYTES:
            raise raw.refused(f"it holds {'more than 64 MB' if files else 'no CSV file'}")
        return [(one.name, archive.read(one.name)) for one in files]
    except PlanError as error:
        raise raw.refused(error.problems[0].message) from None


def _take(feed: Feed, raw: Raw, line: int, row: table.Row, provider: str, name: str) -> None:
    gpus, price = table.count(raw, line, row, "gpu_count"), table.amount(raw, line, row, "price")
    spot = row["spot"].strip().lower()
    if spot not in {"true", "false", ""}:
        raise raw.refused(f"line {line}: spot is neither true nor false")
    if gpus is None:
        feed.left_out["a part of a GPU, or none"] += 1
    elif price is None:
        feed.left_out["without a price"] += 1
    else:
        instance = table.name(raw, line, row, "instance_name")
        region = table.name(raw, line, row, "location")
        made = chip(name, table.number(raw, line, row, "gpu_memory"), instance)
        contract, day = SPOT if spot == "true" else ON_DEMAND, feed.day.isoformat() if feed.day else ""
        quote = Quote(made, provider, instance, region, contract, gpus, price / gpus, "USD", day, feed.source)
        feed.quotes.append(quote)


def _without_echoes(feed: Feed) -> None:
    """Leave out spot prices that are the price on demand of the same instance and region."""
    asked = {
        (one.provider, one.instance, one.region, one.price_per_gpu_hour)
        for one in feed.quotes
        if one.contract == ON_DEMAND
    }
    kept = [
        one
        for one in feed.quotes
        if one.contract != SPOT
        or (one.provider, one.instance, one.region, one.price_per_gpu_hour) not in asked
    ]
    if echoes := len(feed.quotes) - len(kept):
        feed.left_out["a spot price that is the price on demand"] += echoes
    feed.quotes = kept
