"""The source of `essay` as a plan: one model from the architecture, trained once on 1,024 GPUs.

A quote for each level: 10,000 USD for a server-month by contract of 3 years, 20,000 by contract of 1 year.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.chain.case_inputs import columns, same, serial
from tests.chain.hand_plan import BASE, hand_inputs, without_rows
from tests.chain.technical import price_columns, technical_inputs

TODAY = serial("2023-02-01")
QUOTES = [
    {"quote": "3 years", "contract": "3 years", "price_per_server_month": 10_000},
    {"quote": "1 year", "contract": "1 year", "price_per_server_month": 20_000},
]
QUOTE = {"chip": "A100 80GB", "currency": "USD", "gpus_per_server": 8, "date": TODAY}
MODEL = {
    **{"model": "GPT-3", "figures_from": "architecture", "serving_quote": "1 year", "peak_to_average": 1},
    **{"serving_quote_low": "3 years", "serving_quote_high": "1 year", "spare_share": 0},
}
CLUSTER = {"cluster": "A", "quote": "1 year", "quote_low": "3 years", "gpus": 1024, "spare_servers": 0}
PHASE = {
    **{"phase": "run", "model": "GPT-3", "kind": "pre-training", "cluster": "A", "tokens_b": 0},
    **{"start_month": 1, "repetitions": 1, "gates_launch": "yes"},
}
TEAM = {"function": "R&D", "headcount": 10, "annual_pay": 1e6, "currency": "CNY", "loading": 0, "raise": 0}

MODEL_TEXTS = ("model", "figures_from", "serving_quote", "serving_quote_low", "serving_quote_high")
MODEL_NUMBERS = (
    *("total_parameters_b", "active_parameters_b", "attention_gflop_per_token", "replica_gpus"),
    *("prefill_tokens_per_s", "decode_tokens_per_s", "cached_cost_share", "peak_to_average"),
    *("spare_share", "minimum_replicas", "running_cost_per_replica"),
)
PHASE_TEXTS = ("phase", "model", "kind", "cluster", "after", "fraction_of", "gates_launch")
PHASE_NUMBERS = (
    *("tokens_b", "start_month", "gap_months", "repetitions", "learner_share", "rollout_tokens_per_s"),
    *("output_tokens_b", "utilisation", "gpu_hours_typed", "fraction"),
)


def essay_inputs(level: str = "low", **changes: Any) -> dict[str, Any]:
    """Every input at a level; `changes` are inputs that differ."""
    tables = ("products", "other_costs", "data_items", "rounds")
    return {
        **without_rows(hand_inputs(), *tables),
        **technical_inputs(),
        **BASE,
        **{"mfu": 0.375, "typed_goodput": 0.9, "source_budget": "yes", "level": level},
        **{"plan_start": TODAY, "plan_currency": "CNY", "opening_cash": 3e9, "days_per_month": 30.0},
        **{"pool_gpus": 2000.0 if level == "low" else 5000.0},
        **rate_columns(USD=6.8, CNY=1.0),
        **price_columns([{**QUOTE, **row} for row in QUOTES]),
        **model_columns(MODEL),
        **cluster_columns(CLUSTER),
        **columns("phases", [PHASE], same(*PHASE_NUMBERS), same(*PHASE_TEXTS)),
        **columns(
            "roles",
            [{**TEAM, "start_month": 1, "end_month": 60}],
            same("headcount", "annual_pay", "loading", "raise", "start_month", "end_month"),
            same("function", "currency"),
        ),
        **changes,
    }


def model_columns(*rows: dict[str, Any]) -> dict[str, Any]:
    """The table of models."""
    return columns("models", list(rows), same(*MODEL_NUMBERS), same(*MODEL_TEXTS))


def cluster_columns(*rows: dict[str, Any]) -> dict[str, Any]:
    """The table of clusters."""
    texts = same("cluster", "quote", "quote_low", "quote_high")
    return columns("clusters", list(rows), same("gpus", "hold_from", "hold_to", "spare_servers"), texts)


def rate_columns(**rates: float) -> dict[str, Any]:
    """The table of currencies, the same rate in every year and at every level."""
    found: dict[str, Any] = {"currencies_currency": tuple(rates)}
    for year in range(1, 7):
        found[f"currencies_year_{year}"] = np.array(list(rates.values()))
        for level in ("low", "high"):
            found[f"currencies_{level}_{year}"] = np.full(len(rates), np.nan)
    return found
