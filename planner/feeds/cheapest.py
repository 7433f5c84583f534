"""One quote an offer: of many regions the cheapest, which says what the others ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from planner.results.prices import Quote

Offer = tuple[str, str, str, str]


def offer_of(quote: Quote) -> Offer:
    """What a quote is for, wherever it is: provider, instance, chip, contract; capitals are no difference."""
    provider, instance = quote.provider.casefold(), quote.instance.casefold()
    return provider, instance, quote.chip.casefold(), quote.contract


def cheapest(quotes: Sequence[Quote]) -> list[Quote]:
    """The cheapest region of each offer, in the order of the feed; its source says how many there are."""
    offers: dict[Offer, list[Quote]] = {}
    for quote in quotes:
        offers.setdefault(offer_of(quote), []).append(quote)
    return [_of(found) for found in offers.values()]


def _of(found: Sequence[Quote]) -> Quote:
    best = min(found, key=lambda one: one.price_per_gpu_hour)
    regions = {one.region for one in found}
    if len(regions) == 1:
        return best
    middle = median(one.price_per_gpu_hour for one in found)
    return replace(best, source=f"{best.source}; cheapest of {len(regions)} regions, median {middle:.4g}")
