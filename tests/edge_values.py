"""Plans at which two ways of computing could part: sums that cancel, steps, bounds, tables of other sizes."""

from __future__ import annotations

from typing import Any

from planner.workbook.schema import Table
from planner.workbook.template import load_template
from tests.books import Values, essay
from tests.random_values import random_values

TEMPLATE = load_template()
LONGEST = 12
"""Rows of the longest table in a random plan."""


def with_sizes(sizes: dict[str, int]) -> Values:
    """The source model with as many rows in each table, the last quote in use."""
    values = essay()
    for table in TEMPLATE.tables:
        values = values.with_rows(table.key, rows_of(table, sizes[table.key]))
    return values.but(gpu_price_quote=values.tables["gpu_prices"][-1]["quote"])


def rows_of(table: Table, count: int) -> list[dict[str, Any]]:
    """The first rows of a random plan that has so many."""
    plans = (random_values(TEMPLATE, seed, LONGEST) for seed in range(1_000))
    rows = next(plan.tables[table.key] for plan in plans if len(plan.tables[table.key]) >= count)
    return [dict(row) for row in rows[:count]]


def money(**reserve: float) -> Values:
    """The cheapest plan in all scenarios, and the money held against its 1,198,928,000."""
    return essay().but(gpu_price_quote="Source, 3 years", reserve_cny=reserve)


TOTAL = 1_198_928_000.0
NUMBERS = [row for row in TEMPLATE.inputs if not row.is_text]

LITTLE = {"low": 2e-7, "base": 2e-6, "high": 8e-7}
"""Parts of a server; rounded to six digits they are nothing, 0.000002 and 0.000001."""

CHEAP = {"quote": "gift", "gpus_per_server": 8, "server_month_usd": 1, "gpu_hour_usd": 5, "source": "-"} | {
    "provider": "-",
    "chip": "-",
    "contract": "spot",
    "date": 45_000.0,
}

AT_THE_EDGE = {
    "money that is just enough": money(low=TOTAL, base=TOTAL - 0.01, high=TOTAL + 0.01),
    "money that is short by parts of a cent": money(low=TOTAL - 0.003, base=TOTAL - 0.04, high=TOTAL - 0.007),
    "money that is off by half a yuan": money(low=TOTAL - 0.5, base=TOTAL + 0.5, high=TOTAL - 1.5),
    "money that is just enough, in uneven figures": essay().but(
        gpu_price_quote="Source, 3 years",
        overhead=0.37,
        usd_cny=7.13,
        reserve_cny=1_550_380_160,  # 5 x (2 x 1,280,000 x 1.37 x 12 x 7.13 + 10,000,000)
    ),
    "millions of whole servers": essay()
    .but(
        parameters_b={"low": 2, "base": 20, "high": 0.2},
        gpu_tflops=1,
        deadline_days=1,
    )
    # 6 x 2e9 parameters x 8.64e14 tokens / (1e12 x 86,400): 120,000,000 GPUs
    .with_rows("data_mix", [{"source_name": "all", "tokens_b": 864_000.0, "epochs": 1}]),
    "servers and a little more": essay()
    .but(
        # 6 x 1e9 parameters x 86.4e9 tokens / (1e12 x 86,400): 6,000 GPUs; 872 GPUs are 109 servers
        parameters_b={name: (872 + 8 * more) / 6000 for name, more in LITTLE.items()},
        gpu_tflops=1,
        deadline_days=1,
    )
    .with_rows("data_mix", [{"source_name": "all", "tokens_b": 86.4, "epochs": 1}]),
    "the cheapest server that there may be": essay()
    .but(gpu_price_quote="gift")
    .with_rows("gpu_prices", [CHEAP]),
    "nothing to train": essay().with_rows(
        "data_mix", [{"source_name": "none", "tokens_b": 0.0, "epochs": 0}]
    ),
    "nobody to pay": essay().with_rows("roles", [{"role": "none", "headcount": 0, "annual_pay_cny": 0}]),
    "every number at its least": essay().but(**{row.key: row.min for row in NUMBERS}),
    "every number at its most": essay().but(**{row.key: row.max for row in NUMBERS}),
}
