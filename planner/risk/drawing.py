"""Draws: from their numbers to shares, and from shares to values of the uncertain inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from planner.risk import quantiles
from planner.risk.hdr import uniform
from planner.risk.uncertain import (
    DISCRETE,
    EVENT,
    FACTOR,
    LOGNORMAL,
    METALOG,
    TRIANGULAR,
    UNIFORM,
    Uncertain,
)

if TYPE_CHECKING:
    import numpy as np

Shares = Mapping[tuple[int, int], "np.ndarray"]
"""Counters of a variable -> a number between 0 and 1 for each draw."""


def counters(rows: Iterable[Uncertain]) -> list[tuple[int, int]]:
    """Variable and entity of everything that is drawn: each input, then the factor of each group."""
    rows = list(rows)
    own = [(row.variable, row.entity) for row in rows]
    return [*own, *dict.fromkeys(factor_of(row, rows) for row in rows if row.group)]


def factor_of(row: Uncertain, rows: Iterable[Uncertain]) -> tuple[int, int]:
    """The counters of the factor of its group: those of the group's first input, moved out of the way."""
    first = next(one for one in rows if one.group.casefold() == row.group.casefold())
    return FACTOR + first.variable, first.entity


def shares_of(rows: Sequence[Uncertain], trials: np.ndarray, seed: int) -> Shares:
    """The shares of these draws, by the generator."""
    return {at: uniform(trials, *at, seed) for at in counters(rows)}


def leaning(row: Uncertain, rows: Sequence[Uncertain], shares: Shares) -> np.ndarray:
    """The shares of one input; in a group they lean on the factor, and stay evenly spread all the same.

    z = r f + (1 - r^2)^(1/2) e with normal f and e: the normals of two members correlate by r1 r2.
    """
    from planner.risk.normal import below, quantile

    own = shares[row.variable, row.entity]
    if not row.group or not row.correlation:
        return own
    shared, weight = quantile(shares[factor_of(row, rows)]), row.correlation
    return below(weight * shared + (1 - weight * weight) ** 0.5 * quantile(own))


def values_of(row: Uncertain, share: np.ndarray) -> np.ndarray:
    """Its values at these shares; of words, and of an event, which of the three: 0, 1 or 2."""
    import numpy as np

    if row.kind == DISCRETE:
        which = quantiles.of_three(share, row.probability)
        return which if row.is_word else np.array(row.numbers)[which]
    if row.kind == EVENT:
        which = np.where(share >= 1 - row.probability, 2, 1)
        return which if row.is_word else np.array(row.numbers)[which]
    low, base, high = row.numbers
    if row.kind == METALOG:
        found = quantiles.metalog(share, low, base, high, row.lower, row.upper)
    elif row.kind == TRIANGULAR:
        found = quantiles.triangular(share, low, base, high)
    elif row.kind == UNIFORM:
        found = quantiles.uniform(share, low, high)
    elif row.kind == LOGNORMAL:
        found = quantiles.lognormal(share, low, high)
    else:
        raise ValueError(f"unknown kind {row.kind!r}")
    return _as_the_input_takes(row, found)


def _as_the_input_takes(row: Uncertain, found: np.ndarray) -> np.ndarray:
    """Within the bounds of the row, and of what the input may be; a whole number where that is one."""
    import numpy as np

    lower = max((one for one in (row.lower, row.of.min) if one is not None), default=-np.inf)
    upper = min((one for one in (row.upper, row.of.max) if one is not None), default=np.inf)
    kept = np.clip(found, lower, upper)
    whole: np.ndarray = np.floor(kept + 0.5) if row.of.whole else kept
    return whole


def draws_of(rows: Sequence[Uncertain], shares: Shares) -> dict[str, np.ndarray]:
    """Name of each input -> its values, one a draw; of words the number of the word, 0, 1 or 2."""
    return {row.name: values_of(row, leaning(row, rows, shares)) for row in rows}


def draw_of(rows: Sequence[Uncertain], drawn: Mapping[str, np.ndarray], at: int) -> dict[str, float | str]:
    """One of the draws, in the words of the plan."""
    return {
        row.name: row.words[int(drawn[row.name][at])] if row.is_word else float(drawn[row.name][at])
        for row in rows
    }
