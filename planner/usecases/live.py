"""The use case refresh on a workbook that Excel has open. Excel itself is the checker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from planner.book.edits import Edits
from planner.book.find import find
from planner.check import examine
from planner.check.checkers.base import Evaluation, by_sheet
from planner.layout.places import LOG_HEADER
from planner.live import attach
from planner.live.openbook import OpenBook
from planner.problems import PlanError
from planner.results.plan import Result, refused
from planner.results.program import Program
from planner.results.statuses import AGREES
from planner.usecases.outcome import Outcome
from planner.usecases.refresh import compared
from planner.usecases.with_actuals import live_actuals


def refresh(path: Path | str, *, save: bool = False, now: datetime | None = None) -> Result:
    """Recompute the open workbook, compare, and write engine values, statuses and a row of the log into it.

    Only planner's own cells change, and Excel gets every setting back. Where something fails on the way, the
    cells get back what was in them.

    Args:
        path: the full path, or the address in OneDrive or SharePoint.
        save: also save the workbook; otherwise that is left to its owner.
    """
    return _or_refused(str(path), lambda: _refreshed(attach.attach(str(path)), save, now))


def refresh_book(book: Any = None, *, save: bool = False) -> Result:
    """The same for a workbook of xlwings; for the active one of the Excel that calls when none is given.

    For `RunPython` of xlwings' add-in. What came out is shown in Excel: in the status bar where all agrees,
    in a dialog where something is to be mended.
    """
    opened = attach.open_book(attach.calling_book() if book is None else book)
    result = _or_refused(opened.file, lambda: _refreshed(opened, save, None))
    opened.tell(result.ok, _sentence(result))
    return result


def doctor() -> tuple[Program, ...]:
    """What planner reaches of the Excel that is open. Nothing is written."""
    found: list[Program] = []
    try:
        version, opened = attach.look()
    except PlanError as error:
        return (Program("Excel", "", False, _first(error)),)
    found.append(Program("xlwings", version, True, ""))
    if not opened:
        found.append(Program("Excel", "", False, "no workbook is open in it"))
    for one in opened:
        found += _looked_at(one)
    return tuple(found)


def _looked_at(opened: OpenBook) -> list[Program]:
    """An open workbook: whether Excel can be held, and whether it is a plan."""
    try:
        with opened.held():
            excel = Program(
                "Excel", opened.version(), True, f"process {opened.app.pid}, held and let go again"
            )
            book = find(opened.snapshot())
            detail = f"{opened.file}: a plan, template {book.template.name} {book.template.version}"
            return [excel, Program("workbook", "", True, detail)]
    except PlanError as error:
        what = f"{opened.file}: {error.problems[0].message}"
        return [Program("workbook", "", False, what)]


def _first(error: PlanError) -> str:
    problem = error.problems[0]
    return f"{problem.message}. {problem.remedy}"


def _or_refused(file: str, work: Callable[[], Result]) -> Result:
    try:
        return work()
    except PlanError as error:
        return refused(file, error.problems)


def _refreshed(opened: OpenBook, save: bool, now: datetime | None) -> Result:
    with opened.held():
        try:
            result = _compared(opened, now)
        except BaseException:
            opened.put_back()
            raise
    if save:
        opened.save()
    return result


def _compared(opened: OpenBook, now: datetime | None) -> Result:
    """Everything between holding Excel and letting it go."""
    opened.calculate_all()
    book = find(opened.snapshot())
    reading = examine.read_book(book, opened.evaluation)

    def evaluate_with(edits: Edits) -> Evaluation:
        opened.write(edits.by_sheet)
        opened.calculate()
        return opened.evaluation(by_sheet(examine.positions(reading)))

    found = compared(reading, evaluate_with, now)
    plan = Outcome(found.result, found.edits, recalculate=False, texts=reading.inputs.texts)
    result = live_actuals(plan, reading, opened.evaluation).result
    header = book.layout[LOG_HEADER]
    log = found.edits.by_sheet[header.sheet]
    row = max(row for row, _ in log)
    if row > header.row + 1:
        columns = range(header.column, header.column + header.columns)
        opened.append_row(header.sheet, header.row + 1, row, columns)
    opened.write(found.edits.by_sheet)
    return result


def _sentence(result: Result) -> str:
    """The outcome in a few words, for a dialog or the status bar."""
    if result.problems:
        return "\n".join(str(problem) for problem in result.problems[:5])
    checked = result.checked
    return f"planner: {checked[AGREES]:,} of {checked['cells']:,} formula cells agree, status {result.master}"
