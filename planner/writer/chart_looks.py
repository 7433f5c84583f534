"""How charts look: their kinds, colours, titles, letters, lines and frame."""

from __future__ import annotations

from typing import Any

from planner.layout.places import Place
from planner.template.charts import BARS, LINES, STACKED, Chart
from planner.writer import looks as styles
from planner.xlsx.a1 import column_letters, quote_sheet

DASHES = ("sysDash", "solid", "sysDot")
"""Of the lines of a chart: apart also in grey."""
COLOURS = {
    LINES: ("9AA5B1", "1F3864", "5B7BA6"),
    STACKED: ("1F3864", "D9E1EC", "5B7BA6", "F2C94C", "3F5E8C", "B7C4D6", "7A8699"),
    BARS: ("5B7BA6", "1F3864"),
}
"""Of the series of each kind; on a stack dark and light by turns, so that neighbours are apart in grey."""


def empty_chart(kind: str) -> Any:
    """A chart of a kind without its series."""
    from openpyxl.chart import BarChart, LineChart

    if kind == LINES:
        return LineChart()
    chart: Any = BarChart()
    if kind == STACKED:
        chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "stacked", 100, 60
    else:
        chart.type, chart.grouping, chart.gapWidth, chart.overlap = "col", "clustered", 80, -10
    return chart


def colour(series: Any, kind: str, number: int) -> None:
    """Draw a series, the `number`-th of its chart from 0, in its colour."""
    if kind == LINES:
        series.graphicalProperties.line.solidFill = COLOURS[kind][number]
        series.graphicalProperties.line.prstDash = DASHES[number]
        series.graphicalProperties.line.width = 28_000
        series.marker.symbol = "none"
        series.smooth = False
    else:
        series.graphicalProperties.solidFill = COLOURS[kind][number]
        series.graphicalProperties.line.solidFill = styles.INK
        series.graphicalProperties.line.width = 3_000
        series.invertIfNegative = False


def dress(drawn: Any, chart: Chart, titles: tuple[Any, Any]) -> None:
    """Title, titles of the axes across and up, and letters that can be read."""
    drawn.title = title(chart.title, 1200, bold=True)
    drawn.x_axis.title, drawn.y_axis.title = titles
    drawn.legend.position = "r"
    for axis in (drawn.x_axis, drawn.y_axis):
        axis.delete = False
        axis.txPr = text_properties(900)
    drawn.legend.txPr = text_properties(900)
    drawn.x_axis.tickLblPos, drawn.x_axis.axPos = "low", "b"
    if chart.label_every > 1:
        drawn.x_axis.tickLblSkip = drawn.x_axis.tickMarkSkip = chart.label_every
    drawn.y_axis.number_format = chart.format
    if chart.kind != LINES:
        drawn.y_axis.scaling.min = 0  # bars that do not begin at nought lie about shares
    drawn.y_axis.majorGridlines.spPr = grid_lines()
    drawn.graphical_properties = frame()
    drawn.roundedCorners = False


def title(text: str, size: int, *, bold: bool = False) -> Any:
    """A title that says the same always."""
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import Paragraph, RegularTextRun

    run = RegularTextRun(rPr=letters(size, bold=bold), t=text)
    return Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])), overlay=False)


def linked_title(place: Place, text: str) -> Any:
    """A title that follows a cell; programs that cannot follow one show what stands there now."""
    from openpyxl.chart.data_source import StrData, StrRef, StrVal
    from openpyxl.chart.text import Text
    from openpyxl.chart.title import Title

    cache = StrData(ptCount=1, pt=[StrVal(idx=0, v=text)])
    sheet = quote_sheet(place.sheet)
    reference = f"{sheet}!${column_letters(place.column)}${place.row}"
    found = Title(tx=Text(strRef=StrRef(f=reference, strCache=cache)), overlay=False)
    found.txPr = text_properties(900)
    return found


def letters(size: int, *, bold: bool = False) -> Any:
    """Letters of a size in hundredths of a point."""
    from openpyxl.drawing.text import CharacterProperties, Font

    return CharacterProperties(sz=size, b=bold, solidFill=styles.INK, latin=Font(typeface=styles.FONT))


def text_properties(size: int) -> Any:
    """How a text that the program writes, such as a label of an axis, looks."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import Paragraph, ParagraphProperties

    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters(size)), endParaRPr=letters(size))])


def grid_lines() -> Any:
    """Thin and light."""
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(ln=LineProperties(solidFill="D5DBE3", w=6_000))


def frame() -> Any:
    """White, without a line around."""
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(solidFill=styles.WHITE, ln=LineProperties(noFill=True))
