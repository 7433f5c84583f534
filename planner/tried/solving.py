"""The value of an input at which a condition begins to be met, and the next one at which it is not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.results.solved import FALLS, FLAT, RISES, TURNS
from planner.tried.condition import Condition
from planner.tried.roots import Bracket, between, brent, pinched, step_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

COARSE, FINE = 33, 33
"""Values at equal distances that are looked at first, and then around what matters."""

EVERY_BELOW = 130
"""Whole numbers are all looked at where there are no more."""

DOUBLINGS = 20
LOOKS = 4
"""How often the neighbourhood of what comes nearest is looked at again."""

SMOOTH = 1e-6
"""A result that jumps by more than this share of its spread between two neighbours has no value between."""


@dataclass(frozen=True, slots=True)
class Range:
    """The values that an input may take.

    Attributes:
        present: what stands there; None in a blank cell.
        steps: only whole numbers, or days.
        day: values near the present one are meant, not its multiples.
        given: whether the owner has named the ends.
    """

    low: float
    high: float
    present: float | None
    steps: bool
    day: bool = False
    given: bool = False


@dataclass(slots=True)
class Found:
    """What came of it.

    Attributes:
        bracket: the answer and its neighbour; None where the condition is met everywhere or nowhere.
        values: what was looked at before, in order, with the `results` there.
        best: what comes nearest where nothing meets the condition.
    """

    values: list[float]
    results: list[float]
    met: list[bool]
    bracket: Bracket | None = None
    best: float | None = None

    @property
    def moves(self) -> str:
        """How the result follows the input."""
        steps = [
            after - before
            for before, after in zip(self.results, self.results[1:], strict=False)
            if math.isfinite(before) and math.isfinite(after)
        ]
        size = max((abs(one) for one in self.results if math.isfinite(one)), default=0.0) * 1e-12
        up, down = any(step > size for step in steps), any(step < -size for step in steps)
        return {(True, False): RISES, (False, True): FALLS, (True, True): TURNS}.get((up, down), FLAT)

    @property
    def crossings(self) -> int:
        """How many times the condition begins or ceases to be met."""
        return sum(one != other for one, other in zip(self.met, self.met[1:], strict=False))


def solved(results: Callable[[Sequence[float]], Values], condition: Condition, of: Range) -> Found:
    """Look, bracket, near, pinch.

    Args:
        results: the result at each of several values of the input.
    """
    found = _looked(results, condition, of, _coarse(of))
    if condition.sign == "=" and not any(found.met):
        rising = [bool(one) for one in condition.rising().met(_array(found.results))]
        if any(rising) and not all(rising):
            condition, found.met = condition.rising(), rising
    for _ in range(LOOKS):
        if any(found.met) or not any(map(math.isfinite, found.results)):
            break
        found.best = _nearest(found, condition)
        found = _closer(results, condition, of, found, found.best)
    if not found.crossings:
        found.best = None if any(found.met) else _nearest(found, condition)
        return found
    for _ in range(1 if of.steps else 2):
        bracket = _chosen(found, of.present)
        found = _closer(results, condition, of, found, (bracket.outside + bracket.inside) / 2)
    found.bracket = _pinched(results, condition, of, _chosen(found, of.present))
    return found


def smooth(found: Found, outside: float, inside: float) -> bool:
    """Whether the result goes through all values between two neighbours, as far as can be seen."""
    finite = [one for one in found.results if math.isfinite(one)]
    return abs(inside - outside) <= SMOOTH * (max(finite) - min(finite))


def _coarse(of: Range) -> list[float]:
    """The values that are looked at first."""
    low, high, present = of.low, of.high, of.present
    if of.steps and high - low <= EVERY_BELOW:
        return between(low, high, round(high - low) + 1) if high > low else [low]
    values = [low, high, *([] if of.day and not of.given else between(low, high, COARSE))]
    if present is not None and low <= present <= high:
        values.append(present)
    if not of.given:
        values += _around(present or 0.0, of)
    kept = {float(round(value)) if of.steps else value for value in values}
    return sorted(value for value in kept if low <= value <= high)


def _around(present: float, of: Range) -> Iterator[float]:
    """Doublings and halves of what stands there; of a day, days before and after."""
    for power in range(DOUBLINGS + 1):
        if of.day:
            yield from (present - 2.0**power, present + 2.0**power)
        else:
            size = abs(present) or 1.0
            yield from (sign * size * 2.0**way for sign in (1, -1) for way in (power, -power))
    yield 0.0


def _looked(
    results: Callable[[Sequence[float]], Values], condition: Condition, of: Range, values: Sequence[float]
) -> Found:
    told = results(values)
    return Found(list(values), [float(one) for one in told], [bool(one) for one in condition.met(told)])


def _closer(
    results: Callable[[Sequence[float]], Values], condition: Condition, of: Range, found: Found, near: float
) -> Found:
    """What was looked at, and values between the neighbours of one of them."""
    below = max((one for one in found.values if one < near), default=found.values[0])
    above = min((one for one in found.values if one > near), default=found.values[-1])
    more = between(below, above, FINE)
    more = sorted({float(round(one)) if of.steps else one for one in more} - {*found.values})
    if not more:
        return found
    extra = _looked(results, condition, of, more)
    told = [one for each in (found, extra) for one in zip(each.values, each.results, each.met, strict=True)]
    values, outcomes, met = zip(*sorted(told), strict=True)
    return Found([*values], [*outcomes], [*met])


def _nearest(found: Found, condition: Condition) -> float:
    """The value at which the result is nearest to the number that is wanted."""
    off = [abs(one - condition.number) if math.isfinite(one) else math.inf for one in found.results]
    return found.values[off.index(min(off))]


def _chosen(found: Found, present: float | None) -> Bracket:
    """The crossing nearest to what stands there; the first where nothing does."""
    brackets = [
        Bracket(*((one, other) if holds else (other, one)))
        for one, other, before, holds in zip(
            found.values, found.values[1:], found.met, found.met[1:], strict=False
        )
        if before != holds
    ]
    if present is None:
        return brackets[0]

    def distance(bracket: Bracket) -> float:
        low, high = sorted(bracket)
        return 0.0 if low <= present <= high else min(abs(present - low), abs(present - high))

    return min(brackets, key=distance)


def _pinched(
    results: Callable[[Sequence[float]], Values], condition: Condition, of: Range, bracket: Bracket
) -> Bracket:
    """The two neighbours, after Brent has said about where they are."""

    def met(values: Sequence[float]) -> list[bool]:
        return [bool(one) for one in condition.met(results(values))]

    if of.steps:
        return pinched(met, bracket, None)

    def off(value: float) -> float:
        return float(results([value])[0]) - condition.number

    width = bracket.inside - bracket.outside
    near, step = bracket.inside, step_of(max(map(abs, bracket)), width)
    ends = [off(one) for one in bracket]
    if all(map(math.isfinite, ends)) and ends[0] * ends[1] <= 0:
        near = brent(off, *bracket)
        step = step_of(near, width)
        close = Bracket(*(near + math.copysign(3 * step, width) * side for side in (-1, 1)))
        inside = [min(bracket) <= one <= max(bracket) for one in close]
        if all(inside) and met(close) == [False, True]:
            bracket = close
    return pinched(met, bracket, step)


def _array(values: Sequence[float]) -> Values:
    import numpy as np

    return np.array(values, dtype=float)
