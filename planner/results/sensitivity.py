"""What `planner sensitivity` gives back: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from planner.problems import Problem
from planner.results.statuses import AGREES

SENSED = "computed"
BY_RANGE, BY_SHARE = "range", "10%"


@dataclass(frozen=True, slots=True)
class Bar:
    """What one input does to one result.

    Attributes:
        name: the input as `planner set` names it, or a row of a table with cells of its own for each level.
        low, base, high: its values; None for a row of several cells. A day is its serial number.
        at_low, at_high: the result there; None where it cannot be computed.
        swing: the largest less the smallest of the result at low, base and high; None where one of them
            says that there is none, such as a break-even month of 0.
        elasticity: by how many per cent of its size the result rises for each per cent that the input rises,
            from low to high; None where one of the two is zero or no number.
    """

    name: str
    label: str
    unit: str
    format: str
    low: float | str | None
    base: float | str | None
    high: float | str | None
    at_low: float | None
    at_high: float | None
    swing: float | None
    elasticity: float | None


@dataclass(frozen=True, slots=True)
class Spider:
    """A result along the values of one input; what cannot be computed is None."""

    name: str
    values: tuple[float, ...]
    results: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Morris indices of one input, each in units of the result over the whole range of the input.

    Attributes:
        mu: the mean of its elementary effects; `mu_star` of their sizes.
        sigma: their standard deviation: large where the effect depends on other inputs.
        confidence: half of the 95 % interval of `mu_star`.
    """

    name: str
    mu: float
    mu_star: float
    sigma: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Tornado:
    """One result, and what moves it, most first.

    Attributes:
        key: as it was asked for: `minimum_cash`, `closing_cash[24]`.
        unmoved: how many inputs were tried and move nothing.
    """

    key: str
    label: str
    unit: str
    format: str
    base: float | None
    bars: tuple[Bar, ...] = ()
    unmoved: int = 0
    spider: tuple[Spider, ...] = ()
    morris: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """One result at every combination of two inputs.

    Attributes:
        rows, columns: the names of the two inputs; `down` and `across` are their values.
        cells: a row for each value of the first.
    """

    key: str
    label: str
    unit: str
    format: str
    rows: str
    columns: str
    down: tuple[float | str, ...]
    across: tuple[float | str, ...]
    cells: tuple[tuple[float | None, ...], ...]
    formats: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Apart:
    """A value of which the workbook's own formulas and the engine do not say the same."""

    key: str
    inputs: Mapping[str, float | str]
    engine: float | None
    formula: float | str | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What moves the results of a plan.

    Attributes:
        status: `computed`, or `problems`.
        by: `range` or `10%`.
        tried: how many inputs have two other values.
        left_out: why others have none -> their names: choices, days, zeros, bounds.
        checked: how many values the workbook's own formulas were asked about, and how many `agrees`.
    """

    file: str
    status: str
    by: str = BY_RANGE
    tried: int = 0
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    results: tuple[Tornado, ...] = ()
    grid: Grid | None = None
    checked: Mapping[str, int] = field(default_factory=lambda: {"values": 0, AGREES: 0})
    apart: tuple[Apart, ...] = ()
    checker: str = ""
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    language: str = ""

    @property
    def ok(self) -> bool:
        """Whether there are numbers, and all that were checked agree."""
        return self.status == SENSED and not self.apart

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        found = asdict(self)
        del found["language"]
        found["left_out"] = {why: list(names) for why, names in self.left_out.items()}
        found["checked"] = dict(self.checked)
        found["problems"] = [problem.as_dict() for problem in self.problems]
        return found
