"""What `planner undo` gives back: plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner import days
from planner.problems import Problem

UNDONE = "undone"

Content = float | str | None
"""A number, a text, a formula with its equals sign; nothing where the cell is empty or not there.

A day is its serial number.
"""


@dataclass(frozen=True, slots=True)
class Back:
    """A cell that differs between the plan and its kept version.

    Attributes:
        key: the input, `table[row].column`, or nothing for a cell that is not planner's.
        scenario: low, base or high where the input has scenarios.
        cell: where it stands in the plan; in the kept version where it stands there alone.
        now: what the plan holds.
        then: what the kept version holds.
        format: how its numbers look.
        is_day: whether they are days.
    """

    key: str
    scenario: str
    sheet: str
    cell: str
    now: Content
    then: Content
    format: str = ""
    is_day: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        names = ("key", "scenario", "sheet", "cell")
        now, then = (written(value, self.is_day) for value in (self.now, self.then))
        return {name: getattr(self, name) for name in names} | {"now": now, "then": then}


def written(value: Content, is_day: bool) -> Content:
    """A value as people write it: of a day its date, with the time where it has one."""
    return days.written(value) if is_day and isinstance(value, float) else value


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two versions.

    Attributes:
        file: its path.
        saved: when it was written, in UTC; nothing where the file does not say.
        refreshed: when it was last refreshed with full agreement, in UTC.
        master: the status that it shows.
    """

    file: str
    saved: str = ""
    refreshed: str = ""
    master: str = ""

    def as_dict(self) -> dict[str, str]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo brings back.

    Attributes:
        status: `undone`, or `problems` where there is nothing to undo or it cannot be done.
        dry_run: whether it was only looked at; the files are as they were.
        now: the plan before the undo.
        then: the kept version, which takes its place.
        inputs: inputs that differ.
        cells: other cells that differ and that hold no formula of planner's.
        sheets_back: sheets that only the kept version has.
        sheets_gone: sheets that only the plan has.
        statuses: lines whose status differs; `now` and `then` are status words.
        notes: what else a reader should know.
    """

    file: str
    status: str
    dry_run: bool = False
    now: Version | None = None
    then: Version | None = None
    inputs: Sequence[Back] = ()
    cells: Sequence[Back] = ()
    sheets_back: Sequence[str] = ()
    sheets_gone: Sequence[str] = ()
    statuses: Sequence[Back] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()

    @property
    def ok(self) -> bool:
        """Whether the kept version is back, or may come back."""
        return self.status == UNDONE

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "file": self.file,
            "status": self.status,
            "dry_run": self.dry_run,
            "now": self.now.as_dict() if self.now else None,
            "then": self.then.as_dict() if self.then else None,
            "inputs": [one.as_dict() for one in self.inputs],
            "cells": [one.as_dict() for one in self.cells],
            "sheets_back": list(self.sheets_back),
            "sheets_gone": list(self.sheets_gone),
            "statuses": [one.as_dict() for one in self.statuses],
            "problems": [problem.as_dict() for problem in self.problems],
            "notes": list(self.notes),
        }
