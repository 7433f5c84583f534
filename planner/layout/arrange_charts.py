"""Decides where charts stand: one below the other on their sheets, two halves beside one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner.template.charts import Chart
from planner.template.schema import Template

CHART_ROWS = 14
"""Rows that one chart on Summary stands over."""


class ChartSpot(NamedTuple):
    """Where a chart stands among those of its sheet.

    Attributes:
        down: charts above it, as two halves beside one another count once.
        half: it takes half of the width.
        right: it stands in the right half.
    """

    chart: Chart
    down: int
    half: bool = False
    right: bool = False


def chart_spots(sheet: str, template: Template) -> Iterator[ChartSpot]:
    """The charts of a sheet in the order of the template."""
    down, beside = -1, False
    for chart in template.charts:
        for place in chart.places:
            if place.sheet == sheet:
                beside = place.half and beside
                down += 0 if beside else 1
                yield ChartSpot(chart, down, place.half, beside)
                beside = place.half and not beside


def charts_down(sheet: str, template: Template) -> int:
    """How many charts of a sheet stand below one another."""
    return max((spot.down + 1 for spot in chart_spots(sheet, template)), default=0)
