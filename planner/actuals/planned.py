"""What of an examined plan the actuals are held against: its months, its lines, the engine's values.

A file tells what was paid in a month, so a line of the plan is taken as it is planned to be paid: by the
terms of its customers, staff or suppliers, with their tax (docs/model.md, section 14).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, fsum
from typing import NamedTuple

from planner.actuals.cash import Values
from planner.actuals.lines import (
    CUSTOMERS,
    REVENUE,
    SERVING,
    STAFF,
    SUPPLIERS,
    TRAINING,
    CashLine,
    lines_of,
)
from planner.actuals.months import Months, after_last
from planner.actuals.reforecast import SOLD, quantity_key
from planner.check.examine import Reading

BASE = "base"
ANSWERS = (
    *("minimum_cash", "minimum_cash_month", "cash_out_month", "closing_cash_end"),
    *("shortest_runway_months", "shortest_runway_month", "breakeven_month"),
)
BY_MONTH = "operating_cash_flow", "closing_cash", "runway_months", "net_burn"
LAGS = {
    **{"API": "api_lag_months", "subscription": "subscription_lag_months"},
    **{"contract": "contract_lag_months", STAFF: "pay_lag_months", SUPPLIERS: "supplier_lag_months"},
}
"""Kind of a product, staff or suppliers -> the line of months by which they are paid late."""
TAXES = {CUSTOMERS: "sales_tax_rate", SUPPLIERS: "input_tax_rate"}
"""Whose amounts bear which tax."""
RECEIPTS = "receipts_api", "receipts_subscriptions", "receipts_contracts"


def months_of(reading: Reading) -> Months:
    """The months of the plan and its currency, in the base case."""
    starts = [round(start) for start in reading.engine["month_start_date", BASE]]
    currency = str(reading.inputs.scalars[BASE]["plan_currency"])
    return Months(starts, after_last(starts[0], len(starts)), currency)


def lines_in(reading: Reading) -> dict[str, CashLine]:
    """The lines of the plan's cash flow, with its products."""
    names = [str(name) for name in reading.inputs.tables["products"]["product"] if name]
    return lines_of(reading.book.template, names)


class Terms(NamedTuple):
    """How a line is paid: months late, and tax on it as a fraction; None where the plan has it as paid."""

    lag: float | None
    tax: float | None


def terms_of(reading: Reading, line: CashLine, level: str = BASE) -> Terms:
    """The terms of a line in one level of the plan."""
    party = line.party
    if not party:
        return Terms(None, None)
    if party == CUSTOMERS:
        kind = str(reading.inputs.tables["products"]["kind"][line.number - 1])
        party = reading.book.template.meanings.get(kind, kind)
    tax = TAXES.get(line.party)
    rate = float(reading.inputs.scalars[level][tax]) if tax else None
    return Terms(reading.engine[LAGS[party], level][0], rate)


def delay_of(reading: Reading, level: str) -> float:
    """By how many months rounds come later than the table of rounds has them."""
    return float(reading.inputs.scalars[level]["financing_delay_months"])


def values_of(reading: Reading, lines: Mapping[str, CashLine], level: str = BASE) -> Values:
    """The engine's values that the reforecast reads, of one level of the plan."""
    engine = {key: along for (key, scenario), along in reading.engine.items() if scenario == level}
    found: dict[str, Sequence[float]] = {key: engine[key] for key in (*ANSWERS, *BY_MONTH)}
    found["opening_cash"] = (float(reading.inputs.scalars[level]["opening_cash"]),)
    found[SOLD] = engine[REVENUE]
    for line in lines.values():
        lag, tax = terms_of(reading, line, level)
        found[line.key] = [(1 + (tax or 0.0)) * paid for paid in late(engine[line.key], lag or 0.0)]
        if line.quantity_unit:
            found[quantity_key(line)] = late(_quantity(line, engine), lag or 0.0)
    found[REVENUE] = [fsum(paid) for paid in zip(*(engine[key] for key in RECEIPTS), strict=True)]
    return found


def late(flow: Sequence[float], lag: float) -> list[float]:
    """What of a flow is paid in each month where it is paid so many months late, which need not be whole."""
    whole = floor(lag)
    rest = lag - whole
    before = [0.0] * (whole + 1) + list(flow)
    return [(1 - rest) * before[at + 1] + rest * before[at] for at in range(len(flow))]


def _quantity(line: CashLine, engine: Mapping[str, Sequence[float]]) -> Sequence[float]:
    """How much a line is planned to take or sell in each month, in its unit."""
    if line.key == TRAINING:
        return engine["training_gpu_hours_paid"]
    if line.key == SERVING:
        gpus, hours = engine["model_replica_gpus"], engine["hours_per_month"][0]
        replicas = [engine[f"model_replicas_{number}"] for number in range(1, len(gpus) + 1)]
        return [hours * sum(map(float.__mul__, gpus, paid)) for paid in zip(*replicas, strict=True)]
    return engine[f"product_volume_{line.number}"]
