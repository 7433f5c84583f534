"""How draws come to their shares: by the counting generator, or evenly by a scrambled Sobol sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from warnings import catch_warnings, simplefilter

from planner.problems import PlanError, Problem
from planner.risk.drawing import Shares, counters, shares_of
from planner.risk.uncertain import Uncertain

if TYPE_CHECKING:
    import numpy as np

HDR, SOBOL = SAMPLINGS = ("hdr", "sobol")

REPLICATES = 16
"""Sequences scrambled apart, by whose spread the error is told: that of draws would say too much."""

LEAST = 2.0**-33
"""No share is nearer to 0 or 1: half a step of the generator."""


class Sampler(Protocol):
    """Makes the shares of draws by their position, so that any of them can be made alone."""

    @property
    def replicates(self) -> int:
        """Into how many independent samples draws fall, one after the other in turn."""

    def shares(self, first: int, count: int) -> Shares:
        """Of so many draws, from this position on, counted from 0."""


@dataclass(frozen=True, slots=True)
class Counting:
    """HDR: draw n is trial n of the generator."""

    rows: Sequence[Uncertain]
    seed: int
    replicates: int = 1

    def shares(self, first: int, count: int) -> Shares:
        """Of so many draws, from this position on."""
        import numpy as np

        return shares_of(self.rows, np.arange(first + 1, first + count + 1), self.seed)


@dataclass(frozen=True, slots=True)
class Sobol:
    """Points of 16 Sobol sequences in turn, each scrambled by a seed of its own.

    Scrambling after Matoušek (Journal of Complexity 14, 1998), directions of Joe and Kuo (SIAM Journal on
    Scientific Computing 30, 2008), as scipy has both. Position p is point p // 16 of sequence p % 16.
    """

    rows: Sequence[Uncertain]
    seed: int
    replicates: int = REPLICATES
    _made: dict[int, tuple[Any, int]] = field(default_factory=dict, repr=False, compare=False)

    def __getstate__(self) -> tuple[Sequence[Uncertain], int]:
        return self.rows, self.seed

    def __setstate__(self, state: tuple[Sequence[Uncertain], int]) -> None:
        for name, value in zip(
            ("rows", "seed", "replicates", "_made"), (*state, REPLICATES, {}), strict=True
        ):
            object.__setattr__(self, name, value)

    def shares(self, first: int, count: int) -> Shares:
        """Of so many draws, from this position on."""
        import numpy as np

        at = counters(self.rows)
        found = np.empty((count, len(at)))
        for replicate in range(REPLICATES):
            here = range((replicate - first) % REPLICATES, count, REPLICATES)
            if here:
                found[here.start :: REPLICATES] = self._points(
                    replicate, (first + here[0]) // REPLICATES, len(here)
                )
        found = np.clip(found, LEAST, 1 - LEAST)
        return {one: found[:, number] for number, one in enumerate(at)}

    def _points(self, replicate: int, first: int, count: int) -> np.ndarray:
        """Of one sequence, which goes on where it is asked to, and begins again to go back."""
        sequence, done = self._made.get(replicate, (None, 0))
        if sequence is None or done > first:
            sequence, done = self._sequence(replicate), 0
        if first > done:
            sequence.fast_forward(first - done)
        with catch_warnings():
            simplefilter("ignore", UserWarning)  # that the number of draws is no power of 2
            points: np.ndarray = sequence.random(count)
        self._made[replicate] = (sequence, first + count)
        return points

    def _sequence(self, replicate: int) -> Any:
        import numpy as np
        from scipy.stats import qmc

        random = np.random.default_rng([self.seed, replicate])
        return qmc.Sobol(len(counters(self.rows)), scramble=True, bits=32, rng=random)


def sampler_of(sampling: str, rows: Sequence[Uncertain], seed: int, file: str) -> Sampler:
    """What makes the draws. Raises PlanError where the machine lacks what it takes."""
    if sampling == HDR:
        return Counting(rows, seed)
    try:
        from scipy.stats import qmc
    except ImportError:
        message = "scipy, which makes Sobol sequences, is not installed"
        remedy = 'Run `pip install "planner[sobol]"`, or leave out --sampling.'
        raise PlanError(Problem(message, remedy, file)) from None
    most: int = qmc.Sobol.MAXDIM
    if len(counters(rows)) > most:
        message = f"{len(counters(rows)):,} numbers are drawn, and a Sobol sequence has {most:,} dimensions"
        raise PlanError(Problem(message, "Leave out --sampling.", file))
    return Sobol(rows, seed)
