"""A plan with every row that lines stand for, no two of them alike: what reads a neighbour comes to another.

It is the case of docs/model.md, grown: as many clusters, models and products as there may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from tests.books import Values
from tests.chain.book import case_preset

CLUSTERS, PRODUCTS, LOANS = 6, 8, 6
CURRENCIES = ("USD", "EUR", "CNY")
FUNCTIONS = ("cost of revenue", "R&D", "S&M", "G&A")
CONTRACTS = (
    ("1 year", 14),
    ("on demand", 16),
    ("1 year", 20),
    ("3 years", 25),
    ("on demand", 0),
    ("3 years", 0),
)
"""Of each quote the contract, and until when its price is signed."""

PATHS = ("gpu", "contract", "tokens")

KINDS = ("API", "API", "subscription", "contract", "contract", "subscription", "API", "contract")

Row = dict[str, Any]


def crowded() -> Values:
    """All of it, with levels that differ."""
    plan = Values.of(case_preset())
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = {
        "currencies": (*plan.tables["currencies"], _yuan()),
        "gpu_prices": tuple(_quotes(plan.tables["gpu_prices"][0])),
        "models": tuple(_models(plan.tables["models"][0])),
        "clusters": tuple(_clusters()),
        "phases": tuple(_phases()),
        "products": tuple(_products(plan.tables["products"][0])),
        "other_costs": tuple(_costs()),
        "loans": tuple(_loans()),
        "data_items": (),
    }
    levels = {"low": 0.9, "base": 1.1, "high": 1.3}
    return Values(plan.scalars, {**plan.tables, **tables}).but(
        cost_factor=levels,
        price_factor=levels,
        demand_factor=levels,
        growth_factor=levels,
        network_share=0.02,
    )


def _yuan() -> Row:
    return {"currency": "CNY"} | {f"year_{year}": 0.14 + 0.01 * year for year in range(1, 7)}


def _quotes(like: Mapping[str, Any]) -> Iterator[Row]:
    for number, (contract, valid) in enumerate(CONTRACTS):
        price = {"price_per_gpu_hour": 2 + 0.3 * number, "currency": CURRENCIES[number % 3]}
        signed = {"contract": contract, "valid_to_month": valid, "path": PATHS[number % 3]}
        yield {**like, "quote": f"quote {number}", **price, **signed}


def _models(like: Mapping[str, Any]) -> Iterator[Row]:
    for number in range(CLUSTERS):
        figures = {"prefill_tokens_per_s": 9e4 + 7e3 * number, "decode_tokens_per_s": 1.4e4 + 900 * number}
        size = {"active_parameters_b": 13.0 + number, "replica_gpus": 8 * (1 + number % 2)}
        cost = {"running_cost_per_replica": 900 + 50 * number, "cached_cost_share": 0.02 + 0.01 * number}
        served = {"model": f"model {number}", "serving_quote": f"quote {(number + 3) % CLUSTERS}"}
        yield {**like, **figures, **size, **cost, **served}


def _loans() -> Iterator[Row]:
    """Drawn and repaid in months of their own, so that mutants are looked at before, between and after."""
    for number in range(LOANS):
        when = {"month": (2, 7, 12, 17, 22, 24)[number], "interest_only_months": (0, 3, 6, 9, 14, 16)[number]}
        cost = {"rate": 0.05 + 0.01 * number, "fee_share": 0.01 + 0.002 * number}
        repaid = {"shape": ("annuity", "straight")[number % 2], "balloon_share": 0.05 * number}
        length = {"maturity_months": (9, 18, 20, 31, 37, 44)[number]}
        yield {"name": f"loan {number}", "amount": 1e6 + 3e5 * number, **when, **cost, **repaid, **length}


def _clusters() -> Iterator[Row]:
    """Every other one is held, the second from and to a month that mutants are looked at in."""
    for number in range(CLUSTERS):
        held = {"hold_from": 4 + 3 * number, "hold_to": 5 + 7 * number} if number % 2 else {}
        rented = {"quote": f"quote {number}", "gpus": 60 + 24 * number, "spare_servers": number % 2}
        yield {"cluster": f"cluster {number}", **rented, **held}


def _phases() -> Iterator[Row]:
    """One on each cluster, some of them behind another; the last adds what a share of the first took."""
    for number in range(CLUSTERS):
        placed = {"model": f"model {number}", "cluster": f"cluster {number}", "repetitions": 1}
        work = {"kind": "pre-training", "tokens_b": 90.0 + 40 * number, "gates_launch": "yes"}
        begins = (
            {"start_month": 2 + number} if number < 3 else {"after": f"phase {number - 3}", "gap_months": 0.4}
        )
        yield {"phase": f"phase {number}", **placed, **work, **begins}
    more = {"kind": "experiments", "gpu_hours_typed": 5_000, "fraction_of": "phase 1", "fraction": 0.3}
    placed = {"model": "model 1", "cluster": "cluster 1", "repetitions": 2, "gates_launch": "no"}
    yield {"phase": "tried", **placed, **more, "start_month": 12}


def _products(like: Mapping[str, Any]) -> Iterator[Row]:
    without = {key: value for key, value in like.items() if key != "successor"}
    for number, kind in enumerate(KINDS):
        volume = {"first_volume": 1e6 + 3e5 * number, "ceiling": 4e7 + 3e6 * number, "monthly_churn": 0.03}
        if kind != "API":
            volume |= {"first_volume": 300 + 20 * number, "ceiling": 5_000 + 400 * number}
        asked = {"price": 40 + 9 * number, "free_per_paying": 2, "requests_paying": 100, "requests_free": 10}
        asked |= {"committed_requests": 2e4, "usage_share": 0.6, "response_cache": 0.03 + 0.01 * number}
        sold = {"currency": CURRENCIES[number % 3], "path": ("tokens", "contract")[number % 2]}
        moved = {"successor": "model 5"} if number in {0, 1} else {}
        named = {
            "product": f"product {number}",
            "model": f"model {number % 5}",
            "launch_month": 1 + 2 * number,
        }
        yield {
            **without,
            **volume,
            **asked,
            **sold,
            **moved,
            **named,
            "kind": kind,
            "batch_share": 0.1 + 0.05 * number,
        }


BEGINS = {"monthly": (2, 5, 8, 11), "yearly": (13, 2, 7, 12), "once": (13, 20, 25, 31)}
"""First months of costs, one for each function: yearly and once are due in months that are looked at."""


def _costs() -> Iterator[Row]:
    """Of every function monthly, yearly and once, in all currencies."""
    for number, (cadence, place) in enumerate(product(BEGINS, range(len(FUNCTIONS)))):
        months = {"start_month": BEGINS[cadence][place], "end_month": 58}
        amount = {"amount": 1e4 + 700 * number, "currency": CURRENCIES[number % 3], "growth": 0.02 * number}
        yield {"cost": f"cost {number}", "function": FUNCTIONS[place], "cadence": cadence, **months, **amount}
