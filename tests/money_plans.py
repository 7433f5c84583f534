"""Random plans of people, data, costs and money: what a founder could type, with tables of any length."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from planner.template.preset import Preset
from planner.template.rows import Row
from planner.template.schema import Template
from tests.random_values import stream

SHEETS = ("Plan", "Funding", "Assumptions")
LONGEST = 6
"""Rows of the longest random table."""

FUNCTIONS = ("cost of revenue", "R&D", "S&M", "G&A")


def random_plan(template: Template, preset: Preset, seed: int) -> Preset:
    """The preset with other people, data, costs, rounds, rates, levels of demand and prices."""
    mine = {row.key: row for sheet in template.sheets if sheet.name in SHEETS for row in sheet.rows}
    names = [str(row["currency"]) for row in preset.tables["currencies"]]
    inputs: dict[str, Any] = dict(preset.inputs)
    for key, row in mine.items():
        if row.is_date:
            continue
        rng = stream(seed, key)
        scenarios = ["base", *(name for name in ("low", "high") if rng.random() < 0.5)]
        inputs[key] = {name: _value(rng, row, row.choices or names) for name in scenarios}
    roles, items, costs, rounds = (
        stream(seed, name) for name in ("roles", "data_items", "other_costs", "rounds")
    )
    phases = [str(row["phase"]) for row in preset.tables["phases"]]
    tables = {
        **preset.tables,
        "roles": tuple(_role(roles, number, names) for number in range(roles.randint(1, LONGEST))),
        "data_items": tuple(
            _item(items, number, names, phases) for number in range(items.randint(0, LONGEST))
        ),
        "other_costs": tuple(_cost(costs, number, names) for number in range(costs.randint(0, LONGEST))),
        "rounds": tuple(
            _round(rounds, number, names)
            for number in rounds.sample(range(1, 11), rounds.randint(0, LONGEST))
        ),
        "currencies": tuple(_rates(stream(seed, name), name) for name in names),
    }
    return preset._replace(inputs=inputs, tables=tables)


def _value(rng: Random, row: Row, choices: Sequence[str]) -> Any:
    if row.is_text:
        return rng.choice(choices)
    assert row.min is not None
    assert row.max is not None
    if rng.random() < 0.1:
        return float(rng.choice((row.min, row.max)))
    value = row.min + (row.max - row.min) * rng.random() ** 3
    return float(round(value)) if row.whole else float(f"{value:.3g}")


def _months(rng: Random) -> dict[str, int]:
    return {"start_month": rng.randint(1, 60), "end_month": rng.randint(1, 60)}


def _role(rng: Random, number: int, currencies: Sequence[str]) -> dict[str, Any]:
    return {
        "role": f"Role {number}",
        "function": rng.choice(FUNCTIONS),
        "headcount": rng.choice((0, 1, 2.5, rng.randint(0, 500))),
        "annual_pay": rng.uniform(0, 3e6),
        "currency": rng.choice(currencies),
        "loading": rng.choice((0, 0.25, rng.random())),
        "raise": rng.choice((0, 0.05, rng.uniform(-0.2, 0.5))),
        **_months(rng),
    }


def _item(rng: Random, number: int, currencies: Sequence[str], phases: Sequence[str]) -> dict[str, Any]:
    return {
        "item": f"Item {number}",
        "amount": rng.choice((1, rng.uniform(0, 1e7))),
        "currency": rng.choice(currencies),
        "phase": rng.choice(phases),
    }


def _cost(rng: Random, number: int, currencies: Sequence[str]) -> dict[str, Any]:
    cadence, months = rng.choice(("monthly", "yearly", "once")), _months(rng)
    if cadence == "once":
        months["end_month"] = max(months.values())
    return {
        "cost": f"Cost {number}",
        "function": rng.choice(FUNCTIONS),
        "amount": rng.uniform(0, 1e6),
        "currency": rng.choice(currencies),
        "cadence": cadence,
        "growth": rng.choice((0, rng.uniform(-0.2, 0.5))),
        **months,
    }


def _round(rng: Random, number: int, currencies: Sequence[str]) -> dict[str, Any]:
    return {
        "name": f"Round {number}",
        "number": number,
        "month": rng.randint(1, 60),
        "amount": rng.choice((1e6, rng.uniform(1, 1e9))),
        "currency": rng.choice(currencies),
        "pre_money": rng.choice((0, 5e6, rng.uniform(0, 1e10))),
        "pool_increase": rng.choice((0, 0.1, rng.uniform(0, 0.5))),
    }


def _rates(rng: Random, name: str) -> dict[str, Any]:
    """Rates of every year, and of some levels."""
    years = {f"year_{year}": rng.uniform(0.1, 9) for year in range(1, 7)}
    levels = {f"{level}_{year}": rng.uniform(0.1, 9) for level in ("low", "high") for year in range(1, 7)}
    return {"currency": name, **years, **{key: rate for key, rate in levels.items() if rng.random() < 0.5}}
