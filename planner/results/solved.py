"""What `planner solve` gives back: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.problems import Problem
from planner.results.plan import Change, Result
from planner.results.sensitivity import Apart
from planner.results.statuses import AGREES

SOLVED, EVERYWHERE, NOWHERE = "solved", "met everywhere", "no solution"
"""What came of it."""

RISES, FALLS, TURNS, FLAT = "rises", "falls", "turns", "does not move"
"""How a result follows an input over the values that were looked at."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One value of the input, and the result there; None where it cannot be computed. A day is text.

    Attributes:
        probability, error: of draws, in what share of them the condition is met there, and the standard error
            of that; the result is then the one that as many draws as were asked for reach.
    """

    value: float | str | None
    result: float | None
    probability: float | None = None
    error: float | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """Which values were looked at before anything was solved, and what the result does there.

    Attributes:
        low, high: the first and the last of them. A day is text.
        crossings: how many times the condition begins or ceases to be met.
    """

    low: float | str
    high: float | str
    points: int
    moves: str
    crossings: int


@dataclass(frozen=True, slots=True)
class Solved:
    """The value of an input at which a condition begins to be met.

    Attributes:
        status: `solved`, `met everywhere`, `no solution`, or `problems`.
        key: the input, as `planner set` names it.
        until: the condition; `result` is the line that it asks about, `label` what readers call that.
        level: the level at which it is to be met; `typed_at` the one whose cell holds the input.
        present: what stands in the plan.
        answer: meets the condition; None where nothing was solved.
        beyond: the next value that does not meet it.
        nearest: where nothing meets it, what comes nearest.
        written: what `planner set` made of it, where that was asked for.
        probability: in what share of the draws it is to be met; None where it is asked of a level.
        draws: how many of them.
    """

    file: str
    status: str
    key: str = ""
    until: str = ""
    result: str = ""
    label: str = ""
    level: str = "base"
    typed_at: str = ""
    present: Tried | None = None
    answer: Tried | None = None
    beyond: Tried | None = None
    nearest: Tried | None = None
    looked: Looked | None = None
    checked: Mapping[str, int] = field(default_factory=lambda: {"values": 0, AGREES: 0})
    apart: tuple[Apart, ...] = ()
    checker: str = ""
    written: Result | None = None
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    language: str = ""
    formats: tuple[str, str] = ("", "")
    probability: float | None = None
    draws: int = 0

    @property
    def ok(self) -> bool:
        """Whether there is an answer, the formulas agree with it, and it was written where it had to be."""
        return self.status == SOLVED and not self.apart and not self.problems

    @property
    def until_is_a_bound(self) -> bool:
        """Whether the neighbour of the answer fails it; an equality may be as near on both sides."""
        return "<" in self.until or ">" in self.until

    @property
    def changes(self) -> tuple[Change, ...]:
        """The cell that was typed into."""
        return tuple(self.written.changes) if self.written else ()

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        plain = (
            "file",
            "status",
            "key",
            "until",
            "result",
            "label",
            "level",
            "typed_at",
            "probability",
            "draws",
        )
        found = ("present", "answer", "beyond", "nearest", "looked")
        return {
            **{name: getattr(self, name) for name in plain},
            **{name: _fields(getattr(self, name)) for name in found},
            "checked": dict(self.checked),
            "apart": [_fields(one) for one in self.apart],
            "checker": self.checker,
            "changes": [change.as_dict() for change in self.changes],
            "problems": [problem.as_dict() for problem in self.problems],
            "notes": list(self.notes),
        }


def _fields(value: Any) -> dict[str, Any] | None:
    return None if value is None else {name: getattr(value, name) for name in value.__slots__}
