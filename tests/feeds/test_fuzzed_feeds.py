"""500 hostile feeds: each gives quotes that a plan may hold, or one problem on one line."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from math import isfinite
from pathlib import Path

from fuzz.feeds import hostile
from planner.feeds.against import against, apart
from planner.feeds.cheapest import cheapest
from planner.feeds.feed import Feed
from planner.feeds.rows import MOST_USD
from planner.feeds.sources import feed_of
from planner.problems import PlanError
from tests.feeds.samples import AWS, OWN, RUNPOD, SKYPILOT, SPOTS, genai, put, zipped

SAMPLES = {
    "skypilot": SKYPILOT.encode(),
    "skypilot ": SPOTS.encode(),
    "gpuhunt": AWS.encode(),
    "gpuhunt ": zipped({"aws.csv": AWS, "runpod.csv": RUNPOD}),
    "csv": OWN.encode(),
    "genai": genai().encode(),
}
"""By their format, of which half of them is said."""
FEEDS = 500
MOST_S = 5.0


def test_a_hostile_feed_is_read_or_refused_in_one_line(tmp_path: Path) -> None:
    ended: Counter[str] = Counter()
    for seed in range(FEEDS):
        source, data = hostile(SAMPLES, seed)
        path, began = put(tmp_path, "feed", data), time.perf_counter()
        try:
            feed = feed_of(path, source.strip() if seed % 2 else "", day=date(2026, 8, 18), provider="Lambda")
        except PlanError as error:
            (problem,) = error.problems
            assert problem.file == path
            assert str(problem).isprintable(), seed
            ended["refused"] += 1
        else:
            sound(feed, seed)
            ended["read"] += 1
        assert time.perf_counter() - began < MOST_S, seed
    assert min(ended["read"], ended["refused"]) > FEEDS / 10, ended


def sound(feed: Feed, seed: int) -> None:
    """Every price is one, every name can be printed, and the comparison takes them."""
    for quote in feed.quotes:
        assert 0 < quote.price_per_gpu_hour <= MOST_USD, seed
        assert date.fromisoformat(quote.date), seed
        assert "".join((quote.chip, quote.provider, quote.instance, quote.region, quote.source)).isprintable()
    for token in feed.tokens:
        dollars = token.usd_per_million_input, token.usd_per_million_cached, token.usd_per_million_output
        assert all(price is None or (isfinite(price) and 0 <= price <= MOST_USD) for price in dollars), seed
    quotes = cheapest(feed.quotes)
    assert against(feed, quotes, quotes, 90).new == [], seed
    assert all(sentence.isprintable() for sentence in apart(quotes, 90)), seed
