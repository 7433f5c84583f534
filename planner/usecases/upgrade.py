"""The use case upgrade: a plan of an earlier template becomes one of today's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from planner.book.find import find
from planner.book.identify import cells_of_template, identity, version_before
from planner.check import examine
from planner.disk.replace import check_replaceable, write_back
from planner.disk.scratch import working_copy
from planner.results.plan import Result
from planner.results.statuses import AGREES
from planner.results.upgrade import CELL, FORMULA, INPUT, Upgraded
from planner.usecases.evaluation import Checker, checker_of
from planner.usecases.opening import Way, opened, result_or_problems
from planner.usecases.outcome import Outcome
from planner.usecases.refresh import recomputed
from planner.xlsx.package import Package

if TYPE_CHECKING:
    from planner.results.reference import ReferenceUpgraded
    from planner.upgrade.compose import Composed


@overload
def upgrade(
    path: Path | str,
    *,
    data: Literal[False] = False,
    choose: bool = False,
    dry_run: bool = False,
    backup: bool = True,
    checker: str | None = None,
    now: datetime | None = None,
    password: str | None = None,
    drop_signature: bool = False,
) -> Result: ...


@overload
def upgrade(
    path: Path | str,
    *,
    data: Literal[True],
    choose: bool = False,
    dry_run: bool = False,
    backup: bool = True,
    checker: str | None = None,
    now: datetime | None = None,
    password: str | None = None,
    drop_signature: bool = False,
) -> ReferenceUpgraded: ...


def upgrade(
    path: Path | str,
    *,
    data: bool = False,
    choose: bool = False,
    dry_run: bool = False,
    backup: bool = True,
    checker: str | None = None,
    now: datetime | None = None,
    password: str | None = None,
    drop_signature: bool = False,
) -> Result | ReferenceUpgraded:
    """Write a plan of an earlier template anew as one of today's, with its inputs and its owner's own sheets.

    `Result.upgrades` says what became of every input, and of every formula of the owner's that reads
    planner's cells. A plan of today's template is left alone.

    With `data`, a plan of today's template takes the newest reference data, prices and chips: new rows come
    below its own, and a row that nobody has edited and nothing takes is renewed. `ReferenceUpgraded` says so.

    Args:
        data: take the newest reference data instead.
        choose: with `data`, renew those rows too that something of the plan takes.
        dry_run: say what would become of everything, but write nothing.
        backup: keep the version before as `NAME.bak.xlsx`.
        checker: the program that evaluates the formulas.
        now: the time that its log begins with; not with `data`, which begins none.
        password: of an encrypted workbook, which stays encrypted.
        drop_signature: take a digital signature out, which no change could keep.
    """
    way = Way(dry_run, backup, checker, password, drop_signature)
    if not data:
        return _upgrade(path, way, now)
    from planner.usecases.upgrade_data import upgrade_data

    return upgrade_data(path, way, choose=choose)


@result_or_problems
def _upgrade(path: Path | str, way: Way, now: datetime | None) -> Result:
    """The plan of an earlier template written anew."""
    from planner.upgrade.compose import composed

    package = opened(path, way.password, way.drop_signature)
    if (done := _already(package)) is not None:
        return done
    if not way.dry_run:
        check_replaceable(package.path)
    made = composed(package, at := now or datetime.now(UTC))
    with checker_of(way.checker) as ask:
        outcome = _computed(made, ask, at)
    result = _told(outcome.result, made, dry_run=way.dry_run, backup=way.backup)
    if way.dry_run:
        return result
    written = write_back(made.package, outcome.edits.by_sheet, backup=way.backup, on_load=outcome.on_load)
    return replace(result, sha256=written.state.sha256)


def _computed(made: Composed, ask: Checker, now: datetime) -> Outcome:
    """The new plan evaluated and compared; its log begins with the version that it comes from."""
    package = made.package

    def write(draft: Path) -> None:
        draft.write_bytes(package.archive.data)

    with working_copy(f"draft{package.path.suffix}", write, package.file) as draft:
        book = find(package)._replace(was=made.was)
        return recomputed(examine.computed(book, partial(ask, draft)), ask, now)


def _told(result: Result, made: Composed, *, dry_run: bool, backup: bool) -> Result:
    """The result with what became of everything."""
    said = _said(result, made, dry_run=dry_run, backup=backup)
    return replace(result, upgrades=tuple(_upgrades(made)), notes=(*result.notes, said))


def _already(package: Package) -> Result | None:
    """What to say of a plan that needs no upgrade; None for one of an earlier template.

    Raises:
        PlanError: it is no plan, or one of a later template.
    """
    cells_of_template(package)
    if version_before(package):
        return None
    template = identity(package)[0]
    note = f"made with template {template.version} already; the file was left as it is"
    return Result(package.file, AGREES, template.name, template.version, notes=(note,))


def _upgrades(made: Composed) -> Iterator[Upgraded]:
    from planner.upgrade.report_sheet import place_of, why_of

    for fate in made.draft.fates:
        yield Upgraded(INPUT, fate.key, "", "", fate.change, fate.was, fate.now, fate.why)
    for one in made.own:
        change = "lost" if one.now.lost else "rewritten"
        cell = one.cell or place_of(one._replace(sheet=""))
        why = why_of(one, made.draft, "en")
        yield Upgraded(FORMULA, "", one.sheet, cell, change, f"={one.was}", f"={one.now.text}", why)
    for left in made.left:
        yield Upgraded(CELL, "", left.sheet, left.cell, "gone", left.text, "", "")


def _said(result: Result, made: Composed, *, dry_run: bool, backup: bool) -> str:
    """The one line on the whole."""
    counts = dict.fromkeys(("kept", "moved", "changed", "gone"), 0)
    for fate in made.draft.fates:
        counts[fate.change] += 1
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    head = f"made with template {made.was}; planner upgrade brings it to {result.template_version}"
    if not dry_run:
        head = f"made with template {made.was}, brought to {result.template_version}"
    undo = "; planner undo brings the version before back" if backup and not dry_run else ""
    return f"{head}: inputs {told}; a sheet of the plan lists them all{undo}"
