"""Draws the charts that the template describes: parts of their own, which a refresh copies byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.layout.arrange import HEADER_ROW, charts_row
from planner.layout.arrange_charts import CHART_ROWS, ChartSpot, chart_spots
from planner.layout.arrange_pages import PageLine
from planner.layout.places import LABEL, LOW, MONEY, SUMMARY_WIDTH, Place, key_number_name
from planner.layout.places_front import CHART_ROWS as COVER_ROWS
from planner.layout.places_front import LAST, front_rows
from planner.template.charts import Chart, Series
from planner.template.rows import SCENARIOS
from planner.template.schema import COVER, REPORTING, SUMMARY
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.chart_looks import colour, dress, empty_chart, linked_title, title
from planner.writer.job import Job

PIXELS_PER_POINT, EMU_PER_PIXEL = 96 / 72, 9525
GAP = 8
WIDE, WIDE_CHART_ROWS = 12, 24


def draw_charts(canvases: Mapping[str, Canvas], job: Job) -> None:
    """Put the charts over rows that hold nothing: on Summary, and on pages below their lines."""
    for name, canvas in canvases.items():
        if name == job.template.front(COVER):
            first, rows, right = front_rows(job.template).chart + 1, COVER_ROWS, LAST
        elif name == job.template.front(SUMMARY):
            first, rows, right = charts_row(job.template), CHART_ROWS, LOW + SUMMARY_WIDTH - 1
        elif name in job.arrangement.pages:
            first = max(job.arrangement.pages[name]) + 2
            rows, right = chart_rows(canvas), canvas.last_column
        else:
            continue
        width = int(sum(canvas.pixels(column) for column in range(LABEL, right + 1)))
        for spot in chart_spots(name, job.template):
            drawn = _drawn(spot.chart, job)
            if name == job.template.front(COVER):
                drawn.title = None  # a sentence above it says what it shows
            _put(drawn, spot, canvas, first, rows, width)


def chart_rows(canvas: Canvas) -> int:
    """How many rows the chart below a table stands over: more on a wide sheet, which is scaled down."""
    return WIDE_CHART_ROWS if canvas.last_column > WIDE else CHART_ROWS


def _put(drawn: Any, spot: ChartSpot, canvas: Canvas, first: int, rows: int, width: int) -> None:
    """Stand a chart on its spot.

    Args:
        first: the row of the sheet's first chart.
        rows: that each chart of the sheet stands over.
        width: in pixels, of all columns that charts stand over.
    """
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
    from openpyxl.drawing.xdr import XDRPositiveSize2D

    half = (width - GAP) // 2
    column, left = LABEL, float(half + GAP if spot.right else 0)
    while left >= canvas.pixels(column):
        left, column = left - canvas.pixels(column), column + 1
    height = (rows - 1) * styles.ROW_POINTS * PIXELS_PER_POINT
    row = first + spot.down * rows
    marker = AnchorMarker(col=column - 1, colOff=int(left) * EMU_PER_PIXEL, row=row - 1)
    wide = half if spot.half else width
    size = XDRPositiveSize2D(wide * EMU_PER_PIXEL, int(height) * EMU_PER_PIXEL)
    drawn.anchor = OneCellAnchor(_from=marker, ext=size)
    sheet: Any = canvas.sheet
    sheet.add_chart(drawn)


def _drawn(chart: Chart, job: Job) -> Any:
    drawn = empty_chart(chart.kind)
    for number, one in enumerate(chart.series):
        series = _series(*_cells_of(one, chart, job), texts=_runs_along_texts(chart, job))
        colour(series, chart.kind, number)
        drawn.series.append(series)
    across = job.template.axis(chart.axis).label if chart.axis else job.words.scenarios
    if chart.dates:
        drawn.x_axis.number_format = job.template.format_of(job.template.row(chart.dates))
        drawn.x_axis.numFmt.sourceLinked = False
    dress(drawn, chart, (title(across, 900), _title_of_values(chart, job)))
    return drawn


def _cells_of(series: Series, chart: Chart, job: Job) -> tuple[Place, Place, Place]:
    """The cells of its label, of its values, and of the positions above those."""
    if chart.axis:
        line = _line_of(series, chart, job)
        place, heads = job.layout[line.name], job.layout[line.heading.name]
        if chart.dates:
            dates = job.layout[_line_of(Series(chart.dates, "base"), chart, job).name]
            heads = dates.span(1, dates.columns - 1)
        values = place.span(1, place.columns - 1)
    else:
        place = job.layout[key_number_name(series.key)]
        values = place.span(1, len(SCENARIOS))
        heads = Place(place.sheet, HEADER_ROW, LOW, columns=len(SCENARIOS))
    return Place(place.sheet, place.row, LABEL), values, heads


def _line_of(series: Series, chart: Chart, job: Job) -> PageLine:
    """The line of the chart's page that shows what a series draws."""
    wanted = (series.key, series.scenario)
    lines = (item for item in job.arrangement.pages[chart.page].values() if isinstance(item, PageLine))
    return next(
        line
        for line in lines
        if line.heading.axis
        and line.heading.axis.key == chart.axis
        and (line.shown.key, line.shown.scenario) == wanted
    )


def _runs_along_texts(chart: Chart, job: Job) -> bool:
    return not chart.axis or job.template.axis(chart.axis).is_text


def _series(label: Place, values: Place, heads: Place, *, texts: bool) -> Any:
    from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
    from openpyxl.chart.series import SeriesLabel
    from openpyxl.chart.series_factory import SeriesFactory

    series: Any = SeriesFactory(values=values.absolute, title=None)
    series.tx = SeriesLabel(strRef=StrRef(label.absolute))
    series.val = NumDataSource(numRef=NumRef(f=values.absolute))
    reference = StrRef(heads.absolute) if texts else None
    series.cat = AxDataSource(strRef=reference) if texts else AxDataSource(numRef=NumRef(f=heads.absolute))
    return series


def _title_of_values(chart: Chart, job: Job) -> Any:
    """The unit of the lines; that of money follows the cell which says it."""
    row = job.template.row(chart.series[0].key)
    if row.unit not in REPORTING:
        return title(row.shown_unit, 900)
    said = job.template.said
    unit = said.steps[0].units[str(job.preset.inputs[said.currency]["base"])]
    return linked_title(job.layout[MONEY], unit)
