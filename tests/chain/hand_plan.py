"""A small plan whose numbers come out by hand: months of 30 days, rates that halve, loads that are whole.

It has what the case of the specification lacks: mid-training, evaluation, synthetic data, experiments by
GPU-hours and by a fraction of another phase, a response cache, a favourable level with rates of its own, and
clusters held idle.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.chain.case_inputs import Rows, columns, same, serial
from tests.chain.technical import price_columns, round_columns, technical_inputs

BASE = {
    **{"demand_factor": 1.0, "growth_factor": 1.0, "launch_delay_months": 0.0, "price_factor": 1.0},
    **{"cost_factor": 1.0, "financing_delay_months": 0.0, "mfu": 0.5, "typed_goodput": 0.8},
}
LOW = {**BASE, "demand_factor": 2.0, "price_factor": 1.1, "cost_factor": 0.5, "typed_goodput": 1.0}
HIGH = {**BASE, "launch_delay_months": 3.0, "financing_delay_months": 2.0, "cost_factor": 2.0}
LEVELS = {"low": LOW, "base": BASE, "high": HIGH}

PLAN = {
    "plan_start": serial("2027-04-01"),
    "fiscal_year_end_month": 12.0,
    "days_per_month": 30.0,
    "plan_currency": "cny",
    "opening_cash": 150_000.0,
    "discount_rate": 0.21,
    "terminal_method": "none",
    "terminal_growth": 0.1,
    "exit_multiple": 2.0,
    "overhead_share": 0.1,
    "runway_target_months": 6.0,
}

QUOTES: Rows = [
    {"quote": "spot", "price_per_gpu_hour": 2.5, "contract": "spot", "valid_to_month": 0, "path": "flat"},
    {"quote": "year", "price_per_gpu_hour": 3, "contract": "1 year", "valid_to_month": 7, "path": "falling"},
    {
        "quote": "three",
        "price_per_gpu_hour": 1.25,
        "contract": "3 years",
        "valid_to_month": 0,
        "path": "flat",
    },
]
MODELS: Rows = [
    {
        **{"model": "small", "active_parameters_b": 10, "attention_gflop_per_token": 4, "replica_gpus": 4},
        **{"prefill_tokens_per_s": 10_000, "decode_tokens_per_s": 1000, "serving_quote": "Year"},
        **{"peak_to_average": 1.5, "spare_share": 0.25, "minimum_replicas": 2},
        "running_cost_per_replica": 100,
    },
    {
        **{"model": "big", "active_parameters_b": 20, "attention_gflop_per_token": 8, "replica_gpus": 8},
        **{"prefill_tokens_per_s": 20_000, "decode_tokens_per_s": 2000, "serving_quote": "spot"},
        **{"peak_to_average": 1.5, "spare_share": 0, "minimum_replicas": 1, "running_cost_per_replica": 200},
    },
    {
        **{"model": "tiny", "active_parameters_b": 1, "attention_gflop_per_token": 0, "replica_gpus": 1},
        **{"prefill_tokens_per_s": 10_000, "decode_tokens_per_s": 1000, "serving_quote": "three"},
        **{"peak_to_average": 1, "spare_share": 0, "minimum_replicas": 1, "running_cost_per_replica": 10},
    },
]
CLUSTERS: Rows = [
    {"cluster": "lab", "quote": "spot", "gpus": 10, "hold_from": 8, "hold_to": 9},
    {"cluster": "reserved", "quote": "year", "gpus": 8, "hold_from": 31, "hold_to": 32},
]
PHASES: Rows = [
    {"phase": "mid", "model": "small", "kind": "mid-training", "tokens_b": 40.5, "start_month": 2},
    {
        **{"phase": "evaluation", "model": "small", "kind": "Evaluation", "tokens_b": 4.32, "after": "MID"},
        **{"output_tokens_b": 0.216, "utilisation": 0.5, "repetitions": 2, "gap_months": 0.5},
        "gates_launch": "yes",
    },
    {
        **{"phase": "made up", "model": "big", "kind": "synthetic data", "start_month": 5},
        **{"output_tokens_b": 0.5184, "utilisation": 0.8},
    },
    {
        **{"phase": "trials", "model": "big", "kind": "experiments", "tokens_b": 99, "after": "made up"},
        **{"gpu_hours_typed": 900, "repetitions": 2},
    },
    {
        **{"phase": "more trials", "model": "big", "kind": "experiments", "after": "trials"},
        **{"fraction_of": "mid", "fraction": 0.5},
    },
    {
        **{"phase": "first", "model": "big", "kind": "pre-training", "cluster": "reserved"},
        **{"tokens_b": 16.2, "start_month": 1},
    },
    {
        **{"phase": "longer", "model": "big", "kind": "context extension", "cluster": "reserved"},
        **{"tokens_b": 16.2, "start_month": 13, "gates_launch": "yes"},
    },
]
TEXTS_OF_A_REQUEST = {"input_tokens": 100, "output_tokens": 100}
PRODUCTS: Rows = [
    {
        **{"product": "answers", "kind": "API", "model": "small", "successor": "big", "launch_month": 2},
        **{"first_volume": 27e6, "ceiling": 81e6, "monthly_growth": 1, "currency": "USD", "path": "flat"},
        **{"price_input": 2, "price_cached": 0.5, "price_output": 8, "batch_share": 0.25},
        **{"batch_discount": 0.5, "input_tokens": 1000, "output_tokens": 200, "reasoning_tokens": 50},
        **{"prefix_hit": 0.4, "response_cache": 0.2},
    },
    {
        **{"product": "seats", "kind": "subscription", "model": "tiny", "launch_month": 5, "price": 50},
        **{"first_volume": 100, "ceiling": 100, "monthly_growth": 1, "monthly_churn": 0.2},
        **{"free_per_paying": 3, "requests_paying": 100, "requests_free": 10, "currency": "CNY"},
        **{**TEXTS_OF_A_REQUEST, "path": "flat"},
    },
    {
        **{"product": "deals", "kind": "contract", "model": "tiny", "launch_month": 6, "price": 1000},
        **{"first_volume": 2, "ceiling": 2, "committed_requests": 1000, "usage_share": 0.5},
        **{**TEXTS_OF_A_REQUEST, "currency": "USD", "path": "falling", "payment_fee": 0.1},
    },
]
ROLES: Rows = [
    {
        **{"function": "R&D", "headcount": 2, "annual_pay": 120_000, "currency": "CNY", "loading": 0.5},
        **{"raise": 0.1, "start_month": 2, "end_month": 14},
    },
    {
        **{"function": "cost of revenue", "headcount": 1, "annual_pay": 12_000, "currency": "USD"},
        **{"start_month": 1, "end_month": 60},
    },
]
DATA: Rows = [{"amount": 10_000, "currency": "USD", "phase": "evaluation"}]
OTHER: Rows = [
    {
        **{"function": "R&D", "amount": 100, "currency": "USD", "cadence": "monthly", "growth": 0.1},
        **{"start_month": 1, "end_month": 13},
    },
    {
        **{"function": "G&A", "amount": 600, "currency": "CNY", "cadence": "yearly", "growth": 0},
        **{"start_month": 3, "end_month": 27},
    },
    {
        **{"function": "S&M", "amount": 5000, "currency": "CNY", "cadence": "once", "growth": 0.5},
        **{"start_month": 4, "end_month": 60},
    },
]
FUNDING: Rows = [
    {"amount": 200_000, "month": 2, "currency": "CNY"},
    {"amount": 70_000, "month": 59, "currency": "CNY"},
]

_OFTEN = {"gpus_per_server": 8, "chip": "chip", "currency": "USD", "date": serial("2026-04-01")}
_PHASE = {"repetitions": 1, "cluster": "lab", "gates_launch": "no"}


def hand_inputs(level: str = "base", **changes: Any) -> dict[str, Any]:
    """Every input of the plan at a level; `changes` are inputs that differ."""
    return {
        **technical_inputs({"chip": "chip", "bf16_tflops": 1000}),
        **{"throughput_from": "utilisation", "goodput_from": "typed", "token_cost_at": "planned load"},
        **{"level": level, "month": np.arange(1.0, 61.0), **PLAN, **LEVELS[level], **_by_year()},
        **_quotes_and_what_uses_them(),
        **_products(),
        **_people_and_costs(),
        **changes,
    }


def without_rows(inputs: dict[str, Any], *tables: str) -> dict[str, Any]:
    """The same plan with tables that have no row."""
    found = inputs | {"chip": ()} if "chips" in tables else dict(inputs)
    for key, value in inputs.items():
        if any(key.startswith(f"{table}_") for table in tables):
            found[key] = () if isinstance(value, tuple) else value[:0]
    return found


def _by_year() -> dict[str, Any]:
    """USD at 7 in the first fiscal year and 8 after it; favourable 6 at first, adverse 9 in the second."""
    blank = np.array([np.nan, np.nan])
    found: dict[str, Any] = {"currencies_currency": ("USD", "CNY"), "price_paths_path": ("flat", "falling")}
    found["price_paths_before_plan"] = np.array([-0.2, 0.0])
    for year in range(1, 7):
        found[f"currencies_year_{year}"] = np.array([7.0 if year == 1 else 8.0, 55.0])
        found[f"currencies_low_{year}"] = np.array([6.0, np.nan]) if year == 1 else blank
        found[f"currencies_high_{year}"] = np.array([9.0, np.nan]) if year == 2 else blank
        found[f"price_paths_year_{year}"] = np.array([0.0, -0.36])
    return found


def _quotes_and_what_uses_them() -> dict[str, Any]:
    models = [{"total_parameters_b": 30, "cached_cost_share": 0.25, **row} for row in MODELS]
    return {
        **price_columns([{**_OFTEN, **row} for row in QUOTES]),
        **columns(
            "models",
            models,
            same(*[name for name in models[0] if name not in {"model", "serving_quote"}]),
            same("model", "serving_quote", "serving_quote_low", "serving_quote_high", "figures_from"),
        ),
        **columns(
            "clusters",
            CLUSTERS,
            same("gpus", "hold_from", "hold_to", "spare_servers"),
            same("cluster", "quote", "quote_low", "quote_high"),
        ),
        **columns(
            "phases",
            [{**_PHASE, **row} for row in PHASES],
            {
                **same("tokens_b", "start_month", "gap_months", "repetitions", "learner_share"),
                **same("rollout_tokens_per_s", "output_tokens_b", "utilisation"),
                **same("gpu_hours_typed", "fraction"),
            },
            same("phase", "model", "kind", "cluster", "after", "fraction_of", "gates_launch"),
        ),
    }


def _products() -> dict[str, Any]:
    texts = ("product", "kind", "model", "successor", "currency", "path")
    names = {name for row in PRODUCTS for name in row} - set(texts)
    return columns("products", PRODUCTS, same(*sorted(names)), same(*texts))


def _people_and_costs() -> dict[str, Any]:
    span = same("start_month", "end_month")
    return {
        **columns(
            "roles",
            ROLES,
            {**same("headcount", "annual_pay", "loading", "raise"), **span},
            same("function", "currency"),
        ),
        **columns("data_items", DATA, same("amount"), same("currency", "phase")),
        **columns(
            "other_costs",
            OTHER,
            {**same("amount", "growth"), **span},
            same("function", "currency", "cadence"),
        ),
        **round_columns(FUNDING),
    }
