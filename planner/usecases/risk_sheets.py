"""A simulation written into its plan: three sheets, evaluated and held against a second computation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planner.book.beside import DRAWS
from planner.book.edits import Edits
from planner.check.checkers.base import Value, by_sheet
from planner.check.compare import agree
from planner.disk.replace import write_back
from planner.disk.scratch import working_copy
from planner.problems import PlanError, Problem
from planner.results.simulated import Simulated
from planner.risk.expected import Expected
from planner.risk.putting import Sheet, sheet_name, with_sheets
from planner.risk.running import Run
from planner.risk.sheet_cells import Filled, looks
from planner.risk.sheets_of import NAMES, Content, expected_of, kept_of, sheets_of, words_for
from planner.risk.standing import table_of
from planner.risk.telling import Risk
from planner.usecases.evaluation import Checker
from planner.usecases.outcome import as_cell
from planner.xlsx.a1 import Address, cell_name
from planner.xlsx.package import Package
from planner.xlsx.patch import Edit


def write_sheets(risk: Risk, found: Run, told: Simulated, keep: int, ask: Checker, *, backup: bool) -> str:
    """Write the sheets into the plan; SHA-256 of what is on the disk then.

    Raises:
        PlanError: a formula of the sheets does not come to what planner computes, or they cannot be written.
    """
    book, words = risk.book, words_for(risk)
    names = {mark: sheet_name(book.package, mark, words[name]) for mark, name in NAMES.items()}
    table = table_of(book)
    kept = kept_of(risk, found, told, keep, names[DRAWS])
    content = Content(risk, told, kept, names, table.trial if table else 1, words)
    sheets = sheets_of(content)
    used = {cell.look for one in sheets for cell in one.cells.values()}
    made = with_sheets(book.package, sheets, looks(book, used))
    edits = _evaluated(made, sheets, expected_of(content), ask)
    return write_back(made, edits.by_sheet, backup=backup).state.sha256


def _evaluated(made: Package, sheets: list[Sheet], expected: Mapping[str, Expected], ask: Checker) -> Edits:
    """The values of the formulas, as edits. Raises PlanError where one is not what planner computes."""
    formulas: dict[Address, Filled] = {
        (one.name, *at): cell for one in sheets for at, cell in one.cells.items() if cell.formula is not None
    }

    def write(draft: Path) -> None:
        draft.write_bytes(made.archive.data)

    with working_copy(f"draft{made.path.suffix}", write, made.file) as draft:
        values = ask(draft, by_sheet(formulas)).values
    edits = Edits()
    for (sheet, row, column), value in values.items():
        wanted = expected[sheet].get((row, column))
        if wanted is not None and not _same(value, wanted):
            at = cell_name(row, column)
            message = f"the formula comes to {value}, and planner computes {wanted}"
            raise PlanError(
                Problem(message, "Nothing was written. Report it with the plan.", made.file, sheet, at)
            )
        edits.put(sheet, row, column, Edit(as_cell(value), "keep"))
    return edits


def _same(value: Value, wanted: float | str) -> bool:
    return (value or 0.0) == wanted == 0 or agree("" if value is None else value, wanted)
