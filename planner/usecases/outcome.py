"""What came of a workbook and is to be written into it; the values that its formula cells get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from planner.book.edits import Edits, same
from planner.book.own_formulas import OwnFormulas
from planner.check import compare
from planner.check.checkers.base import Evaluation, FormulaError, NotRun, Value
from planner.check.examine import Reading
from planner.check.silent import not_run_statuses
from planner.results.plan import Result
from planner.template.texts import Texts
from planner.usecases.own_notes import is_sure
from planner.xlsx.cell import CellError
from planner.xlsx.cell import Value as CellValue
from planner.xlsx.patch import ASK, SETTLED, Edit, OnLoad


class Outcome(NamedTuple):
    """A workbook before it is written.

    Attributes:
        recalculate: whether Excel must recalculate on load.
        texts: what the plan says of itself.
    """

    result: Result
    edits: Edits
    recalculate: bool
    texts: Texts

    @property
    def on_load(self) -> OnLoad:
        """What Excel is to do when it opens the file."""
        return ASK if self.recalculate else SETTLED


def cache(
    edits: Edits, reading: Reading, evaluation: Evaluation, words: Mapping[str, str], own: OwnFormulas
) -> bool:
    """Give every formula cell the value that the checker found, and the owner's those that read planner's.

    A status that no checker evaluated says so: what stood there may be an OK of another day.

    Args:
        words: the status of each row of Checks.

    Returns whether Excel must recalculate on load: where formulas stand whose value is not known to be fresh.
    """
    book, fresh = reading.book, own.complete
    for at, word in not_run_statuses(reading, evaluation.values, words):
        edits.put(*at, Edit(word, "keep"))
    for at, value in evaluation.values.items():
        cell = book.cells.get(at)
        if cell is None or cell.formula is None:  # the user's, who put something else there
            continue
        if cell.value.__class__ is value.__class__ is float and cell.value == value:  # as most do
            continue
        if isinstance(value, NotRun):
            fresh = False
        elif not same(cell.value, comes_to := as_cell(value)):
            edits.put(*at, Edit(comes_to, "keep"))
    for position, theirs in own.cells.items():
        found = evaluation.beside[position]
        if compare.shows(theirs.value, found):
            continue
        if position in own.dependants and is_sure(found):
            edits.put(*position, Edit(as_cell(found), "keep"))
        else:
            fresh = False
    return not fresh


def as_cell(value: Value) -> CellValue:
    if isinstance(value, FormulaError):
        return CellError(value.code)
    return None if isinstance(value, NotRun) else value
