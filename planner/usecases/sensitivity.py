"""The use case sensitivity: what moves the results of a plan, and by how much. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from planner.problems import PlanError, Problem
from planner.results.sensitivity import BY_RANGE, BY_SHARE, SENSED, Sensitivity, Tornado
from planner.results.statuses import PROBLEMS
from planner.tried.indices import with_indices
from planner.tried.outcomes import Outcome
from planner.tried.tornado import SHARES, leading, spiders, tornadoes
from planner.tried.variables import LEVEL, Varied, along, by_range, by_share, every_cell, is_day
from planner.tried.witness import witnessed
from planner.usecases.asked import Given, several
from planner.usecases.trying import Opened, opened_plan, with_checked
from planner.usecases.two_inputs import gridded_plan

SHARE = 0.1
TOP = 5
"""Bars of each tornado whose ends the workbook's own formulas are asked about."""


def sensitivity(
    path: Path | str,
    keys: Collection[str] = (),
    *,
    by: str = BY_RANGE,
    spider: bool = False,
    morris: bool = False,
    grid: Mapping[str, Iterable[Given]] | None = None,
    password: str | None = None,
) -> Sensitivity:
    """What moves each result: every input alone at its low and high value, most first. Reads only.

    Args:
        keys: the results; the key numbers of the plan where there are none. A line along months is named with
            its month, `closing_cash[24]` or `closing_cash[2027-06]`, or as `revenue[total]`.
        by: `range` for the inputs whose levels differ, or `10%` for every number of the plan.
        spider: also a result along -20, -10, 10 and 20 per cent of the five numbers that move it most.
        morris: also the elementary effects of all that moves one of the results, after Morris.
        grid: two inputs, each with the values that it takes in turn: one result at every combination, in the
            place of the tornado.
        password: of an encrypted workbook.
    """
    try:
        if by not in {BY_RANGE, BY_SHARE}:
            remedy = f"Use {BY_RANGE} or {BY_SHARE}."
            raise PlanError(Problem(f"inputs are not tried by {by}", remedy, str(path), usage=True))
        with opened_plan(path, password) as plan:
            if grid is not None:
                return gridded_plan(plan, several(keys), grid)
            return _sensed(plan, several(keys), by, spider=spider, morris=morris)
    except PlanError as error:
        return Sensitivity(str(path), PROBLEMS, by, problems=error.problems)


def _sensed(plan: Opened, keys: Sequence[str], by: str, *, spider: bool, morris: bool) -> Sensitivity:
    template = plan.book.template
    outcomes = [plan.outcome(key) for key in keys or [shown.key for shown in template.key_numbers]]
    tried, left_out = _tried(plan, by)
    made = tornadoes(plan.model, outcomes, tried)
    points = leading(made, tried, TOP)
    told = witnessed(plan.book, plan.model, LEVEL, points, outcomes, plan.formulas)
    if morris:
        made = with_indices(plan.model, outcomes, made, tried)
    if spider:
        made = [_with_spider(plan, *one) for one in zip(made, outcomes, strict=True)]
    return with_checked(
        Sensitivity(plan.book.source.file, SENSED, by, len(tried), left_out, tuple(made)), plan, told
    )


def _tried(plan: Opened, by: str) -> tuple[list[Varied], Mapping[str, Sequence[str]]]:
    if by == BY_RANGE:
        return by_range(plan.book, plan.reading.inputs), {}
    return by_share(plan.book, plan.reading.inputs, SHARE)


def _with_spider(plan: Opened, made: Tornado, outcome: Outcome) -> Tornado:
    """The tornado with lines for its longest bars, of inputs that are numbers."""
    cells = {name: (of, ref) for name, of, ref in every_cell(plan.book, plan.reading.inputs)}
    lines = [
        (bar.name, ref, values)
        for bar in made.bars
        if bar.name in cells and isinstance(bar.base, float) and not is_day(cells[bar.name][0])
        for of, ref in [cells[bar.name]]
        if len(set(values := along(bar.base, of, SHARES))) > 1
    ]
    return replace(made, spider=spiders(plan.model, outcome, lines[:TOP]))
