"""The use case lint: one workbook, planner's or not, against the rules of the profession. Reads only.

What the formulas come to is asked of a checker, and of planner's engine where the workbook is planner's own;
the rules get both as plain values.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from planner.book.find import Book, find
from planner.check import examine, judging
from planner.check.checkers.base import Cells, CheckerFailed, Evaluation, FormulaError, NotRun, by_sheet
from planner.check.checkers.installed import lacking
from planner.check.checkers.registry import CHAIN
from planner.check.checkers.run import evaluate
from planner.check.checkers.session import Session
from planner.disk.readable import readable
from planner.layout.owned import owned_cells
from planner.layout.places import TEMPLATE_CELLS
from planner.lint import registry
from planner.lint.baseline import read as read_baseline
from planner.lint.baseline import with_reason, written
from planner.lint.book import Values, Workbook, read_book
from planner.lint.choosing import chosen, less_accepted
from planner.problems import PlanError, Problem
from planner.repair.uptodate import of_today
from planner.results.lint import SEVERITIES, AcceptedFinding, LintResult, Rule, RuleResult
from planner.results.statuses import AGREES, DIFFERS, EDITED, OVERWRITTEN
from planner.xlsx.a1 import Position
from planner.xlsx.cell import CellError
from planner.xlsx.package import Package, open_package, with_bytes
from planner.xlsx.patch import Edit, patch_package

TIMEOUT_S = 20.0
"""For each checker: a foreign workbook may hold what one of them hangs on."""


def rules() -> tuple[Rule, ...]:
    """Every rule, by number."""
    return registry.rules()


def unknown_rules(names: Collection[str]) -> list[str]:
    """The names and numbers that no rule has."""
    return [name for name in names if registry.find_rule(name) is None]


def unknown_choices(names: Collection[str]) -> list[str]:
    """What is neither a rule nor a severity."""
    return [name for name in unknown_rules(names) if name not in SEVERITIES]


def refused(file: str, problem: Problem) -> LintResult:
    """The result for a file that could not be checked at all."""
    return LintResult(file, problems=(problem,))


def lint(
    path: Path | str,
    waive: Collection[str] = (),
    checker: str | None = None,
    *,
    only: Collection[str] = (),
    baseline: Path | str | None = None,
    password: str | None = None,
) -> LintResult:
    """Check a workbook against the rules.

    Args:
        waive: names or numbers of rules that need not hold; what they find is shown as waived.
        checker: the program that evaluates the formulas; the default one and a second where it is left out.
        only: names or numbers of rules, and severities (`error`, `risk`, `style`), that alone are asked for.
        baseline: a file of findings that are accepted, each with a reason.
        password: of an encrypted workbook.

    Raises:
        ValueError: a rule does not exist.
    """
    if unknown := [*unknown_rules(waive), *unknown_choices(only)]:
        raise ValueError(f"there is no rule {', '.join(unknown)}")
    path = Path(path)
    if checker is not None and (problem := lacking(checker)) is not None:
        return LintResult(str(path), problems=(replace(problem, file=str(path)),))
    try:
        accepted = _accepted(baseline)
        book, evaluation = _evaluated(path, checker, password)
    except PlanError as error:
        return LintResult(str(path), problems=error.problems)
    results = chosen(registry.run(book, _names(waive)), _choices(only))
    return _result(path, book, evaluation, *less_accepted(results, accepted))


def _result(
    path: Path,
    book: Workbook,
    evaluation: Evaluation,
    results: tuple[RuleResult, ...],
    gone: tuple[AcceptedFinding, ...],
) -> LintResult:
    """What the rules say, and of which workbook."""
    return LintResult(
        file=str(path),
        results=results,
        gone=gone,
        template=f"{book.plan.template.name} {book.plan.template.version}" if book.plan else "",
        checker=evaluation.checker,
        checker_version=evaluation.version,
    )


def _names(texts: Collection[str]) -> set[str]:
    """The names of rules that are told by name or number."""
    return {rule.name for text in texts if (rule := registry.find_rule(text)) is not None}


def _accepted(baseline: Path | str | None) -> tuple[AcceptedFinding, ...]:
    """What a baseline accepts. Raises PlanError where it is none."""
    return () if baseline is None else with_reason(read_baseline(Path(baseline)))


def _choices(texts: Collection[str]) -> set[str]:
    """The names of rules and the severities that are asked for."""
    return _names(texts) | (set(texts) & set(SEVERITIES))


def write_baseline(path: Path | str, result: LintResult, reason: str = "") -> int:
    """Write a baseline that holds all that counts in a result; how many findings that is.

    Args:
        path: the file; reasons of one that is there stay with the findings that have them.
        reason: of all findings that have none.

    Raises:
        PlanError: the file that is there is no baseline, or it cannot be written.
    """
    path = Path(path)
    before = read_baseline(path) if path.exists() else ()
    try:
        path.write_text(written(result.findings, before, reason), encoding="utf-8")
    except OSError as error:
        message = f"the baseline cannot be written ({error.strerror or error})"
        raise PlanError(Problem(message, "Check the path.", str(path))) from None
    return len(result.findings)


def _evaluated(path: Path, checker: str | None, password: str | None) -> tuple[Workbook, Evaluation]:
    """The workbook with what its formulas come to."""
    package, older = of_today(open_package(path, password))
    with Session(checker or CHAIN[0]) as session, readable(package) as file:
        book = _read(package)
        ask = _Asker(file, checker, session)
        evaluation = ask(by_sheet(_cells(book)))
        if older is not None and book.plan is not None:
            book = _read(_with_values(package, book.plan, evaluation))
        return book.with_values(_values(book, ask, evaluation)), evaluation


def _read(package: Package) -> Workbook:
    """The workbook, with planner's cells where it is one of planner's own."""
    if TEMPLATE_CELLS not in package.defined_names:
        return read_book(package)
    try:
        return read_book(package, find(package))
    except PlanError as error:
        first = error.problems[0]
        return read_book(package, plan_reason=f"{replace(first, file='')}")


def _with_values(package: Package, plan: Book, evaluation: Evaluation) -> Package:
    """A plan that was brought up to date in memory, with the values that its new formulas come to."""
    edits: dict[str, dict[Position, Edit]] = {}
    for (sheet, row, column), value in evaluation.values.items():
        there = plan.cells.get((sheet, row, column))
        if there is None or there.formula is None or there.value is not None or isinstance(value, NotRun):
            continue
        comes_to = CellError(value.code) if isinstance(value, FormulaError) else value
        edits.setdefault(sheet, {})[row, column] = Edit(comes_to, "keep")
    out = BytesIO()
    patch_package(package, edits, out)
    return with_bytes(package, out.getvalue())


def _cells(book: Workbook) -> set[tuple[str, int, int]]:
    """The cells to evaluate: every formula, and planner's cells that hold none any more."""
    cells = {formula.position for formula in book.formulas}
    if book.plan is not None:
        owned = owned_cells(book.plan.template, book.plan.preset, book.plan.layout)
        cells |= {cell.position for cell in owned}
    return cells


