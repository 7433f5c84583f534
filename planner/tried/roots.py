"""Where a condition begins to be met: bracketed on a grid, neared by Brent, pinched between neighbours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

DIGITS = 10
"""Digits of an answer."""

SECTIONS = 15
"""Points that the engine is asked about at once while a bracket is narrowed."""

MOST_STEPS = 60
"""Of Brent; bisection alone would have halved the bracket to its last bit."""

Met = Callable[[Sequence[float]], Sequence[bool]]
"""Whether the condition is met at each of several values."""


class Bracket(NamedTuple):
    """Two values: at `outside` the condition is not met, at `inside` it is."""

    outside: float
    inside: float


def brent(function: Callable[[float], float], low: float, high: float) -> float:
    """A zero between two values at which the signs differ, to about the last bit.

    Inverse quadratic interpolation and the secant rule where they go fast enough, bisection where not
    (R. P. Brent, Algorithms for Minimization without Derivatives, 1973, chapter 4).
    """
    a, b = low, high
    fa, fb = function(a), function(b)
    if fa * fb > 0 or math.isnan(fa * fb):
        raise ValueError("the signs at both ends are the same")
    c, fc, last, before = a, fa, b - a, b - a
    for _ in range(MOST_STEPS):
        if (fb > 0) == (fc > 0):
            c, fc, last, before = a, fa, b - a, b - a
        if abs(fc) < abs(fb):
            a, b, c, fa, fb, fc = b, c, b, fb, fc, fb
        near, half = 2 * math.ulp(b), (c - b) / 2
        if abs(half) <= near or fb == 0:
            return b
        step = _interpolated((a, b, c), (fa, fb, fc)) if abs(before) >= near and abs(fa) > abs(fb) else half
        if not 0 < step / half < 1.5 - near / abs(2 * half) or abs(step) >= abs(before / 2):
            step = before = half
        last, before = step, last
        a, fa = b, fb
        b += step if abs(step) > near else math.copysign(near, half)
        fb = function(b)
    return b


def _interpolated(at: tuple[float, float, float], of: tuple[float, float, float]) -> float:
    """The step from the second point to the zero of a parabola on its side, or of a line through two."""
    (a, b, c), (fa, fb, fc) = at, of
    s, half = fb / fa, (c - b) / 2
    if a == c:
        return 2 * half * s / (s - 1)
    q, r = fa / fc, fb / fc
    top = s * (2 * half * q * (q - r) - (b - a) * (r - 1))
    return -top / ((q - 1) * (r - 1) * (s - 1))


def pinched(met: Met, bracket: Bracket, step: float | None) -> Bracket:
    """The two neighbours between which the condition begins to be met.

    Args:
        step: between neighbours, a power of ten; None for the whole numbers.
    """
    steps = _Steps(bracket, 0 if step is None else round(math.log10(step)))
    low, high = 0, steps.count
    while high - low > 1:
        cuts = sorted({low + max(1, (high - low) * cut // (SECTIONS + 1)) for cut in range(1, SECTIONS + 1)})
        for cut, holds in zip(cuts, met([steps.value(cut) for cut in cuts]), strict=True):
            if holds:
                high = cut
                break
            low = cut
    return Bracket(steps.value(low), steps.value(high))


class _Steps:
    """The round values between the ends of a bracket, counted from the one outside to the one inside."""

    def __init__(self, bracket: Bracket, exponent: int) -> None:
        self.bracket, self.exponent = bracket, exponent
        first, last = (end / 10.0**exponent for end in bracket)
        self.way = 1 if last > first else -1
        self.start = math.floor(first) if self.way > 0 else math.ceil(first)
        self.count = math.ceil(abs(last - self.start) - 1e-9)

    def value(self, at: int) -> float:
        """One of them; the ends as they are."""
        if at in {0, self.count}:
            return self.bracket.outside if at == 0 else self.bracket.inside
        return float(f"{self.start + self.way * at}e{self.exponent}")


def step_of(near: float, width: float) -> float:
    """The distance of neighbours with ten digits, of an answer about here."""
    size = abs(near) if abs(near) > abs(width) * 10.0**-DIGITS else abs(width)
    return float(10.0 ** (math.floor(math.log10(size)) - DIGITS + 1))


def between(low: float, high: float, count: int) -> list[float]:
    """Values from one to another, at the same distances."""
    return [low + (high - low) * at / (count - 1) for at in range(count)]
