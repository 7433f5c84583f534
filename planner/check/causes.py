"""Which of several differences comes first: the one that nothing it reads explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from planner.check.compare import CellCheck
from planner.check.structure import AGREES
from planner.workbook.schema import Template
from planner.workbook.template import references


def with_first_causes(checks: Sequence[CellCheck], template: Template) -> list[CellCheck]:
    """The checks of lines in dependency order, with those marked that read nothing that is wrong.

    A line reads what its formula reads and what its function takes: the two may go through different lines.
    """
    needs = _needs(template)
    order = {key: number for number, key in enumerate(_in_order(needs))}
    wrong = {(check.cell.key, check.cell.scenario) for check in checks if check.status != AGREES}
    upstream = {key: _upstream(key, needs) for key, _ in wrong}
    marked = []
    for check in sorted(checks, key=lambda check: order[check.cell.key]):
        key, scenario = check.cell.key, check.cell.scenario
        first = check.status != AGREES and not any((other, scenario) in wrong for other in upstream[key])
        marked.append(replace(check, first_cause=True) if first else check)
    return marked


def _needs(template: Template) -> dict[str, set[str]]:
    """The lines that each line reads, in the workbook or in the engine."""
    from planner.model import LINES

    needs: dict[str, set[str]] = {}
    for row in template.formulas:
        read = {reference.partition("@")[0] for reference in references(row.formula)}
        taken = LINES[row.key].needs if row.key in LINES else ()
        needs[row.key] = {key for key in read.union(taken) if key in LINES}
    return needs


def _in_order(needs: Mapping[str, set[str]]) -> Sequence[str]:
    """Every line after those that it reads; as the template has them where the two sides go in a circle."""
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError:
        return tuple(needs)


def _upstream(key: str, needs: Mapping[str, set[str]]) -> set[str]:
    """Every other line that a line reads, at any depth."""
    found: set[str] = set()
    queue = [key]
    while queue:
        fresh = needs.get(queue.pop(), set()) - found
        found |= fresh
        queue.extend(fresh)
    return found - {key}
