"""All draws of a simulation, a thousand at a time, here or by whatever executor: the same to the last bit."""

from __future__ import annotations

import pickle
import zlib
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from planner import __version__
from planner.risk.drawing import draws_of
from planner.risk.engine import Drawn, Engine
from planner.risk.sampling import Sampler

if TYPE_CHECKING:
    import numpy as np

CHUNK = 1_000
"""Draws that are made, and told of, at once. Who makes a chunk does not matter to its numbers."""

KEPT = 100_000
"""Draws of which inputs and cash by month are kept: percentiles by month and what drives results come from
these, so that a million draws take no more memory for them."""

MOST_SAID = 160
"""Letters of what an executor says went wrong."""

WAITING = 64
"""Chunks that an executor is given ahead."""


@dataclass(slots=True)
class Run:
    """What draws came to, one value a draw, in the order of their numbers.

    Attributes:
        results: key -> values; not a number where a line cannot be computed.
        fails: check -> how many draws do not meet it, by replicate.
        inputs: name -> values of the first draws; of words 0, 1 or 2.
        checks: check -> 1 or 0 of the first draws.
        cash: closing cash of the first draws, a row a draw and a column a month.
        short: month by month, in how many draws cash was below 0 by then.
        sound: how many draws count, by replicate.
        done: draws; `left_out` of them cannot be computed, and count nowhere.
    """

    results: dict[str, np.ndarray]
    fails: dict[str, np.ndarray]
    inputs: dict[str, np.ndarray]
    checks: dict[str, np.ndarray]
    cash: np.ndarray
    short: np.ndarray
    sound: np.ndarray
    done: int = 0
    left_out: int = 0
    stopped: bool = False

    @property
    def replicates(self) -> int:
        """Of how many independent samples it is made; 1 where each draw is one."""
        return len(self.sound)


@dataclass(slots=True)
class Piece:
    """What the draws of one chunk came to: no more of them than the run keeps."""

    results: dict[str, np.ndarray]
    fails: dict[str, np.ndarray]
    short: np.ndarray
    sound: np.ndarray
    kept: Drawn | None


@dataclass(slots=True)
class Work:
    """An engine with the draws that it is given, as it goes to other processes."""

    engine: Engine
    sampler: Sampler
    version: str = field(default=__version__)

    def piece(self, first: int, count: int) -> Piece:
        """The draws from this position on, counted from 0."""
        import numpy as np

        shares = self.sampler.shares(first, count)
        drawn = self.engine.evaluated(draws_of(self.engine.rows, shares))
        columns = [*drawn.results.values(), *drawn.checks.values()]
        sound = np.isfinite(columns).all(axis=0) & np.isfinite(drawn.cash).all(axis=1)
        of = (first + np.arange(count)) % self.sampler.replicates

        def by_replicate(here: np.ndarray) -> np.ndarray:
            return np.bincount(of[here], minlength=self.sampler.replicates)

        short = (np.minimum.accumulate(drawn.cash, axis=1) < 0) & sound[:, None]
        drawn.cash = np.where(sound[:, None], drawn.cash, np.nan)
        return Piece(
            {key: np.where(sound, values, np.nan) for key, values in drawn.results.items()},
            {key: by_replicate((values < 0.5) & sound) for key, values in drawn.checks.items()},
            short.sum(axis=0),
            by_replicate(sound),
            drawn if first < KEPT else None,
        )

    def packed(self) -> bytes:
        """The work without what its engine has made ready, for a process that knows planner too."""
        engine = Engine(self.engine.model, self.engine.rows, self.engine.keys, self.engine.checks)
        return zlib.compress(pickle.dumps(Work(engine, self.sampler, self.version)), 1)


def piece_of(packed: bytes, first: int, count: int) -> Piece:
    """A chunk, in a process that was given the work. Raises ValueError where its planner is another one."""
    return _unpacked(packed).piece(first, count)


@lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Work:
    work: Work = pickle.loads(zlib.decompress(packed))  # noqa: S301 - planner itself has packed it
    if work.version != __version__:
        raise ValueError(f"planner {work.version} asks, and planner {__version__} would answer")
    return work


