"""What a use case asks of a checker, and the draft of a workbook that it asks it about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from planner.book.edits import Edits
from planner.book.find import Book
from planner.book.read import input_formulas
from planner.check.checkers.allowance import Allowance, allowance_of
from planner.check.checkers.base import (
    Cells,
    CheckerFailed,
    Evaluation,
    NotRun,
    Typed,
    by_sheet,
)
from planner.check.checkers.installed import lacking
from planner.check.checkers.registry import CHAIN
from planner.check.checkers.run import evaluate
from planner.check.checkers.session import Session
from planner.disk.readable import is_large, readable
from planner.disk.scratch import working_copy
from planner.problems import PlanError
from planner.xlsx.a1 import Address
from planner.xlsx.package import Package
from planner.xlsx.patch import patch_package

if TYPE_CHECKING:
    from planner.book.excerpt import Excerpt
    from planner.check.examine import Ask

Answer = Callable[[Iterable[Address], Cells], Evaluation | None]
"""Waits for the values of cells, and of cells beside them."""


class Checker:
    """The checker of one call: started at once, asked when the file is known."""

    def __init__(self, name: str | None, session: Session) -> None:
        self.name, self.session = name, session
        self.excerpt: Excerpt | None = None
        self._ahead: Path | None = None

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

    def open_ahead(self, package: Package) -> Package:
        """Let the checker open a file that is read on here; not one that it could not, or an excerpt of."""
        if package.encryption is None and not package.in_memory and not is_large(package):
            self._open(package.path)
        return package

    @contextmanager
    def file_of(self, book: Book, file: Path | None = None) -> Iterator[Path]:
        """The file that the checker is asked about: the workbook's own, or an excerpt without its encryption.

        Args:
            file: where the workbook was read from, if that is not the path that messages name.
        """
        if is_large(book.package):
            from planner.book.excerpt import excerpt_of  # which few workbooks need

            self.excerpt = excerpt_of(book)
        with readable(book.package, self.excerpt.parts if self.excerpt else None, file) as path:
            if path != self._ahead:  # such as a plan that was brought up to date in memory
                self._open(path)
            yield path

    @property
    def sees_own(self) -> bool:
        """Whether it sees all formulas of the owner's that are to be evaluated."""
        return self.excerpt is None or self.excerpt.own

    def _open(self, path: Path) -> None:
        if self.session.open_ahead(path, self._allowance(path)):
            self._ahead = path

    def begin(self, book: Book, edits: Edits) -> Answer:
        """Let the checker calculate the file that it opened ahead, with these edits typed into it.

        Returns what waits for the values of the cells that it is given, and of those beside. It gives None
        where a working copy must be evaluated instead: no file was opened, or a formula has no value.
        """
        path, typed = self._ahead, _typed(edits)
        self._ahead = None  # what is typed stays
        if path is None or typed is None:
            return lambda positions, beside: None
        cells = by_sheet(at for at, cell in book.cells.items() if cell.formula is not None)
        allowance = self._allowance(path)
        try:
            answer = self.session.begin(path, cells, allowance=allowance, typed=typed)
        except CheckerFailed:
            return lambda positions, beside: None

        def values(positions: Iterable[Address], beside: Cells) -> Evaluation | None:
            try:
                found = answer()
                others = self.session.evaluate(path, beside, allowance=allowance).values if beside else {}
                known = found.values
                wanted = {at: known[at] for at in positions}
            except (CheckerFailed, KeyError):  # a key: where a formula was, there is none
                return None
            return None if found.without_value() else replace(found, values=wanted, beside=others)

        return values

    def each(self, book: Book, several: Iterable[Edits], cells: Cells) -> Iterator[Evaluation]:
        """The values of cells with each of these edits in the workbook, which `file_of` holds ready.

        What is typed stays until later edits type over it, so each names all cells that any of them changes.
        """
        for edits in several:
            found = self._typed_in(edits, cells)
            if found is None:
                with draft_of(book, edits, self.excerpt) as draft:
                    found = self(draft, cells)
            yield found

    def _typed_in(self, edits: Edits, cells: Cells) -> Evaluation | None:
        """The values with edits in the file that was opened ahead; None where a draft must be evaluated."""
        return None if self._ahead is None else self.retyped(self._ahead, edits, cells)()

    def retyped(self, path: Path, edits: Edits, cells: Cells) -> Callable[[], Evaluation | None]:
        """The values of cells of a file that was opened ahead, with these edits over those before.

        What is returned waits for them. It gives None where a working copy must be evaluated instead: no such
        file is open, or a formula has no value.
        """
        typed = _typed(edits)
        if typed is None:
            return lambda: None
        try:
            answer = self.session.begin(path, cells, self._allowance(path), typed)
        except CheckerFailed:
            return lambda: None

        def values() -> Evaluation | None:
            try:
                found = answer()
            except CheckerFailed:
                return None
            return None if found.without_value() else found

        return values

    def _allowance(self, path: Path) -> Allowance:
        return allowance_of(self.session.checker, path, alone=self.name is not None)


def _typed(edits: Edits) -> Typed | None:
    """The edits as the checker takes them; None where one is no number or text."""
    typed: dict[str, list[tuple[int, int, float | str]]] = {}
    for sheet, cells in edits.by_sheet.items():
        for (row, column), edit in cells.items():
            if isinstance(edit.value, bool) or not isinstance(edit.value, float | str):
                return None
            typed.setdefault(sheet, []).append((row, column, edit.value))
    return typed


@contextmanager
def asking(book: Book, file: Path | None = None) -> Iterator[Ask]:
    """What computes formulas of the owner's in inputs. No checker is started where there are none.

    Args:
        file: where the workbook was read from, if that is not the path that messages name.
    """
    if not input_formulas(book):
        yield _nobody
        return
    with checker_of(None) as ask, ask.file_of(book, file) as seen:
        yield partial(ask, seen)


def _nobody(cells: Cells) -> Evaluation:
    """Stands for a checker where no cell is asked for."""
    raise AssertionError(f"no checker runs for {cells}")


@contextmanager
def checker_of(name: str | None) -> Iterator[Checker]:
    """The checker that was named, or the default one; a PlanError where this machine lacks it."""
    if name is not None and (problem := lacking(name)) is not None:
        raise PlanError(problem)
    with Session(name or CHAIN[0]) as session:
        yield Checker(name, session)


@contextmanager
def draft_of(book: Book, edits: Edits, excerpt: Excerpt | None = None) -> Iterator[Path]:
    """The workbook with its edits, or an excerpt of it, as a temporary file."""

    def write(draft: Path) -> None:
        with draft.open("wb") as out:
            patch_package(book.package, edits.by_sheet, out, extra_parts=excerpt.parts if excerpt else None)

    with working_copy(f"draft{book.package.path.suffix}", write, book.package.file) as draft:
        yield draft
