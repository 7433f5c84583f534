"""SkyPilot's catalogue: one `vms.csv` a cloud, USD an hour for each whole instance, without a date."""

from __future__ import annotations

from planner.feeds import rows as table
from planner.feeds.chips import chip
from planner.feeds.feed import Feed, Raw
from planner.feeds.fetch import needed_day, version_of
from planner.feeds.providers import provider_of
from planner.results.prices import ON_DEMAND, SPOT, Quote

LABEL = "SkyPilot catalogue"
COLUMNS = "InstanceType", "AcceleratorName", "AcceleratorCount", "Price", "SpotPrice", "Region"
AUCTIONS = {"Mithril"}
"""Providers whose price is the floor of an auction: nobody is sold a GPU for it."""


def read(raw: Raw) -> Feed:
    """Its quotes, on demand and spot. Instances without a GPU are no quotes."""
    feed = Feed(LABEL, version_of(raw), needed_day(raw), cheapest=True)
    provider = provider_of(raw)
    for line, row in table.rows(raw, raw.data, COLUMNS):
        if accelerator := table.name(raw, line, row, "acceleratorname"):
            _take(feed, raw, line, row, provider, accelerator)
    return feed


def _take(feed: Feed, raw: Raw, line: int, row: table.Row, provider: str, accelerator: str) -> None:
    gpus = table.count(raw, line, row, "acceleratorcount")
    price, spot = (table.amount(raw, line, row, column) for column in ("price", "spotprice"))
    if provider in AUCTIONS:
        feed.left_out["the floor of an auction"] += 1
    elif gpus is None:
        feed.left_out["a part of a GPU, or none"] += 1
    elif price is None and spot is None:
        feed.left_out["without a price"] += 1
    else:
        if spot is not None and spot == price:
            feed.left_out["a spot price that is the price on demand"] += 1
            spot = None
        instance = table.name(raw, line, row, "instancetype")
        region = table.name(raw, line, row, "region")
        made = chip(accelerator, instance=instance), provider, instance, region
        day = feed.day.isoformat() if feed.day else ""
        for contract, hour in ((ON_DEMAND, price), (SPOT, spot)):
            if hour is not None:
                feed.quotes.append(Quote(*made, contract, gpus, hour / gpus, "USD", day, feed.source))
