"""Random plans of people, data, money: what a founder could type, tables of any length included."""

from __future__ import annotations

from random import Random
from typing import Any

from planner.template.preset import Preset
from planner.template.rows import Row
from planner.template.schema import Template
from tests.random_values import stream

SHEETS = ("Team", "Data", "Funding", "Assumptions")
DEMAND = (
    "demand_start_month",
    "demand_first_month_tokens_b",
    "demand_monthly_growth",
    "demand_ceiling_tokens_b",
    "peak_to_average",
    "replica_spares",
    "cache_hit_fraction",
    "moderation_overhead",
)
LONGEST = 6
"""Rows of the longest random table."""


def random_plan(template: Template, preset: Preset, seed: int) -> Preset:
    """The preset with other people, data, rounds, rates, dates, overheads and demand."""
    mine = {row.key: row for sheet in template.sheets if sheet.name in SHEETS for row in sheet.rows}
    mine |= {key: template.row(key) for key in DEMAND}
    inputs: dict[str, Any] = dict(preset.inputs)
    for key, row in mine.items():
        if key in {"identity_tolerance", "money_tolerance"}:
            continue
        rng = stream(seed, key)
        scenarios = ["base", *(name for name in ("low", "high") if rng.random() < 0.5)]
        inputs[key] = {name: _value(rng, row) for name in scenarios}
    roles, items, rounds, fx = (stream(seed, name) for name in ("roles", "data_items", "rounds", "fx"))
    tables = {
        **preset.tables,
        "roles": tuple(_role(roles, number) for number in range(roles.randint(1, LONGEST))),
        "data_items": tuple(_item(items, number) for number in range(items.randint(0, LONGEST))),
        "rounds": tuple(
            _round(rounds, number) for number in rounds.sample(range(1, 11), rounds.randint(0, LONGEST))
        ),
        "fx": tuple(_rate(fx, year) for year in fx.sample(range(1, 6), fx.randint(0, 5))),
    }
    return preset._replace(inputs=inputs, tables=tables)


def _value(rng: Random, row: Row) -> Any:
    if row.choices:
        return rng.choice(row.choices)
    assert row.min is not None
    assert row.max is not None
    if rng.random() < 0.1:
        return float(rng.choice((row.min, row.max)))
    value = row.min + (row.max - row.min) * rng.random() ** 3
    return float(round(value)) if row.whole else float(f"{value:.3g}")


def _months(rng: Random) -> tuple[int, int]:
    return rng.randint(1, 60), rng.randint(1, 60)


def _role(rng: Random, number: int) -> dict[str, Any]:
    start, end = _months(rng)
    return {
        "role": f"Role {number}",
        "headcount": rng.choice((0, 1, 2.5, rng.randint(0, 500))),
        "annual_pay": rng.uniform(0, 3e6),
        "currency": rng.choice(("USD", "CNY")),
        "start_month": start,
        "end_month": end,
        "loading": rng.choice((0, 0.25, rng.random())),
        "raise": rng.choice((0, 0.05, rng.uniform(-0.2, 0.5))),
    }


def _item(rng: Random, number: int) -> dict[str, Any]:
    first, last = _months(rng)
    return {
        "item": f"Item {number}",
        "kind": rng.choice(("collection", "licence", "labelling", "storage", "other")),
        "items": rng.choice((1, rng.uniform(0, 1e5))),
        "price": rng.uniform(0, 1e4),
        "currency": rng.choice(("USD", "CNY")),
        "first_month": first,
        "last_month": last,
    }


def _round(rng: Random, number: int) -> dict[str, Any]:
    return {
        "name": f"Round {number}",
        "number": number,
        "month": rng.randint(1, 60),
        "amount": rng.choice((1e6, rng.uniform(1, 1e9))),
        "currency": rng.choice(("USD", "CNY")),
        "pre_money": rng.choice((0, 5e6, rng.uniform(0, 1e10))),
        "pool_increase": rng.choice((0, 0.1, rng.uniform(0, 0.5))),
    }


def _rate(rng: Random, year: int) -> dict[str, Any]:
    return {"year": year, "usd_cny": rng.uniform(5, 9)}
