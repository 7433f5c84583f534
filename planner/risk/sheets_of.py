"""The three sheets of a simulation, from what was drawn: cells, charts, what formulas must come to."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

from planner.book.beside import DRAWS, RISK, RISK_INPUTS
from planner.problems import PlanError, Problem
from planner.results.simulated import Simulated
from planner.results.statuses import LineStatus
from planner.risk import draws_sheet, inputs_sheet, risk_sheet
from planner.risk.chart_parts import Drawn
from planner.risk.drawing import draw_of, draws_of, shares_of
from planner.risk.draws_sheet import Kept
from planner.risk.engine import BASE, CASH
from planner.risk.expected import Expected, of_inputs, of_risk
from planner.risk.putting import Sheet
from planner.risk.risk_charts import charts_of
from planner.risk.running import Run
from planner.risk.sheet_cells import Cells
from planner.risk.standing import formulas_word, words_of
from planner.risk.telling import Risk
from planner.template.review import risk_texts
from planner.template.rows import Row
from planner.xlsx.measure import column_width, text_pixels

INPUT_WIDTHS = (44, 26, 12, *(13,) * 6, 16, 12, 11, 9, 46, *(20,) * 15)
RISK_WIDTHS = (52, 16, *(15,) * 15)
DRAW_WIDTHS = (10, 15)
"""Of the numbers of the draws, and the least of what was drawn."""
KEY_POINTS = 10
DRAWS_PRINTED = 12
STARTS = "month_start_date"
NAMES: Mapping[str, str] = {RISK_INPUTS: "inputs_name", DRAWS: "draws_name", RISK: "risk_name"}
"""Mark of each sheet -> the text that is its name."""

Words = Mapping[str, str]


class Content(NamedTuple):
    """What the sheets are made of.

    Attributes:
        names: mark -> name of the sheet.
        trial: the draw that the formulas make again.
    """

    risk: Risk
    told: Simulated
    kept: Kept
    names: Mapping[str, str]
    trial: int
    words: Words


def words_for(risk: Risk) -> dict[str, str]:
    template = risk.book.template
    said = {"ok": template.word_of(LineStatus.OK), "unlike": template.word_of(LineStatus.DIFFERS)}
    return {**risk_texts(template.language, template.name), **said}


def kept_of(risk: Risk, found: Run, told: Simulated, keep: int, sheet: str) -> Kept:
    """The first draws. Raises PlanError where one of them cannot be computed."""
    import numpy as np

    count = min(keep, len(found.cash))
    cash = found.cash[:count]
    bad = np.flatnonzero(~np.isfinite(cash).all(axis=1))
    if len(bad):
        message = f"draw {bad[0] + 1:,} of those to keep cannot be computed"
        raise PlanError(Problem(message, "Narrow the inputs that it takes, or keep fewer.", told.file))
    shown = [key for key in found.results if key in {one.key for one in risk.book.template.key_numbers}]
    fails = [key for key, chance in told.checks.items() if chance.probability]
    drawn = [draw_of(risk.rows, found.inputs, at) for at in range(count)]
    return Kept(
        sheet,
        {row.name: [one[row.name] for one in drawn] for row in risk.rows},
        {key: found.results[key][:count] for key in shown},
        {key: found.checks[key][:count] for key in fails},
        cash,
    )


def sheets_of(content: Content) -> list[Sheet]:
    """The sheets, ready to be put into the workbook."""
    risk, told, kept, names, trial, words = content
    months = list(risk.reading.engine[STARTS, BASE])
    lines = _lines(content)
    draws = (names[DRAWS], draws_sheet.FIRST, kept.count)
    inputs = inputs_sheet.cells_of(risk.rows, risk.seed, trial, draws, words)
    figures = risk_sheet.cells_of(told, kept, lines, months, words)
    said = words_of(risk.reading, risk.rows, risk.seed, [_formulas_word(one) for one in (inputs, figures)])
    figures[risk_sheet.DIGEST_AT] = figures[risk_sheet.DIGEST_AT]._replace(value=said)
    cells = draws_sheet.cells_of(kept, risk.rows, lines, months, words)
    head, top, told_on = inputs_sheet.HEAD, draws_sheet.HEAD, len(inputs_sheet.TABLE)
    return [
        Sheet(RISK_INPUTS, names[RISK_INPUTS], inputs, INPUT_WIDTHS, (head, 1), (head,), printed=told_on),
        Sheet(DRAWS, names[DRAWS], cells, _draw_widths(cells), (top + 1, 1), (top,), printed=DRAWS_PRINTED),
        _figures(content, figures, len(months)),
    ]


def _draw_widths(cells: Cells) -> tuple[int, ...]:
    """Wide enough for the key below each heading."""
    row = draws_sheet.HEAD + 1
    keys = [str(cell.value) for (at, _), cell in sorted(cells.items()) if at == row]
    first, least = DRAW_WIDTHS
    fitted = (ceil(column_width(text_pixels(key, KEY_POINTS))) for key in keys[1:])
    return (first, *(max(least, width) for width in fitted), least)


def _lines(content: Content) -> dict[str, Row]:
    template, kept = content.risk.book.template, content.kept
    return {key: template.row(key) for key in (*kept.results, *kept.checks, CASH)}


def _figures(content: Content, cells: Cells, months: int) -> Sheet:
    """The sheet `Risk` with its charts."""
    told, words, name = content.told, content.words, content.names[RISK]
    places = risk_sheet.Places(len(content.kept.results), months)
    look = {"money": told.formats[told.need], "unit": told.units[told.need]}
    charts: tuple[Drawn, ...] = charts_of(name, places, words, look)
    heads = (risk_sheet.RESULTS, places.drivers, places.curve, places.cash, places.checks)
    at = places.charts
    return Sheet(RISK, name, cells, RISK_WIDTHS, (4, 1), heads, charts, at, printed=risk_sheet.ERROR)


def _formulas_word(cells: Cells) -> str:
    return formulas_word({at: one.formula for at, one in cells.items()})


def expected_of(content: Content) -> dict[str, Expected]:
    """Sheet -> what its formulas must come to."""
    import numpy as np

    risk, told, kept, names, trial, words = content
    shares = shares_of(risk.rows, np.array([trial]), risk.seed)
    draw = draw_of(risk.rows, draws_of(risk.rows, shares), 0)
    return {
        names[RISK_INPUTS]: of_inputs(risk.rows, shares, draw, kept.count, trial, words["ok"]),
        names[RISK]: of_risk(told, kept),
    }
