"""The files of a package, from a copy that was stripped, checked and not refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from planner import __version__
from planner.book.find import Book
from planner.book.identify import identify
from planner.explain.page import NAME as TRACE
from planner.handover import manifest, review
from planner.handover.judging import acknowledged, values_are_fresh
from planner.handover.manifest import Manifest, described
from planner.handover.pdf import printed
from planner.problems import PlanError
from planner.results.handover import Refusal
from planner.results.lint import LintResult
from planner.results.plan import Result
from planner.template.load import load_template
from planner.template.schema import Template
from planner.xlsx.encryption import Encryption, encrypt
from planner.xlsx.package import Package
from planner.xlsx.patch_book import with_recalculation
from planner.xlsx.zip_new import fresh_zip

ENDINGS = {".xlsx", ".xlsm"}
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""What a file name may not hold on some system that a receiver may have."""

RECALCULATES = "not every value in it is known to be fresh, so Excel will recalculate it on opening"
FEW = 5
"""Inputs that a note names."""
NOT_ENCRYPTED = "the plan is encrypted, the package is not; --password encrypts it"
NO_PDF = "there is no PDF: it would show what the password protects"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy in the making.

    Attributes:
        package: the workbook that it is a copy of.
        parts: what the copy holds.
        check: of the copy; `lint` of it too, or None where it was waived as a whole.
        book: planner's cells in the copy; None where it is not a plan that could be checked.
        trace: the page that leads from each number to its inputs; nothing without `book`.
    """

    package: Package
    parts: Mapping[str, bytes]
    check: Result
    lint: LintResult | None
    book: Book | None
    trace: bytes = b""

    @property
    def name(self) -> str:
        """What the workbook is called in the package."""
        return safe_name(self.package.path)


def safe_name(path: Path) -> str:
    """A file name that every system has room for, and that no other file of a package has."""
    ending = path.suffix.lower()
    stem = UNSAFE.sub("-", path.stem).strip(". ") or "plan"
    return f"{stem}{ending if ending in ENDINGS else '.xlsx'}"


def package_files(
    copy: Copy,
    waived: Sequence[Refusal],
    now: datetime,
    *,
    comments: str = "",
    password: str | None = None,
    pdf: bool = True,
) -> tuple[dict[str, bytes], list[str]]:
    """The files of the package by name, and what the sender should know."""
    workbook, notes = _workbook(copy)
    files = {copy.name: workbook}
    if password is not None:
        files[copy.name] = encrypt(workbook, Encryption(password), copy.package.file)
        notes += [NO_PDF] if pdf else []
    elif pdf:
        content, reason = printed(workbook, copy.name)
        if content:
            files[f"{Path(copy.name).stem}.pdf"] = content
        notes += [reason] if reason else []
    notes += [NOT_ENCRYPTED] if copy.package.encryption is not None and password is None else []
    said = _manifest(copy, waived, now, comments=comments, encrypted=password is not None)
    files |= {TRACE: copy.trace} if copy.trace and password is None else {}  # it shows what a password hides
    files[review.NAME] = review.page(_naming(said, files), _template(copy), copy.book)
    files[manifest.NAME] = _naming(said, files).written()
    return files, notes


def _under_the_presets(result: Result) -> list[str]:
    """What the sender should know of inputs beside which the preset still says where they are from."""
    if not (names := result.preset_sources):
        return []
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return [f"not the preset's any more, but under its source or title: {', '.join(names[:FEW])}{more}"]


def _template(copy: Copy) -> Template:
    """In the language that the workbook states, even where it could not be checked."""
    if copy.book is not None:
        return copy.book.template
    try:
        return identify(copy.package)[0]
    except PlanError:
        return load_template()


def _workbook(copy: Copy) -> tuple[bytes, list[str]]:
    """The copy, with Excel told to recalculate it on load only where a value may be stale."""
    book, asked = copy.package.workbook_part, copy.package.calculation.full_on_load
    fresh = values_are_fresh(copy.check, copy.lint, recalculates=asked)
    part = copy.package.part(book)
    changed = with_recalculation(copy.parts[book], part, on_load=not fresh)
    notes = [] if fresh else [RECALCULATES]
    return fresh_zip({**copy.parts, book: changed}), notes + _under_the_presets(copy.check)


def _manifest(
    copy: Copy, waived: Sequence[Refusal], now: datetime, *, comments: str, encrypted: bool
) -> Manifest:
    check = copy.check
    counts = {} if copy.lint is None else copy.lint.counts
    return Manifest(
        made=f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        planner=__version__,
        template=f"{check.template} {check.template_version}".strip(),
        checker=f"{check.checker} {check.checker_version}".strip(),
        workbook=copy.name,
        encrypted=encrypted,
        comments=comments,
        check={"status": check.status, "master": check.master, **check.checked} if check.template else {},
        lint={name.replace(" ", "_"): count for name, count in counts.items()},
        fingerprint=check.fingerprint,
        waived=[{"rule": one.rule, "sheet": one.problem.sheet, "cell": one.problem.cell} for one in waived],
        acknowledged=acknowledged(check),
    )


def _naming(said: Manifest, files: Mapping[str, bytes]) -> Manifest:
    """The manifest with these files in it."""
    return replace(said, files=tuple(described(*file) for file in files.items()))
