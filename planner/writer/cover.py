"""Writes the cover: page 1, and below it what each sheet holds, and how to read them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.layout.arrange import cover_facts_row
from planner.layout.places import (
    LABEL,
    LOG_HEADER,
    MASTER,
    MASTER_ON_SUMMARY,
    UNIT,
    answer_name,
    axis_name,
    line_name,
    printed_name,
)
from planner.layout.places_front import LAST
from planner.template.rows import SCENARIOS
from planner.template.schema import CHECKS, LOG, SOURCES, SUMMARY
from planner.template.sheets import Sheet
from planner.writer import looks as styles
from planner.writer.canvas import Canvas, Value
from planner.writer.front import WIDTHS, write_front
from planner.writer.job import Job
from planner.writer.lines import write_section
from planner.writer.looks import Look
from planner.writer.sentences import longest_text
from planner.xlsx.a1 import quote_sheet

NAME, TEXT, KIND, PAPER = LABEL, UNIT, LAST + 1, LAST + 2
ASIDE = {KIND: (14.0, 14.0), PAPER: (10.0, 10.0)}
"""Columns beside page 1."""


def write_cover(canvas: Canvas, job: Job) -> None:
    """Write everything on Cover but its formulas: page 1, and below it what is for the screen."""
    last = write_front(canvas, job)
    row = _write_index(canvas, job, _write_facts(canvas, job) + 1)
    row = _write_legend(canvas, job, row + 1)
    write_section(canvas, row + 1, job.words.conventions, PAPER)
    texts = (*job.template.conventions, (job.words.paper, job.words.paper_text))
    for number, (label, text) in enumerate(texts, start=row + 2):
        canvas.put(number, NAME, label, styles.PLAIN.but(ink=styles.GREY))
        canvas.across(number, TEXT, PAPER)
        canvas.put(number, TEXT, text, styles.PLAIN)
    canvas.fit_columns({**WIDTHS, **ASIDE})
    canvas.fit_rows()
    canvas.page(LAST, None, job, portrait=True, rows=(1, last))


def _write_facts(canvas: Canvas, job: Job) -> int:
    """Returns the first row below."""
    words, layout = job.words, job.layout
    first = cover_facts_row(job.template)
    write_section(canvas, first - 1, words.this_workbook, PAPER)
    for number, text in enumerate(job.template.answers):
        canvas.put(first + number, NAME, None if number else words.answers, styles.PLAIN.but(ink=styles.GREY))
        canvas.across(first + number, TEXT, PAPER)
        canvas.reserve(layout[answer_name(number)].row, TEXT, longest_text(text, words), styles.ANSWER)
    first += len(job.template.answers)
    dated, names = job.template.formats["date"], job.template.scenario_names
    facts: tuple[tuple[str, Value], ...] = (
        (words.written, job.now.date()),
        (words.version, job.made_from),
        (words.currency, None),
        (words.money, None),
        (words.scenarios, words.listed.join(names[one] for one in SCENARIOS)),
    )
    for row, (label, value) in enumerate(facts, start=first):
        canvas.put(row, NAME, label, styles.PLAIN.but(ink=styles.GREY))
        shown = styles.PLAIN.but(wrap=False, spills=True)
        canvas.put(row, TEXT, value, shown, dated if label == words.written else "General")
    return first + len(facts)


def _write_index(canvas: Canvas, job: Job, row: int) -> int:
    """Returns the first row below."""
    words = job.words
    heads = {NAME: words.index, TEXT: words.index_holds, KIND: words.index_kind, PAPER: words.index_paper}
    canvas.rule(row, range(TEXT, KIND), styles.HEADER)
    for column, text in heads.items():
        canvas.put(row, column, text, styles.HEADER)
    plain = styles.PLAIN.but(below=styles.HAIR)
    grey = plain.but(ink=styles.GREY)
    for name, target, holds, kind in _sheets(job):
        row += 1
        canvas.link(row, NAME, name, target, styles.LINK.but(below=styles.HAIR))
        canvas.rule(row, range(TEXT, KIND), plain)
        canvas.put(row, TEXT, holds, plain.but(wrap=False, spills=True))
        canvas.put(row, KIND, kind, grey)
        pages = job.template.on_paper.get(name, 0) * job.template.wide_on_paper.get(name, 1)
        paper = words.paper_pages.format(pages=pages) if pages else words.paper_none
        canvas.put(row, PAPER, paper, grey)
    return row + 1


def _sheets(job: Job) -> Iterator[tuple[str, str, str, str]]:
    """Name of each sheet, where a link to it leads, what it holds, and its kind."""
    words, titles, front = job.words, job.template.titles, job.template.front
    kinds = {"input": words.kind_input, "calculation": words.kind_calculation}
    yield front(SUMMARY), MASTER_ON_SUMMARY, titles[SUMMARY], words.kind_front
    for number, page in enumerate(job.template.pages, start=1):
        yield page.name, f"page_{number}_2", page.title, words.kind_front
    for sheet in job.template.sheets:
        for scenario in SCENARIOS if sheet.apart else SCENARIOS[:1]:
            yield sheet.name_for(scenario), _first_name(sheet, scenario), sheet.title, kinds[sheet.kind]
    sources = printed_name(0) if job.preset.printed else f"{quote_sheet(front(SOURCES))}!A1"
    yield front(CHECKS), MASTER, titles[CHECKS], words.kind_control
    yield front(SOURCES), sources, titles[SOURCES], words.kind_control
    yield front(LOG), LOG_HEADER, titles[LOG], words.kind_control


def _first_name(sheet: Sheet, scenario: str) -> str:
    """A name that moves along when the user renames the sheet."""
    if sheet.axis:
        return axis_name(sheet, scenario)
    if sheet.rows:
        return line_name(sheet.rows[0])
    assert sheet.table is not None  # noqa: S101 - a sheet holds rows or a table
    return sheet.table.key


def _write_legend(canvas: Canvas, job: Job, row: int) -> int:
    """Returns the first row below."""
    words = job.words
    write_section(canvas, row, words.legend, PAPER)
    samples: tuple[tuple[Look, str], ...] = (
        (styles.INPUT, words.legend_input),
        (styles.FOLLOWS, words.legend_follows),
        (styles.FORMULA, words.legend_formula),
        (styles.FORMULA.but(ink=styles.LINK_GREEN), words.legend_link),
        (styles.RESULT, words.legend_result),
        (styles.WRITTEN, words.legend_engine),
    )
    for look, text in samples:
        row += 1
        canvas.put(row, NAME, words.sample_text, look.but(align="center", indent=0))
        canvas.put(row, TEXT, text, styles.PLAIN.but(wrap=False, spills=True))
    return row + 1
