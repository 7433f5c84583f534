"""What every use case needs: a checker to ask, a draft to ask it about, and values for formula cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from pathlib import Path
from typing import Concatenate, ParamSpec

from planner.check import examine
from planner.check.checkers.base import Cells, CheckerFailed, Evaluation, FormulaError, NotRun, Value
from planner.check.checkers.run import CHAIN, Session, evaluate
from planner.problems import PlanError
from planner.result import Result, refused
from planner.workbook.cells import CellError
from planner.workbook.cells import Value as CellValue
from planner.workbook.edits import Edits
from planner.workbook.find import Book
from planner.workbook.own_formulas import OwnFormulas
from planner.workbook.patch import Edit, patch_package
from planner.workbook.scratch import working_copy

Rest = ParamSpec("Rest")


def result_or_problems(
    use_case: Callable[Concatenate[Path, Rest], Result],
) -> Callable[Concatenate[Path | str, Rest], Result]:
    """A use case that returns its problems instead of raising them."""

    def run(path: Path | str, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Result:
        try:
            return use_case(Path(path), *args, **kwargs)
        except PlanError as error:
            return refused(str(path), error.problems)

    update_wrapper(run, use_case)
    return run


class Checker:
    """The checker of one call: started at once, asked when the file is known."""

    def __init__(self, name: str | None, session: Session | None) -> None:
        self.name, self.session = name, session

    def __call__(self, path: Path, cells: Cells, beside: Cells | None = None) -> Evaluation:
        """The values of the cells; all of them `NotRun` when no checker gives a result."""
        try:
            return evaluate(path, cells, checker=self.name, session=self.session, beside=beside)
        except CheckerFailed as failure:
            reason = NotRun(str(failure))
            values, others = (
                {(sheet, *at): reason for sheet, places in some.items() for at in places}
                for some in (cells, beside or {})
            )
            name = failure.checker or self.name or CHAIN[0]
            return Evaluation(name, "", values, str(failure), beside=others)


@contextmanager
def checker_of(name: str | None) -> Iterator[Checker]:
    with Session(name or CHAIN[0]) as session:
        yield Checker(name, session)


@contextmanager
def draft_of(book: Book, edits: Edits) -> Iterator[Path]:
    """The workbook with its edits, as a temporary file."""

    def write(draft: Path) -> None:
        with draft.open("wb") as out:
            patch_package(book.package, edits.by_sheet, out)

    with working_copy(f"draft{book.package.path.suffix}", write, book.package.file) as draft:
        yield draft


def cache(edits: Edits, book: Book, evaluation: Evaluation, own: OwnFormulas) -> bool:
    """Give every formula cell the value that the checker found, and the owner's those that read planner's.

    Returns whether Excel must recalculate on load: where formulas stand whose value is not known to be fresh.
    """
    values = {
        position: as_cell(value)
        for position, value in evaluation.values.items()
        if not isinstance(value, NotRun)
    }
    formulas = [at for at in evaluation.values if (cell := book.cells.get(at)) and cell.formula is not None]
    fresh = edits.cached(book, values.items()) == len(formulas) and own.complete
    for position, cell in own.cells.items():
        value = evaluation.beside[position]
        if examine.shows(cell.value, value):
            continue
        if position in own.dependants and not isinstance(value, NotRun | FormulaError | None):
            edits.put(*position, Edit(value, "keep"))
        else:
            fresh = False
    return not fresh


def as_cell(value: Value) -> CellValue:
    if isinstance(value, FormulaError):
        return CellError(value.code)
    return None if isinstance(value, NotRun) else value
