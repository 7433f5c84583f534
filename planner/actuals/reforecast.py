"""The reforecast, computed from the engine's values and from what was read: actual to a month, plan after.

Written from docs/actuals.md, never from the formulas of the sheet, which are compared with it. The base
case; money in plan currency, months counted from 1, 0 for none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import NamedTuple

from planner.actuals.cash import Flow, Moved, Values, answers, next_flow
from planner.actuals.lines import RECEIPT, CashLine, told_apart
from planner.actuals.told import Actuals
from planner.results.actuals import ActualLine

SOLD = "revenue sold"
"""What the plan's revenue is called among the values, of which `revenue` is what customers pay."""


class Variance(NamedTuple):
    """A line in a month that was read: plan, actual, and the difference in parts.

    Attributes:
        quantity: that was read; 0 where it is not known.
        price: (actual price - planned price) x actual quantity; 0 where a quantity is not known.
        volume: (actual quantity - planned quantity) x planned price; with `price` the whole variance.
        effect: of the variance on cash, where the month counts.
    """

    month: int
    key: str
    plan: float
    actual: float
    variance: float
    plan_quantity: float
    quantity: float
    price: float
    volume: float
    effect: float


@dataclass(frozen=True, slots=True)
class Reforecast:
    """All of it.

    Attributes:
        answers: name -> what the plan and what the reforecast comes to.
    """

    through: int
    variances: Sequence[Variance]
    lines: Sequence[ActualLine]
    months: Sequence[Flow]
    answers: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def reforecast(actuals: Actuals, lines: Mapping[str, CashLine], values: Values) -> Reforecast:
    """Plan and actuals side by side.

    Args:
        lines: all lines of the cash flow, by key.
        values: the engine's, of every line of the cash flow, its quantities, and the cash of the plan.
    """
    apart = told_apart(actuals.keys, lines)
    variances = _variances(actuals, lines, values)
    months = _months(actuals, apart, variances, values)
    to_date = [_to_date(line, actuals, variances, values) for line in apart]
    return Reforecast(actuals.through, variances, to_date, months, answers(months, actuals.through, values))


def _variances(actuals: Actuals, lines: Mapping[str, CashLine], values: Values) -> list[Variance]:
    found = []
    order = list(lines)
    for month, key in sorted(
        {(one.month, one.key) for one in actuals.told}, key=lambda at: (order.index(at[1]), at[0])
    ):
        told = [one for one in actuals.told if (one.month, one.key) == (month, key)]
        actual = fsum(one.amount for one in told)
        quantity = fsum(one.quantity for one in told if one.quantity is not None)
        found.append(_variance(lines[key], month, actual, quantity, values, actuals.through))
    return found


def _variance(
    line: CashLine, month: int, actual: float, quantity: float, values: Values, through: int
) -> Variance:
    plan = values[line.key][month - 1]
    planned = values[quantity_key(line)][month - 1] if line.quantity_unit else 0.0
    price = volume = 0.0
    if planned > 0 and quantity > 0:
        planned_price, actual_price = plan / planned, actual / quantity
        price = (actual_price - planned_price) * quantity
        volume = (quantity - planned) * planned_price
    effect = line.sign * (actual - plan) if month <= through else 0.0
    return Variance(month, line.key, plan, actual, actual - plan, planned, quantity, price, volume, effect)


def quantity_key(line: CashLine) -> str:
    """What the plan's quantity of a line is called among the values."""
    return f"quantity of {line.key}"


def _to_date(line: CashLine, actuals: Actuals, variances: Sequence[Variance], values: Values) -> ActualLine:
    """Months of a line that no file tells stand as planned."""
    counted = [one for one in variances if one.key == line.key and one.month <= actuals.through]
    read = {one.month: one for one in counted}
    plan = values[line.key][: actuals.through]
    taken = [read[month].actual if month in read else at for month, at in enumerate(plan, start=1)]
    price, volume = fsum(one.price for one in counted), fsum(one.volume for one in counted)
    variance = fsum(one.variance for one in counted)
    unsplit = fsum(one.variance for one in counted if not (one.plan_quantity > 0 and one.quantity > 0))
    effect = line.sign * variance
    to_date = fsum(plan), fsum(taken), variance, price, volume, unsplit, effect
    return ActualLine(line.key, line.label, *to_date, len(counted))


def _months(
    actuals: Actuals, apart: Sequence[CashLine], variances: Sequence[Variance], values: Values
) -> list[Flow]:
    read = {(one.month, one.key): one.actual for one in variances if one.month <= actuals.through}
    receipts = {line.key for line in apart if line.operating and line.sign == RECEIPT}
    flows: list[Flow] = []
    for month, plan_flow in enumerate(values["operating_cash_flow"], start=1):
        taken = {
            line.key: line.sign * read.get((month, line.key), values[line.key][month - 1]) for line in apart
        }
        flow = fsum(taken[line.key] for line in apart if line.operating)
        funding = fsum(taken[line.key] for line in apart if not line.operating)
        received = (one.effect for one in variances if one.month == month and one.key in receipts)
        revenue = fsum((values[SOLD][month - 1], *received))
        flows.append(next_flow(flows, Moved(revenue, plan_flow, flow, funding), values))
    return flows
