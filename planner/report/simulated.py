"""What `planner simulate` says in a terminal: how likely the money lasts, what it takes, what drives it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from planner.problems import printable
from planner.report.drawing import draw, new_table, text
from planner.report.numbers import readable
from planner.report.printing import colours_wanted, say
from planner.report.terminal import problem_line

if TYPE_CHECKING:
    from planner.results.simulated import Figures, Simulated

SHOWN_DRIVERS = 5
SHOWN = 0.1
"""Rank correlations below that are not shown: chance makes as much of a thousand draws."""
PERCENTILES = (10, 50, 90)
"""What a terminal has room for; the JSON has 5 and 95 too."""
NAMES = 30
"""Columns that the name of a result gets."""
SURE = 1 / 1_000
"""A probability below that is said as less than it."""

Told = Callable[[str, int, int], None]


@contextmanager
def told() -> Iterator[Told]:
    """A bar on standard error, where a person watches it."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True, no_color=not colours_wanted())
    with Progress(*columns, console=console, transient=True) as bar:
        tasks = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done)

        yield show


def print_simulated(result: Simulated) -> None:
    """The answers, the table of results, what fails how often, and whether the replayed draws agree."""
    for problem in result.problems:
        say(problem_line(problem), err=True)
    if result.problems:
        return
    of = "" if result.draws == result.asked else f" of {result.asked:,}, stopped by Ctrl-C"
    say(
        printable(
            f"{result.file}: {result.draws:,} draws{of} of {len(result.inputs)} uncertain inputs, "
            f"{result.sampling}, seed {result.seed}"
        )
    )
    for line in _answers(result):
        say(printable(line))
    say("")
    _table(result)
    for line in (*_failing(result), *result.notes, *_replayed(result)):
        say(printable(line))


def _answers(result: Simulated) -> Iterator[str]:
    if result.cash:
        short = result.cash[-1].short
        first = next((month.month for month in result.cash if month.short), None)
        since = "" if first is None else f"; the first month that any is short of cash is {first:g}"
        yield f"Does the money last? In {share_said(1 - short)} of the draws{since}."
    if result.need in result.results:
        need, unit = result.results[result.need], result.units[result.need]
        low, high = (_value(result, result.need, one) for one in need.between[90])
        most = _value(result, result.need, need.percentiles[90])
        said = f"{result.labels[result.need]}, P90: {most} {unit}"
        yield f"How much does it take? {said} ({low} to {high} with 95 % confidence)."
    for key in (result.need, result.money):
        strong = [one for one in result.drivers.get(key, ()) if abs(one.correlation) >= SHOWN]
        if strong:
            said = ", ".join(f"{one.label} ({one.correlation:+.2f})" for one in strong[:SHOWN_DRIVERS])
            yield f"What drives it? {result.labels[key]}, rank correlation: {said}."


def _table(result: Simulated) -> None:
    drawn = new_table()
    drawn.expand = False
    drawn.add_column(text("Result"), justify="left", min_width=NAMES)
    for name in (*(f"P{at}" for at in PERCENTILES), "Mean", "± error"):
        drawn.add_column(text(name), justify="right", no_wrap=True)
    for key, one in result.results.items():
        cells = (f"{result.labels[key]} ({result.units[key]})", *_figures(result, key, one))
        drawn.add_row(*map(text, cells))
    draw(drawn)


def _figures(result: Simulated, key: str, one: Figures) -> list[str]:
    values = [*(one.percentiles[at] for at in PERCENTILES), one.mean, one.error]
    return [_value(result, key, value) for value in values]


def _value(result: Simulated, key: str, value: float) -> str:
    return readable(value, result.formats[key])


def _failing(result: Simulated) -> Iterator[str]:
    often = sorted(result.checks.items(), key=lambda one: -one[1].probability)
    for key, chance in often:
        if chance.probability:
            how_often = f"{share_said(chance.probability)} of the draws (± {chance.error:.1%})"
            yield f"does not hold in {how_often}: {result.labels[key]}"


def _replayed(result: Simulated) -> Iterator[str]:
    one = result.replayed
    if one is None:
        yield "no draw was replayed by a checker"
        return
    said = f"{one.agree} of {one.drawn} replayed draws agree ({one.checker}, {one.cells:,} cells each)"
    if one.differing:
        numbers = ", ".join(map(str, one.differing))
        said += f"; others: {numbers} ({one.reason}). `planner check` says whether the plan itself agrees"
    yield said


def share_said(probability: float) -> str:
    """A probability for people: never 0 % or 100 % of what may happen or not."""
    if 0 < probability < SURE:
        return f"less than {SURE:.1%}"
    if 1 - SURE < probability < 1:
        return f"more than {1 - SURE:.1%}"
    return f"{probability:.1%}"
