"""Key numbers that moved, in a few lines; and how numbers and changes of them are written there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.report.numbers import readable
from planner.report.printing import say
from planner.results.levels import LEVELS
from planner.results.moved import stands_for_zero

if TYPE_CHECKING:
    from planner.results.moved import KeyMove

MOST = 6
"""Key numbers that are listed; --json has them all, and `planner diff` says why."""

SAID_BY_ITSELF = {"choice", "date", "fraction", "ratio", "1 = yes, 0 = no", ""}
"""Units that need no words beside a value."""


def print_moved(file: str, moved: Sequence[KeyMove]) -> None:
    """The base case, or the first scenario in which any of them moved."""
    scenario = "base" if any(one.scenario == "base" for one in moved) else moved[0].scenario
    found = [one for one in moved if one.scenario == scenario]
    of = "" if scenario == "base" else f" ({LEVELS[scenario]})"
    for one in found[:MOST]:
        unit = "" if one.unit in SAID_BY_ITSELF else f" {one.unit}"
        before, after = (
            said(value, one.label, one.format, one.language) for value in (one.before, one.after)
        )
        none = {stands_for_zero(one.label)} & {before, after}
        change = f"{unit} ({signed(one.after - one.before, one.format, one.language)})"
        say(f"{file}: {one.label}{of}: {before} -> {after}{'' if none else change}")
    if (more := len(found) - MOST) > 0:
        numbers = "key number" if more == 1 else "key numbers"
        say(f"{file}: and {more} more {numbers} moved; `planner diff` lists them, and says why")


def said(value: float | str, label: str, look: str, language: str = "") -> str:
    """A value in its format; the word that stands for 0 where the label tells one."""
    return (not value and stands_for_zero(label)) or amount(value, look, language)


def amount(value: float | str, look: str, language: str = "") -> str:
    """A value in its format; one that this would make nothing of, with three digits."""
    shown = readable(value, look, language)
    nothing = isinstance(value, float) and value and not any(digit in shown for digit in "123456789")
    return f"{value:.3g}" if nothing else shown


def signed(value: float, look: str, language: str = "") -> str:
    """A change in the format of what changed; of a percentage, in points."""
    if "%" in look:
        return f"{value * 100:+,.3g} points"
    return ("-" if value < 0 else "+") + amount(abs(value), look, language)
