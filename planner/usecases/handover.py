"""The use cases handover and verify: a package for investors is made, and checked by who receives it.

A handover never changes the workbook. What it puts into the package is checked there, in the copy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from planner import __version__
from planner.book.acknowledging import reasons, with_checks
from planner.book.assign import edits_of, typed
from planner.book.find import find
from planner.book.identify import earlier_problem, version_before
from planner.book.read import held_inputs
from planner.disk.scratch import working_copy
from planner.explain.page import page
from planner.handover import comments as talk
from planner.handover import contents, judging, manifest, paths, rules
from planner.handover.folder import check_free, write_folder
from planner.handover.manifest import Manifest, described, read_manifest
from planner.handover.package import Copy, package_files, safe_name
from planner.handover.received import deviations, disagreements, is_plain
from planner.handover.strip import strip
from planner.lint.registry import find_rule
from planner.lint.sheet_reader import read_sheet
from planner.problems import PlanError, Problem
from planner.results.handover import (
    DEVIATES,
    HANDED_OVER,
    REFUSED,
    SOUND,
    Delivery,
    Receipt,
    Refusal,
)
from planner.results.plan import Result, refused
from planner.results.statuses import PROBLEMS
from planner.usecases import lint as linting
from planner.usecases.check import check
from planner.xlsx.package import Package, open_package, with_bytes
from planner.xlsx.patch import patch_package
from planner.xlsx.zip_new import fresh_zip

RULES = rules.WAIVABLE
"""What may be waived, beside the rules of lint."""


def unknown_rules(names: Collection[str]) -> list[str]:
    """The names that are neither a rule of handover nor one of lint."""
    return [name for name in names if name not in rules.WAIVABLE and find_rule(name) is None]


def known_rules() -> list[str]:
    """Every name that may be waived."""
    return [*rules.WAIVABLE, *(rule.name for rule in linting.rules())]


def handover(
    path: Path | str,
    folder: Path | str,
    *,
    waive: Collection[str] = (),
    comments: str = "",
    acknowledge: Mapping[str, str] = MappingProxyType({}),
    by: str = "",
    password: str | None = None,
    source_password: str | None = None,
    pdf: bool = True,
    now: datetime | None = None,
) -> Delivery:
    """Make a package of a workbook in a new or empty folder; nothing is written where something forbids it.

    Args:
        folder: the package; it is written whole, in one step.
        waive: rules that need not hold, of handover by name, of lint by name or number.
        comments: `strip` or `keep`; a workbook with comments is refused without.
        acknowledge: a check that warns, by key or label -> why the plan is handed over all the same;
            it goes into the copy, beside what the plan acknowledges itself.
        by: who says so.
        password: to encrypt the workbook in the package with.
        source_password: of the workbook that is handed over, where it has one.
        pdf: let LibreOffice print the copy, where it is there.
        now: the time that the manifest is given.

    Raises:
        ValueError: a waived rule does not exist.
    """
    path, folder, names, now = Path(path), Path(folder), _names(waive), now or datetime.now(UTC)
    try:
        check_free(folder)
        copy, removed = _stripped(_opened(path, source_password, acknowledge, by), comments, names)
        made, said = _judged(copy, folder, comments, names), _said(comments, copy)
        if made.refusals:
            return made
        files, notes = package_files(copy, made.waived, now, comments=said, password=password, pdf=pdf)
        write_folder(folder, files)
    except PlanError as error:
        return Delivery(str(path), str(folder), PROBLEMS, problems=error.problems)
    return _with_files(replace(made, status=HANDED_OVER, removed=removed, notes=tuple(notes)), files)


def verify(folder: Path | str, *, password: str | None = None) -> Receipt:
    """Compare a package with its manifest, and repeat the check of the workbook in it. Reads only.

    Args:
        password: of the workbook in the package, where it is encrypted.
    """
    folder = Path(folder)
    try:
        said, digest = read_manifest(folder / manifest.NAME)
        problems = list(deviations(folder, said))
    except PlanError as error:
        return Receipt(str(folder), PROBLEMS, problems=error.problems)
    except OSError as error:
        message = f"the folder cannot be read ({error.strerror or error})"
        return Receipt(str(folder), PROBLEMS, problems=(Problem(message, "Check the path.", str(folder)),))
    result = refused(str(folder), ())
    if is_plain(said.workbook) and (folder / said.workbook).is_file():
        if said.encrypted and not problems and (locked := _locked(folder / said.workbook, password)):
            return Receipt(str(folder), PROBLEMS, problems=locked)
        if problem := _of_earlier(folder / said.workbook, password):
            problems.append(problem)
        else:
            result = check(folder / said.workbook, password=password)
            problems += disagreements(said, result)
    return replace(
        _receipt(folder, said, result),
        status=DEVIATES if problems else SOUND,
        manifest_sha256=digest,
        problems=tuple(problems),
    )


def _receipt(folder: Path, said: Manifest, result: Result) -> Receipt:
    """What the manifest says, and what the check of the workbook came to here."""
    made = {"planner": said.planner, "template": said.template, "checker": said.checker}
    here = {
        "planner": __version__,
        "template": f"{result.template} {result.template_version}".strip(),
        "checker": f"{result.checker} {result.checker_version}".strip(),
    }
    return Receipt(
        str(folder),
        SOUND,
        made=said.made,
        made_with=made,
        checked_with=here,
        files=said.files,
        checked=result.checked,
        master=result.master,
        waived=tuple(dict.fromkeys(one.get("rule", "") for one in said.waived)),
    )


def _names(waive: Collection[str]) -> set[str]:
    """The rules that are waived, those of lint by name. A ValueError where one does not exist."""
    if unknown := unknown_rules(waive):
        raise ValueError(f"there is no rule {', '.join(unknown)}")
    return {rule.name if (rule := find_rule(name)) else name for name in waive}


def _opened(path: Path, password: str | None, acknowledge: Mapping[str, str], by: str) -> Package:
    """The workbook that is handed over; its own password goes by another name than that of the copy."""
    try:
        package = open_package(path, password)
    except PlanError as error:
        raise PlanError(
            replace(one, remedy=one.remedy.replace("--password", "--source-password"))
            for one in error.problems
        ) from None
    if problem := earlier_problem(package):
        raise PlanError(problem)
    return _acknowledged(package, acknowledge, by)


def _judged(copy: Copy, folder: Path, comments: str, waived: Collection[str]) -> Delivery:
    """What stands against handing the copy over, and what was waived."""
    standing, passed = rules.parted(_refusals(copy, comments), waived)
    return Delivery(copy.package.file, str(folder), REFUSED, refusals=standing, waived=passed)


def _said(comments: str, copy: Copy) -> str:
    """What became of the comments, for the manifest."""
    return comments if talk.commented(copy.package) else "none"


def _acknowledged(package: Package, acknowledge: Mapping[str, str], by: str) -> Package:
    """The workbook with these reasons in its table of acknowledged checks, in memory."""
    if not acknowledge:
        return package
    book, typed_there = with_checks(find(package), reasons(acknowledge, by))
    edits, out = edits_of(typed(book, typed_there, force=True)), BytesIO()
    patch_package(book.package, edits.by_sheet, out)
    return with_bytes(package, out.getvalue())


def _locked(path: Path, password: str | None) -> tuple[Problem, ...]:
    """Why a workbook does not open that is as it was handed over: its password is missing or another."""
    try:
        open_package(path, password)
    except PlanError as error:
        saved = ", or save it in Excel without one"  # which would be another file than the one handed over
        return tuple(replace(one, remedy=one.remedy.replace(saved, "")) for one in error.problems)
    return ()


def _of_earlier(path: Path, password: str | None) -> Problem | None:
    """What to say of a workbook that this planner would count otherwise than the one that checked it."""
    try:
        was = version_before(open_package(path, password))
    except PlanError:
        return None  # which the check says
    if not was:
        return None
    message = f"made with template {was}, so that the check of its maker cannot be repeated here"
    remedy = "Verify it with the planner that made it, or ask the sender for a package of today."
    return Problem(message, remedy, str(path))


def _with_files(done: Delivery, files: Mapping[str, bytes]) -> Delivery:
    """The same, with what was written."""
    listed = {name: described(name, content) for name, content in files.items()}
    return replace(done, files=tuple(listed.values()), manifest_sha256=listed[manifest.NAME].sha256)


def _stripped(package: Package, comments: str, waived: Collection[str]) -> tuple[Copy, tuple[str, ...]]:
    """The copy, and what it does not carry any more."""
    stripped = strip(package, comments=comments)
    return _examined(package, stripped.parts, waived), stripped.removed


def _examined(package: Package, parts: Mapping[str, bytes], waived: Collection[str]) -> Copy:
    """The copy with its check and its lint; no lint where it was waived as a whole."""

    def write(draft: Path) -> None:
        draft.write_bytes(fresh_zip(parts))

    with working_copy(safe_name(package.path), write, package.file) as draft:
        checked = check(draft)
        ours = [name for name in waived if find_rule(name)]
        lint = None if rules.LINT in waived else linting.lint(draft, ours)
        book = find(open_package(draft)) if checked.template else None
    trace = page(book, held_inputs(book), safe_name(package.path)) if book else b""
    return Copy(package, parts, checked, lint, book, trace)


def _refusals(copy: Copy, comments: str) -> Iterator[Refusal]:
    """Everything that stands against handing it over, waived or not."""
    package, file = copy.package, copy.package.file
    sheets = [read_sheet(package, info) for info in package.sheets if info.kind == "worksheet"]
    yield from contents.refusals_of(package, sheets)
    yield from paths.refusals_of(sheets, copy.parts, file)
    for sheet in () if comments else dict.fromkeys(talk.commented(package).values()):
        yield rules.refusal(rules.COMMENTS, "the sheet holds comments", file, sheet)
    yield from judging.of_check(copy.check, file, copy.book)
    if copy.lint is None:
        yield rules.refusal(rules.LINT, "the rules of lint were not asked", file)
    else:
        yield from judging.of_lint(copy.lint, file)
