"""Writes a new workbook: every label, input, formula, name, table and validation of a template and preset.

The formulas have no cached values yet; the refresh that follows puts them in. Two writes at the same `now`
agree to the byte.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from planner.layout.arrange import arrange
from planner.template.preset import Preset
from planner.template.schema import CHECKS, COVER, LOG, SOURCES, SUMMARY, Template
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.charts import draw_charts
from planner.writer.checks import write_checks, write_summary
from planner.writer.cover import write_cover
from planner.writer.formulas import write_formulas
from planner.writer.job import Job
from planner.writer.lines import write_lines
from planner.writer.log import write_log
from planner.writer.pages import write_page
from planner.writer.runs import write_runs
from planner.writer.save import save
from planner.writer.sources import write_sources
from planner.writer.statements import write_statement

EXCEL_CALCULATION = 191029
"""Excel 2019 and later; a file that names an older calculation engine is recalculated when it is opened."""


def write_workbook(path: Path, template: Template, preset: Preset, *, now: datetime) -> None:
    """Write a new workbook to `path`, over what is there.

    Args:
        now: the time that the workbook gives as its making.
    """
    from openpyxl import Workbook

    moment = now.astimezone(UTC).replace(microsecond=0)
    job = Job(template, preset, arrange(template, preset), moment)
    book: Any = Workbook()
    book.remove(book.active)
    _set_up(book, job)
    canvases = _write_sheets(book, job)
    write_formulas(canvases, job)
    draw_charts(canvases, job)
    _define_names(book, job)
    save(book, path, job.now)


def _set_up(book: Any, job: Job) -> None:
    from openpyxl.styles import Font
    from openpyxl.workbook.properties import CalcProperties
    from openpyxl.writer.theme import theme_xml

    properties = book.properties
    properties.creator = properties.lastModifiedBy = "planner"
    properties.title = job.template.title
    properties.created = properties.modified = job.now.replace(tzinfo=None)
    book.calculation = CalcProperties(
        calcId=EXCEL_CALCULATION, calcMode="auto", fullCalcOnLoad=False, iterate=False
    )
    font = job.template.font or styles.FONT
    normal = Font(name=font, size=styles.SIZE, family=2)
    book._named_styles["Normal"].font = normal
    book._fonts[0] = normal
    theme = re.sub('typeface="(Calibri|Cambria)"', f'typeface="{font}"', theme_xml)
    book.loaded_theme = theme.replace('<a:ea typeface=""/>', f'<a:ea typeface="{job.template.font}"/>')


def _write_sheets(book: Any, job: Job) -> dict[str, Canvas]:
    canvases: dict[str, Canvas] = {}

    def add(name: str, kind: str) -> Canvas:
        sheet = book.create_sheet(name)
        sheet.sheet_properties.tabColor = styles.TABS[kind]
        canvases[name] = Canvas(sheet, job.template)
        return canvases[name]

    front = job.template.front
    write_cover(add(front(COVER), "front"), job)
    write_summary(add(front(SUMMARY), "front"), job)
    for page in job.template.pages:
        (write_statement if page.level else write_page)(add(page.name, "front"), page, job)
    for kind in ("input", "calculation"):
        for sheet in job.template.sheets:
            if sheet.kind == kind and sheet.axis:
                for name in sheet.names:
                    write_runs(add(name, kind), sheet, sheet.axis, name, job)
            elif sheet.kind == kind:
                write_lines(add(sheet.name, kind), sheet, job)
    write_checks(add(front(CHECKS), "control"), job)
    write_sources(add(front(SOURCES), "control"), job)
    write_log(add(front(LOG), "control"), job)
    return canvases


def _define_names(book: Any, job: Job) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    for name, place in job.layout.places.items():
        book.defined_names[name] = DefinedName(name, attr_text=place.absolute)
