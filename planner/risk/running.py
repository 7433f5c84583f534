"""All draws of a simulation, a thousand at a time, here or by whatever executor: the same to the last bit."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.risk.work import KEPT, Piece, Work, piece_of

if TYPE_CHECKING:
    import numpy as np

CHUNK = 1_000
"""Draws that are made, and told of, at once. Who makes a chunk does not matter to its numbers."""

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
