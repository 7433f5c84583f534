"""genai-prices of Pydantic: one JSON of providers and models, USD for a million tokens, some in steps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from math import isfinite
from typing import Any, NoReturn

from planner.feeds.feed import Feed, Raw
from planner.feeds.fetch import day_of, version_of
from planner.feeds.rows import MOST_LETTERS, MOST_USD
from planner.problems import quoted
from planner.results.prices import TokenPrice

LABEL = "genai-prices"
ASKED = "input_mtok", "cache_read_mtok", "output_mtok"


def read(raw: Raw) -> Feed:
    """Its prices of tokens, of each model the one that holds now; a price in steps is its first."""
    feed = Feed(LABEL, version_of(raw), day_of(raw))
    feed.tokens = tuple(_prices(feed, raw, _loaded(raw)))
    return feed


def _loaded(raw: Raw) -> list[Any]:
    def constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is no number of JSON")

    try:
        found = json.loads(raw.data.decode("utf-8-sig"), parse_constant=constant)
    except (ValueError, RecursionError) as error:
        raise raw.refused(f"it is no JSON ({str(error) or type(error).__name__})") from None
    if not isinstance(found, list):
        raise raw.refused("it is no list of providers")
    return found


def _prices(feed: Feed, raw: Raw, found: list[Any]) -> Iterator[TokenPrice]:
    for provider in found:
        name = _name(raw, provider, "name") or _name(raw, provider, "id")
        for model in _entries(raw, provider, "models"):
            prices, since = _now(feed, raw, model)
            if prices is None:
                feed.left_out["a price of certain hours alone"] += 1
                continue
            asked, cached, answered = (_dollars(feed, raw, prices, key) for key in ASKED)
            if asked is None and answered is None:
                feed.left_out["a model without a price of its tokens"] += 1
                continue
            day = _name(raw, model, "prices_checked") or since or (feed.day.isoformat() if feed.day else "")
            yield TokenPrice(name, _name(raw, model, "id"), asked, cached, answered, day, feed.source)


def _now(feed: Feed, raw: Raw, model: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, str]:
    """The prices that hold on the feed's day, or today, without a condition on the hour; and since when."""
    found = model.get("prices")
    if isinstance(found, Mapping):
        return found, ""
    today, best = (feed.day or date.today()).isoformat(), (None, "")
    for one in _entries(raw, model, "prices"):
        condition = one.get("constraint") or {}
        if not isinstance(condition, Mapping):
            raise raw.refused("a condition of a price is no object")
        since = condition.get("start_date", "")
        bound = {*condition} - {"start_date", "type"}
        if not bound and isinstance(since, str) and best[1] <= since <= today:
            best = one.get("prices"), since
    return best if isinstance(best[0], Mapping) else (None, "")


def _dollars(feed: Feed, raw: Raw, prices: Mapping[str, Any], key: str) -> float | None:
    found = prices.get(key)
    if isinstance(found, Mapping):
        feed.left_out["a higher step of a price, for long texts"] += 1
        found = found.get("base")
    if found is None:
        return None
    if isinstance(found, str):
        try:
            found = float(found)
        except ValueError:
            found = float("inf")
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= MOST_USD:
        raise raw.refused(f"{key} is {quoted(str(found))}, no price")
    return float(found) if isfinite(found) else None


def _entries(raw: Raw, of: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = of.get(key, []) if isinstance(of, Mapping) else None
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise raw.refused(f"its {key} are no list of objects")
    return found


def _name(raw: Raw, of: Any, key: str) -> str:
    found = of.get(key, "") if isinstance(of, Mapping) else None
    if found is None and isinstance(of, Mapping):
        return ""
    if not isinstance(found, str) or len(found) > MOST_LETTERS or not found.isprintable():
        raise raw.refused(f"a {key} is {quoted(str(found))}, no name")
    return found
