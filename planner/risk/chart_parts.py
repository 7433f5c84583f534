"""Charts as parts of a workbook: what each draws is in `risk_charts`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from planner.repair.parts import Parts
from planner.xlsx.indexes import TYPES
from planner.xlsx.xml import escape_markup

CHART = b"http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = b"http://schemas.openxmlformats.org/drawingml/2006/main"
PLACED = b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
KIND = b"application/vnd.openxmlformats-officedocument.drawing"
LINES, BARS, COLUMNS = "line", "bar", "column"
ROWS_EACH = 21
"""Rows of the sheet from the top of one chart to that of the chart below."""
WIDE, HIGH = 5_600_000, 3_400_000
"""Of a chart, in EMU: three stand side by side."""
COLOURS = ("9AA5B1", "5B7BA6", "1F3864", "5B7BA6", "9AA5B1")
DASHES = ("sysDot", "sysDash", "solid", "sysDash", "sysDot")


class Drawn(NamedTuple):
    """One chart.

    Attributes:
        heads: the cells along its axis.
        series: its name, a text or a cell, and its cells.
        shares: its axis goes from 0 to 100 %.
    """

    kind: str
    title: str
    heads: str
    series: Sequence[tuple[str, str]]
    across: str
    up: str
    format: str
    texts: bool = False
    shares: bool = False


def add_charts(parts: Parts, sheet_part: str, charts: Sequence[Drawn], row: int) -> str:
    """Add the charts and the drawing that places them; the id by which the sheet names that drawing."""
    drawing = _free(parts, "xl/drawings", "drawing")
    parts.changed[drawing] = b""
    anchors = []
    for number, chart in enumerate(charts):
        name = _free(parts, "xl/charts", "chart")
        parts.changed[name] = _chart(chart)
        _list(parts, name, KIND + b"ml.chart+xml")
        identifier = parts.relate(drawing, b"chart", name)
        anchors.append(_anchor(number, row, identifier.encode(), parts.office))
    parts.changed[drawing] = b'<wsDr xmlns="%s">%s</wsDr>' % (PLACED, b"".join(anchors))
    _list(parts, drawing, KIND + b"+xml")
    return parts.relate(sheet_part, b"drawing", drawing)


def _free(parts: Parts, folder: str, stem: str) -> str:
    number = 1
    while parts.has(f"{folder}/{stem}{number}.xml"):
        number += 1
    return f"{folder}/{stem}{number}.xml"


def _list(parts: Parts, name: str, kind: bytes) -> None:
    parts.append(TYPES, [b'<Override PartName="/%s" ContentType="%s"/>' % (name.encode(), kind)])


def _anchor(number: int, row: int, identifier: bytes, office: bytes) -> bytes:
    return (
        b"<oneCellAnchor><from><col>%d</col><colOff>0</colOff><row>%d</row><rowOff>0</rowOff></from>"
        b'<ext cx="%d" cy="%d"/><graphicFrame macro=""><nvGraphicFramePr><cNvPr id="%d" name="Risk %d"/>'
        b'<cNvGraphicFramePr/></nvGraphicFramePr><xfrm><a:off xmlns:a="%s" x="0" y="0"/>'
        b'<a:ext xmlns:a="%s" cx="0" cy="0"/></xfrm><a:graphic xmlns:a="%s"><a:graphicData uri="%s">'
        b'<c:chart xmlns:c="%s" xmlns:r="%s" r:id="%s"/></a:graphicData></a:graphic></graphicFrame>'
        b"<clientData/></oneCellAnchor>"
        % (
            *((0, 4, 10)[number % 3], row - 1 + number // 3 * ROWS_EACH),
            *(WIDE, HIGH, number + 2, number + 1),
            *(DRAWING, DRAWING, DRAWING, CHART, CHART, office, identifier),
        )
    )


def _chart(chart: Drawn) -> bytes:
    legend = (
        b'<c:legend><c:legendPos val="r"/><c:overlay val="0"/></c:legend>' if len(chart.series) > 1 else b""
    )
    return (
        b'<c:chartSpace xmlns:c="%s" xmlns:a="%s"><c:roundedCorners val="0"/><c:chart>%s'
        b'<c:autoTitleDeleted val="0"/><c:plotArea>%s%s</c:plotArea>%s<c:plotVisOnly val="1"/>'
        b'<c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
        % (CHART, DRAWING, _title(chart.title, 1200), _plot(chart), _axes(chart), legend)
    )


def _plot(chart: Drawn) -> bytes:
    series = b"".join(_series(chart, number) for number in range(len(chart.series)))
    if chart.kind == LINES:
        return (
            b'<c:lineChart><c:grouping val="standard"/>%s<c:axId val="1"/><c:axId val="2"/></c:lineChart>'
            % series
        )
    way, gap = (b"bar", 60) if chart.kind == BARS else (b"col", 10)
    return (
        b'<c:barChart><c:barDir val="%s"/><c:grouping val="clustered"/>%s<c:gapWidth val="%d"/>'
        b'<c:axId val="1"/><c:axId val="2"/></c:barChart>' % (way, series, gap)
    )


def _axes(chart: Drawn) -> bytes:
    turned, *sides = (b"maxMin", b"l", b"b") if chart.kind == BARS else (b"minMax", b"b", b"l")
    return (
        b'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="%s"/></c:scaling><c:delete val="0"/>'
        b'<c:axPos val="%s"/>%s<c:majorTickMark val="none"/><c:tickLblPos val="low"/>%s'
        b'<c:crossAx val="2"/>%s</c:catAx>'
        b'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>%s</c:scaling><c:delete val="0"/>'
        b'<c:axPos val="%s"/><c:majorGridlines><c:spPr><a:ln w="6000"><a:solidFill><a:srgbClr val="D5DBE3"/>'
        b"</a:solidFill></a:ln></c:spPr></c:majorGridlines>%s"
        b'<c:numFmt formatCode="%s" sourceLinked="0"/><c:majorTickMark val="none"/>%s'
        b'<c:crossAx val="1"/></c:valAx>'
        % (
            *(turned, sides[0], _title(chart.across, 900), _letters(), _skip(chart)),
            *(b'<c:max val="1"/><c:min val="0"/>' if chart.shares else b"", sides[1]),
            *(_title(chart.up, 900), escape_markup(chart.format).replace(b'"', b"&quot;"), _letters()),
        )
    )


def _skip(chart: Drawn) -> bytes:
    return b"" if chart.texts else b'<c:tickLblSkip val="6"/><c:tickMarkSkip val="6"/>'


def _series(chart: Drawn, number: int) -> bytes:
    name, cells = chart.series[number]
    at = number if len(chart.series) > 1 else 2
    fill = b'<a:solidFill><a:srgbClr val="%s"/></a:solidFill>' % COLOURS[at].encode()
    line = b'<a:ln w="28000">%s<a:prstDash val="%s"/></a:ln>' % (fill, DASHES[at].encode())
    kind = b"str" if chart.texts else b"num"
    head = (
        b'<c:ser><c:idx val="%d"/><c:order val="%d"/><c:tx><c:v>%s</c:v></c:tx><c:spPr>%s</c:spPr>%s'
        b"<c:cat><c:%sRef><c:f>%s</c:f></c:%sRef></c:cat><c:val><c:numRef><c:f>%s</c:f></c:numRef></c:val>%s</c:ser>"
    )
    bars = chart.kind != LINES
    marks = b'<c:invertIfNegative val="0"/>' if bars else b'<c:marker><c:symbol val="none"/></c:marker>'
    return head % (
        *(number, number, escape_markup(name), fill if bars else line, marks),
        *(kind, escape_markup(chart.heads), kind, escape_markup(cells)),
        b"" if bars else b'<c:smooth val="0"/>',
    )


def _title(text: str, size: int) -> bytes:
    if not text:
        return b""
    run = b'<a:r><a:rPr sz="%d" b="%d"/><a:t>%s</a:t></a:r>' % (size, size > 1000, escape_markup(text))
    return (
        b'<c:title><c:tx><c:rich><a:bodyPr/><a:p>%s</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>' % run
    )


def _letters() -> bytes:
    return (
        b'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr><a:endParaRPr lang="en"/></a:p></c:txPr>'
    )
