"""Writes the cover: the question, the status, what each sheet holds, and how to read them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.layout.arrange import COVER_FACTS_ROW
from planner.layout.owned import checks_with
from planner.layout.places import (
    CURRENCY,
    LOG_HEADER,
    MASTER,
    MASTER_ON_COVER,
    MASTER_ON_SUMMARY,
    ON_COVER,
    answer_name,
    axis_name,
    line_name,
    named_name,
    printed_name,
)
from planner.results.statuses import LineStatus, unmet_statuses
from planner.template.references import AS_PEAK, REFERENCE
from planner.template.rows import SCENARIOS
from planner.template.schema import CHECKS, LOG, SOURCES, SUMMARY
from planner.template.sheets import Sheet
from planner.template.words import Words
from planner.writer import looks as styles
from planner.writer.canvas import Canvas, Value
from planner.writer.checks import mark_statuses
from planner.writer.job import Job
from planner.writer.lines import write_section
from planner.writer.looks import Look
from planner.xlsx.a1 import quote_sheet

NAME, TEXT, KIND, PAPER = 1, 2, 3, 4
WIDTHS = {NAME: (28.0, 28.0), TEXT: (92.0, 92.0), KIND: (14.0, 14.0), PAPER: (10.0, 10.0)}
NAMED_AT_ONCE = 4
"""Checks that the cover has room to name, before its row must be made higher."""


def write_cover(canvas: Canvas, job: Job) -> None:
    """Write everything on Cover but its formulas."""
    for name, shown in ON_COVER.items():
        place, text = job.layout[name], job.heading(getattr(job.template.headings, shown))
        canvas.reserve(place.row, place.column, text, styles.HEADINGS[shown])
    row = _write_index(canvas, job, _write_facts(canvas, job) + 1)
    row = _write_legend(canvas, job, row + 1)
    write_section(canvas, row + 1, job.words.conventions, PAPER)
    texts = (*job.template.conventions, (job.words.paper, job.words.paper_text))
    for number, (label, text) in enumerate(texts, start=row + 2):
        canvas.put(number, NAME, label, styles.PLAIN.but(ink=styles.GREY))
        canvas.put(number, TEXT, text, styles.PLAIN)
    canvas.fit_columns(WIDTHS)
    canvas.fit_rows()
    canvas.page(PAPER, None, job, portrait=True)


def _write_facts(canvas: Canvas, job: Job) -> int:
    """Returns the first row below."""
    words, layout, facts = job.words, job.layout, _facts(job)
    currency = str(job.preset.inputs[job.template.said.currency]["base"])
    dated = job.template.formats["date"]
    for row, (label, value, look) in enumerate(facts, start=COVER_FACTS_ROW):
        canvas.put(row, NAME, label or None, styles.PLAIN.but(ink=styles.GREY))
        canvas.put(row, TEXT, value, look, dated if label == words.written else "General")
    for number, text in enumerate(job.template.answers):
        canvas.reserve(layout[answer_name(number)].row, TEXT, _longest(text, job.words), styles.ANSWER)
    for word in unmet_statuses(job.template.statuses):
        labels = [row.label for row in checks_with(word, job.template)][:NAMED_AT_ONCE]
        canvas.reserve(layout[named_name(word)].row, TEXT, words.log_and.join(labels), styles.ANSWER)
    canvas.reserve(layout[CURRENCY].row, TEXT, currency, styles.PLAIN)
    mark_statuses(canvas, layout[MASTER_ON_COVER])
    return COVER_FACTS_ROW + len(facts)


def _facts(job: Job) -> list[tuple[str, Value, Look]]:
    """Label, value and look of each row from the question on; formulas give those without a value."""
    words, names = job.words, job.template.scenario_names
    return [
        (words.question, None, styles.QUESTION),
        *(
            ("" if number else words.answers, None, styles.ANSWER)
            for number in range(len(job.template.answers))
        ),
        (words.master, None, styles.MASTER),
        *((_named(word, job), None, styles.ANSWER) for word in unmet_statuses(job.template.statuses)),
        (words.prepared, None, styles.PLAIN),
        (words.written, job.now.date(), styles.PLAIN),
        (words.version, job.made_from, styles.PLAIN),
        (words.currency, None, styles.PLAIN),
        (words.money, None, styles.PLAIN),
        (words.scenarios, words.listed.join(names[one] for one in SCENARIOS), styles.PLAIN),
    ]


def _named(word: str, job: Job) -> str:
    return job.words.named_fails if word == LineStatus.FAILS else job.words.named_warns


def _longest(text: str, words: Words) -> str:
    """A sentence with numbers, and what is said of a peak, as long as they get."""
    number = "1,000.00"
    peak = max(words.answer_peak.format(month=number), words.answer_rising, key=len)
    return REFERENCE.sub(lambda found: peak if found[1].endswith(f":{AS_PEAK}") else number, text)


def _write_index(canvas: Canvas, job: Job, row: int) -> int:
    """Returns the first row below."""
    words = job.words
    heads = {NAME: words.index, TEXT: words.index_holds, KIND: words.index_kind, PAPER: words.index_paper}
    for column, text in heads.items():
        canvas.put(row, column, text, styles.HEADER)
    plain = styles.PLAIN.but(below=styles.HAIR)
    grey = plain.but(ink=styles.GREY)
    for name, target, holds, kind in _sheets(job):
        row += 1
        canvas.link(row, NAME, name, target, styles.LINK.but(below=styles.HAIR))
        canvas.put(row, TEXT, holds, plain)
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
        canvas.put(row, TEXT, text, styles.PLAIN)
    return row + 1
