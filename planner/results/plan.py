"""What a use case gives back: plain values, the same for the terminal, for JSON and for Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from planner import days
from planner.problems import PlanError, Problem
from planner.results.failing import Failing
from planner.results.said import TextValue
from planner.results.statuses import AGREES, CELL_STATUSES, PROBLEMS
from planner.results.upgrade import Upgraded

if TYPE_CHECKING:
    import pandas as pd

    from planner.results.moved import KeyMove

LISTS = ("differences", "problems", "changes", "repairs", "upgrades", "moved")

Shown = float | str | tuple[float, ...]
"""A number, a choice, or the numbers along an axis such as sixty months. A day is its serial number."""


YES_OR_NO = "1 = yes, 0 = no"
"""The unit of a line that says one of the two."""


@dataclass(frozen=True, slots=True)
class Along:
    """What a line runs along: its label, such as Month, and the position of each value."""

    key: str
    label: str
    positions: tuple[float | str, ...]
    format: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table: what it is called in the workbook, its unit there, and how its numbers look.

    Attributes:
        names_rows: whether rows are called by what it says, as in `rounds[2]`.
    """

    key: str
    header: str
    unit: str = ""
    format: str = ""
    names_rows: bool = False


@dataclass(frozen=True, slots=True)
class LineValue:
    """A line's value in the three scenarios, with what a reader needs beside it.

    Attributes:
        shown_unit: the unit as people read it: in the plan's language, and the currency that it reports in.
        sheet: where the base value stands, or the first to last along an axis; with `cell`.
        unused_by: of an input that nothing reads in any scenario: the inputs and columns that chose so.
    """

    key: str
    label: str
    unit: str
    low: Shown
    base: Shown
    high: Shown
    format: str = ""
    status: str = ""
    sheet: str = ""
    cell: str = ""
    along: Along | None = None
    unused_by: tuple[str, ...] = ()
    shown_unit: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        values = {"low": self.low, "base": self.base, "high": self.high}
        return {
            "unit": self.unit,
            **{name: _plain(value, self.unit) for name, value in values.items()},
            "label": self.label,
            "sheet": self.sheet,
            "cell": self.cell,
            "status": self.status,
            "axis": self.along.key if self.along else "",
        }


def _input(line: LineValue) -> dict[str, Any]:
    return line.as_dict() | {"used": not line.unused_by, "unused_by": list(line.unused_by)}


