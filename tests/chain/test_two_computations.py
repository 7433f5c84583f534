"""Formulas and engine, each written from docs/model.md alone, come to the same in every cell of a plan."""

from __future__ import annotations

import random
from collections.abc import Mapping
from math import isclose, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from planner.template.load import load_template
from planner.template.preset import Preset
from planner.template.rows import SCENARIOS
from tests.chain.book import WITHIN, Chain, Rows, Values, case_preset, written
from tests.inputs import engine_inputs
from tests.sampled import sampled

HELPERS = (
    "phase_data_",
    "phase_gates",
    "model_server_gpus",
    "model_splits",
    "model_quote_old",
    "cluster_quote_old",
    "product_waits",
    "cluster_signed_value",
    "cluster_paid_or_owed",
    "cluster_used_share",
    "model_signed_value",
    "model_paid_or_owed",
    "cluster_gpus_signed_late",
    "model_replicas_signed_late",
    "load_over_peak",
    "short_before_funding",
)
"""Rows that only spell out what a formula needs twice."""

SCALED = {
    "phases": ("tokens_b", "gap_months", "repetitions"),
    "products": ("first_volume", "ceiling", "monthly_growth", "prefix_hit", "batch_share", "output_tokens"),
    "clusters": ("gpus",),
    "roles": ("headcount", "annual_pay", "raise"),
    "other_costs": ("amount", "growth"),
    "rounds": ("amount",),
    "gpu_prices": ("price_per_gpu_hour",),
    "models": ("active_parameters_b", "decode_tokens_per_s", "running_cost_per_replica"),
}
WHOLE = {"gpus", "repetitions", "output_tokens"}


def computed(preset: Preset, scenario: str) -> dict[str, Any]:
    """What the engine makes of a preset, by the keys of the workbook's rows."""
    template = load_template()
    inputs = engine_inputs(template, preset, scenario)
    for table in template.tables:
        for column in table.columns:
            key = f"{table.key}_{column.key}"
            if column.type in {"number", "date"}:
                inputs[key] = np.array([nan if cell is None else cell for cell in inputs[key]], dtype=float)
            else:
                inputs[key] = tuple(cell or "" for cell in inputs[key])
    inputs |= {"level": scenario, "month": np.arange(1.0, 61.0)}
    return LINES.spread(LINES.evaluate(inputs))


def off(chain: Chain, values: Values) -> dict[Any, tuple[Any, float]]:
    """The cells in which formula and engine differ: what each comes to."""
    engine = {scenario: computed(chain.preset, scenario) for scenario in SCENARIOS}
    found, seen = {}, 0
    for (key, scenario, along), value in values.items():
        if key.startswith(HELPERS):
            continue
        row = np.asarray(engine[scenario][key], dtype=float).reshape(-1)
        number = float(row[along] if row.size > 1 else row[0])
        seen += 1
        if not (isinstance(value, float) and isclose(value, number, rel_tol=WITHIN, abs_tol=WITHIN)):
            found[key, scenario, along] = (value, number)
    assert seen > 50_000
    return found


def drawn(seed: int) -> Mapping[str, Rows]:
    """The tables of the case with their amounts moved, row by row."""
    stream, preset = random.Random(seed), case_preset()  # noqa: S311 - no secret
    tables: dict[str, Rows] = {}
    for table, columns in SCALED.items():
        rows = []
        for row in preset.tables[table]:
            moved = {}
            for column in columns:
                if isinstance(value := row.get(column), int | float):
                    number = value * stream.uniform(0.5, 1.6)
                    number = min(number, 0.95) if 0 < value < 1 else number
                    moved[column] = max(1, round(number)) if column in WHOLE else number
            rows.append({**row, **moved})
        tables[table] = tuple(rows)
    if seed % 2:
        tables["gpu_prices"] = tuple(map(by_the_server_month, tables["gpu_prices"]))
    return tables


def by_the_server_month(quote: Mapping[str, Any]) -> Mapping[str, Any]:
    """The quote as sellers of whole servers say it."""
    month = quote["price_per_gpu_hour"] * quote["gpus_per_server"] * 730
    return {**quote, "price_per_server_month": month, "price_per_gpu_hour": None}


def test_every_cell_of_the_case(tmp_path: Path) -> None:
    chain = written(tmp_path / "case.xlsx")
    assert off(chain, chain.values("ironcalc")) == {}


@pytest.mark.parametrize("seed", sampled(range(4), (1, 2)))
def test_every_cell_of_a_plan_with_other_amounts(seed: int, tmp_path: Path) -> None:
    chain = written(
        tmp_path / "drawn.xlsx",
        drawn(seed),
        terminal_method=("none", "perpetual growth", "exit multiple")[seed % 3],
        days_per_month=(30, 365 / 12)[seed % 2],
        demand_factor=(0.4, 1, 1.7)[seed % 3],
        launch_delay_months=seed,
    )
    assert off(chain, chain.values("ironcalc")) == {}
