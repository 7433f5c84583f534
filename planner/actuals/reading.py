"""A file and its map against a plan: what is told of each month and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from planner.actuals.mapping import FileMap
from planner.actuals.objections import left_over, lines_of_rules, needless, told_twice
from planner.actuals.period import Period, half_months
from planner.actuals.plan import Asked, Noted, Plan, outside
from planner.actuals.summing import Group, Sum, Summed, summed
from planner.actuals.tables import Source
from planner.actuals.told import Actuals, Told, in_order
from planner.problems import PlanError, Problem
from planner.results.actuals import LeftOutRows


def read(
    source: Source, of: FileMap, plan: Plan, asked: Asked, noted: Noted
) -> tuple[Actuals, tuple[str, ...]]:
    """The plan's actuals with a file in them, and what a reader should know of it.

    Raises:
        PlanError: something of the file or the map cannot be taken; all of it is told.
    """
    if any(source.sha256 == one.sha256 for one in plan.known.told):
        at = next(one.file for one in plan.known.told if one.sha256 == source.sha256)
        raise source.refused(f"this file was read already, as {at} (the same SHA-256)")
    lines = lines_of_rules(of, plan)
    found = summed(source, of, plan.months, lines)
    if found.first > found.end():
        raise source.refused("it has no rows", "Export it again.")
    period = Period.of(found, plan.months, asked.through, plan.known)
    waived = {name.casefold() for name in asked.waived}
    problems = [*left_over(found, of, plan, waived), *half_months(found, of, plan.months, period)]
    problems += needless(asked.waived, found)
    told = _told(found, plan, period, noted)
    problems += told_twice(told, plan, source, asked)
    if not problems and not told:
        problems.append(Problem("no row of it fits a rule of the map", "Give it rules.", source.file))
    if problems:
        raise PlanError(problems)
    return _joined(found, told, plan, period, asked), tuple(_notes(found, plan, period))


def _told(found: Summed, plan: Plan, period: Period, noted: Noted) -> list[Told]:
    """Each line of the file in each month that it covers and that counts, with 0 where it has nothing."""
    rows = []
    for key in dict.fromkeys(key for _, key in found.sums):
        for month in range(period.first, period.last + 1):
            one = found.sums.get((month, key), Sum())
            quantity = None if one.quantity is None else float(one.quantity)
            amount = float(one.amount) + 0.0  # of a minus zero, zero
            name, digits = found.source.name, found.source.sha256
            rows.append(Told(month, key, amount, quantity, one.rows, name, digits, noted(one)))
    return rows


def _joined(found: Summed, told: Sequence[Told], plan: Plan, period: Period, asked: Asked) -> Actuals:
    known, now = plan.known, {(one.month, one.key) for one in told if one.rows}
    kept = [
        one for one in known.told if not (asked.replace or not one.rows) or (one.month, one.key) not in now
    ]
    there = {(one.month, one.key) for one in kept}
    more = [one for one in told if one.rows or (one.month, one.key) not in there]
    left_out = [one for one in known.left_out if any(one.sha256 == row.sha256 for row in kept)]
    left_out += _left_out(found)
    return replace(
        known, told=in_order([*kept, *more], list(plan.lines)), left_out=left_out, through=period.through
    )


def _left_out(found: Summed) -> Iterator[LeftOutRows]:
    groups: list[tuple[str, Group]] = [*found.ignored.items(), *found.unmapped.items()]
    groups += [(outside(month), group) for month, group in found.outside.items()]
    for name, group in groups:
        for code, amount in group.amounts.items():
            source, rows = found.source, group.counts[code]
            yield LeftOutRows(name, group.reason, rows, float(amount), code, source.name, source.sha256)


def _notes(found: Summed, plan: Plan, period: Period) -> Iterator[str]:
    """What a reader should know though nothing is wrong."""
    for key in dict.fromkeys(key for _, key in found.sums):
        of_line = [one for (month, name), one in found.sums.items() if name == key and month <= period.last]
        count, amount = sum(one.credits for one in of_line), sum(one.credited for one in of_line)
        if count:
            rows = "1 credit" if count == 1 else f"{count:,} credits"
            lower = "lowers" if count == 1 else "lower"
            yield f"{rows} of {amount:,.2f} {plan.months.currency} {lower} {plan.lines[key].name}"
    later = sum(one.rows for (month, _), one in found.sums.items() if month > period.last)
    if later:
        after = f"after {plan.months.said(period.last)}"
        yield (
            f"1 row {after} does not count yet" if later == 1 else f"{later:,} rows {after} do not count yet"
        )
