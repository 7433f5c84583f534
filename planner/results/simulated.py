"""What `planner simulate` gives back: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.problems import Problem
from planner.results.statuses import PROBLEMS


@dataclass(frozen=True, slots=True)
class Figures:
    """One result over all draws.

    Attributes:
        draws: that count.
        error: the standard error of the mean.
        deviation: the standard deviation of the draws.
        percentiles: 5, 10, 50, 90, 95 -> the value below which that many per cent of the draws lie.
        between: the same -> the two values between which it lies with 95 %, whatever the number of draws.
        worst, best: the mean of the lowest and of the highest tenth of the draws.
    """

    draws: int
    mean: float
    error: float
    deviation: float
    percentiles: Mapping[int, float]
    between: Mapping[int, tuple[float, float]]
    worst: float
    best: float

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {
            **{f"p{at}": value for at, value in self.percentiles.items()},
            "mean": self.mean,
            "error": self.error,
            "confidence": {f"p{at}": list(pair) for at, pair in self.between.items()},
        }


@dataclass(frozen=True, slots=True)
class Chance:
    """How probable something is, and the standard error of that."""

    probability: float
    error: float


@dataclass(frozen=True, slots=True)
class Driver:
    """An input with its rank correlation with a result."""

    name: str
    label: str
    correlation: float


@dataclass(frozen=True, slots=True)
class CashMonth:
    """Closing cash of one month over all draws, and how probable it is that cash is short by then."""

    month: float
    percentiles: Mapping[int, float]
    short: float

    def as_dict(self) -> dict[str, float]:
        """As the documented JSON has it."""
        shown = {f"p{at}": value for at, value in self.percentiles.items()}
        return {"month": self.month, **shown, "short": self.short}


@dataclass(frozen=True, slots=True)
class Replayed:
    """Draws that an independent checker evaluated, all cells of the plan in each.

    Attributes:
        cells: that were compared in one draw.
        differing: the numbers of the draws of which some cell differs.
    """

    drawn: int
    agree: int
    checker: str = ""
    cells: int = 0
    differing: tuple[int, ...] = ()
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        shown = {name: getattr(self, name) for name in ("drawn", "agree", "checker", "cells")}
        return {**shown, "differing": list(self.differing)}


@dataclass(frozen=True, slots=True)
class Sampled:
    """An uncertain input as it was drawn."""

    name: str
    label: str
    kind: str
    low: float | str
    base: float | str
    high: float | str
    variable: int
    entity: int
    group: str
    correlation: float
    note: str


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulation: or why there is none.

    Attributes:
        draws: that were done; `asked` for; `left_out` of them cannot be computed.
        checks: key -> how probable it is that it fails.
        labels: key -> what readers know a result or a check by.
        formats: key -> number format.
        drivers: key -> the inputs that move it, the strongest first.
        sha256: of the plan with the sheets in it; empty where nothing was written.
        money, need: the keys of what says whether the money lasts, and of how much it takes.
    """

    file: str
    draws: int = 0
    asked: int = 0
    left_out: int = 0
    seed: int = 1
    sampling: str = "hdr"
    inputs: tuple[Sampled, ...] = ()
    results: Mapping[str, Figures] = field(default_factory=dict)
    checks: Mapping[str, Chance] = field(default_factory=dict)
    cash: tuple[CashMonth, ...] = ()
    drivers: Mapping[str, tuple[Driver, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    money: str = ""
    need: str = ""
    replayed: Replayed | None = None
    stopped: bool = False
    sha256: str = ""
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is a simulation of which every replayed draw agrees."""
        return not self.problems and (self.replayed is None or self.replayed.agree == self.replayed.drawn)

    @property
    def misused(self) -> bool:
        """Whether the call asked for something that there is not."""
        return any(problem.usage for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        if self.problems:
            problems = [one.as_dict() for one in self.problems]
            return {"file": self.file, "status": PROBLEMS, "problems": problems}
        told = {name: getattr(self, name) for name in ("file", "draws", "left_out", "seed", "sampling")}
        return {
            **told,
            "inputs": [{name: getattr(one, name) for name in Sampled.__slots__} for one in self.inputs],
            "results": {key: one.as_dict() for key, one in self.results.items()},
            "checks": {key: one.probability for key, one in self.checks.items()},
            "cash": [one.as_dict() for one in self.cash],
            "drivers": {
                key: {one.name: one.correlation for one in several} for key, several in self.drivers.items()
            },
            "replayed": (self.replayed or Replayed(0, 0)).as_dict(),
            "stopped": self.stopped,
            "notes": list(self.notes),
        }
