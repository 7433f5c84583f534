"""What each of several changes did to numbers, so that the parts add up to the whole: Shapley's value.

The effect of a change is what it does on top of the others, averaged over every order in which they could
have been made (L. S. Shapley, A value for n-person games, 1953). Up to `MOST_EXACT` changes that average is
taken over all orders; of more, over a sample of orders, each forwards and backwards, with its standard error.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

MOST_EXACT = 8
"""Changes of which every order is looked at: 256 evaluations."""

EVALUATIONS = 1_200
"""About how many a sample may take."""

FEWEST_PAIRS = 4
"""Orders of a sample, each taken forwards and backwards: with fewer there is no error worth saying."""

SEED = 20_261_129
"""Of the sample: the same two plans have the same effects."""

EXACT, SAMPLED, SEQUENTIAL = "shapley", "shapley sampled", "sequential"
"""Ways of attribution."""

Value = Callable[[int], "Numbers"]
"""The numbers with the changes of a bit mask made; those that cannot be computed are not finite."""


class Part(NamedTuple):
    """What one change did, or several that can only be told together.

    Attributes:
        of: their numbers.
        error: the standard error of a sample; 0 where nothing was sampled.
    """

    of: tuple[int, ...]
    effect: float
    error: float = 0.0


class Attribution(NamedTuple):
    """How a number was attributed, and its parts, in the order of the changes."""

    method: str
    parts: tuple[Part, ...]


def attribute(players: Sequence[int], value: Value) -> list[Attribution]:
    """What each change did to each number. The effects add up to the whole but for rounding.

    Args:
        players: the bits of the changes that may matter.

    Where a number cannot be computed between the two plans, its changes are made one after the other, and
    those that only make sense together are one part.
    """
    if not players:
        return [Attribution(EXACT, ()) for _ in value(0)]
    few = len(players) <= MOST_EXACT
    effects, errors = exact(players, value) if few else sampled(players, value)
    found = []
    for number in range(effects.shape[1]):
        column, apart = effects[:, number].tolist(), errors[:, number].tolist()
        if all(map(math.isfinite, column)):
            parts = [Part((player,), *of) for player, *of in zip(players, column, apart, strict=True)]
            method = EXACT if few else SAMPLED
        else:
            parts, method = _sequential(players, value, number), SEQUENTIAL
        found.append(Attribution(method, tuple(parts)))
    return found


def exact(players: Sequence[int], value: Value) -> tuple[Numbers, Numbers]:
    """The effects over all orders, a row a change and a column a number; and errors of nothing."""
    import numpy as np

    count = len(players)
    values = np.array([value(_mask(players, chosen)) for chosen in range(1 << count)])
    sizes = np.array([chosen.bit_count() for chosen in range(1 << count)])
    weights = np.array([1 / (count * math.comb(count - 1, size)) for size in range(count)])
    effects = []
    with np.errstate(all="ignore"):
        for place in range(count):
            without = np.array([chosen for chosen in range(1 << count) if not chosen >> place & 1])
            steps = values[without | 1 << place] - values[without]
            effects.append(weights[sizes[without]] @ steps)
    found = np.array(effects)
    return found, np.zeros_like(found)


def sampled(players: Sequence[int], value: Value) -> tuple[Numbers, Numbers]:
    """The effects over a sample of orders, and their standard errors."""
    import numpy as np

    rng = Random(SEED)  # noqa: S311 - the same plans, the same effects
    pairs = max(FEWEST_PAIRS, EVALUATIONS // (2 * len(players)))
    found = []
    with np.errstate(all="ignore"):
        for _ in range(pairs):
            order = list(range(len(players)))
            rng.shuffle(order)
            both = [_walked(players, value, one) for one in (order, order[::-1])]
            found.append((both[0] + both[1]) / 2)
        many = np.array(found)
        return many.mean(axis=0), many.std(axis=0, ddof=1) / math.sqrt(pairs)


def _walked(players: Sequence[int], value: Value, order: Sequence[int]) -> Numbers:
    """What each change does when they are made in this order."""
    import numpy as np

    mask, before = 0, value(0)
    effects: list[Any] = [None] * len(players)
    for place in order:
        mask |= 1 << players[place]
        after = value(mask)
        effects[place] = after - before
        before = after
    return np.array(effects)


def _mask(players: Sequence[int], chosen: int) -> int:
    return sum(1 << player for place, player in enumerate(players) if chosen >> place & 1)


def _sequential(players: Sequence[int], value: Value, number: int) -> list[Part]:
    """One change after the other; together with the next ones where the number cannot be computed."""
    parts, mask, before, waiting = [], 0, float(value(0)[number]), list[int]()
    for player in players:
        mask |= 1 << player
        waiting.append(player)
        after = float(value(mask)[number])
        if math.isfinite(after):
            parts.append(Part(tuple(waiting), after - before))
            before, waiting = after, []
    return parts
