"""Which version of a plan is kept as its backup: the one before the first change since it was in order.

A plan is in order while it shows what its last refresh with full agreement left: its log says so, and its
master status still does. A change to a plan that is in order makes that plan the backup. A write to any other
plan leaves the backup alone where it comes from the same refresh: it is the version before the first change,
and what is written now goes on with that change. So does a refresh that finds nothing changed.

All of it is read from the two files themselves; nothing else remembers it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from planner.book.find import Book
from planner.layout.places import LOG_HEADER, LOG_WIDTH, MASTER_ON_COVER
from planner.problems import PlanError
from planner.results.statuses import IN_ORDER
from planner.template.schema import Template
from planner.xlsx.a1 import SheetArea, parse_reference
from planner.xlsx.cell import Value
from planner.xlsx.package import Package, glance

PROPERTIES = "docprops/core.xml"
"""The part with the date of the last save, which every program but planner writes anew."""

TIME, FINGERPRINT, RESULT = 0, 4, 6
"""Columns of the log."""

Entry = tuple[str, str]
"""A refresh in the log: its time, and the fingerprint of the inputs."""


class Mark(NamedTuple):
    """What a plan says of itself.

    Attributes:
        entries: every refresh that its log holds, the oldest first.
        last_good: the last one after which every cell agreed.
        master: the status that it shows.
        saved: what changes when a program other than planner saves it.
    """

    entries: tuple[Entry, ...]
    last_good: Entry | None
    master: str
    saved: int | None

    @property
    def in_order(self) -> bool:
        """Whether it shows what its last refresh left, and that every cell agreed."""
        ended = self.entries[-1] if self.entries else None
        return self.master in IN_ORDER and ended is not None and ended == self.last_good


def mark_of(package: Package, template: Template) -> Mark:
    """The mark of a plan; one that has lost its log or its cover says less."""
    good = template.words.log_agrees
    rows = [row for row in _log(package) if isinstance(row[TIME], str) and row[TIME]]
    entries = [(str(row[TIME]), str(row[FINGERPRINT] or "").replace(" ", "")) for row in rows]
    agreed = [entry for entry, row in zip(entries, rows, strict=True) if row[RESULT] == good]
    member = package.archive.members.get(package.archive.folded.get(PROPERTIES, ""))
    return Mark(
        entries=tuple(entries),
        last_good=agreed[-1] if agreed else None,
        master=template.status_of(str(_master(package) or "")),
        saved=member.crc if member else None,
    )


class Keeping(NamedTuple):
    """What is going to be written over a plan, as far as it decides which version is kept.

    Attributes:
        plan: the plan as it was read.
        fingerprint: of the inputs that are going to stand there; nothing where a formula of the owner's goes.
    """

    plan: Package
    template: Template
    fingerprint: str

    def stays(self, backup: Path) -> bool:
        """Whether the backup that is there is to stay."""
        now = mark_of(self.plan, self.template)
        if now.in_order:
            return now.entries[-1][1] == self.fingerprint
        password = self.plan.encryption.password if self.plan.encryption else None
        try:
            then = mark_of(glance(backup, password), self.template)
        except PlanError:
            return False
        same = then.last_good == now.last_good and then.entries == now.entries[: len(then.entries)]
        return same and (then.in_order or then.saved == now.saved)


def keeping(book: Book, fingerprint: str) -> Keeping:
    """The rule for a book that is going to be written with inputs of that fingerprint."""
    return Keeping(book.package, book.template, fingerprint)


def _log(package: Package) -> list[list[Value]]:
    """The rows of the log."""
    header = _cells_of(package, LOG_HEADER)
    if header is None:
        return []
    cells, first = package.cells(str(header.sheet)), header.area
    last = max((row for row, _ in cells), default=0)
    columns = range(first.first_column, first.first_column + LOG_WIDTH)
    return [
        [cells[row, column].value if (row, column) in cells else None for column in columns]
        for row in range(first.first_row + 1, last + 1)
    ]


def _master(package: Package) -> Value:
    """The status on the cover, as the file shows it."""
    place = _cells_of(package, MASTER_ON_COVER)
    if place is None:
        return None
    position = place.area.first_row, place.area.first_column
    cells = package.cells(str(place.sheet), [position])
    return cells[position].value if position in cells else None


def _cells_of(package: Package, name: str) -> SheetArea | None:
    """The cells that a defined name points at, on a sheet that is there."""
    found = parse_reference(package.defined_names.get(name, ""))
    names = {sheet.name.casefold() for sheet in package.sheets if sheet.kind == "worksheet"}
    return found if found and (found.sheet or "").casefold() in names else None
