"""The charts on Summary. They are parts of their own, which a refresh never touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planner.layout import places as at
from planner.layout.arrange import CHART_ROWS, charts_row
from planner.layout.arrange_pages import PageLine
from planner.layout.places import Place
from planner.template.schema import REPORTING_KEY, SUMMARY
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.chart_looks import frame, grid_lines, linked_title, text_properties, title
from planner.writer.job import Job

PIXELS_PER_POINT, EMU_PER_PIXEL = 96 / 72, 9525
GAP = 8
WIDE, WIDE_CHART_ROWS = 12, 24
LINES = (("9AA5B1", "sysDash"), ("1F3864", "solid"), ("5B7BA6", "sysDot"))
"""Colour and dash of the three scenarios: apart also in grey."""
STACK = ("1F3864", "D9E1EC", "5B7BA6", "F2C94C", "3F5E8C", "B7C4D6", "7A8699")
"""Colours of what money goes to: dark and light by turns, so that neighbours are apart in grey."""
BARS = ("5B7BA6", "1F3864")


def draw_charts(canvases: Mapping[str, Canvas], job: Job) -> None:
    """Put the charts over rows that hold nothing: on Summary, and those of money below its tables too.

    They draw what the pages show; a template without pages has none.
    """
    if not job.template.pages:
        return
    summary, first = canvases[job.template.front(SUMMARY)], charts_row(job.template)
    width = int(sum(summary.pixels(column) for column in range(at.LABEL, at.LOW + at.SUMMARY_WIDTH)))
    half = (width - GAP) // 2
    _put(_cash(job), summary, first, 0, width)
    _put(_costs(job), summary, first + CHART_ROWS, 0, half)
    _put(_tokens(job), summary, first + CHART_ROWS, half + GAP, half)
    for key, draw in (("runway_months", _cash), ("annual_costs_reported", _costs)):
        canvas = canvases[_head_of(job, key).sheet]
        last = max(number for number in job.arrangement.pages[canvas.sheet.title])
        right = max(column for column in range(1, canvas.last_column + 1))
        width = int(sum(canvas.pixels(column) for column in range(at.LABEL, right + 1)))
        _put(draw(job), canvas, last + 2, 0, width, chart_rows(canvas))


def chart_rows(canvas: Canvas) -> int:
    """How many rows the chart below a table stands over: more on a wide sheet, which is scaled down."""
    return WIDE_CHART_ROWS if canvas.last_column > WIDE else CHART_ROWS


def _put(chart: Any, canvas: Canvas, row: int, across: int, width: int, rows: int = CHART_ROWS) -> None:
    """Stand a chart on the row, so many pixels from the left."""
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
    from openpyxl.drawing.xdr import XDRPositiveSize2D

    column, left = at.LABEL, float(across)
    while left >= canvas.pixels(column):
        left, column = left - canvas.pixels(column), column + 1
    height = (rows - 1) * styles.ROW_POINTS * PIXELS_PER_POINT
    marker = AnchorMarker(col=column - 1, colOff=int(left) * EMU_PER_PIXEL, row=row - 1)
    size = XDRPositiveSize2D(width * EMU_PER_PIXEL, int(height) * EMU_PER_PIXEL)
    chart.anchor = OneCellAnchor(_from=marker, ext=size)
    sheet: Any = canvas.sheet
    sheet.add_chart(chart)


def _lines_of(job: Job, keys: tuple[str, ...]) -> Iterator[tuple[Place, Place]]:
    """Label cell and values of the lines with these keys, as the last page that has them shows them."""
    for page in reversed(job.template.pages):
        found = [
            item
            for item in job.arrangement.pages[page.name].values()
            if isinstance(item, PageLine) and item.shown.key in keys
        ]
        if found:
            for line in found:
                place = job.layout[line.name]
                yield Place(place.sheet, place.row, at.LABEL), place.span(1, place.columns - 1)
            return


def _head_of(job: Job, key: str) -> Place:
    """The positions above a line, on the last page that has it."""
    lines = (
        item
        for page in reversed(job.template.pages)
        for item in job.arrangement.pages[page.name].values()
        if isinstance(item, PageLine) and item.shown.key == key
    )
    return job.layout[next(lines).heading.name]


def _cash(job: Job) -> Any:
    from openpyxl.chart import LineChart

    chart: Any = LineChart()
    for (label, values), (colour, dash) in zip(
        _lines_of(job, ("closing_cash_reported",)), LINES, strict=True
    ):
        series = _series(label, values, _head_of(job, "closing_cash_reported"))
        series.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.prstDash = dash
        series.graphicalProperties.line.width = 28_000
        series.marker.symbol = "none"
        series.smooth = False
        chart.series.append(series)
    month = job.template.axis("month")
    _dress(chart, job, job.words.chart_cash, f"{month.label}")
    chart.x_axis.tickLblSkip = chart.x_axis.tickMarkSkip = 6
    return chart


def _costs(job: Job) -> Any:
    from openpyxl.chart import BarChart

    keys = tuple(
        f"annual_{kind}_reported"
        for kind in (
            "training_rent",
            "research_rent",
            "storage_network",
            "data",
            "people",
            "serving_cost",
            "overhead",
        )
    )
    chart: Any = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "stacked", 100, 60
    head = _head_of(job, keys[0])
    for (label, values), colour in zip(_lines_of(job, keys), STACK, strict=True):
        series = _series(label, values, head)
        _fill(series, colour)
        chart.series.append(series)
    _dress(chart, job, job.words.chart_costs, job.template.axis("year").label)
    chart.y_axis.scaling.min = 0  # bars that do not begin at nought lie about shares
    return chart


def _tokens(job: Job) -> Any:
    from openpyxl.chart import BarChart

    chart: Any = BarChart()
    chart.type, chart.grouping, chart.gapWidth, chart.overlap = "col", "clustered", 80, -10
    heads = Place(job.template.front(SUMMARY), 4, at.LOW, columns=3)
    unit = job.template.row("serving_usd_per_1k_tokens").shown_unit
    for key, colour in zip(
        ("serving_usd_per_1k_tokens", "serving_revenue_usd_per_1k_tokens"), BARS, strict=True
    ):
        place = job.layout[at.key_number_name(key)]
        series = _series(Place(place.sheet, place.row, at.LABEL), place.span(1, 3), heads, texts=True)
        _fill(series, colour)
        chart.series.append(series)
    _dress(chart, job, job.words.chart_tokens, job.words.scenarios, unit)
    chart.y_axis.number_format = "0.0000"
    chart.y_axis.scaling.min = 0
    return chart


def _series(label: Place, values: Place, heads: Place, *, texts: bool = False) -> Any:
    from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
    from openpyxl.chart.series import SeriesLabel
    from openpyxl.chart.series_factory import SeriesFactory

    series: Any = SeriesFactory(values=values.absolute, title=None)
    series.tx = SeriesLabel(strRef=StrRef(label.absolute))
    series.val = NumDataSource(numRef=NumRef(f=values.absolute))
    reference = StrRef(heads.absolute) if texts else None
    series.cat = AxDataSource(strRef=reference) if texts else AxDataSource(numRef=NumRef(f=heads.absolute))
    return series


def _fill(series: Any, colour: str) -> None:
    series.graphicalProperties.solidFill = colour
    series.graphicalProperties.line.solidFill = styles.INK
    series.graphicalProperties.line.width = 3_000
    series.invertIfNegative = False


def _dress(chart: Any, job: Job, heading: str, across: str, up: str = "") -> None:
    """Title, titles of the axes with their units, and letters that can be read."""
    chart.title = title(heading, 1200, bold=True)
    chart.x_axis.title = title(across, 900)
    money = job.layout[at.MONEY]
    chart.y_axis.title = title(up, 900) if up else linked_title(money, _money(job))
    chart.legend.position = "r"
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = text_properties(900)
    chart.legend.txPr = text_properties(900)
    chart.x_axis.tickLblPos, chart.x_axis.axPos = "low", "b"
    chart.y_axis.number_format = "#,##0.0##"
    chart.y_axis.majorGridlines.spPr = grid_lines()
    chart.graphical_properties = frame()
    chart.roundedCorners = False


def _money(job: Job) -> str:
    return job.template.said.steps[0].units[str(job.preset.inputs[REPORTING_KEY]["base"])]
