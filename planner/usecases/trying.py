"""A plan opened to be tried at other values: read once, with a checker at hand for its formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from math import isnan
from pathlib import Path

from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.check.checkers.base import Cells, Evaluation, NotRun
from planner.check.checkers.base import Value as Formula
from planner.check.examine import Reading, computed
from planner.check.whatif import Model
from planner.repair.uptodate import of_today
from planner.results.sensitivity import Apart, Sensitivity
from planner.results.statuses import AGREES
from planner.tried.outcomes import Outcome, outcome_of
from planner.tried.variables import every_cell
from planner.tried.witness import Witnessed
from planner.usecases.evaluation import Checker, checker_of
from planner.xlsx.package import open_package


@dataclass(slots=True)
class Opened:
    """A plan that is being tried.

    Attributes:
        checker: which program was asked, once one was.
        notes: that the plan is of an earlier template.
    """

    reading: Reading
    model: Model
    ask: Checker
    notes: tuple[str, ...] = ()
    checker: str = field(default="")

    @property
    def book(self) -> Book:
        """The workbook."""
        return self.reading.book

    def outcome(self, asked: str) -> Outcome:
        """The number that was asked for. Raises PlanError."""
        return outcome_of(self.book, self.reading.inputs, self.reading.engine, asked)

    def formulas(self, several: Iterable[Edits], cells: Cells) -> Iterator[Evaluation]:
        """What the formulas of the workbook come to with each of these edits."""
        for found in self.ask.each(self.book, several, cells):
            self.checker = f"{found.checker} {found.version}".strip()
            yield found


@contextmanager
def opened_plan(path: Path | str, password: str | None) -> Iterator[Opened]:
    """The plan in a file. Raises PlanError where an input of it cannot be used."""
    with checker_of(None) as ask:
        package, older = of_today(open_package(Path(path), password))
        book = find(package)
        with ask.file_of(book) as seen:
            reading = computed(book, partial(ask, seen))
            model = Model(book.source.file, book.template, reading.inputs)
            yield Opened(reading, model, ask, (older.due(),) if older is not None else ())


def with_checked(found: Sensitivity, plan: Opened, told: Sequence[Witnessed]) -> Sensitivity:
    """What was found, with what the formulas of the workbook said of it."""
    apart = tuple(apart_of(plan, one) for one in told if not one.agrees)
    return replace(
        found,
        checked={"values": len(told), AGREES: len(told) - len(apart)},
        apart=apart,
        checker=plan.checker,
        notes=plan.notes,
        language=plan.book.template.language,
    )


def apart_of(plan: Opened, one: Witnessed) -> Apart:
    """A value on which formulas and engine do not agree, for people."""
    names = {ref: name for name, _, ref in every_cell(plan.book, plan.reading.inputs)}
    point = {names.get(ref, ref.key): value for ref, value in one.point.items()}
    engine = None if isnan(one.engine) else one.engine
    return Apart(one.outcome.name, point, engine, _said(one.formula))


def _said(formula: Formula) -> float | str | None:
    """What a formula comes to; an error by its code, and why it was not run."""
    if isinstance(formula, NotRun):
        return f"not run: {formula.reason}"
    return formula if isinstance(formula, float) or formula is None else str(formula)
