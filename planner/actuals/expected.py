"""What each formula of the sheet must come to, by spot, from the reforecast that planner computed itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from planner.actuals.cash import Flow
from planner.actuals.lines import FUNDING
from planner.actuals.months import Months
from planner.actuals.places import (
    ANSWER,
    ANSWERS,
    BESIDE,
    CONTROL,
    LEVEL,
    LEVELS,
    LINE,
    MONTH,
    MONTHS_OF,
    PAIR,
    TERM,
    TOP,
    Spot,
)
from planner.actuals.planned import BASE, Terms
from planner.actuals.reforecast import Reforecast, Variance
from planner.results.actuals import ActualLine

MONEY_OF_MONTH = (
    "plan_flow",
    "effect",
    "flow",
    "funding",
    "net",
    "opening",
    "closing",
    "plan_closing",
    "revenue",
)
SPLIT = "plan_quantity", "quantity", "price", "volume"


class Expected(NamedTuple):
    """A value, and what a difference is relative to where that is more than the value."""

    value: float | str
    size: float = 0.0


Levels = Mapping[str, Reforecast]
"""Level of the plan -> its reforecast."""


def expected(
    levels: Levels, terms: Sequence[Terms], months: Months, counted: Collection[str], none: str
) -> dict[Spot, Expected]:
    """The value of every formula but the status, which is planner's own verdict.

    Args:
        terms: those of each line of the part by line.
        counted: keys of lines of which a quantity was read.
        none: what a month is called that there is not.
    """
    found = levels[BASE]
    sizes = _sizes(found)
    values: dict[Spot, Expected] = {(TOP, 1, "value"): Expected(float(found.through))}
    for level, end in LEVELS.items():
        values |= _answers(levels[level], end, months, none)
    for number, term in enumerate(terms):
        values |= _term(number, term)
    for level in BESIDE:
        values |= _beside(levels[level], LEVELS[level])
    for number, line in enumerate(found.lines):
        values |= _line(number, line, sizes[-1], split=line.key in counted)
    values |= _total(found, len(found.lines), sizes[-1])
    for number, flow in enumerate(found.months):
        values |= _month(number, flow, months, sizes[number])
    for number, one in enumerate(found.variances):
        values |= _pair(number, one, counted=one.key in counted)
    values |= _controls(levels, fsum(_sizes(one)[-1] for one in levels.values()))
    return values


def _answers(found: Reforecast, end: str, months: Months, none: str) -> dict[Spot, Expected]:
    sizes, values = _sizes(found), dict[Spot, Expected]()
    for number, name in enumerate(ANSWERS):
        values |= _answer(found, number, name, sizes, end)
        if name in MONTHS_OF:
            at = found.answers[name][1]
            day = Expected(float(months.first_day(int(at)))) if at else Expected(none)
            values[ANSWER, number, "month" + end] = day
    return values


def _term(number: int, term: Terms) -> dict[Spot, Expected]:
    lag, tax = ((TERM, number, name) for name in ("lag", "tax"))
    return {spot: Expected(value) for spot, value in ((lag, term.lag), (tax, term.tax)) if value is not None}


def _beside(found: Reforecast, end: str) -> dict[Spot, Expected]:
    """The months of a level beside the base case."""
    values: dict[Spot, Expected] = {}
    for number, (flow, size) in enumerate(zip(found.months, _sizes(found), strict=True)):
        for name in "flow", "funding", "closing", "burn":
            values[LEVEL, number, name + end] = Expected(getattr(flow, name), size)
        values[LEVEL, number, "runway" + end] = Expected(flow.runway, _runway_size(flow, size))
    return values


def _sizes(found: Reforecast) -> Sequence[float]:
    """How much money has come and gone by each month: what rounding may be wrong by is relative to it."""
    read: dict[int, float] = {}
    for one in found.variances:
        read[one.month] = read.get(one.month, 0.0) + abs(one.plan) + abs(one.actual)
    sizes, total = [], abs(found.months[0].opening)
    for flow in found.months:
        moved = (flow.revenue, flow.plan_flow, flow.flow, flow.funding)
        total += fsum(map(abs, moved)) + read.get(flow.month, 0.0)
        sizes.append(total)
    return sizes


def _answer(
    found: Reforecast, number: int, name: str, sizes: Sequence[float], end: str
) -> dict[Spot, Expected]:
    plan, now = found.answers[name]
    if name in MONTHS_OF:
        size = 1.0
    elif name == "runway_months":
        size = _runway_size(found.months[found.through - 1], sizes[-1]) if found.through else 0.0
    elif name == "shortest_runway_months":
        at = int(found.answers["shortest_runway_month"][1])
        size = _runway_size(found.months[at - 1], sizes[-1]) if at else 0.0
    else:
        size = sizes[-1]
    size = max(size, abs(plan), abs(now))
    return {
        (ANSWER, number, "plan" + end): Expected(plan, abs(plan)),
        (ANSWER, number, "reforecast" + end): Expected(now, size),
        (ANSWER, number, "change" + end): Expected(now - plan, size),
    }


def _runway_size(flow: Flow, size: float) -> float:
    """A runway's: it is a quotient, whose parts may each be wrong by the money that has come and gone."""
    if flow.burn <= 0 or flow.closing <= 0:
        return abs(flow.runway)
    return flow.runway * (size / flow.closing + size / flow.burn)


