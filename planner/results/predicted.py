"""What `planner predict` gives back: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from planner.problems import Problem


@dataclass(frozen=True, slots=True)
class Predicted:
    """One row of a table of measurements.

    Attributes:
        what: the column that is predicted: `gpu_hours`, `model_tflops` (per GPU), `seconds_per_step` or
            `output_tokens_per_second` (of all GPUs together).
        predicted: the middle; `low` and `high` are the ends of the 80 % band.
        measured: what the row says, where it says it.
        reason: why there is no prediction.
    """

    id: str
    what: str
    predicted: float | None
    low: float | None
    high: float | None
    measured: float | None
    reason: str = ""

    @property
    def error(self) -> float | None:
        """Predicted over measured, less 1."""
        if self.predicted is None or not self.measured:
            return None
        return self.predicted / self.measured - 1

    @property
    def inside(self) -> bool | None:
        """Whether the measured figure lies within the band."""
        if self.low is None or self.high is None or not self.measured:
            return None
        return self.low <= self.measured <= self.high

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "error": self.error}


@dataclass(frozen=True, slots=True)
class Predictions:
    """All rows, in the order of the files; or why there are none."""

    rows: tuple[Predicted, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the files could be read."""
        return not self.problems

    @property
    def median_error(self) -> float | None:
        """Of the rows that are measured and predicted, without its sign."""
        errors = [abs(row.error) for row in self.rows if row.error is not None]
        return median(errors) if errors else None

    @property
    def coverage(self) -> float | None:
        """The share of them that lies within the band."""
        inside = [row.inside for row in self.rows if row.inside is not None]
        return sum(inside) / len(inside) if inside else None

    def as_list(self) -> list[Mapping[str, Any]]:
        """As the documented JSON has them."""
        return [row.as_dict() for row in self.rows]
