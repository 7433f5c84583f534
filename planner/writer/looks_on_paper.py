"""How the cells of page 1 and of statements look: in ink, rules above totals, a band under key lines."""

from __future__ import annotations

from collections.abc import Iterator

from planner.layout.arrange_pages import PageHeading, PageLine, page_unit_name
from planner.layout.messages import COST_OF_YEAR, HEAD, OF_YEAR
from planner.layout.owned_cell import OwnedCell
from planner.layout.places import Place, named_name
from planner.layout.places_front import (
    ASK,
    CASH,
    DOWNSIDE,
    REASON,
    VERDICT,
    YEARS,
    YEARS_UNIT,
    figure_name,
    message_name,
    use_name,
    year_line_name,
)
from planner.results.statuses import unmet_statuses
from planner.template.pages import Shown
from planner.template.schema import COVER
from planner.writer import looks as styles
from planner.writer.job import Job
from planner.writer.looks import Look

SENTENCES = {
    ASK: styles.FACT,
    VERDICT: styles.YES_NO,
    REASON: styles.SENTENCE,
    DOWNSIDE: styles.SENTENCE,
    CASH: styles.CHART_TITLE,
}
NOTHING = '"–"_)'
"""A zero of a statement."""
NUMBER = {"align": "right", "indent": 0}


def looks_on_paper(job: Job) -> dict[Place, Look]:
    """The look of each cell that has one of its own."""
    return dict([*_front(job), *_statements(job)])


def _front(job: Job) -> Iterator[tuple[Place, Look]]:
    layout, front = job.layout, job.template.front_page
    for name in job.template.messages:
        yield layout[message_name(name)], SENTENCES.get(name, styles.MESSAGE_TITLE)
    for word in unmet_statuses(job.template.statuses):
        yield layout[named_name(word)], styles.NAMED
    if front.years:
        yield layout[YEARS_UNIT], styles.PAGE_HEAD
        yield from _each(layout[YEARS], styles.PAGE_HEAD_NUMBER)
    for number, shown in enumerate(front.years, start=1):
        yield from _line(shown, layout[year_line_name(number)])
    for number, shown in enumerate(front.figures, start=1):
        yield from _line(shown, layout[figure_name(number)])
    for number, shown in enumerate(front.uses, start=1):
        yield from _line(shown, layout[use_name(number)])


def _statements(job: Job) -> Iterator[tuple[Place, Look]]:
    for number, page in enumerate(job.template.pages, start=1):
        if not page.level:
            continue
        yield job.layout[page_unit_name(number)], styles.PAGE_HEAD
        for item in job.arrangement.pages[page.name].values():
            if isinstance(item, PageHeading):
                yield from _each(job.layout[item.name], styles.PAGE_HEAD_NUMBER)
            elif isinstance(item, PageLine):
                yield from _line(item.shown, job.layout[item.name])


def _line(shown: Shown, place: Place) -> Iterator[tuple[Place, Look]]:
    yield from _each(place, styles.LINES_OF_PAGES[shown.look].but(**NUMBER))


def _each(place: Place, look: Look) -> Iterator[tuple[Place, Look]]:
    yield from ((place.at(across), look) for across in range(place.columns))


def number_format_on_paper(cell: OwnedCell, job: Job) -> str:
    """The number format of a cell of page 1 or of a statement that shows a number; nothing for any other."""
    template = job.template
    on_cover = cell.place.sheet == template.front(COVER)
    if cell.role in {HEAD, OF_YEAR, COST_OF_YEAR} or (on_cover and cell.role == "said"):
        row = template.row(cell.key)
        if not template.is_money(row):
            return template.format_of(row)
        return template.said.front if on_cover else f"{template.said.format.rpartition(';')[0]};{NOTHING}"
    return ""
