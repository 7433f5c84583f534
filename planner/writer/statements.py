"""Writes statements: a sentence as title, fiscal years across, one unit, subtotals ruled."""

from __future__ import annotations

from planner.layout.arrange import LINK_ROW, TITLE_ROW
from planner.layout.arrange_pages import HEADER_ROW, PageHeading
from planner.layout.places import LABEL, UNIT
from planner.template.pages import Page
from planner.template.rows import Section
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.job import Job
from planner.writer.lines import write_section, write_title
from planner.writer.sentences import longest, write_label

LABEL_WIDTH, YEAR_WIDTH = (40.0, 44.0), (12.0, 12.0)
"""Least and greatest width of the columns, which fill a page in portrait."""


def write_statement(canvas: Canvas, page: Page, job: Job) -> None:
    """Write a statement: its title is a sentence, its heads are fiscal years, its unit stands once."""
    longest_title = longest(job.template.messages[page.message], job.words)
    write_title(canvas, None, job)
    canvas.reserve(TITLE_ROW, LABEL, longest_title, styles.MESSAGE_TITLE)
    canvas.put(LINK_ROW, UNIT, page.title, styles.SUBTITLE.but(size=styles.SMALL))
    last = UNIT
    for number, item in job.arrangement.pages[page.name].items():
        if isinstance(item, PageHeading):
            last = max(last, UNIT + len(item.positions) - 1)
        elif isinstance(item, Section):
            write_section(canvas, number, item.section, last)
        else:
            write_label(canvas, number, LABEL, item.shown)
    canvas.fit_columns({LABEL: LABEL_WIDTH, **dict.fromkeys(range(UNIT, last + 1), YEAR_WIDTH)})
    canvas.fit_rows()
    canvas.freeze(HEADER_ROW + 1, UNIT)
    canvas.page(last, None, job, portrait=True)
