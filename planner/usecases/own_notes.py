"""What a reader should know of the owner's own formulas: which come to an error, or may show an old value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from planner.book.own_formulas import OwnFormulas
from planner.check import compare
from planner.check.checkers.base import Evaluation, FormulaError, NotRun, Value
from planner.xlsx.a1 import Address, cell_name

SURE = {FormulaError("#DIV/0!")}
"""Errors that Excel shows too. Any other may only say that a checker reads the formula in its own way."""

FORMULAS_SHOW = "formulas of planner's own sheets show"

MOST = 3
"""Cells that a note names."""


def is_sure(value: Value) -> bool:
    """Whether a cell of the owner's may be given what a checker makes of its formula."""
    return value in SURE if isinstance(value, FormulaError) else not isinstance(value, NotRun | None)


def own_notes(own: OwnFormulas, evaluation: Evaluation, *, written: bool = True) -> Iterator[str]:
    """Own formulas that read deleted cells, come to an error, or may show an old value, a sentence each.

    Args:
        written: whether those that have a fresh value show it from now on, and Excel computes the others.
    """
    theirs = {at: cell for at, cell in own.cells.items() if at not in own.planners}
    broken = {at for at, cell in theirs.items() if "#REF!" in (cell.formula or "")}
    if broken:
        yield _broken([at for at in own.cells if at in broken])
    if not evaluation.version:  # nothing was computed, which another note says
        return
    yield from _planners_notes(own, evaluation, written=written)
    found = {at: evaluation.beside[at] for at in theirs if at not in broken}
    if errors := dict(_errors(own, found)):
        named = _named([f"{_cell(at)} ({value})" for at, value in errors.items()])
        yield f"{_count(errors, 'comes', 'come')} to an error: {named}"
    unknown = [
        at for at, value in found.items() if at not in errors and _old(own, at, value, written=written)
    ]
    if unknown:
        then = "; Excel computes what they show on opening the file" if written else ""
        named = _named([_cell(at) for at in unknown])
        yield f"{_count(unknown, 'may show', 'may show')} an old value, or none: {named}{then}"


def _planners_notes(own: OwnFormulas, evaluation: Evaluation, *, written: bool) -> Iterator[str]:
    """That planner's sheets beside the template show old values, or none, as a program has left them."""
    values = {at: evaluation.beside[at] for at in own.planners}
    if unknown := [at for at in own.cells if at in values and _old(own, at, values[at], written=written)]:
        shows = "formula of planner's own sheets shows" if len(unknown) == 1 else FORMULAS_SHOW
        named = _named([_cell(at) for at in unknown])
        yield f"{len(unknown):,} {shows} an old value, or none: {named}. Run `planner refresh` on it"


def _errors(own: OwnFormulas, found: Mapping[Address, Value]) -> Iterator[tuple[Address, FormulaError]]:
    """The errors that Excel shows too, or has shown."""
    for at, value in found.items():
        if isinstance(value, FormulaError) and (value in SURE or compare.shows(own.cells[at].value, value)):
            yield at, value


def _old(own: OwnFormulas, at: Address, value: Value, *, written: bool) -> bool:
    """Whether a cell shows something else than its formula comes to, for all that planner knows."""
    mended = written and is_sure(value) and at in own.dependants
    return not mended and not compare.shows(own.cells[at].value, value)


def _broken(cells: list[Address]) -> str:
    """What to say of formulas that read deleted cells: only the owner knows what they meant."""
    more = f" (and {len(cells) - 1} more)" if len(cells) > 1 else ""
    return f"{_cell(cells[0])}{more}: your own formula reads deleted cells; write it again"


def _count(cells: Collection[object], one: str, several: str) -> str:
    return f"{len(cells):,} of your own formulas {one if len(cells) == 1 else several}"


def _named(cells: list[str]) -> str:
    more = f" and {len(cells) - MOST:,} more" if len(cells) > MOST else ""
    return ", ".join(cells[:MOST]) + more


def _cell(at: Address) -> str:
    sheet, row, column = at
    return f"{sheet}!{cell_name(row, column)}"
