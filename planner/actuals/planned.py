"""What of an examined plan the actuals are held against: its months, its lines, the engine's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.actuals.lines import SERVING, TRAINING, CashLine, lines_of
from planner.actuals.months import Months, after_last
from planner.actuals.reforecast import Values, quantity_key
from planner.check.examine import Reading

BASE = "base"
ANSWERS = (
    *("minimum_cash", "minimum_cash_month", "cash_out_month", "closing_cash_end"),
    *("shortest_runway_months", "shortest_runway_month", "breakeven_month"),
)
BY_MONTH = "operating_cash_flow", "closing_cash", "runway_months", "net_burn"


def months_of(reading: Reading) -> Months:
    """The months of the plan and its currency, in the base case."""
    starts = [round(start) for start in reading.engine["month_start_date", BASE]]
    currency = str(reading.inputs.scalars[BASE]["plan_currency"])
    return Months(starts, after_last(starts[0], len(starts)), currency)


def lines_in(reading: Reading) -> dict[str, CashLine]:
    """The lines of the plan's cash flow, with its products."""
    names = [str(name) for name in reading.inputs.tables["products"]["product"] if name]
    return lines_of(reading.book.template, names)


def values_of(reading: Reading, lines: Mapping[str, CashLine]) -> Values:
    """The engine's values that the reforecast reads."""
    engine = {key: along for (key, scenario), along in reading.engine.items() if scenario == BASE}
    found: dict[str, Sequence[float]] = {key: engine[key] for key in (*lines, *ANSWERS, *BY_MONTH)}
    opening = reading.inputs.scalars[BASE]["opening_cash"]
    found["opening_cash"] = (float(opening),)
    for line in lines.values():
        if line.quantity_unit:
            found[quantity_key(line)] = _quantity(line, engine)
    return found


def _quantity(line: CashLine, engine: Mapping[str, Sequence[float]]) -> Sequence[float]:
    """How much a line is planned to take or sell in each month, in its unit."""
    if line.key == TRAINING:
        return engine["training_gpu_hours_paid"]
    if line.key == SERVING:
        gpus, hours = engine["model_replica_gpus"], engine["hours_per_month"][0]
        replicas = [engine[f"model_replicas_{number}"] for number in range(1, len(gpus) + 1)]
        return [hours * sum(map(float.__mul__, gpus, paid)) for paid in zip(*replicas, strict=True)]
    return engine[f"product_volume_{line.number}"]
