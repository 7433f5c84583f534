"""Which of several differences comes first: the one that nothing it reads explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from planner.check.compare import CellCheck
from planner.results.statuses import AGREES
from planner.template.references import BEFORE, reads
from planner.template.rows import Row
from planner.template.schema import Template


def with_first_causes(checks: Sequence[CellCheck], template: Template) -> list[CellCheck]:
    """The checks of lines in dependency order, with those marked that read nothing that is wrong.

    A line reads what its formula reads and what its function takes: the two may go through different lines.
    Where they go in a circle, such as a balance that opens with what another closed with, the formulas say
    which of the two comes first.
    """
    formulas = _read_by_formulas(template)
    needs = _and_by_functions(formulas, template)
    order = {key: number for number, key in enumerate(_in_order(needs, formulas))}
    wrong = {(check.cell.key, check.cell.scenario) for check in checks if check.status != AGREES}
    upstream = {key: _upstream(key, needs) for key, _ in wrong}
    read = {key: _upstream(key, formulas) for key, _ in wrong}

    def explained(key: str, scenario: str) -> bool:
        return any(
            (other, scenario) in wrong and (other in read[key] or key not in upstream[other])
            for other in upstream[key]
        )

    first = {at for at in wrong if not explained(*at)}
    marked = []
    for check in sorted(checks, key=lambda check: order[check.cell.key]):
        causes = check.status != AGREES and (check.cell.key, check.cell.scenario) in first
        marked.append(check._replace(first_cause=True) if causes else check)
    return marked


def _read_by_formulas(template: Template) -> dict[str, set[str]]:
    """The lines that the formula of each line reads at the same position, or whole."""
    keys = {row.key for row in template.formulas}
    return {
        row.key: {key for key, how in reads(row.formula, keys, template.rows_of) if how != BEFORE}
        for row in template.formulas
    }


def _and_by_functions(formulas: Mapping[str, set[str]], template: Template) -> dict[str, set[str]]:
    """The same with the lines that the engine's functions take."""
    from planner.model import LINES

    needs = dict(formulas)
    for row in template.formulas:
        if line := LINES.get(row.stem or row.key):
            taken = {key for need in line.needs for key in _rows_taken(need, row, template)}
            needs[row.key] = needs[row.key] | taken & formulas.keys()
    return needs


def _rows_taken(need: str, row: Row, template: Template) -> Iterator[str]:
    """The rows that a line of the engine is; where both stand for each of the same, that of its number."""
    rows = template.rows_of(need)
    if not rows:
        yield need
    for other in rows:
        if other.each != row.each or other.key.rpartition("_")[2] == row.key.rpartition("_")[2]:
            yield other.key


def _in_order(needs: Mapping[str, set[str]], formulas: Mapping[str, set[str]]) -> Sequence[str]:
    """Every line after those that it reads; after those that its formula reads where there is a circle."""
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError:
        return tuple(TopologicalSorter(formulas).static_order())


def _upstream(key: str, needs: Mapping[str, set[str]]) -> set[str]:
    """Every other line that a line reads, at any depth."""
    found: set[str] = set()
    queue = [key]
    while queue:
        fresh = needs.get(queue.pop(), set()) - found
        found |= fresh
        queue.extend(fresh)
    return found - {key}
