"""What `planner sensitivity` says in a terminal: tables with small bars, and what was checked of them."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from planner.problems import printable
from planner.report.drawing import draw, new_table, text
from planner.report.moved import said
from planner.report.numbers import readable
from planner.report.printing import say
from planner.report.terminal import problem_line
from planner.results.levels import LEVELS
from planner.results.sensitivity import BY_RANGE
from planner.results.statuses import AGREES

if TYPE_CHECKING:
    from planner.results.sensitivity import Apart, Bar, Grid, Sensitivity, Tornado

FEW, MANY = 5, 15
"""Bars of each result where several were asked for, and of one alone."""

HALF = 5
"""Columns of a bar on each side of the base."""

NAME = 24
"""Columns that a name has to itself."""

LEFT_OUT = {
    "choices": ("is a choice", "are choices"),
    "days": ("is a day", "are days"),
    "zeros": ("is zero", "are zeros"),
    "bounds": ("has no room", "have no room"),
}


def print_sensitivity(result: Sensitivity) -> None:
    """Each result with its bars; then what was left out, and what the formulas say."""
    for problem in result.problems:
        say(problem_line(problem), err=True)
    if not result.results and result.grid is None:
        return
    most = MANY if len(result.results) == 1 else FEW
    for tornado in result.results:
        _tornado(result, tornado, most)
    if result.grid is not None:
        _grid(result, result.grid)
    if result.results:
        say(_tried(result))
    say(checked_line(result.file, result.checked, result.checker))
    for one in result.apart:
        say(f"{result.file}: {apart_line(one)}", err=True)
    for note in result.notes:
        say(f"{result.file}: {note}", err=True)


def checked_line(file: str, checked: object, checker: str) -> str:
    """`12 of 12 checked values agree`, and who was asked."""
    counts: dict[str, int] = dict(checked)  # type: ignore[call-overload]
    by = f" with the workbook's formulas ({checker})" if checker else ""
    return f"{file}: {counts[AGREES]:,} of {counts['values']:,} checked values agree{by}"


def _tornado(result: Sensitivity, tornado: Tornado, most: int) -> None:
    unit = f" ({tornado.unit})" if tornado.unit else ""
    base = _result(tornado.base, tornado, result.language)
    say(f"{tornado.key}: {tornado.label}{unit}, base {base}")
    if not tornado.bars:
        say("  nothing that was tried moves it")
        say("")
        return
    table = new_table()
    ends = (LEVELS["low"], LEVELS["high"]) if result.by == BY_RANGE else ("-10 %", "+10 %")
    table.add_column("input", ratio=1)
    for heading in ("from", "to", *ends, "swing", "elast."):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, min_width=2 * HALF + 1)
    longest = max(map(_reach, tornado.bars))
    for bar in tornado.bars[:most]:
        table.add_row(*(text(word) for word in _bar(result, tornado, bar, longest)))
    draw(table)
    if len(tornado.bars) > most:
        say(f"  and {len(tornado.bars) - most} more; --csv and --json have all")
    _spider(result, tornado)
    _morris(result, tornado)
    say("")


def _bar(result: Sensitivity, tornado: Tornado, bar: Bar, longest: float) -> list[str]:
    values = [_value(value, bar.format, result.language) for value in (bar.low, bar.high)]
    ends = [_result(value, tornado, result.language) for value in (bar.at_low, bar.at_high)]
    swing = _value(bar.swing, tornado.format, result.language)
    elasticity = "" if bar.elasticity is None else f"{bar.elasticity:+.2f}"
    return [_name(bar.name), *values, *ends, swing, elasticity, _drawn(tornado.base, bar, longest)]


def _name(name: str) -> str:
    """A long name of a cell on two lines."""
    return name if len(name) <= NAME else name.replace("].", "]\n.")


def _result(value: float | None, tornado: Tornado, language: str) -> str:
    """A result; the word that stands for 0 where its label tells one."""
    return "-" if value is None else said(value, tornado.label, tornado.format, language)


def _reach(bar: Bar) -> float:
    """What bars are drawn against; nothing where one end has no number."""
    return bar.swing or 0.0


def _value(value: float | str | None, form: str, language: str) -> str:
    return "-" if value is None else readable(value, form, language)


def _drawn(base: float | None, bar: Bar, longest: float) -> str:
    """How far the result goes below and above the base, the longest bar filling its half."""
    ends = [value for value in (bar.at_low, bar.at_high) if value is not None]
    if base is None or bar.swing is None or not ends or not longest:
        return ""
    full, middle = ("█", "│") if (sys.stdout.encoding or "").lower().startswith("utf") else ("#", "|")
    below = round(HALF * max(base - min(ends), 0) / longest)
    above = round(HALF * max(max(ends) - base, 0) / longest)
    return f"{full * below:>{HALF}}{middle}{full * above:<{HALF}}"


def _spider(result: Sensitivity, tornado: Tornado) -> None:
    if not tornado.spider:
        return
    table = new_table()
    table.add_column("along", ratio=1)
    for heading in ("-20 %", "-10 %", "base", "+10 %", "+20 %"):
        table.add_column(heading, justify="right", no_wrap=True)
    for line in tornado.spider:
        shown = [_result(value, tornado, result.language) for value in line.results]
        table.add_row(*(text(word) for word in (line.name, *shown)))
    draw(table)


def _morris(result: Sensitivity, tornado: Tornado) -> None:
    if not tornado.morris:
        return
    table = new_table()
    table.add_column("Morris", ratio=1)
    for heading in ("mu*", "+/-", "mu", "sigma"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in tornado.morris[:MANY]:
        numbers = (one.mu_star, one.confidence, one.mu, one.sigma)
        shown = [readable(value, tornado.format, result.language) for value in numbers]
        table.add_row(*(text(word) for word in (one.name, *shown)))
    draw(table)


def _grid(result: Sensitivity, grid: Grid) -> None:
    unit = f" ({grid.unit})" if grid.unit else ""
    say(f"{grid.key}: {grid.label}{unit}; down {grid.rows}, across {grid.columns}")
    table = new_table()
    table.add_column("", ratio=1)
    for value in grid.across:
        table.add_column(text(readable(value, grid.formats[1], result.language)), justify="right")
    for value, cells in zip(grid.down, grid.cells, strict=True):
        shown = [_value(cell, grid.format, result.language) for cell in cells]
        table.add_row(*(text(word) for word in (readable(value, grid.formats[0], result.language), *shown)))
    draw(table)


def _tried(result: Sensitivity) -> str:
    """How many inputs were tried, and why others were not."""
    rest = [f"{len(names)} {LEFT_OUT[why][len(names) > 1]}" for why, names in result.left_out.items()]
    unmoved = sorted({tornado.unmoved for tornado in result.results})
    none = f"{unmoved[0]} to {unmoved[-1]}" if len(unmoved) > 1 else f"{unmoved[0]}"
    what = "inputs whose levels differ" if result.by == BY_RANGE else "numbers"
    words = f"{result.file}: {result.tried} {what} were tried, of which {none} move nothing"
    return f"{words}; not tried: {', '.join(rest)} (--json names them)" if rest else words


def apart_line(one: Apart) -> str:
    """Where formulas and engine do not say the same."""
    inputs = ", ".join(f"{name}={value}" for name, value in one.inputs.items()) or "the plan as it stands"
    return printable(f"{one.key} at {inputs}: the formulas give {one.formula}, the engine {one.engine}")


COLUMNS = ("result", "input", "label", "unit", "low", "base", "high", "at_low", "at_base", "at_high", "swing")


def print_sensitivity_csv(result: Sensitivity) -> None:
    """A row for each bar, numbers in full; of a grid a row for each value of the first input."""
    for problem in result.problems:
        say(problem_line(problem), err=True)
    rows: list[Sequence[object]] = []
    if result.grid is not None:
        rows += [(result.grid.rows, *result.grid.across)]
        rows += [(value, *cells) for value, cells in zip(result.grid.down, result.grid.cells, strict=True)]
    elif result.results:
        rows += [(*COLUMNS, "elasticity")]
        rows += [_row(tornado, bar) for tornado in result.results for bar in tornado.bars]
    _say_rows(rows)
    if rows:
        say(checked_line(result.file, result.checked, result.checker), err=True)


def _row(tornado: Tornado, bar: Bar) -> Sequence[object]:
    result = (bar.at_low, tornado.base, bar.at_high, bar.swing, bar.elasticity)
    return (tornado.key, bar.name, bar.label, bar.unit, bar.low, bar.base, bar.high, *result)


def _say_rows(rows: Iterable[Sequence[object]]) -> None:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    for line in out.getvalue().splitlines():
        say(line)
