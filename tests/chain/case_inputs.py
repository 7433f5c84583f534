"""The case of the specification, as the engine takes it."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent
CASE: dict[str, Any] = json.loads((FOLDER / "case_chain.json").read_text(encoding="utf-8"))
ANSWERS: dict[str, Any] = json.loads((FOLDER / "case_chain_answers.json").read_text(encoding="utf-8"))

LEVELS = {"low": "base", "base": "base", "high": "adverse"}
"""Level -> what the case calls it; it has no favourable one."""

METHODS = {"gordon": "perpetual growth", "exit_multiple": "exit multiple"}
CONTRACTS = {0: "on demand", 12: "1 year", 36: "3 years"}
KINDS = {"api": "API"}
YEARS = range(1, 7)

Rows = list[dict[str, Any]]


def expected(level: str) -> list[dict[str, str]]:
    """The months of a level, each with its columns."""
    with (FOLDER / "case_chain_expected.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["level"] == LEVELS[level]]


def case_inputs(level: str) -> dict[str, Any]:
    """Every input of the engine at a level, `low`, `base` or `high`."""
    from tests.chain.technical import technical_inputs

    peak = CASE["quotes"][0]["peak_flop_per_s"] / 1e12
    chips = {"chip": "another", "bf16_tflops": 500}, {"chip": "The Chip", "bf16_tflops": peak}
    return {
        **technical_inputs(*chips),
        **{"throughput_from": "utilisation", "goodput_from": "typed"},
        **{"level": level, "month": np.arange(1.0, 61.0), **_plan(), **_levels(level), **_tables()},
    }


def columns(table: str, rows: Rows, numbers: dict[str, str], texts: dict[str, str]) -> dict[str, Any]:
    """The columns of a table, key of the engine -> name in the rows; a number that is not there is blank."""
    found: dict[str, Any] = {}
    for key, name in numbers.items():
        cells = [row.get(name, np.nan) for row in rows]
        found[f"{table}_{key}"] = np.array(cells, dtype=float)
    for key, name in texts.items():
        found[f"{table}_{key}"] = tuple(row.get(name, "") for row in rows)
    return found


def serial(day: str) -> float:
    return float((date.fromisoformat(day) - date(1899, 12, 30)).days)


def same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _plan() -> dict[str, Any]:
    plan = CASE["plan"]
    alike = ("fiscal_year_end_month", "days_per_month", "opening_cash", "discount_rate", "terminal_growth")
    return {
        **{key: float(plan[key]) for key in alike},
        "plan_start": serial(plan["plan_start"]),
        "plan_currency": plan["currency"],
        "terminal_method": METHODS[plan["terminal_method"]],
        "exit_multiple": plan["exit_multiple_of_revenue"],
        "overhead_share": plan["overhead_share_of_people"],
        "runway_target_months": float(plan["runway_target_months"]),
    }


def _levels(level: str) -> dict[str, float]:
    names = {"goodput": "typed_goodput"}
    return {names.get(key, key): float(by[LEVELS[level]]) for key, by in CASE["levels"].items()}


def _tables() -> dict[str, Any]:
    from tests.chain.technical import price_columns, round_columns

    quotes = [
        {
            **row,
            **{"quote": row["key"], "chip": "the chip", "date": serial(row["date"])},
            **{"gpus_per_server": row["server_gpus"], "contract": CONTRACTS[row["term_months"]]},
        }
        for row in CASE["quotes"]
    ]
    currency = {"currency": CASE["plan"]["currency"]}
    phases = [{**row, "gates": "yes" if row["gates_launch"] else "no"} for row in CASE["phases"]]
    products = [{**row, "kind": KINDS.get(row["kind"], row["kind"])} for row in CASE["products"]]
    billions = [{**row, "tokens_b": row["tokens"] / 1e9} for row in phases]
    models = [
        {
            **row,
            "total_b": row["total_parameters"] / 1e9,
            "active_b": row["active_parameters"] / 1e9,
            "gflop": row["attention_flop_per_token"] / 1e9,
        }
        for row in CASE["models"]
    ]
    return {
        **_by_year(),
        **price_columns(quotes),
        **columns("models", models, _MODEL_NUMBERS, _MODEL_TEXTS),
        **columns(
            "clusters",
            CASE["clusters"],
            same("gpus", "hold_from", "hold_to", "spare_servers"),
            {**same("quote", "quote_low", "quote_high"), "cluster": "key"},
        ),
        **columns("phases", billions, _PHASE_NUMBERS, _PHASE_TEXTS),
        **columns("products", products, _PRODUCT_NUMBERS, _PRODUCT_TEXTS),
        **columns(
            "roles",
            CASE["roles"],
            {
                **same("raise"),
                **{"headcount": "heads", "annual_pay": "salary", "loading": "on_cost"},
                **{"start_month": "from", "end_month": "to"},
            },
            same("function", "currency"),
        ),
        **columns("data_items", CASE["data"], same("amount"), same("currency", "phase")),
        **columns(
            "other_costs",
            CASE["other_costs"],
            {**same("amount", "growth"), "start_month": "from", "end_month": "to"},
            same("function", "currency", "cadence"),
        ),
        **round_columns([{**row, **currency} for row in CASE["funding"]]),
    }


def _by_year() -> dict[str, Any]:
    """Currencies and price paths; the adverse rates of the one that never differs are left blank."""
    rates, paths = CASE["fx_by_fiscal_year"], CASE["paths_by_fiscal_year"]
    found: dict[str, Any] = {"currencies_currency": tuple(rates), "price_paths_path": tuple(paths)}
    found["price_paths_before_plan"] = np.array([path["before_plan"] for path in paths.values()], float)
    blank = np.full(len(rates), np.nan)
    for year in YEARS:
        at = year - 1
        high = [np.nan if one["base"] == one["adverse"] else one["adverse"][at] for one in rates.values()]
        found[f"currencies_year_{year}"] = np.array([one["base"][at] for one in rates.values()], float)
        found[f"currencies_low_{year}"] = blank
        found[f"currencies_high_{year}"] = np.array(high)
        found[f"price_paths_year_{year}"] = np.array([path["rates"][at] for path in paths.values()], float)
    return found


_MODEL_NUMBERS = {
    **same("replica_gpus", "prefill_tokens_per_s", "decode_tokens_per_s", "cached_cost_share"),
    **same("peak_to_average", "spare_share", "minimum_replicas", "running_cost_per_replica"),
    "total_parameters_b": "total_b",
    "active_parameters_b": "active_b",
    "attention_gflop_per_token": "gflop",
}
_MODEL_TEXTS = {
    **same("serving_quote", "serving_quote_low", "serving_quote_high", "figures_from"),
    "model": "key",
}
"""`figures_from` that is blank is typed: no row says architecture."""

_PHASE_NUMBERS = {
    **same("tokens_b", "start_month", "gap_months", "repetitions", "learner_share"),
    **same("output_tokens_b", "utilisation", "gpu_hours_typed", "fraction"),
    "rollout_tokens_per_s": "rollout_tokens_per_s_per_gpu",
}
_PHASE_TEXTS = {
    **same("model", "kind", "cluster", "after", "fraction_of"),
    "phase": "key",
    "gates_launch": "gates",
}
_PRODUCT_NUMBERS = {
    **same("launch_month", "ceiling", "price", "price_input", "price_cached", "price_output"),
    **same("free_per_paying", "requests_paying", "requests_free", "committed_requests", "usage_share"),
    **same("input_tokens", "output_tokens", "reasoning_tokens", "prefix_hit", "response_cache"),
    **same("batch_share", "batch_discount", "payment_fee"),
    "first_volume": "first",
    "monthly_growth": "growth",
    "monthly_churn": "churn",
}
_PRODUCT_TEXTS = {**same("kind", "model", "successor", "currency", "path"), "product": "key"}
