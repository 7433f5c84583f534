"""The use case undo: a plan and its kept version change places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from planner.book import differing
from planner.book.find import Book, find
from planner.book.identify import identify
from planner.book.kept import Mark, mark_of
from planner.disk.exchange import end_interrupted, exchange
from planner.disk.locks import open_elsewhere
from planner.disk.onto_disk import backup_of
from planner.disk.replace import check_replaceable
from planner.disk.scratch import sweep
from planner.problems import PlanError, Problem, quoted
from planner.repair.uptodate import of_today
from planner.results.statuses import PROBLEMS
from planner.results.undo import UNDONE, Back, Undone, Version
from planner.template.schema import ENGLISH, Template
from planner.xlsx.package import Package, open_package


def undo(path: Path | str, *, dry_run: bool = False, password: str | None = None) -> Undone:
    """Bring back the kept version of a plan, and keep the present one in its place; a second undo is a redo.

    Both files keep every byte. What differs is in the result: inputs, other cells, sheets, statuses.

    Args:
        dry_run: only say what would come back.
        password: of an encrypted plan; the kept version has the same.
    """
    path = Path(path)
    try:
        return _undo(path, dry_run, password)
    except PlanError as error:
        return Undone(str(path), PROBLEMS, dry_run, problems=error.problems)


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two versions; `missing` says why no cells of planner's were found in it."""

    path: Path
    package: Package
    book: Book | None
    missing: str
    mark: Mark

    def version(self) -> Version:
        """What a reader is told of it."""
        saved = datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        good = self.mark.last_good[0] if self.mark.last_good else ""
        return Version(str(self.path), f"{saved:%Y-%m-%d %H:%M:%S}", good, self.mark.master)


def _undo(path: Path, dry_run: bool, password: str | None) -> Undone:
    sweep()
    end_interrupted(path)
    backup = _backup(path)
    then = _side(backup, open_package(backup, password))
    now, unreadable = _present(path, password)
    if now is not None:
        _refuse_same(now, then)
        _refuse_stranger(now, then)
    elif then.book is None:
        raise PlanError([*unreadable, Problem(then.missing, "Mend one of the two in Excel.", str(backup))])
    result = _undone(path, dry_run, now, then, unreadable)
    if not dry_run:
        _swap(path, now, then)
    return result


def _backup(path: Path) -> Path:
    """Where the kept version is, beside the file itself where the path is a link."""
    if not path.is_file():
        open_package(path)  # which says what is there instead
    backup = backup_of(path.resolve() if path.is_symlink() else path)
    if not backup.exists():
        message = f"there is nothing to undo: no earlier version is kept as {backup.name}"
        remedy = "planner keeps one when it first changes a plan, unless it is told --no-backup."
        raise PlanError(Problem(message, remedy, str(path)))
    return backup


def _side(path: Path, package: Package) -> _Side:
    """A version as it is; a PlanError where it is no plan of planner's, whole or broken."""
    template: Template | None = None
    book, missing = None, ""
    try:
        template = identify(package)[0]
        book = find(of_today(package)[0])
    except PlanError as error:
        missing = error.problems[0].message
    if template is None and not any(name.startswith(("in_", "out_")) for name in package.defined_names):
        remedy = "Move it away, or put the earlier version of the plan in its place."
        raise PlanError(Problem("this workbook is not a plan of planner's", remedy, str(path)))
    return _Side(path, package, book, missing, mark_of(package, template or _english()))


def _english() -> Template:
    from planner.template.locale import template_in

    return template_in(ENGLISH)


def _present(path: Path, password: str | None) -> tuple[_Side | None, tuple[Problem, ...]]:
    """The plan as it is now; None where it is so damaged that only going back helps, and why."""
    try:
        return _side(path, open_package(path, password)), ()
    except PlanError as error:
        return None, error.problems


def _refuse_same(now: _Side, then: _Side) -> None:
    if now.package.state.sha256 == then.package.state.sha256:
        message = f"there is nothing to undo: {then.path.name} holds the same bytes"
        raise PlanError(Problem(message, "It was not changed since.", str(now.path)))


def _refuse_stranger(now: _Side, then: _Side) -> None:
    """Versions share refreshes, or one is older than all of the other: `new --force` was between."""
    ours, theirs = now.mark.entries, then.mark.entries
    if not ours or not theirs or set(ours) & set(theirs):
        return
    if ours[-1][0] <= theirs[0][0] or theirs[-1][0] <= ours[0][0]:  # within a second, they may be equal
        return
    message = f"it is no version of {now.path.name}: their logs have no refresh in common"
    remedy = "Move it away, or put the earlier version of the plan in its place."
    raise PlanError(Problem(message, remedy, str(then.path)))


def _swap(path: Path, now: _Side | None, then: _Side) -> None:
    from planner.xlsx.openfile import read_bytes

    check_replaceable(path)
    if problems := open_elsewhere(then.path):
        raise PlanError(problems)
    seen = now.package.state if now else read_bytes(path)[1]
    exchange(path, seen, then.path, then.package.state)


def _undone(
    path: Path, dry_run: bool, now: _Side | None, then: _Side, unreadable: tuple[Problem, ...]
) -> Undone:
    result = Undone(str(path), UNDONE, dry_run, Version(str(path)), then.version())
    if now is None:
        note = f"the plan as it is now cannot be read: {unreadable[0].message}"
        return _with(result, notes=(note, "what differs is not listed"))
    ours, theirs = now.package, then.package
    result = _with(
        result,
        now=now.version(),
        sheets_back=tuple(differing.sheets_alone(theirs, ours)),
        sheets_gone=tuple(differing.sheets_alone(ours, theirs)),
        notes=tuple(_notes(now, then)),
    )
    if now.book is None or then.book is None:
        return result
    return _with(
        result,
        inputs=_backs(differing.inputs(now.book, then.book)),
        cells=_backs(differing.cells(now.book, then.book)),
        statuses=_backs(differing.statuses(now.book, then.book)),
    )


def _notes(now: _Side, then: _Side) -> list[str]:
    notes = [
        f"{side.path.name} has lost cells of planner's ({side.missing}), so cells that differ are not listed"
        for side in (now, then)
        if side.book is None
    ]
    if now.mark.entries and then.mark.entries and not set(now.mark.entries) & set(then.mark.entries):
        notes.append(
            f"{then.path.name} is another plan, which stood there before: no refresh is in both logs"
        )
    for name in differing.beside(now.package, then.package):
        notes.append(f"planner's own sheet {quoted(name)} says something else in the two versions")
    if names := differing.parts(now.package, then.package):
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        notes.append(f"other parts of the file differ too: {', '.join(names[:3])}{more}")
    return notes


def _with(result: Undone, **changes: object) -> Undone:
    from dataclasses import replace

    return replace(result, **changes)  # type: ignore[arg-type]


def _backs(found: list[differing.Difference]) -> tuple[Back, ...]:
    return tuple(Back(*one) for one in found)
