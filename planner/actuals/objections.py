"""Everything of a file and its map that stands in the way of taking it, a line each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from planner.actuals.lines import CashLine, line_called, parts_of
from planner.actuals.mapping import FileMap
from planner.actuals.plan import AFTER, BEFORE, BELOW_ZERO, Asked, Plan, outside
from planner.actuals.summing import Summed
from planner.actuals.tables import Source
from planner.actuals.told import Told
from planner.problems import PlanError, Problem, did_you_mean, quoted

MOST_LISTED = 20


def lines_of_rules(of: FileMap, plan: Plan) -> dict[str, CashLine]:
    """The line of each rule."""
    found, problems = {}, []
    for rule in of.rules:
        line = line_called(rule.line, plan.lines)
        if line is None:
            names = [name for one in plan.lines.values() for name in (one.name, one.key)]
            remedy = did_you_mean(
                rule.line, names, f"Lines are {', '.join(one.name for one in plan.lines.values())}."
            )
            message = f"{rule.name}: the plan has no line {quoted(rule.line)}"
            problems.append(Problem(message, remedy, of.file, key=rule.name))
        elif rule.quantity and not line.quantity_unit:
            message = f"{rule.name}: the plan has no quantity of {line.name}"
            problems.append(Problem(message, "Take quantity out of the rule.", of.file, key=rule.name))
        else:
            found[rule.name] = line
    keys = {line.key for line in found.values()} | {*plan.known.keys}
    for whole in keys:
        if part := next((part for part in parts_of(whole, plan.lines) if part in keys), ""):
            message = f"{whole} and {plan.lines[part].name} are the same money"
            problems.append(Problem(message, "Map the whole, or its parts.", of.file, key=whole))
    if problems:
        raise PlanError(problems)
    return found


def left_over(found: Summed, of: FileMap, plan: Plan, waived: Collection[str]) -> Iterator[Problem]:
    """What of the file no line takes, each group a line."""
    file = found.source.file
    open_groups = [(name, group) for name, group in found.unmapped.items() if name.casefold() not in waived]
    for name, group in open_groups[:MOST_LISTED]:
        remedy = f"Give them a rule or an ignore in {of.file}, or say --waive {quoted(name)}."
        yield Problem(f"{quoted(name)}: {group.said()}, fit no rule of the map", remedy, file, key=name)
    if len(open_groups) > MOST_LISTED:
        rows = sum(group.rows for _, group in open_groups[MOST_LISTED:])
        message = f"{len(open_groups) - MOST_LISTED:,} more names, {rows:,} rows, fit no rule of the map"
        yield Problem(message, f"Give them rules in {of.file}.", file)
    yield from _uncounted(found, of, plan, waived)
    yield from _below_zero(found, of, plan, waived)


def _uncounted(found: Summed, of: FileMap, plan: Plan, waived: Collection[str]) -> Iterator[Problem]:
    """Rows of another currency, credits that the map refuses, and rows outside of the plan."""
    file = found.source.file
    for code, group in found.foreign.items():
        message = f"{group.said()}: the plan is in {plan.months.currency}, and the map has no rate for {code}"
        remedy = f"Say [currencies.{code}] with its rate and source in {of.file}."
        yield Problem(message, remedy, file, key=code)
    for name, group in found.credits.items():
        remedy = (
            f'Say credits = "reduce" in the rule where it lowers {name}, or ignore it by name in {of.file}.'
        )
        yield Problem(f"{name}: a credit: {group.said()}", remedy, file, key=name)
    for month, group in found.outside.items():
        if (name := outside(month)) not in waived:
            when = f"{plan.months.said(1)} to {plan.months.said(plan.months.number)}"
            remedy = f'Say --waive "{name}" to leave them out.'
            yield Problem(f"{group.said()}, are {name}, which runs from {when}", remedy, file)


def _below_zero(found: Summed, of: FileMap, plan: Plan, waived: Collection[str]) -> Iterator[Problem]:
    """Lines whose sign seems to be the wrong way round."""
    for key, amount in _totals(found).items():
        line = plan.lines[key]
        if amount < 0 and f"{BELOW_ZERO}{line.name}".casefold() not in waived:
            message = f"{line.name} comes to {amount:,.2f}, below zero"
            remedy = f'Turn the sign in {of.file}, or say --waive "{BELOW_ZERO}{line.name}" where it is so.'
            yield Problem(message, remedy, found.source.file, key=key)


def _totals(found: Summed) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for (_, key), one in found.sums.items():
        totals[key] = totals.get(key, Decimal(0)) + one.amount
    return totals


def needless(waived: Sequence[str], found: Summed) -> Iterator[Problem]:
    """Waivers of what there is not."""
    names = [*found.unmapped, BEFORE, AFTER]
    known = {name.casefold() for name in names}
    for name in waived:
        if name.casefold() not in known and not name.casefold().startswith(BELOW_ZERO):
            remedy = did_you_mean(name, names, "Leave it out.")
            yield Problem(
                f"there is nothing called {quoted(name)} to waive", remedy, found.source.file, usage=True
            )


def told_twice(told: Sequence[Told], plan: Plan, source: Source, asked: Asked) -> Iterator[Problem]:
    """Months and lines that another file has told."""
    if asked.replace or asked.add:
        return
    known = {(one.month, one.key): one.file for one in plan.known.told if one.rows}
    both = [one for one in told if one.rows and (one.month, one.key) in known]
    if both:
        month, key = both[0].month, both[0].key
        more = f" ({len(both) - 1:,} more like it)" if len(both) > 1 else ""
        message = (
            f"{plan.lines[key].name} of {plan.months.said(month)} was read from {known[month, key]}{more}"
        )
        remedy = "Say --replace where this file takes its place, or --add where both count."
        yield Problem(message, remedy, source.file, key=key)
