"""What `planner actuals` gives back: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.problems import Problem
from planner.results.plan import Difference
from planner.results.statuses import DIFFERS, PROBLEMS

WRITTEN, TO_COME, CHECKED = "written", "to come", "checked"


@dataclass(frozen=True, slots=True)
class ActualLine:
    """A line of the cash flow over the months that count, in plan currency.

    Attributes:
        key: of the line.
        plan: what was planned.
        actual: what was read; of months that no file tells, what was planned.
        variance: actual less plan; `price` and `volume` are its parts where quantities are known, `unsplit`
            the rest.
        effect: of the variance on cash.
        months: how many months a file tells.
    """

    key: str
    label: str
    plan: float
    actual: float
    variance: float
    price: float
    volume: float
    unsplit: float
    effect: float
    months: int

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ActualFile:
    """A file that was read, with the rows of it that count."""

    name: str
    sha256: str
    rows: int

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class LeftOutRows:
    """Rows that are no line of the plan: ignored with a reason, or waived by name.

    Attributes:
        amount: what was paid out, in the currency of the rows; negative for what came in.
        sha256: of the file.
    """

    name: str
    reason: str
    rows: int
    amount: float
    currency: str
    file: str
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ActualsRead:
    """The actuals of a plan.

    Attributes:
        status: `written`; `to come` where it was only looked at; `checked`; `differs`; `problems`.
        through: the last month that counts, such as `Mar 2027`; nothing for none.
        lines: those that a file tells.
        answers: name -> what the plan and what the reforecast comes to in the base case; a month is 0 for
            none.
        levels: `low`, `base` and `high` -> the answers of that level.
        labels: name of an answer -> what the sheet calls it, and its unit there.
        cells: how many formulas of the sheet agree with planner's own computation, if `differences` is empty.
        sha256: of the plan as planner left it; nothing where it wrote none.
    """

    file: str
    status: str
    through: str = ""
    currency: str = ""
    lines: Sequence[ActualLine] = ()
    answers: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    levels: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    files: Sequence[ActualFile] = ()
    left_out: Sequence[LeftOutRows] = ()
    cells: int = 0
    checker: str = ""
    differences: Sequence[Difference] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    sha256: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was read and both computations agree."""
        return self.status not in {PROBLEMS, DIFFERS}

    def _answer(self, key: str) -> dict[str, Any]:
        (label, unit), (plan, now) = self.labels[key], self.answers[key]
        beside = {
            level: {"plan": answers[key][0], "reforecast": answers[key][1]}
            for level, answers in self.levels.items()
        }
        return {"label": label, "unit": unit, "plan": plan, "reforecast": now, "levels": beside}

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        lists = {
            name: [one.as_dict() for one in getattr(self, name)]
            for name in ("lines", "files", "left_out", "differences", "problems")
        }
        return {
            "file": self.file,
            "status": self.status,
            "through": self.through,
            "currency": self.currency,
            "answers": {key: self._answer(key) for key in self.answers},
            **lists,
            "cells": self.cells,
            "checker": self.checker,
            "notes": list(self.notes),
            "sha256": self.sha256,
        }