class _Asker:
    """Asks the checkers about cells of one workbook; remembers what it was told."""

    def __init__(self, path: Path, checker: str | None, session: Session) -> None:
        self.path, self.checker, self.session = path, checker, session
        self.known: Evaluation | None = None

    def __call__(self, cells: Cells) -> Evaluation:
        """The values of the cells; each a `NotRun` with the reason where no checker gave a result."""
        if self.known is None:
            try:
                self.known = evaluate(
                    self.path, cells, checker=self.checker, session=self.session, timeout_s=TIMEOUT_S
                )
            except CheckerFailed as failure:
                reason = NotRun(str(failure))
                values = {(sheet, *place): reason for sheet, places in cells.items() for place in places}
                self.known = Evaluation(failure.checker or self.checker or CHAIN[0], "", values)
        return self.known


def _values(book: Workbook, ask: _Asker, evaluation: Evaluation) -> Values:
    """What the checker and, for one of planner's own workbooks, the engine make of the formulas."""
    if book.plan_reason:
        return Values(evaluation.values, reason=f"planner's engine was not asked: {book.plan_reason}")
    if book.plan is None:
        return Values(evaluation.values)
    try:
        reading = examine.read_book(book.plan, ask)
    except PlanError as error:
        reason = f"planner's engine was not asked: {replace(error.problems[0], file='')}"
        return Values(evaluation.values, reason=reason)
    checks = judging.judge(reading, evaluation.values, judging.stored_in(book.plan))
    size_of = judging.sizes(reading)
    return Values(
        computed=evaluation.values,
        engine={check.cell.position: check.engine for check in checks if check.status in {AGREES, DIFFERS}},
        sizes={check.cell.position: size for check in checks if (size := size_of(check.cell))},
        changed={
            check.cell.position: check.status for check in checks if check.status in {EDITED, OVERWRITTEN}
        },
    )
