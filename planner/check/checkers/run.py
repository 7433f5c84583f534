"""Evaluate a workbook with the checkers: the default one, and another where it fails."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import replace
from math import isclose
from pathlib import Path
from types import MappingProxyType

from planner.check.checkers.allowance import Allowance, allowance_of
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

        def ask(name: str) -> Evaluation:
            allowance = allowance_of(name, path, alone=checker is not None)
            if timeout_s is not None:
                allowance = allowance._replace(seconds=timeout_s)
            return _asked(ready.other(name), path, cells, beside, allowance)

        return _of_chain(ask) if checker is None else ask(checker)


def _asked(
    session: Session, path: Path | str, cells: Cells, beside: Cells | None, allowance: Allowance
) -> Evaluation:
    """What one checker says of the cells, and of those beside them."""
    if not beside:
        return session.evaluate(path, cells, allowance)
    both = by_sheet(dict.fromkeys((*_cells(cells), *_cells(beside))))
    found = session.evaluate(path, both, allowance)
    values = {cell: found.values[cell] for cell in _cells(cells)}
    return replace(found, values=values, beside={cell: found.values[cell] for cell in _cells(beside)})


def _of_chain(ask: Callable[[str], Evaluation]) -> Evaluation:
    """What the first of the chain says that works, with what the next one knows better."""
    failures: list[str] = []
    for position, name in enumerate(CHAIN):
        try:
            first = ask(name)
        except CheckerFailed as failure:
            failures.append(str(failure))
            continue
        if failures:
            first = replace(first, fallback_reason="; ".join(failures))
        doubtful, others = first.without_value(), CHAIN[position + 1 :]
        if not doubtful or not others:
            return first
        try:
            return _merge(first, doubtful, ask(others[0]))
        except CheckerFailed:
            return first
    raise CheckerFailed("", "; ".join(failures))


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
