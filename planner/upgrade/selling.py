"""What was sold: tokens through an API, with the levels that demand and price had."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planner.template.rows import SCENARIOS
from planner.upgrade.draft import Draft
from planner.upgrade.money import DOLLAR

VOLUMES = ("demand_first_month_tokens_b", "demand_ceiling_tokens_b")
GROWTH, START = "demand_monthly_growth", "demand_start_month"
PRICES = ("price_usd_per_1k_input_tokens", "price_usd_per_1k_output_tokens")
ALL = (*VOLUMES, GROWTH, START, *PRICES, "cache_hit_fraction")


def fill_selling(draft: Draft) -> None:
    """The table of products: one row, or none where nothing was asked for."""
    if not any(draft.old.at(VOLUMES[0], level) for level in SCENARIOS):
        for key in ALL:
            draft.gone(key, "unsold")
        draft.tables["products"] = []
        return
    _levels(draft)
    _product(draft)


def _levels(draft: Draft) -> None:
    """Where levels differ by one factor, that factor; a reason is said where they do not."""
    _factor(draft, "demand_factor", VOLUMES)
    _factor(draft, "growth_factor", (GROWTH,), changed=True)
    _factor(draft, "price_factor", PRICES, changed=True)
    starts = {level: float(draft.old.at(START, level)) for level in SCENARIOS}
    earliest = min(starts.values())
    draft.put("launch_delay_months", {level: month - earliest for level, month in starts.items()})
    draft.moved(START, changed=True)
    draft.single("cache_hit_fraction")


def _factor(draft: Draft, factor: str, keys: Sequence[str], *, changed: bool = False) -> None:
    """One factor on several inputs, where each level has the same on all of them; else only the base."""
    found = {level: {_ratio(draft, key, level) for key in keys} for level in SCENARIOS}
    agree = all(len(ratios) == 1 for ratios in found.values())
    draft.put(factor, {level: ratios.pop() if agree else 1.0 for level, ratios in found.items()})
    say: Callable[[str], object] = (
        (lambda key: draft.moved(key, changed=changed))
        if agree
        else (lambda key: draft.single(key, changed=changed))
    )
    for key in keys:
        say(key)


def _ratio(draft: Draft, key: str, level: str) -> float:
    base, there = float(draft.old.base(key)), float(draft.old.at(key, level))
    return 1.0 if there == base else there / base if base else -1.0


def _product(draft: Draft) -> None:
    old = draft.old
    read, written = float(old.base("serving_input_tokens")), float(old.base("serving_output_tokens"))
    first, ceiling = (float(old.base(key)) * 1e9 / (read + written) for key in VOLUMES)
    price_in, price_out = (float(old.base(key)) * 1000 for key in PRICES)
    draft.add(
        "products",
        product=draft.name("api"),
        kind="API",
        model=draft.name("model"),
        launch_month=min(float(old.at(START, level)) for level in SCENARIOS),
        first_volume=first,
        ceiling=max(ceiling, first, 1e-6),
        monthly_growth=old.base(GROWTH),
        price_input=price_in,
        price_cached=price_in,
        price_output=price_out,
        input_tokens=read,
        output_tokens=written,
        response_cache=old.base("cache_hit_fraction"),
        currency=DOLLAR,
        path=draft.name("tokens"),
        note=draft.note(*ALL),
    )
