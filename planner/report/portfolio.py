"""What `planner simulate` says of many plans: a row for each, and what is wrong with any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.problems import printable
from planner.report.drawing import draw, new_table, text
from planner.report.numbers import readable
from planner.report.printing import say
from planner.report.simulated import share_said
from planner.report.terminal import problem_line

if TYPE_CHECKING:
    from planner.results.simulated import Simulated

COLUMNS = ("Draws", "Money lasts", "Minimum cash, P10", "Funding need, P90", "Unit", "Replayed, agree")


def print_portfolio(results: Sequence[Simulated]) -> None:
    """One row a plan: how likely its money lasts, what it takes, and whether replayed draws agree."""
    for result in results:
        for problem in result.problems:
            say(problem_line(problem), err=True)
    drawn = new_table()
    drawn.expand = False
    drawn.add_column(text("Plan"), justify="left")
    for name in COLUMNS:
        drawn.add_column(text(name), justify="right")
    sound = [result for result in results if not result.problems]
    for result in sound:
        drawn.add_row(*map(text, (result.file, *_row(result))))
    if sound:
        draw(drawn)
    for result in sound:
        for note in result.notes:
            say(printable(f"{result.file}: {note}"), err=True)


def _row(result: Simulated) -> list[str]:
    lasts = share_said(1 - result.cash[-1].short) if result.cash else ""
    shown = [
        readable(result.results[key].percentiles[at], result.formats[key]) if key in result.results else ""
        for key, at in ((result.money, 10), (result.need, 90))
    ]
    one = result.replayed
    replayed = f"{one.agree} of {one.drawn}" if one is not None else "none"
    of = "" if result.draws == result.asked else f" of {result.asked:,}"
    return [f"{result.draws:,}{of}", lasts, *shown, result.units.get(result.need, ""), replayed]
