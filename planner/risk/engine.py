"""Draws through the engine: what results, checks and cash come to in each of those that it is given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner.check.whatif import Model
from planner.risk.uncertain import Uncertain

if TYPE_CHECKING:
    import numpy as np

    from planner.model.lines import Lines

AT_ONCE = 400
"""Draws that the engine is given at once: sixty months of each, for a few products, fit into a cache."""

CASH = "closing_cash"
BASE = "base"


@dataclass(slots=True)
class Drawn:
    """What some draws came to, one value or one row a draw.

    Attributes:
        checks: 1 where they are met, 0 where not.
        inputs: what was drawn; of words 0, 1 or 2.
        cash: closing cash, a column a month.
    """

    results: dict[str, np.ndarray]
    checks: dict[str, np.ndarray]
    inputs: dict[str, np.ndarray]
    cash: np.ndarray


@dataclass(slots=True)
class Engine:
    """The lines of a plan that its uncertain inputs move, ready for draws.

    Attributes:
        keys: the results that are wanted, each one number.
        checks: of them those that fail where they are 0.
    """

    model: Model
    rows: Sequence[Uncertain]
    keys: Collection[str]
    checks: Collection[str]
    _ready: dict[tuple[int, ...], tuple[Lines, dict[str, Any]]] = field(default_factory=dict)

    def evaluated(self, drawn: Mapping[str, np.ndarray]) -> Drawn:
        """These draws; those with the same words go to the engine together."""
        import numpy as np

        count = len(next(iter(drawn.values())))
        months = len(self.model.inputs.axes["month"])
        found = Drawn(
            {key: np.full(count, np.nan) for key in self.keys},
            {key: np.full(count, np.nan) for key in self.checks},
            dict(drawn),
            np.full((count, months), np.nan),
        )
        for words, at in self._alike(drawn, count):
            values = self._values(words, {name: one[at] for name, one in drawn.items()})
            for wanted in (found.results, found.checks):
                for key, column in wanted.items():
                    column[at] = values[key]
            found.cash[at] = values[CASH]
        return found

    def _alike(
        self, drawn: Mapping[str, np.ndarray], count: int
    ) -> Iterator[tuple[tuple[int, ...], np.ndarray]]:
        import numpy as np

        words = [drawn[row.name] for row in self.rows if row.is_word]
        table = np.stack(words, axis=1) if words else np.zeros((count, 0), dtype=int)
        for one in np.unique(table, axis=0) if words else [np.zeros(0, dtype=int)]:
            alike = np.flatnonzero((table == one).all(axis=1))
            for start in range(0, len(alike), AT_ONCE):
                yield tuple(one.tolist()), alike[start : start + AT_ONCE]

    def _values(self, words: tuple[int, ...], drawn: Mapping[str, np.ndarray]) -> dict[str, Any]:
        import numpy as np

        if words not in self._ready:
            self._ready[words] = self._prepared(words)
        lines, known = self._ready[words]
        with np.errstate(all="ignore"):
            return known | lines.evaluate(known | self._numbers(known, drawn))

    def _numbers(self, known: Mapping[str, Any], drawn: Mapping[str, np.ndarray]) -> dict[str, Any]:
        """The drawn numbers as the engine takes them: of a table a column for each draw."""
        import numpy as np

        found: dict[str, Any] = {}
        for row in self.rows:
            if row.is_word:
                continue
            values = drawn[row.name]
            if row.where is None:
                found[row.name] = values
                continue
            key = _key(row)
            if key not in found:
                found[key] = np.repeat(np.asarray(known[key], dtype=float)[None, :], len(values), axis=0)
            found[key][:, row.where[2]] = values
        return found

    def _prepared(self, words: tuple[int, ...]) -> tuple[Lines, dict[str, Any]]:
        """With these words: the lines that numbers move, and the value of everything else."""
        import numpy as np

        from planner.model import LINES

        known = self.model.known(BASE, {})
        for row, which in zip((row for row in self.rows if row.is_word), words, strict=True):
            word = self.model.meant(row.words[which])
            if row.where is None:
                known[row.name] = word
            else:
                column = list(known[_key(row)])
                column[row.where[2]] = word
                known[_key(row)] = tuple(column)
        wanted = {*self.keys, *self.checks, CASH}
        every = LINES.for_keys(wanted)
        moved = {_key(row) for row in self.rows if not row.is_word}
        for line in every.in_order():
            if not moved.isdisjoint(line.needs):
                moved.add(line.key)
        with np.errstate(all="ignore"):
            still = {key: value for key, value in every.evaluate(known).items() if key not in moved}
        return LINES.for_keys(wanted, given=still), known | still


def _key(row: Uncertain) -> str:
    """What the engine calls it: the input, or the column of its table."""
    return row.name if row.where is None else f"{row.where[0]}_{row.where[1]}"
