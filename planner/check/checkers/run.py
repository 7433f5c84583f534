"""Evaluate a workbook with the checkers: the default one, and another where it fails."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from planner.check.checkers.base import (
    Cell,
    Cells,
    CheckerFailed,
    Evaluation,
    FormulaError,
    NotRun,
    Value,
    by_sheet,
)
from planner.check.checkers.session import Session

__all__ = ["CHAIN", "Session", "evaluate"]

CHAIN = ("ironcalc", "cellrune")
"""The order in which checkers are tried when none is named."""


def evaluate(
    path: Path | str,
    cells: Cells,
    *,
    checker: str | None = None,
    timeout_s: float | None = None,
    session: Session | None = None,
) -> Evaluation:
    """The values of the cells, from the named checker alone, or else from the first of the chain that works.

    Of a chain, the next checker is also asked about the cells that show an error or were not run: an engine
    that lacks a construct may answer `#VALUE!` just as well as admit it. `Evaluation` says whose value is
    whose. A `session` that was started early serves its own checker, and stays open. `timeout_s` holds for
    every checker on its own. Raises CheckerFailed when there is no result at all.
    """
    with ExitStack() as stack:

        def ask(name: str, wanted: Cells) -> Evaluation:
            ready = session if session is not None and session.checker == name else None
            return (ready or stack.enter_context(Session(name))).evaluate(path, wanted, timeout_s)

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
                return _merge(first, ask(others[0], by_sheet(doubtful)))
            except CheckerFailed:
                return first
    raise CheckerFailed("", "; ".join(str(failure) for failure in failures))


def _merge(first: Evaluation, second: Evaluation) -> Evaluation:
    """`first`, with what `second` knows better about the cells that it was asked about."""
    values = dict(first.values)
    from_second: set[Cell] = set()
    for cell, other in second.values.items():
        mine = values[cell]
        if isinstance(other, NotRun):
            if isinstance(mine, NotRun):
                values[cell] = _neither(first.checker, mine, second.checker, other)
        elif isinstance(mine, NotRun) or not isinstance(other, FormulaError):
            values[cell] = other
            from_second.add(cell)
    return replace(
        first,
        values=MappingProxyType(values),
        second=f"{second.checker} {second.version}",
        from_second=frozenset(from_second),
    )


def _neither(first: str, mine: NotRun, second: str, other: NotRun) -> Value:
    return NotRun(f"{first} {mine.reason}; {second}: {other.reason}")
