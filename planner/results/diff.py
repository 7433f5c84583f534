"""What `planner diff` gives back: plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.problems import Problem
from planner.results.plan import Shown
from planner.results.undo import Content, written

COMPARED = "compared"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two plans.

    Attributes:
        file: its path, or the name of the preset.
        template: its name and the version that the plan was of.
        dates: table -> the newest date in it, for tables with dates: how old its prices are.
        stale: lines that show another value than their inputs come to.
    """

    file: str
    template: str
    version: str
    preset: str
    language: str
    dates: dict[str, str]
    stale: int = 0

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class InputChange:
    """An input that differs.

    Attributes:
        key: the input, or `table[row].column`.
        scenario: low, base or high where the input has scenarios.
        cell: where it stands in the later plan; in the earlier where it stands there alone.
        note: what stands beside it in the later plan.
    """

    key: str
    scenario: str
    before: Content
    after: Content
    sheet: str
    cell: str
    label: str = ""
    unit: str = ""
    note: str = ""
    format: str = ""
    is_day: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        names = ("key", "scenario", "sheet", "cell", "label", "unit", "note")
        before, after = (written(value, self.is_day) for value in (self.before, self.after))
        return {name: getattr(self, name) for name in names} | {"before": before, "after": after}


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of a table that only one of the plans has; `change` is `added` or `removed`."""

    table: str
    row: str
    change: str
    sheet: str
    cell: str

    def as_dict(self) -> dict[str, str]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class CellChange:
    """A formula of planner's that is not the template's in one plan, or another cell of the owner's."""

    key: str
    sheet: str
    cell: str
    before: Content
    after: Content

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes did to a result: one, or several that only make sense together.

    Attributes:
        of: inputs, `table[row]`, or `table` where many of its rows differ.
        error: the standard error, where orders were sampled.
    """

    of: tuple[str, ...]
    effect: float
    error: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {"of": list(self.of), "effect": self.effect, "error": self.error}


@dataclass(frozen=True, slots=True)
class ResultChange:
    """A result that differs in one scenario.

    Attributes:
        unit_before: of the value before; two plans may report in different currencies.
        turned: `FAILS` where a check held and does not any more, `OK` where it is the other way round.
        is_key: whether it is one of the key numbers.
        at: along an axis, the position that changed most, to which the effects belong.
        effects: what did it, the greatest first; they add up to the change. Empty where it was not asked for.
        method: of the attribution: `shapley`, `shapley sampled` or `sequential`.
    """

    key: str
    scenario: str
    label: str
    unit: str
    format: str
    before: Shown
    after: Shown
    sheet: str
    cell: str
    section: str = ""
    is_key: bool = False
    turned: str = ""
    at: float | str | None = None
    change: float = 0.0
    effects: tuple[Effect, ...] = ()
    method: str = ""
    unit_before: str = ""

    @property
    def comparable(self) -> bool:
        """Whether both values are in one unit, so that there is a change between them."""
        return self.unit_before in {"", self.unit}

    @property
    def pair(self) -> tuple[float | str, float | str]:
        """Both values; of a line along an axis, those where it changed most."""
        most, _ = moved_most(self.before, self.after)
        before, after = (
            side[most] if isinstance(side, tuple) else side for side in (self.before, self.after)
        )
        return before, after

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        names = ("key", "scenario", "label", "unit", "before", "after", "change", "at", "turned", "sheet")
        more = {"cell": self.cell, "key_number": self.is_key, "method": self.method}
        found = {name: getattr(self, name) for name in names} | more
        found["unit_before"] = self.unit_before or self.unit
        found["change"] = self.change if self.comparable else None
        for name in ("before", "after"):
            found[name] = list(found[name]) if isinstance(found[name], tuple) else found[name]
        return found | {"effects": [one.as_dict() for one in self.effects]}


@dataclass(frozen=True, slots=True)
class Into:
    """The sheet of changes that was written.

    Attributes:
        file: the workbook that holds it.
        sheet: its name there.
        replaced: whether it stands in the place of the one before.
        sha256: of the workbook as it is now.
    """

    file: str
    sheet: str
    replaced: bool
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two plans, and what it did.

    Attributes:
        status: `compared`, or `problems`.
        formulas: of planner's, where either plan has another than the template.
        cells: other cells of the owner's that differ.
        scenario: of which the changes were attributed.
        unchanged: sections of results in which nothing differs.
        keys: lines that were asked for.
        into: the sheet of changes, where one was asked for.
    """

    file: str
    status: str
    before: Side | None = None
    after: Side | None = None
    inputs: Sequence[InputChange] = ()
    rows: Sequence[RowChange] = ()
    formulas: Sequence[CellChange] = ()
    cells: Sequence[CellChange] = ()
    sheets_added: Sequence[str] = ()
    sheets_removed: Sequence[str] = ()
    results: Sequence[ResultChange] = ()
    scenario: str = "base"
    unchanged: Sequence[str] = ()
    keys: Sequence[str] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    into: Into | None = None

    @property
    def ok(self) -> bool:
        """Whether the two could be compared."""
        return self.status == COMPARED

    @property
    def misused(self) -> bool:
        """Whether something was asked for that there is not."""
        return any(problem.usage for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        lists = ("inputs", "rows", "formulas", "cells", "results", "problems")
        return {
            "file": self.file,
            "status": self.status,
            "before": self.before.as_dict() if self.before else None,
            "after": self.after.as_dict() if self.after else None,
            "scenario": self.scenario,
            **{name: [one.as_dict() for one in getattr(self, name)] for name in lists},
            "sheets_added": list(self.sheets_added),
            "sheets_removed": list(self.sheets_removed),
            "unchanged": list(self.unchanged),
            "notes": list(self.notes),
            "into": self.into.as_dict() if self.into else None,
        }


def moved_most(before: Shown, after: Shown) -> tuple[int, float]:
    """Where a line changed most along its axis, and by how much; a single number at its only place."""
    sides = [value if isinstance(value, tuple) else (float(value),) for value in (before, after)]
    apart = [now - then for then, now in zip(*sides, strict=True)]
    most = max(range(len(apart)), key=lambda at: abs(apart[at]))
    return most, apart[most]
