"""The use case upgrade with `data`: a plan takes the reference data that its template has and it has not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from planner.book.find import find
from planner.book.table_growth import with_rows
from planner.problems import PlanError
from planner.results.prices import NOTHING, TO_COME, WRITTEN
from planner.results.reference import ReferenceUpgraded
from planner.results.statuses import PROBLEMS
from planner.usecases.grown import Plan, own_columns, plan_of, written
from planner.usecases.opening import Way, opened
from planner.usecases.reference_rows import Found, compared
from planner.xlsx.package import Package


def upgrade_data(path: Path | str, way: Way, *, choose: bool) -> ReferenceUpgraded:
    """Write new rows of reference data below a plan's own, and renew those that nobody has edited or chosen.

    A plan of an earlier template has to be upgraded first: it is a problem that says so.

    Args:
        choose: renew those too that something of the plan takes.
    """
    from planner.template.earlier_data import earlier_data

    file = str(path)
    try:
        plan = plan_of(opened(path, way.password, way.drop_signature), dry_run=way.dry_run)
        found = compared(plan.reading, earlier_data(plan.book.template), choose=choose)
        result = _told(file, plan, found)
        if not result.rows:
            return result
        package = _with_new(plan, found)
        if way.dry_run:
            return replace(result, status=TO_COME)
        grown = written(plan, package, found.typed, backup=way.backup, checker=way.checker)
    except PlanError as error:
        return ReferenceUpgraded(file, PROBLEMS, problems=error.problems)
    notes = (*result.notes, *grown.notes)
    return replace(result, status=WRITTEN, moved=grown.moved, notes=notes, sha256=grown.sha256)


def _told(file: str, plan: Plan, found: Found) -> ReferenceUpgraded:
    """What there is, before anything is written."""
    notes = [*found.left_out]
    for table in found.entries:
        notes += own_columns(plan.book, table)
    return ReferenceUpgraded(
        file,
        NOTHING,
        plan.book.template.reference.version,
        new=tuple(found.new),
        changed=tuple(found.changed),
        gone=tuple(found.gone),
        kept=tuple(found.kept),
        same=found.same,
        notes=tuple(notes),
    )


def _with_new(plan: Plan, found: Found) -> Package:
    """The workbook with the new rows below its own, table by table, in memory."""
    package = plan.book.package
    for key, entries in found.entries.items():
        book = find(package)
        package = with_rows(book, book.template.table(key), entries)
    return package