def run(
    work: Work, draws: int, told: Callable[[int], None] = lambda done: None, executor: Executor | None = None
) -> Run:
    """All draws, in order. Ctrl-C ends it with the draws that are done, if there are any.

    Args:
        told: is given how many draws are done, after each chunk.
        executor: who computes the chunks; without one they are computed here.
    """
    found = _empty(work, draws)
    chunks = [(first, min(CHUNK, draws - first)) for first in range(0, draws, CHUNK)]
    pieces = _here(work, chunks) if executor is None else _spread(work, chunks, executor)
    try:
        for (first, count), piece in zip(chunks, pieces, strict=True):
            _take(found, piece, first, count)
            told(found.done)
    except KeyboardInterrupt:
        if not found.done:
            raise
        found.stopped = True
    finally:
        pieces.close()
    return _cut(found)


Chunks = Sequence[tuple[int, int]]


def _here(work: Work, chunks: Chunks) -> Generator[Piece]:
    for chunk in chunks:
        yield work.piece(*chunk)


def _spread(work: Work, chunks: Chunks, executor: Executor) -> Generator[Piece]:
    """Chunks in order, whoever computes them first; a few are given ahead, so that memory stays as it is."""
    packed, waiting, given = work.packed(), deque[Future[Piece]](), iter(chunks)
    try:
        for _ in chunks:
            while len(waiting) < WAITING and (chunk := next(given, None)):
                waiting.append(_given(executor, packed, *chunk))
            yield _answer(waiting.popleft())
    finally:
        for future in waiting:
            future.cancel()


class NotDrawn(Exception):  # noqa: N818 - it is what happened
    """Whoever was given draws did not compute them."""


def _given(executor: Executor, packed: bytes, first: int, count: int) -> Future[Piece]:
    """A chunk that somebody computes. Raises NotDrawn where nobody is there any more."""
    try:
        return executor.submit(piece_of, packed, first, count)
    except Exception as error:
        raise _not_drawn(error) from error


def _answer(future: Future[Piece]) -> Piece:
    """What came of it. Raises NotDrawn where whoever computes it is gone, or cannot."""
    try:
        return future.result()
    except (CancelledError, Exception) as error:
        raise _not_drawn(error) from error


def _not_drawn(error: BaseException) -> NotDrawn:
    said = " ".join(str(error).split())[:MOST_SAID]
    return NotDrawn(f"{type(error).__name__}: {said}".rstrip(": "))


def _empty(work: Work, draws: int) -> Run:
    import numpy as np

    engine, replicates = work.engine, work.sampler.replicates
    kept, months = min(draws, KEPT), len(engine.model.inputs.axes["month"])
    return Run(
        {key: np.full(draws, np.nan) for key in engine.keys},
        {key: np.zeros(replicates, dtype=int) for key in engine.checks},
        {row.name: np.full(kept, np.nan) for row in engine.rows},
        {key: np.full(kept, np.nan) for key in engine.checks},
        np.full((kept, months), np.nan),
        np.zeros(months),
        np.zeros(replicates, dtype=int),
    )


def _take(found: Run, piece: Piece, first: int, count: int) -> None:
    """A chunk put in its place."""
    for key, values in piece.results.items():
        found.results[key][first : first + count] = values
    for key, counts in piece.fails.items():
        found.fails[key] += counts
    found.short += piece.short
    found.sound += piece.sound
    found.done += count
    found.left_out += count - int(piece.sound.sum())
    if piece.kept is not None:
        room = max(min(len(found.cash) - first, count), 0)
        _keep(found.inputs, piece.kept.inputs, first, room)
        _keep(found.checks, piece.kept.checks, first, room)
        found.cash[first : first + room] = piece.kept.cash[:room]


def _keep(kept: dict[str, np.ndarray], some: Mapping[str, np.ndarray], first: int, room: int) -> None:
    for key, values in some.items():
        kept[key][first : first + room] = values[:room]


def _cut(found: Run) -> Run:
    """Without the room of draws that were not done."""
    kept = min(found.done, len(found.cash))
    found.results = {key: values[: found.done] for key, values in found.results.items()}
    found.inputs = {name: values[:kept] for name, values in found.inputs.items()}
    found.checks = {key: values[:kept] for key, values in found.checks.items()}
    found.cash = found.cash[:kept]
    return found
