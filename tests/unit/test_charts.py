"""A chart is drawn as the template describes it, and stands where that says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl

from planner.layout.arrange import arrange, charts_row
from planner.layout.arrange_charts import chart_spots, charts_down
from planner.template.charts import BARS, LINES, Chart, ChartPlace, Series
from planner.template.load import load_preset, load_template
from planner.template.pages import Block, Page, Shown
from planner.template.rows import Section
from planner.template.schema import SUMMARY, Template
from planner.template.validate import validate
from planner.template.words import Words
from planner.writer.workbook import write_workbook

TEMPLATE, ESSAY = load_template(), load_preset("essay")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def standing(*widths: str) -> Template:
    """A template with charts of these widths on Runway."""
    charts = tuple(
        TEMPLATE.charts[0]._replace(title=str(number), places=(ChartPlace("Runway", width == "half"),))
        for number, width in enumerate(widths)
    )
    return replace(TEMPLATE, charts=charts)


def drawn_on(sheet: str, template: Template, tmp_path: Path) -> list[Any]:
    validate(template)
    write_workbook(tmp_path / "plan.xlsx", template, ESSAY, now=NOW)
    worksheet: Any = openpyxl.load_workbook(tmp_path / "plan.xlsx")[sheet]
    return list(worksheet._charts)


def test_two_halves_stand_beside_one_another_and_all_else_below() -> None:
    template = standing("whole", "half", "half", "half", "whole", "half")
    spots = [(spot.down, spot.half, spot.right) for spot in chart_spots("Runway", template)]
    assert spots == [
        (0, False, False),
        (1, True, False),
        (1, True, True),
        (2, True, False),
        (3, False, False),
        (4, True, False),
    ]
    assert charts_down("Runway", template) == 5
    assert charts_down(SUMMARY, template) == 0


def test_a_summary_without_charts_has_no_heading_for_them() -> None:
    words: Words = TEMPLATE.words
    heading = Section(words.charts)
    assert heading in arrange(TEMPLATE, ESSAY).summary.values()
    bare = replace(TEMPLATE, charts=())
    summary = arrange(bare, ESSAY).summary
    assert heading not in summary.values()
    first = min(row for row, item in summary.items() if item == Section(TEMPLATE.summary[0][0]))
    assert first == charts_row(bare) + 1


def test_a_chart_draws_the_line_and_the_scenario_that_it_names(tmp_path: Path) -> None:
    chart = Chart(
        title="Money left",
        kind=BARS,
        axis="fiscal",
        page="Funding plan",
        format="0.0",
        series=(Series("year_closing_cash", "high"),),
        places=(ChartPlace("Funding plan"),),
    )
    (drawn,) = drawn_on("Funding plan", replace(TEMPLATE, charts=(chart,)), tmp_path)
    (series,) = drawn.series
    assert series.tx.strRef.f == "'Funding plan'!$A$42"
    assert series.val.numRef.f == "'Funding plan'!$C$42:$H$42"
    assert series.cat.numRef.f == "'Funding plan'!$C$4:$H$4"
    assert drawn.y_axis.numFmt.formatCode == "0.0"
    assert drawn.y_axis.title.tx.strRef is not None, "the unit of money follows a cell"
    sheet: Any = openpyxl.load_workbook(tmp_path / "plan.xlsx")["Funding plan"]
    assert [sheet[f"A{row}"].value for row in (4, 42)] == [
        "Fiscal year of the plan",
        "Closing cash, adverse",
    ]


def test_a_chart_along_words_takes_them_as_texts_and_says_the_unit_of_its_lines(tmp_path: Path) -> None:
    key = next(row.key for row in TEMPLATE.formulas if row.axis == "chip" and row.unit == "USD per GPU-hour")
    page = Page("Rents", "Rents", (Block("Rent", (Shown(key, "Rent", "base"),), "chip"),))
    chart = Chart(
        title="Rent of chips",
        kind=LINES,
        axis="chip",
        page="Rents",
        format="0.00",
        series=(Series(key, "base"),),
        places=(ChartPlace("Rents"),),
    )
    template = replace(TEMPLATE, pages=(*TEMPLATE.pages, page), charts=(chart,))
    (drawn,) = drawn_on("Rents", template, tmp_path)
    assert drawn.series[0].cat.strRef.f == "Rents!$C$4:$K$4"
    assert drawn.x_axis.title.tx.rich.p[0].r[0].t == "Chip"
    assert drawn.y_axis.title.tx.rich.p[0].r[0].t == "USD per GPU-hour"
