"""Draws replayed: each is put into the workbook, and an independent checker evaluates all of its formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from planner.book.edits import Edits
from planner.book.read import Scalar
from planner.check import examine, judging
from planner.check.checkers.base import Cells, Evaluation, by_sheet
from planner.check.examine import Reading
from planner.check.expected import Stored
from planner.problems import PlanError
from planner.results.simulated import Replayed
from planner.results.statuses import AGREES
from planner.risk.put import draw_edits, drawn_reading, held_still, store
from planner.risk.uncertain import Uncertain
from planner.usecases.evaluation import Checker, draft_of

Draws = Sequence[tuple[int, Mapping[str, Scalar]]]
"""Number of each draw, and its inputs."""


class _Begun(NamedTuple):
    """A draw that the checker has been given, and what waits for its values."""

    drawn: Reading
    edits: Edits
    stored: Mapping[str, Stored]
    cells: Cells
    answer: Callable[[], Evaluation | None]


@dataclass(slots=True)
class Replay:
    """A workbook whose formulas a checker evaluates draw by draw."""

    reading: Reading
    rows: Sequence[Uncertain]
    ask: Checker
    seen: Path

    def of(self, draws: Draws, told: Callable[[int], None] = lambda done: None) -> Replayed:
        """What became of these draws: each agrees where all cells of the plan do, at every level."""
        reading = examine.with_formulas(self.reading)
        cells, checker, differing = 0, "", list[int]()
        counted: Counter[str] = Counter()
        begun = [self._begun(reading, draw) for _, draw in draws[:1]]
        for done, (trial, _) in enumerate(draws, start=1):
            one = begun.pop()
            found = one.answer()
            if done < len(draws):  # the checker calculates the next one while this one is judged
                begun.append(self._begun(reading, draws[done][1]))
            statuses, checker = self._judged(one, found)
            cells = sum(statuses.values())
            if statuses[AGREES] != cells:
                differing.append(trial)
                counted += statuses
            told(done)
        bad = {status: count for status, count in counted.items() if status != AGREES}
        reason = ", ".join(f"{count:,} cells {status}" for status, count in bad.items())
        return Replayed(len(draws), len(draws) - len(differing), checker, cells, tuple(differing), reason)

    def _begun(self, reading: Reading, draw: Mapping[str, Scalar]) -> _Begun:
        drawn = drawn_reading(reading, self.rows, draw)
        edits = draw_edits(drawn, self.rows, draw)
        held_still(drawn, edits)
        stored = store(drawn, edits)
        cells = by_sheet(examine.positions(drawn))
        return _Begun(drawn, edits, stored, cells, self.ask.retyped(self.seen, edits, cells))

    def _judged(self, one: _Begun, found: Evaluation | None) -> tuple[Counter[str], str]:
        if found is None:
            with draft_of(one.drawn.book, one.edits, self.ask.excerpt) as draft:
                found = self.ask(draft, one.cells)
        checks = judging.judge(one.drawn, found.values, one.stored)
        return Counter(check.status for check in checks), f"{found.checker} {found.version}"


def can_be_computed(reading: Reading, rows: Sequence[Uncertain], draw: Mapping[str, Scalar]) -> bool:
    """Whether every line has a number in this draw, at every level."""
    try:
        drawn_reading(reading, rows, draw)
    except PlanError:
        return False
    return True
