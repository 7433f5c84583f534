"""What page 1 says: sentences that have a variant for every outcome, years, key figures. Plain data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from planner.template.pages import Shown


class Case(NamedTuple):
    """One variant of a sentence, with numbers in braces as answers have them.

    Attributes:
        when: it is said where none of these lines, `key@scenario`, is 0; nothing for the last one.
    """

    text: str
    when: tuple[str, ...] = ()


Message = tuple[Case, ...]
"""The variants of a sentence; the first that holds is said."""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the cover shows of the plan.

    Attributes:
        years: lines along fiscal years.
        figures: lines that each level has one of, side by side.
        uses: lines of the base case, one below the other.
        year: line of the number of each fiscal year; it says along what they run.
        months: line of how many of its months are in the plan.
    """

    year: str = ""
    months: str = ""
    years: tuple[Shown, ...] = ()
    figures: tuple[Shown, ...] = ()
    uses: tuple[Shown, ...] = ()


def said_in(front: FrontPage, text: Callable[[str], str]) -> FrontPage:
    """The same with every label in another language."""

    def labels(lines: Sequence[Shown]) -> tuple[Shown, ...]:
        return tuple(line._replace(label=text(line.label)) for line in lines)

    years, figures, uses = map(labels, (front.years, front.figures, front.uses))
    return replace(front, years=years, figures=figures, uses=uses)
