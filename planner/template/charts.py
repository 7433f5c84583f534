"""What a template says of a chart: its title, what it draws, where it stands. How charts look, code says."""

from __future__ import annotations

from typing import NamedTuple

LINES, STACKED, BARS = "lines", "stacked", "bars"
MOST_SERIES = {LINES: 3, STACKED: 7, BARS: 2}
"""Kind of a chart -> how many series it draws at most, as more could not be told apart in grey."""


class Series(NamedTuple):
    """What one line, or the bars of one colour, draw.

    Attributes:
        key: of a line; its label on the page, or among the key numbers, names it in the legend.
        scenario: the one that is drawn; empty where the chart runs along the scenarios.
    """

    key: str
    scenario: str = ""


class ChartPlace(NamedTuple):
    """A sheet that a chart stands on: Summary, or a page.

    Attributes:
        half: it takes half of the width, so that the next half stands beside it.
    """

    sheet: str
    half: bool = False


class Chart(NamedTuple):
    """A chart of cells that a reader sees, so that it says what they say.

    Attributes:
        kind: one of `MOST_SERIES`.
        format: number format of the axis of values. Its title is the unit of the lines, or follows the unit
            in which money is said.
        axis: key of the axis that it runs along; empty for low, base and high side by side.
        page: the page whose lines it draws; empty for key numbers.
        label_every: only each so-many-th position is labelled.
        dates: key of a line of that page, in base, whose days stand along the axis in place of positions.
    """

    title: str
    kind: str
    series: tuple[Series, ...]
    places: tuple[ChartPlace, ...]
    format: str
    axis: str = ""
    page: str = ""
    label_every: int = 1
    dates: str = ""