def _line(number: int, line: ActualLine, size: float, *, split: bool) -> dict[Spot, Expected]:
    names = ("plan", "actual", "variance", "effect", *(("price", "volume", "unsplit") if split else ()))
    found: dict[Spot, Expected] = {
        (LINE, number, name): Expected(getattr(line, name), size) for name in names
    }
    return found | {(LINE, number, "months"): Expected(float(line.months))}


def _total(found: Reforecast, number: int, size: float) -> dict[Spot, Expected]:
    counted = found.months[: found.through]
    net = fsum(flow.net for flow in counted)
    effect = fsum(line.effect for line in found.lines)
    funding = fsum(line.plan for line in found.lines if line.key == FUNDING)
    plan = fsum(flow.plan_flow for flow in counted) + funding
    return {
        (LINE, number, "plan"): Expected(plan, size),
        (LINE, number, "actual"): Expected(net, size),
        (LINE, number, "effect"): Expected(effect, size),
    }


def _month(number: int, flow: Flow, months: Months, size: float) -> dict[Spot, Expected]:
    found: dict[Spot, Expected] = {
        (MONTH, number, name): Expected(getattr(flow, name), size) for name in MONEY_OF_MONTH
    }
    found[MONTH, number, "number"] = Expected(float(flow.month))
    found[MONTH, number, "date"] = Expected(float(months.first_day(flow.month)))
    found |= {(LEVEL, number, name): found[MONTH, number, name] for name in ("number", "date")}
    found[MONTH, number, "burn"] = Expected(flow.burn, size)
    found[MONTH, number, "runway"] = Expected(flow.runway, _runway_size(flow, size))
    return found


def _pair(number: int, one: Variance, *, counted: bool) -> dict[Spot, Expected]:
    size = abs(one.plan) + abs(one.actual)
    found: dict[Spot, Expected] = {
        (PAIR, number, name): Expected(getattr(one, name), size)
        for name in ("plan", "actual", "variance", "effect")
    }
    found[PAIR, number, "number"] = Expected(float(one.month))
    if counted:
        found |= dict(_split(number, one, size))
    return found


def _split(number: int, one: Variance, size: float) -> Iterator[tuple[Spot, Expected]]:
    moved = size + abs(one.price) + abs(one.volume)
    for name in SPLIT:
        value = getattr(one, name)
        yield (PAIR, number, name), Expected(value, moved if name in {"price", "volume"} else abs(value))


def _controls(levels: Levels, size: float) -> dict[Spot, Expected]:
    sums = controls(levels)
    return {(CONTROL, number, "live"): Expected(value, size) for number, value in enumerate(sums)}


def controls(levels: Levels) -> tuple[float, float, float]:
    """What planner writes beside the sums of the sheet, by which a later edit is noticed."""
    return (
        fsum(flow.closing for found in levels.values() for flow in found.months),
        fsum(one.effect for one in levels[BASE].variances),
        fsum(one.variance + one.price for one in levels[BASE].variances),
    )
