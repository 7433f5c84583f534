"""Writes the cover: the question, the status, what each sheet holds, and how to read them."""

from __future__ import annotations

from planner.workbook import layout as at
from planner.workbook import styles
from planner.workbook.a1 import quote_sheet
from planner.workbook.arrange import COVER_MASTER_ROW, SUBTITLE_ROW, TITLE_ROW
from planner.workbook.canvas import Canvas
from planner.workbook.job import Job
from planner.workbook.schema import SCENARIOS, Sheet
from planner.workbook.styles import Look
from planner.workbook.write_checks import mark_statuses
from planner.workbook.write_lines import write_section

NAME, TEXT, KIND = 1, 2, 3
WIDTHS = {NAME: (30.0, 30.0), TEXT: (112.0, 112.0), KIND: (18.0, 18.0)}


def write_cover(canvas: Canvas, job: Job) -> None:
    """Write everything on Cover but its formulas."""
    canvas.put(TITLE_ROW, NAME, job.template.title, styles.TITLE.but(size=20.0))
    canvas.put(SUBTITLE_ROW, NAME, job.preset.title, styles.SUBTITLE.but(size=12.0))
    _write_facts(canvas, job)
    row = _write_index(canvas, job, COVER_MASTER_ROW + 5)
    row = _write_legend(canvas, job, row + 1)
    write_section(canvas, row + 1, job.words.conventions, KIND)
    for number, (label, text) in enumerate(job.template.conventions, start=row + 2):
        canvas.put(number, NAME, label, styles.PLAIN.but(ink=styles.GREY))
        canvas.put(number, TEXT, text, styles.PLAIN)
    canvas.fit_columns(WIDTHS)
    canvas.fit_rows()
    canvas.page(KIND, None, job, pages=1)


def _write_facts(canvas: Canvas, job: Job) -> None:
    words, names = job.words, job.template.scenario_names
    version = f"{job.template.name} {job.template.version}"
    scenarios = words.listed.join(names[one] for one in SCENARIOS)
    bold = styles.PLAIN.but(bold=True, size=11.0)
    for row, label, value, look in (
        (COVER_MASTER_ROW - 1, words.question, job.preset.question, bold),
        (COVER_MASTER_ROW, words.master, None, styles.MASTER),
        (COVER_MASTER_ROW + 1, words.written, job.now.date(), styles.PLAIN),
        (COVER_MASTER_ROW + 2, words.scenarios, scenarios, styles.PLAIN),
        (COVER_MASTER_ROW + 3, words.template, version, styles.PLAIN),
    ):
        canvas.put(row, NAME, label, styles.PLAIN.but(ink=styles.GREY))
        number_format = job.template.formats["date"] if row == COVER_MASTER_ROW + 1 else "General"
        canvas.put(row, TEXT, value, look, number_format)
    mark_statuses(canvas, job.layout[at.MASTER_ON_COVER])


def _write_index(canvas: Canvas, job: Job, row: int) -> int:
    """Returns the first row below."""
    words, titles, front = job.words, job.template.titles, job.template.front
    canvas.put(row, NAME, words.index, styles.HEADER)
    canvas.put(row, TEXT, words.index_holds, styles.HEADER)
    canvas.put(row, KIND, words.index_kind, styles.HEADER)
    sources = at.printed_name(0) if job.preset.printed else f"{quote_sheet(front(at.SOURCES))}!A1"
    kinds = {"input": words.kind_input, "calculation": words.kind_calculation}
    entries = [(front(at.SUMMARY), at.MASTER_ON_SUMMARY, titles[at.SUMMARY], words.kind_front)]
    entries += [
        (sheet.name_for(scenario), _first_name(sheet, scenario), sheet.title, kinds[sheet.kind])
        for sheet in job.template.sheets
        for scenario in (SCENARIOS if sheet.apart else SCENARIOS[:1])
    ]
    entries += [
        (front(at.CHECKS), at.MASTER, titles[at.CHECKS], words.kind_control),
        (front(at.SOURCES), sources, titles[at.SOURCES], words.kind_control),
        (front(at.LOG), at.LOG_HEADER, titles[at.LOG], words.kind_control),
    ]
    for name, target, holds, kind in entries:
        row += 1
        canvas.link(row, NAME, name, target, styles.LINK.but(below=styles.HAIR))
        canvas.put(row, TEXT, holds, styles.PLAIN.but(below=styles.HAIR))
        canvas.put(row, KIND, kind, styles.PLAIN.but(below=styles.HAIR, ink=styles.GREY))
    return row + 1


def _first_name(sheet: Sheet, scenario: str) -> str:
    """A name that moves along when the user renames the sheet."""
    if sheet.axis:
        return at.axis_name(sheet, scenario)
    if sheet.rows:
        return at.line_name(sheet.rows[0])
    assert sheet.table is not None  # noqa: S101 - a sheet holds rows or a table
    return sheet.table.key


def _write_legend(canvas: Canvas, job: Job, row: int) -> int:
    """Returns the first row below."""
    words = job.words
    write_section(canvas, row, words.legend, KIND)
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
