"""The actuals of a plan in a refresh and in a check: their sheet is computed twice as the plan itself is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from planner.book.beside import ACTUALS
from planner.check.checkers.base import Cells, Evaluation, by_sheet
from planner.check.examine import Reading
from planner.problems import PlanError, Problem
from planner.results.plan import Result
from planner.results.statuses import AGREES, DIFFERS, PROBLEMS
from planner.usecases.outcome import Outcome
from planner.xlsx.patch import Edit

if TYPE_CHECKING:
    from planner.actuals.found import Standing
    from planner.actuals.judging import Held, Judged


class _Found(NamedTuple):
    """The sheet of a plan, what it must show, and what came of it."""

    there: Standing
    of: Held
    judged: Judged


def with_actuals(outcome: Outcome, reading: Reading, evaluation: Evaluation) -> Outcome:
    """What came of a refresh, with the actuals judged and planner's own sums and verdict beside them."""
    if ACTUALS not in reading.book.source.defined_names:
        return outcome
    found = _found(reading, evaluation)
    if isinstance(found, _Found):
        _stored(outcome, found)
    return outcome._replace(result=_counted(outcome.result, found))


def live_actuals(outcome: Outcome, reading: Reading, evaluate: Callable[[Cells], Evaluation]) -> Outcome:
    """The same of an open workbook: what its formulas come to is Excel's to write.

    Args:
        evaluate: what cells show now.
    """
    if ACTUALS not in reading.book.source.defined_names:
        return outcome
    from planner.actuals.found import standing
    from planner.actuals.judging import formula_cells

    try:
        there = standing(reading.book.source)
        evaluation = evaluate(by_sheet(formula_cells(there) if there else ()))
    except PlanError as error:
        return outcome._replace(result=_counted(outcome.result, error.problems[0]))
    found = _found(reading, evaluation)
    if isinstance(found, _Found):
        _written(outcome, found)
    return outcome._replace(result=_counted(outcome.result, found))


def checked_actuals(result: Result, reading: Reading, evaluation: Evaluation) -> Result:
    """What came of a check, with the actuals judged."""
    if ACTUALS not in reading.book.source.defined_names:
        return result
    return _counted(result, _found(reading, evaluation))


def _found(reading: Reading, evaluation: Evaluation) -> _Found | Problem | None:
    """The sheet judged; what is wrong with it as a whole; None where it is gone."""
    from planner.actuals.found import standing
    from planner.actuals.judging import judged, of_sheet

    try:
        there = standing(reading.book.source)
        if there is None:
            return None
        of = of_sheet(reading, there)
        return _Found(there, of, judged(of, there, {**evaluation.values, **evaluation.beside}))
    except PlanError as error:
        return error.problems[0]


def _counted(result: Result, found: _Found | Problem | None) -> Result:
    """The result with the sheet's cells among those that were compared."""
    if found is None:
        return result
    if isinstance(found, Problem):
        status = PROBLEMS if result.status == AGREES else result.status
        return replace(result, status=status, problems=(*result.problems, found))
    differences, cells = tuple(found.judged.differences), found.judged.cells
    checked = dict(result.checked)
    checked["cells"] += cells
    checked[AGREES] += cells - len(differences)
    for one in differences:
        checked[one.status] += 1
    status = DIFFERS if differences else result.status
    return replace(result, status=status, checked=checked, differences=(*result.differences, *differences))


def _stored(outcome: Outcome, found: _Found) -> None:
    """Planner's sums, the words of its verdict, and what the formulas that read them come to."""
    from planner.actuals.judging import shown_after

    there, of, judged = found
    _written(outcome, found)
    for (row, column), value in shown_after(of, there, judged):
        cell = there.cells.get((row, column))
        if cell is not None and cell.formula is not None:
            outcome.edits.put(there.sheet, row, column, Edit(value, "keep"))


def _written(outcome: Outcome, found: _Found) -> None:
    """Planner's sums and the words of its verdict."""
    from planner.actuals.judging import written_values

    for (row, column), word in written_values(found.of, found.there.places, found.judged.verdict):
        outcome.edits.put(found.there.sheet, row, column, Edit(word, "drop"))
