"""Draws through the engine, a thousand at a time: what results, checks and cash come to in each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner.check.whatif import Model
from planner.risk.drawing import Shares, draws_of
from planner.risk.uncertain import Uncertain

if TYPE_CHECKING:
    import numpy as np

    from planner.model.lines import Lines

CHUNK = 1_000
"""Draws that are made, and told of, at once."""

AT_ONCE = 400
"""Draws that the engine is given at once: sixty months of each, for a few products, fit into a cache."""

KEPT = 100_000
"""Draws of which inputs and cash by month are kept: percentiles by month and what drives results come from
these, so that a million draws take no more memory for them."""

CASH = "closing_cash"
BASE = "base"


@dataclass(slots=True)
class Run:
    """What draws came to, one value a draw, in the order of their numbers.

    Attributes:
        results: key -> values; not a number where a line cannot be computed.
        fails: check -> how many draws do not meet it.
        inputs: name -> values of the first draws; of words 0, 1 or 2.
        checks: check -> 1 or 0 of the first draws.
        cash: closing cash of the first draws, a row a draw and a column a month.
        short: month by month, in how many draws cash was below 0 by then.
        done: draws; `left_out` of them cannot be computed, and count nowhere.
    """

    results: dict[str, np.ndarray]
    fails: dict[str, int]
    inputs: dict[str, np.ndarray]
    checks: dict[str, np.ndarray]
    cash: np.ndarray
    short: np.ndarray
    done: int = 0
    left_out: int = 0
    stopped: bool = False


@dataclass(slots=True)
class _Piece:
    """What the draws of one chunk came to."""

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

    def evaluated(self, drawn: Mapping[str, np.ndarray]) -> _Piece:
        """These draws; those with the same words go to the engine together."""
        import numpy as np

        count = len(next(iter(drawn.values())))
        months = len(self.model.inputs.axes["month"])
        found = _Piece(
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


def run(
    engine: Engine,
    draws: int,
    shares: Callable[[np.ndarray], Shares],
    told: Callable[[int], None] = lambda done: None,
    first: int = 1,
) -> Run:
    """All draws, from the first on. Ctrl-C ends it with the draws that are done, if there are any.

    Args:
        shares: the numbers between 0 and 1 of the draws of these numbers.
        told: is given how many draws are done, after each chunk.
    """
    import numpy as np

    found = _empty(engine, draws)
    try:
        for start in range(0, draws, CHUNK):
            trials = np.arange(first + start, first + min(start + CHUNK, draws))
            _take(found, engine.evaluated(draws_of(engine.rows, shares(trials))), start)
            told(found.done)
    except KeyboardInterrupt:
        if not found.done:
            raise
        found.stopped = True
    return _cut(found)


def _empty(engine: Engine, draws: int) -> Run:
    import numpy as np

    kept, months = min(draws, KEPT), len(engine.model.inputs.axes["month"])
    return Run(
        {key: np.full(draws, np.nan) for key in engine.keys},
        dict.fromkeys(engine.checks, 0),
        {row.name: np.full(kept, np.nan) for row in engine.rows},
        {key: np.full(kept, np.nan) for key in engine.checks},
        np.full((kept, months), np.nan),
        np.zeros(months),
    )


def _take(found: Run, piece: _Piece, start: int) -> None:
    """A chunk put in its place. A draw of which one figure cannot be computed counts in none."""
    import numpy as np

    count = len(piece.cash)
    columns = [*piece.results.values(), *piece.checks.values()]
    sound = np.isfinite(columns).all(axis=0) & np.isfinite(piece.cash).all(axis=1)
    for key, values in piece.results.items():
        found.results[key][start : start + count] = np.where(sound, values, np.nan)
    for key, values in piece.checks.items():
        found.fails[key] += int(((values < 0.5) & sound).sum())
    found.short += ((np.minimum.accumulate(piece.cash, axis=1) < 0) & sound[:, None]).sum(axis=0)
    room = max(min(len(found.cash) - start, count), 0)
    for name, values in piece.inputs.items():
        found.inputs[name][start : start + room] = values[:room]
    for key, values in piece.checks.items():
        found.checks[key][start : start + room] = values[:room]
    found.cash[start : start + room] = np.where(sound[:, None], piece.cash, np.nan)[:room]
    found.done += count
    found.left_out += int((~sound).sum())


def _cut(found: Run) -> Run:
    """Without the room of draws that were not done."""
    kept = min(found.done, len(found.cash))
    found.results = {key: values[: found.done] for key, values in found.results.items()}
    found.inputs = {name: values[:kept] for name, values in found.inputs.items()}
    found.checks = {key: values[:kept] for key, values in found.checks.items()}
    found.cash = found.cash[:kept]
    return found


def _key(row: Uncertain) -> str:
    """What the engine calls it: the input, or the column of its table."""
    return row.name if row.where is None else f"{row.where[0]}_{row.where[1]}"
