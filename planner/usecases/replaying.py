"""Draws replayed: put into the workbook, whose formulas an independent checker evaluates, all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from planner.book.edits import Edits
from planner.check import examine, judging
from planner.check.checkers.base import Cells, Evaluation, by_sheet
from planner.check.compare import CellCheck, agree
from planner.check.examine import Reading
from planner.check.expected import Stored
from planner.problems import PlanError
from planner.results.simulated import Replayed
from planner.results.statuses import AGREES
from planner.risk.put import BASE, Draw, draw_edits, drawn_reading, held_still, stand_apart, store
from planner.risk.uncertain import Uncertain
from planner.template.rows import SCENARIOS
from planner.usecases.evaluation import Checker, draft_of

Numbered = tuple[int, Draw]
"""Number of a draw, and its inputs."""

Results = Mapping[str, Mapping[int, float]]
"""Key -> number of a draw -> what it comes to."""

NOT_AS_SIMULATED = "not as simulated"

Group = Mapping[str, Numbered]
"""Level -> the draw that stands there."""


class _Begun(NamedTuple):
    """Draws that the checker has been given, and what waits for its values."""

    group: Group
    drawn: Reading
    edits: Edits
    stored: Mapping[str, Stored]
    answer: Callable[[], Evaluation | None]


@dataclass(slots=True)
class Replay:
    """A workbook whose formulas a checker evaluates with draws in it.

    Where three draws can stand side by side, one at each level, they are evaluated together.
    """

    reading: Reading
    rows: Sequence[Uncertain]
    ask: Checker
    seen: Path
    apart: bool = field(init=False)
    cells: Cells = field(init=False)

    def __post_init__(self) -> None:
        if not self.reading.owned:
            self.reading = examine.with_formulas(self.reading)
        self.apart = stand_apart(self.reading, self.rows)
        self.cells = by_sheet(examine.positions(self.reading))

    def of(
        self,
        draws: Sequence[Numbered],
        told: Callable[[int], None] = lambda done: None,
        results: Results = MappingProxyType({}),
    ) -> Replayed:
        """What became of these draws: one agrees where every cell that shows it does, and every cell of all.

        Draws that cannot be computed, at any level or in any line, are left out.

        Args:
            results: what the simulation says that they come to, which has to be so too.
        """
        verdicts: dict[int, Counter[str]] = {}
        cells, checker = 0, ""
        for one in self._ahead(draws):
            checks, checker = self._judged(one)
            cells = len(checks)
            verdicts |= _verdicts(one.group, checks)
            for trial, count in _unlike(one, results):
                verdicts[trial][NOT_AS_SIMULATED] += count
            told(len(verdicts))
        bad = {trial: one for trial, one in verdicts.items() if one}
        counted = sum(bad.values(), Counter[str]())
        reason = ", ".join(f"{count:,} values {status}" for status, count in counted.items())
        good = len(verdicts) - len(bad)
        return Replayed(len(verdicts), good, checker, cells, tuple(sorted(bad)), reason)

    def _ahead(self, draws: Sequence[Numbered]) -> Iterator[_Begun]:
        """Groups of draws; the checker calculates the next one while one is judged."""
        waiting: _Begun | None = None
        for one in self._begun(draws):
            if waiting is not None:
                yield waiting
            waiting = one
        if waiting is not None:
            yield waiting

    def _begun(self, draws: Sequence[Numbered]) -> Iterator[_Begun]:
        several = len(SCENARIOS) if self.apart else 1
        for start in range(0, len(draws), several):
            some = draws[start : start + several]
            groups: Iterable[Group] = [_side_by_side(some) if self.apart else {BASE: some[0]}]
            try:
                yield from map(self._begin, groups)
            except PlanError:  # one of them cannot be computed
                for draw in some:
                    alone = dict.fromkeys(SCENARIOS, draw) if self.apart else {BASE: draw}
                    if self._is_sound(alone):
                        yield self._begin(alone)

    def _is_sound(self, group: Group) -> bool:
        try:
            drawn_reading(self.reading, self.rows, {level: draw for level, (_, draw) in group.items()})
        except PlanError:
            return False
        return True

    def _begin(self, group: Group) -> _Begun:
        drawn = drawn_reading(self.reading, self.rows, {level: draw for level, (_, draw) in group.items()})
        edits = draw_edits(drawn, self.reading, self.rows, apart=self.apart)
        held_still(drawn, edits)
        stored = store(drawn, edits)
        return _Begun(group, drawn, edits, stored, self.ask.retyped(self.seen, edits, self.cells))

    def _judged(self, one: _Begun) -> tuple[list[CellCheck], str]:
        found = one.answer()
        if found is None:
            with draft_of(one.drawn.book, one.edits, self.ask.excerpt) as draft:
                found = self.ask(draft, self.cells)
        checks = judging.judge(one.drawn, found.values, one.stored)
        return checks, f"{found.checker} {found.version}"


def _unlike(one: _Begun, results: Results) -> Iterator[tuple[int, int]]:
    """Draws of which results are not what the simulation says, and how many of them."""
    for level, (trial, _) in one.group.items():
        off = [
            key
            for key, values in results.items()
            if trial in values and not agree(one.drawn.engine[key, level][0], values[trial])
        ]
        if off:
            yield trial, len(off)


def _side_by_side(draws: Sequence[Numbered]) -> Group:
    """One at each level; the last of fewer than three stands at all that are left."""
    several = [*draws, *[draws[-1]] * (len(SCENARIOS) - len(draws))]
    return dict(zip(SCENARIOS, several, strict=True))


def _verdicts(group: Group, checks: Sequence[CellCheck]) -> dict[int, Counter[str]]:
    """Number of each draw -> the statuses of its cells that do not agree; a cell of no level is of all."""
    found = {trial: Counter[str]() for trial, _ in group.values()}
    alone = len(found) == 1
    for check in checks:
        if check.status == AGREES:
            continue
        of = found if alone or check.cell.scenario not in group else [group[check.cell.scenario][0]]
        for trial in of:
            found[trial][check.status] += 1
    return found
