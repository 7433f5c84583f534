"""Which draws are replayed, by a fixed rule: lowest, middle and highest of the headlines, some at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from planner.risk.hdr import uniform

if TYPE_CHECKING:
    import numpy as np

HEADLINES = 3
"""Results of which the lowest, the middle and the highest draw are replayed."""
PICKED = 9_000_001
"""The variable of the generator that picks the others: no input has it."""


def chosen(results: Mapping[str, np.ndarray], count: int, seed: int) -> Sequence[int]:
    """Positions of draws, from 0, in order: all of them where there are no more.

    Args:
        results: key -> one value a draw, the headlines first; not a number where there is none.
    """
    import numpy as np

    columns = list(results.values())
    sound = np.flatnonzero(np.isfinite(columns).all(axis=0))
    if len(sound) <= count:
        return sound.tolist()
    found: dict[int, None] = {}
    for column in columns[:HEADLINES]:
        order = sound[np.argsort(column[sound], kind="stable")]
        found |= dict.fromkeys((int(order[0]), int(order[len(order) // 2]), int(order[-1])))
    number = 0
    while len(found) < count:
        number += 1
        found[int(sound[int(float(uniform(number, PICKED, 0, seed)) * len(sound))])] = None
    return sorted(list(found)[:count])
