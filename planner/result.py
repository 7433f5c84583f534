"""What a use case gives back: plain values, the same for the terminal, for JSON and for Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

STATUSES = ("agrees", "differs", "edited", "overwritten", "not_run")
"""What may have become of a formula cell."""


Shown = float | str | tuple[float, ...]
"""A number, a choice, or the numbers along an axis such as sixty months."""


@dataclass(frozen=True, slots=True)
class LineValue:
    """A line's value in the three scenarios, with what a reader needs beside it."""

    key: str
    label: str
    unit: str
    low: Shown
    base: Shown
    high: Shown
    format: str = ""
    status: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        values = {"low": self.low, "base": self.base, "high": self.high}
        along = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return {"unit": self.unit, **along}


@dataclass(frozen=True, slots=True)
class Difference:
    """A formula cell that does not agree with the engine, or was not compared.

    Attributes:
        key: the line it belongs to, `table.column`, or nothing.
        what: the same in words where it belongs to no line.
        remedy: what to do about it.
    """

    key: str
    sheet: str
    cell: str
    formula: float | str | None
    engine: float | str | None
    status: str
    first_cause: bool
    reason: str = ""
    what: str = ""
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Change:
    """An input cell that `set` typed into; a formula that stood there is its text, with the equals sign."""

    key: str
    sheet: str
    cell: str
    before: float | str | None
    after: float | str | None

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that `repair` put back; a sheet as a whole has no cell."""

    key: str
    sheet: str
    cell: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Result:
    """One workbook after a use case.

    Attributes:
        status: `agrees`, `differs` or `problems`.
        checked: how many formula cells there are, and what became of them.
        tables: table -> rows, each column -> value.
        changes: what `set` typed.
        repairs: what `repair` put back.
        notes: what a reader should know, though nothing is wrong.
        master: the master status that the workbook shows.
        fingerprint: twelve hexadecimal digits that change with every input.
    """

    file: str
    status: str
    template: str = ""
    template_version: str = ""
    checker: str = ""
    checker_version: str = ""
    checked: Mapping[str, int] = field(default_factory=lambda: {"cells": 0} | dict.fromkeys(STATUSES, 0))
    inputs: Mapping[str, LineValue] = field(default_factory=dict)
    calcs: Mapping[str, LineValue] = field(default_factory=dict)
    outputs: Mapping[str, LineValue] = field(default_factory=dict)
    tables: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()
    master: str = ""
    fingerprint: str = ""

    @property
    def ok(self) -> bool:
        """Whether every number agrees and nothing is left to mend."""
        return self.status == "agrees"

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "file": self.file,
            "template": {"name": self.template, "version": self.template_version},
            "status": self.status,
            "checker": {"name": self.checker, "version": self.checker_version},
            "checked": dict(self.checked),
            "master": self.master,
            "fingerprint": self.fingerprint,
            "inputs": {key: value.as_dict() for key, value in self.inputs.items()},
            "tables": {key: [dict(row) for row in rows] for key, rows in self.tables.items()},
            "calcs": {key: value.as_dict() for key, value in self.calcs.items()},
            "outputs": {key: value.as_dict() for key, value in self.outputs.items()},
            "differences": [difference.as_dict() for difference in self.differences],
            "problems": [problem.as_dict() for problem in self.problems],
            "changes": [change.as_dict() for change in self.changes],
            "repairs": [repair.as_dict() for repair in self.repairs],
            "notes": list(self.notes),
        }

    def frame(self) -> pd.DataFrame:
        """Every line as a table: one row a key; kind, label, unit, low, base, high, status."""
        import pandas as pd

        rows = [
            {"key": key, "kind": kind, "label": line.label, **line.as_dict(), "status": line.status}
            for kind, lines in (("input", self.inputs), ("calc", self.calcs), ("output", self.outputs))
            for key, line in lines.items()
        ]
        columns = ["key", "kind", "label", "unit", "low", "base", "high", "status"]
        return pd.DataFrame(rows, columns=columns).set_index("key")


@dataclass(frozen=True, slots=True)
class Program:
    """A program that planner can use, and whether this machine has it."""

    name: str
    version: str
    usable: bool
    detail: str


def refused(file: str, problems: tuple[Problem, ...]) -> Result:
    """The result for a file that could not be used at all."""
    return Result(file, "problems", problems=problems)
