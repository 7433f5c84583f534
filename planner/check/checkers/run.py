"""Evaluate a workbook with the checkers: the default one, and another where it fails."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import replace
from math import isclose
from pathlib import Path
from types import MappingProxyType

from planner.check.checkers.allowance import allowance_of
from planner.check.checkers.base import (
    Cells,
    CheckerFailed,
    Evaluation,
    FormulaError,
    NotRun,
    Value,
    by_sheet,
)
from planner.check.checkers.registry import CHAIN
from planner.check.checkers.session import Session
from planner.xlsx.a1 import Address

SAME = 1e-9
"""Difference, relative or near zero absolute, between two engines' values of the same cell."""


def evaluate(
    path: Path | str,
    cells: Cells,
    *,
    checker: str | None = None,
    timeout_s: float | None = None,
    session: Session | None = None,
    beside: Cells | None = None,
) -> Evaluation:
    """The values of the cells, from the named checker alone, or else from the first of the chain that works.

    Of a chain, the next checker is also asked where cells show an error or were not run: an engine that lacks
    a construct may answer `#VALUE!` just as well as admit it. Where it knows one of them, it is believed
    wherever the two disagree: a formula such as COUNTIF turns an error that it reads into a plain number.
    `Evaluation` says whose value is whose. A `session` that was started early stays open, with those of the
    other checkers that were asked. `timeout_s` holds for every checker on its own; left out, one of the chain
    gets what the size of the file calls for, and one that was named all that it may ever take. The values of
    the cells `beside` come from the checker that is believed; they call for no other. Raises CheckerFailed
    when there is no result at all.
    """
    with ExitStack() as stack:
        ready = session or stack.enter_context(Session(checker or CHAIN[0]))

        def ask(name: str, wanted: Cells) -> Evaluation:
            allowance = allowance_of(name, path, alone=checker is not None)
            if not beside:
                return ready.other(name).evaluate(path, wanted, timeout_s, allowance)
            both = by_sheet(dict.fromkeys((*_cells(wanted), *_cells(beside))))
            found = ready.other(name).evaluate(path, both, timeout_s, allowance)
            values = {cell: found.values[cell] for cell in _cells(wanted)}
            return replace(found, values=values, beside={c: found.values[c] for c in _cells(beside)})

        if checker is not None:
            return ask(checker, cells)
        failures: list[CheckerFailed] = []
        for position, name in enumerate(CHAIN):
            try:
                first = ask(name, cells)
            except CheckerFailed as failure:
                failures.append(failure)
                continue
            if failures:
                first = replace(first, fallback_reason="; ".join(str(failure) for failure in failures))
            doubtful = first.without_value()
            others = CHAIN[position + 1 :]
            if not doubtful or not others:
                return first
            try:
                return _merge(first, doubtful, ask(others[0], cells))
            except CheckerFailed:
                return first
    raise CheckerFailed("", "; ".join(str(failure) for failure in failures))


def _cells(cells: Cells) -> list[Address]:
    return [(sheet, *place) for sheet, places in cells.items() for place in places]


def _merge(first: Evaluation, doubtful: Collection[Address], second: Evaluation) -> Evaluation:
    """`first`, with what `second` knows better; `doubtful` are the cells without a value in `first`."""
    values = dict(first.values)
    better = {cell for cell in doubtful if _knows_better(values[cell], second.values[cell])}
    if better:  # what reads these cells is wrong in `first` too
        better |= {cell for cell, other in second.values.items() if _contradicts(values[cell], other)}
    values.update((cell, second.values[cell]) for cell in better)
    for cell in doubtful:
        mine, other = first.values[cell], second.values[cell]
        if isinstance(mine, NotRun) and isinstance(other, NotRun):
            values[cell] = _neither(first.checker, mine, second.checker, other)
    return replace(
        first,
        values=MappingProxyType(values),
        second=f"{second.checker} {second.version}",
        from_second=frozenset(better),
        beside=second.beside if better else first.beside,
    )


def _knows_better(mine: Value, other: Value) -> bool:
    """Whether the second has a value, or at least an error, where the first has none."""
    return not isinstance(other, NotRun) and (isinstance(mine, NotRun) or not isinstance(other, FormulaError))


def _contradicts(mine: Value, other: Value) -> bool:
    if isinstance(other, NotRun):
        return False
    if isinstance(mine, float) and isinstance(other, float):
        return not isclose(mine, other, rel_tol=SAME, abs_tol=SAME)
    return mine != other


def _neither(first: str, mine: NotRun, second: str, other: NotRun) -> Value:
    return NotRun(f"{first} {mine.reason}; {second}: {other.reason}")
