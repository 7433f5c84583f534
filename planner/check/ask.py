"""The checker of one call: started at once, asked when the file is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.check.checkers.base import (
    TIMEOUTS_S,
    Allowance,
    Cells,
    CheckerFailed,
    Evaluation,
    NotRun,
    Typed,
    by_sheet,
    short_allowance,
)
from planner.check.checkers.run import CHAIN, Session, evaluate
from planner.workbook.edits import Edits
from planner.workbook.find import Book
from planner.workbook.parts import Package


class Checker:
    """Evaluates workbooks with the checker that was named, or else with those of the chain."""

    def __init__(self, name: str | None, session: Session) -> None:
        self.name, self.session = name, session
        self._ahead: Path | None = None

    def __call__(self, path: Path, cells: Cells) -> Evaluation:
        """The values of the cells; all of them `NotRun` when no checker gives a result."""
        try:
            return evaluate(path, cells, checker=self.name, session=self.session)
        except CheckerFailed as failure:
            reason = NotRun(str(failure))
            values = {(sheet, *place): reason for sheet, places in cells.items() for place in places}
            return Evaluation(failure.checker or self.name or CHAIN[0], "", values, str(failure))

    def open_ahead(self, package: Package) -> None:
        """Let the checker open a file while it is read here; an encrypted one it could not."""
        path = package.path
        if package.encryption is None and self.session.open_ahead(path, self._allowance(path)):
            self._ahead = path

    def begin(self, book: Book, edits: Edits) -> Callable[[], Evaluation | None]:
        """Let the checker calculate the file that it opened ahead, with these edits typed into it.

        Returns what waits for the values of all formula cells that were read. It gives None where a working
        copy must be evaluated instead: no file was opened, or some cell has no value.
        """
        path, typed = self._ahead, _typed(edits)
        self._ahead = None  # what is typed stays
        if path is None or typed is None:
            return lambda: None
        cells = by_sheet(place for place, cell in book.cells.items() if cell.formula is not None)
        try:
            answer = self.session.begin(path, cells, allowance=self._allowance(path), typed=typed)
        except CheckerFailed:
            return lambda: None

        def values() -> Evaluation | None:
            try:
                evaluation = answer()
            except CheckerFailed:
                return None
            return None if evaluation.without_value() else evaluation

        return values

    def _allowance(self, path: Path) -> Allowance:
        """A named checker has all the time that it may ever take."""
        if self.name:
            return Allowance(TIMEOUTS_S[self.name])
        return short_allowance(self.session.checker, path.stat().st_size)


@contextmanager
def checking(name: str | None) -> Iterator[Checker]:
    """A checker that ends with the call."""
    with Session(name or CHAIN[0]) as session:
        yield Checker(name, session)


def _typed(edits: Edits) -> Typed | None:
    """The edits as the checker takes them; None where one is no number or text."""
    typed: dict[str, list[tuple[int, int, float | str]]] = {}
    for sheet, cells in edits.by_sheet.items():
        for (row, column), edit in cells.items():
            if isinstance(edit.value, bool) or not isinstance(edit.value, float | str):
                return None
            typed.setdefault(sheet, []).append((row, column, edit.value))
    return typed
