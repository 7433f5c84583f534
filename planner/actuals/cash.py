"""Cash by month of a reforecast, and what it comes to: the plan's definitions on other flows.

Written from docs/model.md, sections 9 and 10, never from the formulas of the sheet. Money in plan currency,
months counted from 1, 0 for none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import NamedTuple

Values = Mapping[str, Sequence[float]]
"""Key of a line of the plan -> its values in one level, a month each, as they are planned to be paid."""


class Moved(NamedTuple):
    """What moves in a month: the plan's operating cash flow, and that of the reforecast."""

    revenue: float
    plan_flow: float
    flow: float
    funding: float


class Flow(NamedTuple):
    """A month of the reforecast."""

    month: int
    revenue: float
    plan_flow: float
    effect: float
    flow: float
    funding: float
    net: float
    opening: float
    closing: float
    plan_closing: float
    burn: float
    runway: float


def next_flow(before: Sequence[Flow], moved: Moved, values: Values, opening: float | None = None) -> Flow:
    """The month after those before it.

    Args:
        values: of which are read the opening cash, and the closing cash of the plan.
        opening: the cash that month 1 opens with; None for that of the values.
    """
    month, flow = len(before) + 1, moved.flow
    first = values["opening_cash"][0] if opening is None else opening
    opened = before[-1].closing if before else first
    closing = opened + flow + moved.funding
    last = [*(one.flow for one in before[-2:]), flow]
    burn = -fsum(last) / len(last)
    runway = max(closing, 0.0) / burn if burn > 0 else 0.0
    plan_closing = values["closing_cash"][month - 1]
    return Flow(
        *(month, moved.revenue, moved.plan_flow, flow - moved.plan_flow, flow, moved.funding),
        *(flow + moved.funding, opened, closing, plan_closing, burn, runway),
    )


def answers(months: Sequence[Flow], through: int, values: Values) -> dict[str, tuple[float, float]]:
    """What the plan says, and the same of the reforecast."""
    closing = [one.closing for one in months]
    burning = [(one.runway, one.month) for one in months if one.burn > 0]
    shortest = min(burning, default=(0.0, 0))
    below = max((one.month for one in months if one.flow < 0), default=0)
    stays = below < len(months) and months[-1].revenue > 0
    least = min(closing)
    now = {
        "minimum_cash": least,
        "minimum_cash_month": closing.index(least) + 1,
        "cash_out_month": next((one.month for one in months if one.closing < 0), 0),
        "closing_cash_end": closing[-1],
        "shortest_runway_months": shortest[0],
        "shortest_runway_month": shortest[1],
        "breakeven_month": below + 1 if stays else 0,
    }
    found = {key: (values[key][0], float(value)) for key, value in now.items()}
    at = months[through - 1] if through else None
    for key, value in ("closing_cash", at and at.closing), ("runway_months", at and at.runway):
        found[key] = (values[key][through - 1], value or 0.0) if through else (0.0, 0.0)
    return found
