"""The charts of the sheet `Risk`: cash by month, the need, what drives it, how long cash lasts."""

from __future__ import annotations

from collections.abc import Mapping

from planner.risk.chart_parts import BARS, COLUMNS, LINES, Drawn
from planner.risk.risk_sheet import BINS, LASTS, LIVE, SHOWN_DRIVERS, STEPS, Places
from planner.xlsx.a1 import column_letters, quote_sheet


def charts_of(
    sheet: str, places: Places, words: Mapping[str, str], look: Mapping[str, str]
) -> tuple[Drawn, ...]:
    """The charts of the sheet: cash, need and what drives it, then its histogram and how long cash lasts.

    Args:
        look: number formats of `money` and `date`, and the unit of money.
    """

    money, share = (look["unit"], look["money"]), (words["head_share"], "0%")
    months, curve = (places.cash, places.months), (places.curve, len(STEPS))
    drivers, bars = (places.drivers, SHOWN_DRIVERS), (places.histogram, BINS)
    fan = [(f"P{at}", _cells(sheet, LIVE + number, months)) for number, at in enumerate((5, 10, 50, 90, 95))]

    def one(
        kind: str, title: str, at: tuple[int, int], axes: tuple[str, str, str], column: int = LIVE
    ) -> Drawn:
        series = [(words[title], _cells(sheet, column, at))]
        return Drawn(kind, words[title], _cells(sheet, 1, at), series, *axes, kind == BARS)

    month = words["head_month"]
    return (
        Drawn(LINES, words["chart_cash"], _cells(sheet, 1, months), fan, month, *money),
        one(LINES, "chart_curve", curve, (words["head_share"], *money)),
        one(BARS, "chart_drivers", drivers, ("", words["head_correlation"], "0.0")),
        one(COLUMNS, "chart_histogram", bars, (look["unit"], *share)),
        one(LINES, "chart_lasts", months, (month, *share), LASTS)._replace(shares=True),
    )


def _cells(sheet: str, column: int, at: tuple[int, int]) -> str:
    """So many cells of a column below a heading."""
    (head, rows), letters = at, column_letters(column)
    return f"{quote_sheet(sheet)}!${letters}${head + 1}:${letters}${head + rows}"
