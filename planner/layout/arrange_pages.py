"""Decides where the sheets for readers have their lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner.layout.places import FIRST_ALONG, UNIT, Place
from planner.template.pages import Block, Page, Shown
from planner.template.rows import SCENARIOS, Section
from planner.template.schema import Template
from planner.template.sheets import Axis

HEADER_ROW = 4


class PageHeading(NamedTuple):
    """A row of column heads: the scenarios, or the shown positions of an axis; with its defined name.

    Attributes:
        positions: numbers of the axis's positions, from 0.
    """

    axis: Axis | None
    positions: tuple[int, ...]
    name: str


class PageLine(NamedTuple):
    """A line of a page, the heading that it stands under, and its defined name, which covers its unit too."""

    shown: Shown
    heading: PageHeading
    name: str


PageRows = dict[int, PageHeading | Section | PageLine]


def positions_of(block: Block, template: Template) -> tuple[int, ...]:
    """The positions of its axis that a block shows, from 0: the last of each so many."""
    if not block.axis:
        return ()
    return tuple(range(block.every - 1, len(template.axis(block.axis).values), block.every))


def page_rows(number: int, page: Page, template: Template) -> PageRows:
    """What stands in each row of a page, the `number`-th from 1."""
    rows: PageRows = {}
    row, heading, before, names = HEADER_ROW, None, None, 0
    for block in page.blocks:
        positions = positions_of(block, template)
        if heading is None or (block.axis, positions) != before:
            row += 1 if heading else 0
            axis = template.axis(block.axis) if block.axis else None
            rows[row] = heading = PageHeading(axis, positions, f"page_{number}_{names + 1}")
            before, names = (block.axis, positions), names + 1
        row += 1
        rows[row] = Section(block.section)
        for shown in block.rows:
            row, names = row + 1, names + 1
            rows[row] = PageLine(shown, heading, f"page_{number}_{names}")
        row += 1
    return rows


def page_items(template: Template) -> Iterator[PageHeading | Section | PageLine]:
    """What stands on all pages, from top to bottom."""
    for number, page in enumerate(template.pages, start=1):
        yield from page_rows(number, page, template).values()


def page_unit_name(number: int) -> str:
    """The defined name of the cell that says in which level and unit a statement is; pages count from 1."""
    return f"page_{number}_unit"


def page_places(page: Page, rows: PageRows) -> Iterator[tuple[str, Place]]:
    """The defined names of a page's headings along an axis, and of its lines."""
    for row, item in rows.items():
        if page.level and not isinstance(item, Section):
            heading = item.heading if isinstance(item, PageLine) else item
            yield item.name, Place(page.name, row, UNIT, columns=len(heading.positions))
        elif isinstance(item, PageLine):
            width = len(item.heading.positions) or len(SCENARIOS)
            yield item.name, Place(page.name, row, UNIT, columns=1 + width)
        elif isinstance(item, PageHeading) and item.axis:
            yield item.name, Place(page.name, row, FIRST_ALONG, columns=len(item.positions))
