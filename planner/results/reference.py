"""What `planner upgrade --data` gives back: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.problems import Problem
from planner.results.moved import KeyMove
from planner.results.statuses import PROBLEMS

Said = float | str
"""What a cell says: a number or a text; a day as 2026-11-28."""


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A row of reference data.

    Attributes:
        table: the key of its table.
        name: what the row is called there.
        source: where it is from.
        date: of its figures, as 2026-11-28.
        values: column -> what it says, but for columns that are empty.
    """

    table: str
    name: str
    source: str
    date: str
    values: Mapping[str, Said]

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__} | {"values": dict(self.values)}


@dataclass(frozen=True, slots=True)
class ReferenceMove:
    """A row of a plan that says what earlier reference data said, and that newer data have otherwise.

    Attributes:
        source: where the newer figures are from, of the day `date`.
        was: column -> what the plan says, of the columns that differ; an empty text for an empty cell.
        now: the same columns in the newer data.
        taken_by: what of the plan takes the row, such as `clusters[Main].quote`.
        written: whether the plan takes the newer figures: always where nothing takes the row.
    """

    table: str
    name: str
    source: str
    date: str
    was: Mapping[str, Said]
    now: Mapping[str, Said]
    taken_by: Sequence[str] = ()
    written: bool = True

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        plain = {"was": dict(self.was), "now": dict(self.now), "taken_by": list(self.taken_by)}
        return {name: getattr(self, name) for name in self.__slots__} | plain


@dataclass(frozen=True, slots=True)
class ReferenceUpgraded:
    """What a plan takes of its template's newest reference data.

    Attributes:
        status: `written`; `to come` where it was only looked at; `nothing new`; `problems`.
        version: the day of the newest data.
        new: rows that the plan has not, which come below its own.
        changed: rows that nobody has edited and that are otherwise now.
        gone: rows of earlier data, as they were, that the newest have no more. They stay.
        kept: rows that say something else than any reference data: the owner's. They stay.
        same: how many rows say what the newest data say.
        moved: key numbers that moved by it.
    """

    file: str
    status: str
    version: str = ""
    new: Sequence[ReferenceRow] = ()
    changed: Sequence[ReferenceMove] = ()
    gone: Sequence[ReferenceRow] = ()
    kept: Sequence[str] = ()
    same: int = 0
    moved: Sequence[KeyMove] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    sha256: str = ""

    @property
    def ok(self) -> bool:
        """Whether the plan could be read and, where that was asked for, written."""
        return self.status != PROBLEMS

    @property
    def rows(self) -> int:
        """How many rows are written, or would be."""
        return len(self.new) + sum(one.written for one in self.changed)

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        listed = ("new", "changed", "gone", "moved", "problems")
        plain = {name: [one.as_dict() for one in getattr(self, name)] for name in listed}
        texts = {"kept": list(self.kept), "notes": list(self.notes)}
        return {name: getattr(self, name) for name in self.__slots__} | plain | texts