def _plain(value: Shown, unit: str) -> float | str | list[float] | list[str]:
    """A value as JSON has it: a day as people write it."""
    if isinstance(value, tuple):
        return [days.iso(one) for one in value] if unit == "date" else list(value)
    return days.iso(value) if unit == "date" and not isinstance(value, str) else value


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

    def as_problem(self, file: str) -> Problem:
        """The same as something to mend."""
        message = f"{self.key or self.what} is {self.status}"
        return Problem(message, self.remedy, file, self.sheet, self.cell, self.key)

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Change:
    """An input cell that `set` typed into; a formula that stood there is its text, with the equals sign.

    Attributes:
        format: in which the workbook shows its numbers.
    """

    key: str
    sheet: str
    cell: str
    before: float | str | None
    after: float | str | None
    format: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "format"}


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


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """One workbook after a use case.

    Attributes:
        status: `agrees`, `differs` or `problems`.
        checked: how many formula cells there are, and what became of them.
        failing: checks of the plan itself that do not hold; the numbers may agree all the same.
        warning: checks that do not hold where a reader must know of it, and the plan stands all the same.
        texts: what the plan says of itself, which headings and printed pages show.
        preset_sources: inputs, texts and rows that differ from the preset under its note, source or title.
        tables: table -> rows, each column -> value.
        headings: table -> its columns, for readers.
        key_numbers: the first lines of Summary, each by its key, with what Summary calls it.
        changes: what `set` typed.
        repairs: what `repair` put back.
        upgrades: what became of every input of a plan that `upgrade` brought to a later template.
        moved: key numbers that `set` or `refresh` found moved.
        stale_sheets: sheets beside the plan, such as Changes, that it has moved on from.
        notes: what a reader should know, though nothing is wrong.
        master: the master status that the workbook shows.
        fingerprint: twelve hexadecimal digits that change with every input.
        sha256: of the file as planner left it; nothing where it wrote none.
    """

    file: str
    status: str
    template: str = ""
    template_version: str = ""
    checker: str = ""
    checker_version: str = ""
    checked: Mapping[str, int] = field(default_factory=lambda: {"cells": 0} | dict.fromkeys(CELL_STATUSES, 0))
    inputs: Mapping[str, LineValue] = field(default_factory=dict)
    texts: Mapping[str, TextValue] = field(default_factory=dict)
    preset_sources: tuple[str, ...] = ()
    calcs: Mapping[str, LineValue] = field(default_factory=dict)
    outputs: Mapping[str, LineValue] = field(default_factory=dict)
    tables: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    headings: Mapping[str, tuple[Heading, ...]] = field(default_factory=dict)
    failing: tuple[Failing, ...] = ()
    warning: tuple[Failing, ...] = ()
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    calc_sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    key_numbers: tuple[tuple[str, str], ...] = ()
    language: str = ""
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    repairs: tuple[Repair, ...] = ()
    upgrades: tuple[Upgraded, ...] = ()
    moved: tuple[KeyMove, ...] = ()
    stale_sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    master: str = ""
    fingerprint: str = ""
    sha256: str = field(default="", compare=False)

    @property
    def ok(self) -> bool:
        """Whether every number agrees and nothing is left to mend."""
        return self.status == AGREES

    @property
    def misused(self) -> bool:
        """Whether something was asked for that there is not: wrong usage rather than a wrong file."""
        return any(problem.usage for problem in self.problems)

    @property
    def lines(self) -> Mapping[str, LineValue]:
        """Every line by its key."""
        return {**self.inputs, **self.calcs, **self.outputs}

    def raise_for_problems(self) -> None:
        """Nothing where all is well; what is wrong as an exception, for a program that is to stop there.

        Raises:
            PlanError: the file cannot be used, or cells do not agree with the engine; all is listed.
        """
        if found := (*self.problems, *(one.as_problem(self.file) for one in self.differences)):
            raise PlanError(found)

    def monthly(self, scenario: str = "base") -> pd.DataFrame:
        """Every line along months of one scenario: one row a month, one column a key."""
        from planner.results.frames import by_month

        return by_month(*self._months(scenario))

    def _months(self, scenario: str) -> tuple[tuple[float | str, ...], dict[str, Shown]]:
        """The months, and the lines along them."""
        lines = [line for line in self.lines.values() if line.along and line.along.key == "month"]
        months = next((line.along.positions for line in lines if line.along), ())
        return months, {line.key: getattr(line, scenario) for line in lines}

    def only(self, keys: Collection[str], tables: Collection[str], *, inputs: bool) -> Result:
        """The same with no other lines and tables than these; with all inputs where they are wanted."""

        def kept(lines: Mapping[str, LineValue]) -> dict[str, LineValue]:
            return {key: line for key, line in lines.items() if key in keys}

        all_inputs = inputs and not keys
        return replace(
            self,
            inputs=self.inputs if all_inputs else kept(self.inputs),
            calcs=kept(self.calcs),
            outputs=kept(self.outputs),
            tables={
                key: rows for key, rows in self.tables.items() if key in tables or (all_inputs and not tables)
            },
        )

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{count} {name.replace('_', ' ')}" for name, count in self.checked.items() if count
        )
        more = f", {len(self.problems)} problems" if self.problems else ""
        head = f"{self.file!r}: {self.status}, {counts or 'nothing checked'}{more}"
        return f"<Result {head}, master {self.master!r}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: one line, the problems, and the results section by section."""
        from planner.results.notebook import page_of

        return page_of(repr(self), self.problems, self.sections, self.outputs)

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
            "failing": [failing.as_dict() for failing in self.failing],
            "warning": [warning.as_dict() for warning in self.warning],
            "inputs": {key: _input(value) for key, value in self.inputs.items()},
            "texts": {key: value.as_dict() for key, value in self.texts.items()},
            "preset_sources": list(self.preset_sources),
            "tables": {key: [dict(row) for row in rows] for key, rows in self.tables.items()},
            "axes": self._axes(),
            "calcs": {key: value.as_dict() for key, value in self.calcs.items()},
            "outputs": {key: value.as_dict() for key, value in self.outputs.items()},
            **{name: [one.as_dict() for one in getattr(self, name)] for name in LISTS},
            "stale_sheets": list(self.stale_sheets),
            "notes": list(self.notes),
        }

    def _axes(self) -> dict[str, list[float | str]]:
        """The positions of every axis that a line here runs along."""
        along = [line.along for line in self.calcs.values() if line.along]
        return {axis.key: list(axis.positions) for axis in along}

    def frame(self) -> pd.DataFrame:
        """Every line as a table: one row a key; kind, label, unit, low, base, high, status, sheet, cell."""
        from planner.results.frames import framed

        rows = [
            {"key": key, "kind": kind, **line.as_dict()}
            for kind, lines in (("input", self.inputs), ("calc", self.calcs), ("output", self.outputs))
            for key, line in lines.items()
        ]
        columns = ["key", "kind", "label", "unit", "low", "base", "high", "status", "sheet", "cell"]
        return framed(rows, columns)


def refused(file: str, problems: tuple[Problem, ...]) -> Result:
    """The result for a file that could not be used at all."""
    return Result(file, PROBLEMS, problems=problems)
