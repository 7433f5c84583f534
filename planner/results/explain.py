"""What `planner explain` gives back: a result and what it is made of, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from planner.problems import Problem

EXPLAINED = "explained"

Content = float | str | None
"""What a cell holds; a day is its serial number."""


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of a line along an axis or of a column: its position (a month, a row's name) and its value."""

    position: float | str
    value: Content
    cell: str

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Part:
    """A number of the plan, and the numbers that its formula reads.

    Attributes:
        key: of the line, `table.column`, or of an axis such as `month`.
        kind: `input`, `calc`, `output`, `check`, `table` for a column of a table, `axis` for positions.
        scenario: low, base or high; nothing for a column of a table.
        position: of one cell of a line along an axis: its month, year or chip; of a table's, where that was
            asked for, its row; else nothing.
        value: what the cell of the workbook holds; nothing where the part is several cells.
        total: the sum of several cells, where the formula above adds them up.
        cell: its address, or of several cells their range.
        formula: in words, with labels in the place of keys; nothing of an input.
        source: what the workbook says beside an input, or the template beside a line.
        effect: by how many per cent the explained result changes where this is 1 % larger; None where that
            cannot be said, as of a text, a day, or a result of zero.
        again: its own parts stand elsewhere in the tree, and are not repeated.
        cut: its own parts lie deeper than was asked for.
        along: of several cells each one.
        of: what its formula reads, what matters most first.
    """

    key: str
    label: str
    unit: str
    kind: str
    scenario: str
    position: float | str | None
    value: Content
    total: float | None
    sheet: str
    cell: str
    formula: str = ""
    source: str = ""
    format: str = ""
    effect: float | None = None
    again: bool = False
    cut: bool = False
    along: tuple[Step, ...] = ()
    of: tuple[Part, ...] = ()

    def walk(self) -> Iterator[Part]:
        """This part and all below it."""
        yield self
        for part in self.of:
            yield from part.walk()

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        plain = [name for name in self.__slots__ if name not in {"along", "of", "format"}]
        return {name: getattr(self, name) for name in plain} | {
            "along": [step.as_dict() for step in self.along],
            "of": [part.as_dict() for part in self.of],
        }


@dataclass(frozen=True, slots=True)
class Explained:
    """A result with its tree.

    Attributes:
        status: `explained`, or `problems` where it cannot be.
        part: the result; None where there are problems.
        page: the page that was written; nothing where none was.
        notes: what a reader should know, such as that the workbook is STALE.
        language: of the plan, in which large numbers are said.
    """

    file: str
    status: str
    part: Part | None = None
    page: str = ""
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    language: str = ""

    @property
    def link(self) -> str:
        """The page, opened at what was asked for; nothing where no page was written."""
        if not self.page or self.part is None:
            return ""
        level = f"/{self.part.scenario}" if self.part.scenario not in {"", "base"} else ""
        return f"{self.page}#{self.part.key}{level}"

    @property
    def ok(self) -> bool:
        """Whether there is a tree."""
        return self.status == EXPLAINED

    @property
    def misused(self) -> bool:
        """Whether something was asked for that the plan does not have."""
        return any(problem.usage for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "file": self.file,
            "status": self.status,
            "page": self.page,
            "tree": self.part.as_dict() if self.part else None,
            "problems": [problem.as_dict() for problem in self.problems],
            "notes": list(self.notes),
        }
