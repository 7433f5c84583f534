"""Writes every formula cell that planner owns, black or green by where it reads, with its number format."""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.layout.arrange import Check
from planner.layout.owned import OwnedCell, owned_cells
from planner.layout.places import MASTER_ON_COVER, Layout
from planner.template.rows import SCENARIOS, Row
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.checks import fitted, formats_of
from planner.writer.job import Job
from planner.writer.looks import Look
from planner.writer.looks_on_paper import looks_on_paper, number_format_on_paper

TABLE_REFERENCE = re.compile(r"([^\W\d][\w.]*)\[")
FORMATS = {"difference": "difference", "tolerance": "difference", "floor": "difference", "off by": "fraction"}
"""Roles of cells that hold no value of a line, and the template's format for each."""


def write_formulas(canvases: Mapping[str, Canvas], job: Job) -> None:
    """Write the formulas of a new workbook."""
    checks = {item.key: item for item in job.arrangement.checks.values() if isinstance(item, Check)}
    paper = looks_on_paper(job)
    for cell in owned_cells(job.template, job.preset, job.layout):
        look = paper.get(cell.place) or _look(cell, checks.get(cell.key), job.layout)
        if (
            cell.role != "heading"
            and cell.place not in paper
            and reads_other_sheets(cell, job.layout)
            and look.ink == styles.INK
        ):
            look = look.but(ink=styles.LINK_GREEN)
        number_format = number_format_on_paper(cell, job) or _number_format(cell, checks.get(cell.key), job)
        canvas = canvases[cell.place.sheet]
        canvas.formula(cell.place.row, cell.place.column, cell.formula, look, number_format)


def reads_other_sheets(cell: OwnedCell, layout: Layout) -> bool:
    """Whether a formula refers to cells, or to a table, on another sheet than its own."""
    tables = (layout.tables[name] for name in TABLE_REFERENCE.findall(cell.formula))
    return "!" in cell.formula or any(table.sheet != cell.place.sheet for table in tables)


def _look(cell: OwnedCell, check: Check | None, layout: Layout) -> Look:
    if cell.role in {"axis", "heading"}:
        return styles.HEADER_NUMBER if cell.role == "axis" else styles.HEADINGS[cell.key]
    if cell.role in {"status", "master"}:
        return styles.MASTER if cell.place.sheet == layout[MASTER_ON_COVER].sheet else styles.STATUS
    if cell.place.sheet == layout[MASTER_ON_COVER].sheet:
        return styles.ANSWER if cell.role == "answer" else styles.PLAIN.but(wrap=False, spills=True)
    if cell.role in {"money", "unit"}:
        return styles.UNIT.but(ink=styles.INK)
    if cell.role == "line" and check is not None and check.row is not None and check.row.kind != "calc":
        return styles.RESULT
    return fitted(styles.FORMULA, check)


def _number_format(cell: OwnedCell, check: Check | None, job: Job) -> str:
    formats = job.template.formats
    if cell.role == "axis":
        return job.template.axis(cell.key).format
    if cell.role in {"line", "live", "engine"}:
        row = check.row if check is not None else None
        if isinstance(row, Row) and cell.role == "line":
            return job.template.format_of(row)
        assert check is not None  # noqa: S101 - a value belongs to a line or to a table's column
        return formats_of(check, job)[SCENARIOS.index(cell.scenario)]
    if cell.role in {"said", "said engine"}:
        row = job.template.row(cell.key)
        return job.template.said.format if job.template.is_money(row) else job.template.format_of(row)
    if cell.role in {"count", "occurs", "scale"}:
        return formats["count"]
    return formats[FORMATS[cell.role]] if cell.role in FORMATS else "General"
