"""The names of the cells of page 1, and where each stands on the cover."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from planner.layout.places import (
    COVER_ABOUT,
    COVER_AS_OF,
    COVER_PREPARED,
    COVER_QUESTION,
    COVER_ROUND,
    COVER_SECRET,
    COVER_STATUS,
    COVER_TITLE,
    LABEL,
    MASTER_ON_COVER,
    UNIT,
    Place,
    named_name,
)
from planner.results.statuses import unmet_statuses
from planner.template.schema import COVER, Template
from planner.template.sheets import Axis

YEARS, YEARS_UNIT = "cov_years", "cov_years_unit"
"""Names of the heads of the fiscal years on page 1, and of the unit of what stands below them."""
USE_LABEL, USE_VALUE = 5, 7
"""Columns of the use of proceeds, beside the key figures."""
LAST = 7
"""Column in which page 1 ends."""
CHART_ROWS = 13
"""Rows that the chart of page 1 stands over."""
ASK, VERDICT, REASON, DOWNSIDE, CASH = "ask", "verdict", "reason", "downside", "cash"
"""Sentences of page 1: the ask, yes or no, why in base, and in adverse, and the title of its chart."""


class FrontRows(NamedTuple):
    """The rows of page 1."""

    facts: int
    """Labels; the facts themselves stand below."""
    question: int
    years: int
    """The heads; lines below."""
    figures: int
    chart: int
    """Its title; it stands below."""
    status: int
    named: int
    last: int


def front_rows(template: Template) -> FrontRows:
    """Where each part of page 1 begins."""
    front, question = template.front_page, 7
    years = question + 4
    figures = years + len(front.years) + 2
    chart = figures + max(len(front.figures), len(front.uses)) + 2
    status = chart + CHART_ROWS + 2
    named = status + 1
    return FrontRows(
        4, question, years, figures, chart, status, named, status + len(unmet_statuses(template.statuses))
    )


def message_name(name: str) -> str:
    """The defined name of a sentence that has variants."""
    return f"msg_{name}"


def year_line_name(number: int) -> str:
    """The defined name of a line of the years on page 1, counted from 1."""
    return f"cov_year_{number}"


def figure_name(number: int) -> str:
    """The defined name of a key figure on page 1, counted from 1."""
    return f"cov_figure_{number}"


def use_name(number: int) -> str:
    """The defined name of a use of proceeds on page 1, counted from 1."""
    return f"cov_use_{number}"


def fiscal_axis(template: Template) -> Axis:
    """The axis of fiscal years."""
    return template.axis(template.row(template.front_page.year).axis)


def front_places(template: Template) -> Iterator[tuple[str, Place]]:
    """The name and the place of each cell of page 1 that holds a formula."""
    cover, rows = template.front(COVER), front_rows(template)

    def at(row: int, column: int, columns: int = 1) -> Place:
        return Place(cover, row, column, columns=columns)

    yield COVER_TITLE, at(1, LABEL)
    yield COVER_ABOUT, at(2, LABEL)
    yield COVER_STATUS, at(1, LAST)
    yield COVER_SECRET, at(2, LAST)
    facts = rows.facts + 1
    yield COVER_ROUND, at(facts, LABEL)
    yield message_name(ASK), at(facts, UNIT)
    yield COVER_AS_OF, at(facts, UNIT + 2)
    yield COVER_PREPARED, at(facts, UNIT + 4)
    yield from _places_below(rows, at, template)


def _places_below(
    rows: FrontRows, at: Callable[..., Place], template: Template
) -> Iterator[tuple[str, Place]]:
    """The same from the question on."""
    yield COVER_QUESTION, at(rows.question, UNIT)
    yield message_name(VERDICT), at(rows.question + 1, LABEL)
    yield message_name(REASON), at(rows.question + 1, UNIT)
    yield message_name(DOWNSIDE), at(rows.question + 2, UNIT)
    width = len(fiscal_axis(template).values)
    yield YEARS_UNIT, at(rows.years, LABEL)
    yield YEARS, at(rows.years, UNIT, width)
    for number, _ in enumerate(template.front_page.years, start=1):
        yield year_line_name(number), at(rows.years + number, UNIT, width)
    for number, _ in enumerate(template.front_page.figures, start=1):
        yield figure_name(number), at(rows.figures + number, UNIT, 3)
    for number, _ in enumerate(template.front_page.uses, start=1):
        yield use_name(number), at(rows.figures + number, USE_VALUE)
    yield message_name(CASH), at(rows.chart, LABEL)
    yield MASTER_ON_COVER, at(rows.status, UNIT)
    for number, word in enumerate(unmet_statuses(template.statuses)):
        yield named_name(word), at(rows.named + number, UNIT)
