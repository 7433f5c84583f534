"""Can the charts of a template be drawn? Their kinds and places, and the lines that they draw."""

from __future__ import annotations

from collections.abc import Iterator

from planner.template.charts import MOST_SERIES, Chart, Series
from planner.template.errors import require
from planner.template.pages import Block
from planner.template.rows import SCENARIOS
from planner.template.schema import COVER, SUMMARY, Template


def validate_charts(template: Template) -> None:
    """Raise TemplateError where a chart has no place, or draws what no reader sees."""
    titles = [chart.title for chart in template.charts]
    for chart in template.charts:
        where = f"the chart {chart.title!r}"
        require(titles.count(chart.title) == 1, f"{where} stands twice")
        _validate_kind(chart, where)
        _validate_places(chart, where, template)
        _validate_axis(chart, where, template)
        for series in chart.series:
            _validate_series(series, chart, where, template)
        _validate_unit(chart, where, template)
        _validate_dates(chart, where, template)


def _validate_kind(chart: Chart, where: str) -> None:
    kinds = ", ".join(MOST_SERIES)
    require(chart.kind in MOST_SERIES, f"{where} has the kind {chart.kind!r}, not one of {kinds}")
    most = MOST_SERIES[chart.kind]
    require(0 < len(chart.series) <= most, f"{where} draws {len(chart.series)} series, not 1 to {most}")
    require(len(set(chart.series)) == len(chart.series), f"{where} draws a series twice")
    require(bool(chart.format), f"{where} has no number format")
    require(chart.label_every >= 1, f"{where} labels every {chart.label_every}. position")


def _validate_places(chart: Chart, where: str, template: Template) -> None:
    sheets = [place.sheet for place in chart.places]
    require(bool(sheets), f"{where} stands on no sheet")
    require(len(set(sheets)) == len(sheets), f"{where} stands twice on a sheet")
    pages = [page.name for page in template.pages]
    for sheet in sheets:
        require(sheet in (COVER, SUMMARY, *pages), f"{where}: {sheet!r} is no {COVER}, {SUMMARY} or page")


def _validate_axis(chart: Chart, where: str, template: Template) -> None:
    """Along an axis the cells are those of a page; the key numbers stand low to high."""
    axes = [axis.key for _, axis in template.axes]
    require(chart.axis in ("", *axes), f"{where}: there is no axis {chart.axis!r}")
    require(bool(chart.axis) == bool(chart.page), f"{where} has an axis and a page, or neither")
    pages = [page.name for page in template.pages]
    require(chart.page in ("", *pages), f"{where}: there is no page {chart.page!r}")
    steps = {block.every for series in chart.series for block in _blocks(series, chart, template)}
    require(len(steps) <= 1, f"{where}: its lines on {chart.page} are shown at different positions")


def _validate_series(series: Series, chart: Chart, where: str, template: Template) -> None:
    numbers = [shown.key for shown in template.key_numbers]
    if not chart.axis:
        require(series.key in numbers, f"{where}: {series.key} is no key number")
        require(not series.scenario, f"{where}: {series.key} is drawn in all scenarios")
        return
    require(series.scenario in SCENARIOS, f"{where}: {series.key} has no scenario {series.scenario!r}")
    found = list(_blocks(series, chart, template))
    line = f"{series.key} in {series.scenario}"
    require(len(found) == 1, f"{where}: {chart.page} shows {line} {len(found)} times along {chart.axis}")


def _validate_dates(chart: Chart, where: str, template: Template) -> None:
    if chart.dates:
        found = list(_blocks(Series(chart.dates, "base"), chart, template))
        require(len(found) == 1, f"{where}: {chart.page} shows no {chart.dates} in base along {chart.axis}")


def _blocks(series: Series, chart: Chart, template: Template) -> Iterator[Block]:
    """The blocks of its page that show the line of a series along its axis."""
    for page in template.pages:
        for block in page.blocks:
            if page.name == chart.page and block.axis == chart.axis:
                shown = [(row.key, row.scenario) for row in block.rows]
                yield from [block] * shown.count((series.key, series.scenario))


def _validate_unit(chart: Chart, where: str, template: Template) -> None:
    """One axis of values has one unit; what is money of another currency goes by the size of each line."""
    units = {template.row(series.key).unit for series in chart.series}
    require(len(units) == 1, f"{where} draws lines in {' and '.join(sorted(units))}")
    own = units & set(template.said.currencies)
    require(not own, f"{where}: amounts in {', '.join(own)} are each said in a unit of their own")
