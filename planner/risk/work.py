"""Draws as work that any process can do: an engine, what makes draws, and what comes of some of them."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from planner import __version__
from planner.risk.drawing import draws_of
from planner.risk.engine import Drawn, Engine
from planner.risk.sampling import Sampler

if TYPE_CHECKING:
    import numpy as np

KEPT = 100_000
"""Draws of which inputs and cash by month are kept: percentiles by month and what drives results come from
these, so that a million draws take no more memory for them."""


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
