"""The reforecast in a level beside the base case: the same past, and then the plan of that level.

Written from docs/actuals.md, never from the formulas of the sheet, which are compared with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import fsum

from planner.actuals.cash import Flow, Moved, Values, answers, next_flow
from planner.actuals.reforecast import SOLD, Reforecast


def onward(past: Reforecast, values: Values, opening: float, delay: float) -> Reforecast:
    """What a level makes of a plan whose months have passed as the base case has them.

    Args:
        past: the reforecast of the base case.
        values: the engine's of the level.
        opening: opening cash of the base case.
        delay: by how many months rounds come later in the level than in the base case.
    """
    through = past.through
    funding = _funding(values["funding_received"], through, delay)
    flows: list[Flow] = []
    for month, plan_flow in enumerate(values["operating_cash_flow"], start=1):
        moved = Moved(values[SOLD][month - 1], plan_flow, plan_flow, funding[month - 1])
        if month <= through:
            was = past.months[month - 1]
            moved = Moved(was.revenue, plan_flow, was.flow, was.funding)
        flows.append(next_flow(flows, moved, values, opening if through else None))
    return replace(past, months=flows, answers=answers(flows, through, values))


def _funding(planned: Sequence[float], through: int, delay: float) -> list[float]:
    """Rounds that the base case has in a month that counts have come; others come, but not in the past.

    A round of month m in the level is one of month m - delay in the base case.
    """
    due = [amount if month - delay > through else 0.0 for month, amount in enumerate(planned, start=1)]
    if through < len(due):
        due[through] = fsum(due[: through + 1])
    return due
