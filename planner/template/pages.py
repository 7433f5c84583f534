"""Sheets for readers: which lines they show, and under which headings. Plain data."""

from __future__ import annotations

from typing import NamedTuple


class Shown(NamedTuple):
    """A line that a page for readers shows once more, under a label for readers.

    Attributes:
        scenario: the one scenario that is shown; empty for low, base and high side by side.
        look: how a statement draws it: `part`, `total`, `key` or `ratio`; `month` for the date of a month.
        cost: it is shown with the other sign, as a statement shows costs.
    """

    key: str
    label: str
    scenario: str = ""
    look: str = ""
    cost: bool = False


LOOKS = ("", "part", "total", "key", "ratio", "month")
"""How a line may look."""


class Block(NamedTuple):
    """Lines of a page under one heading.

    Attributes:
        axis: what the lines run along; empty for lines with three scenarios.
        every: only each so-many-th position is shown, such as the last month of each quarter.
    """

    section: str
    rows: tuple[Shown, ...]
    axis: str = ""
    every: int = 1


class Page(NamedTuple):
    """A sheet for readers and for paper: lines of other sheets, money in the unit that people say.

    Attributes:
        message: name of the sentence that is its title; `title` is then what it answers.
        level: key of the text by which the owner chooses the level that it shows: a statement, whose lines
            run along fiscal years, with one unit for all.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    message: str = ""
    level: str = ""
