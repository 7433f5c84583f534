"""Writes page 1, on the upper part of the cover: who asks for what, yes or no, years, figures, status."""

from __future__ import annotations

from typing import Any

from planner.layout.owned import checks_with
from planner.layout.places import (
    COVER_AS_OF,
    COVER_PREPARED,
    LABEL,
    MASTER_ON_COVER,
    ON_COVER,
    UNIT,
    WHERE_EMPTY,
    named_name,
)
from planner.layout.places_front import (
    ASK,
    CASH,
    DOWNSIDE,
    LAST,
    REASON,
    USE_LABEL,
    USE_VALUE,
    VERDICT,
    YEARS_UNIT,
    FrontRows,
    front_rows,
    message_name,
)
from planner.results.statuses import LineStatus, unmet_statuses
from planner.template.rows import SCENARIOS
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.checks import mark_statuses
from planner.writer.job import Job
from planner.writer.sentences import longest, write_label

WIDTHS = {LABEL: (30.0, 30.0), **dict.fromkeys(range(UNIT, LAST + 1), (11.5, 11.5))}
NAMED_AT_ONCE = 4
"""Checks that the page has room to name, before its row must be made higher."""


def write_front(canvas: Canvas, job: Job) -> int:
    """Write everything on page 1 but its formulas. Returns its last row."""
    rows = front_rows(job.template)
    _write_headings(canvas, rows, job)
    _write_question(canvas, rows, job)
    _write_years(canvas, rows, job)
    _write_figures(canvas, rows, job)
    place = job.layout[message_name(CASH)]
    canvas.reserve(place.row, place.column, "", styles.CHART_TITLE)
    _write_status(canvas, rows, job)
    return rows.last


def _write_headings(canvas: Canvas, rows: FrontRows, job: Job) -> None:
    words = job.words
    for name, shown in ON_COVER.items():
        place = job.layout[name]
        text = job.heading(getattr(job.template.headings, shown)) or getattr(
            words, WHERE_EMPTY.get(shown, ""), ""
        )
        canvas.reserve(place.row, place.column, text, styles.HEADINGS[shown])
        if shown in WHERE_EMPTY:
            ink, fill = styles.WARN
            spills = styles.HEADINGS[shown].spills  # its fill would end where its column does
            _mark(canvas, place.a1, getattr(words, WHERE_EMPTY[shown]), ink, "" if spills else fill)
    _write_facts(canvas, rows, job)


def _write_facts(canvas: Canvas, rows: FrontRows, job: Job) -> None:
    """Round, ask, day and who prepared it, under their labels."""
    words = job.words
    canvas.rule(rows.facts, range(LABEL, LAST + 1), styles.FACT_LABEL)
    canvas.rule(rows.facts + 1, range(LABEL, LAST + 1), styles.FACT)
    ask, as_of, prepared = (job.layout[name] for name in (message_name(ASK), COVER_AS_OF, COVER_PREPARED))
    for column, text in (
        (LABEL, words.round),
        (ask.column, words.ask),
        (as_of.column, words.dated),
        (prepared.column, words.prepared),
    ):
        canvas.put(rows.facts, column, text, styles.FACT_LABEL)
    canvas.across(ask.row, ask.column, as_of.column - 1)
    canvas.across(as_of.row, as_of.column, prepared.column - 1)
    canvas.across(prepared.row, prepared.column, LAST)
    canvas.reserve(ask.row, ask.column, longest(job.template.messages[ASK], words), styles.FACT)


def _write_question(canvas: Canvas, rows: FrontRows, job: Job) -> None:
    """The owner's question, yes or no, and why: in base, and in adverse."""
    canvas.put(rows.question, LABEL, job.words.question, styles.JUDGED)
    canvas.put(rows.question + 2, LABEL, job.words.judged, styles.JUDGED)
    for down in range(3):
        canvas.rule(rows.question + down, range(UNIT, LAST + 1), styles.SENTENCE)
        canvas.across(rows.question + down, UNIT, LAST)
    for name in (REASON, DOWNSIDE):
        place = job.layout[message_name(name)]
        canvas.reserve(
            place.row, place.column, longest(job.template.messages[name], job.words), styles.SENTENCE
        )
    place = job.layout[message_name(VERDICT)]
    canvas.reserve(place.row, place.column, "", styles.YES_NO)
    _mark(canvas, place.a1, job.template.messages[VERDICT][-1].text, styles.WHITE, styles.NO_FILL)


def _mark(canvas: Canvas, cell: str, word: str, ink: str, fill: str) -> None:
    """Colour a cell where it says a word."""
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Font, PatternFill

    filled = PatternFill("solid", start_color=fill, end_color=fill) if fill else None
    rule: Any = CellIsRule(  # type: ignore[no-untyped-call]
        operator="equal", formula=[f'"{word}"'], font=Font(color=ink), fill=filled
    )
    canvas.sheet.conditional_formatting.add(cell, rule)


def _write_years(canvas: Canvas, rows: FrontRows, job: Job) -> None:
    canvas.reserve(rows.years, job.layout[YEARS_UNIT].column, "", styles.PAGE_HEAD)
    for number, shown in enumerate(job.template.front_page.years, start=1):
        write_label(canvas, rows.years + number, LABEL, shown)


def _write_figures(canvas: Canvas, rows: FrontRows, job: Job) -> None:
    """The figures of each level on the left, the use of proceeds on the right."""
    words, front = job.words, job.template.front_page
    canvas.put(rows.figures, LABEL, words.figures, styles.PAGE_HEAD)
    for across, scenario in enumerate(SCENARIOS):
        name = job.template.scenario_names[scenario]
        canvas.put(rows.figures, UNIT + across, name, styles.PAGE_HEAD_NUMBER)
    for number, shown in enumerate(front.figures, start=1):
        write_label(canvas, rows.figures + number, LABEL, shown)
    canvas.rule(rows.figures, range(USE_LABEL, USE_VALUE + 1), styles.PAGE_HEAD)
    canvas.put(rows.figures, USE_LABEL, words.uses, styles.PAGE_HEAD.but(indent=2))
    for number, shown in enumerate(front.uses, start=1):
        row = rows.figures + number
        canvas.rule(row, range(USE_LABEL, USE_VALUE), styles.LINES_OF_PAGES[shown.look])
        write_label(canvas, row, USE_LABEL, shown)


def _write_status(canvas: Canvas, rows: FrontRows, job: Job) -> None:
    words, layout = job.words, job.layout
    canvas.put(rows.status, LABEL, words.master, styles.NAMED_LABEL)
    mark_statuses(canvas, layout[MASTER_ON_COVER])
    for word in unmet_statuses(job.template.statuses):
        place = layout[named_name(word)]
        said = words.named_fails if word == LineStatus.FAILS else words.named_warns
        canvas.put(place.row, LABEL, said, styles.NAMED_LABEL)
        canvas.rule(place.row, range(UNIT, LAST + 1), styles.NAMED)
        canvas.across(place.row, UNIT, LAST)
        labels = [row.label for row in checks_with(word, job.template)][:NAMED_AT_ONCE]
        canvas.reserve(place.row, UNIT, words.log_and.join(labels), styles.NAMED)
