"""What `planner actuals` says in a terminal: lines with their variance, the reforecast, what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report.drawing import draw, new_table, text
from planner.report.prices import print_notes
from planner.report.printing import say
from planner.results.actuals import CHECKED, TO_COME, WRITTEN
from planner.results.levels import LEVELS

if TYPE_CHECKING:
    from planner.results.actuals import ActualsRead

ENDS = {
    WRITTEN: "written to the sheet of actuals",
    TO_COME: "nothing was written",
    CHECKED: "nothing was changed",
}
MOST_DIFFERENCES = 10
SMALL = 1_000
"""Numbers below have a decimal."""


def print_actuals(result: ActualsRead) -> None:
    """Lines, reforecast, and one last line; problems and notes go to standard error."""
    print_notes(result.file, result.problems, result.notes)
    if result.problems:
        return
    for one in result.differences[:MOST_DIFFERENCES]:
        place = f"{result.file} {one.sheet}!{one.cell}"
        say(f"{place}: the formula gives {one.formula}, the engine {one.engine} ({one.status})", err=True)
    _print_lines(result)
    _print_answers(result)
    for left in result.left_out:
        reason = f" ({left.reason})" if left.reason else ""
        rows = "1 row" if left.rows == 1 else f"{left.rows:,} rows"
        say(f"left out: {left.name}{reason}: {rows}, {left.amount:,.2f} {left.currency}, {left.file}")
    say(_end(result))


def _end(result: ActualsRead) -> str:
    files = ", ".join(
        f"{one.name} ({one.rows:,} {'row' if one.rows == 1 else 'rows'})" for one in result.files
    )
    agree = (
        f"{result.cells - len(result.differences):,} of {result.cells:,} formulas agree ({result.checker})"
    )
    through = f"actuals to {result.through}" if result.through else "no month counts yet"
    end = ENDS.get(result.status, "both computations differ; nothing was written")
    return f"{result.file}: {through} from {files}; {agree}; {end}"


def _print_lines(result: ActualsRead) -> None:
    table = new_table()
    table.add_column(f"to {result.through}, {result.currency}", ratio=1)
    for head in ("plan", "actual", "variance", "price", "volume", "cash"):
        table.add_column(head, justify="right", no_wrap=True)
    for line in result.lines:
        split = (line.price, line.volume) if line.price or line.volume else (None, None)
        numbers = (line.plan, line.actual, line.variance, *split, line.effect)
        table.add_row(text(line.label), *(text("" if one is None else _money(one)) for one in numbers))
    draw(table)


def _print_answers(result: ActualsRead) -> None:
    """The reforecast in each level, and below it what was planned."""
    table = new_table()
    table.add_column("reforecast, below it the plan", ratio=1)
    for level in result.levels:
        table.add_column(LEVELS[level], justify="right", no_wrap=True)
    for key, (label, unit) in result.labels.items():
        pairs = [answers[key] for answers in result.levels.values()]
        table.add_row(text(f"{label} ({unit})"), *(text(_said(now)) for _, now in pairs))
        table.add_row(text(""), *(text(_said(plan), "dim") for plan, _ in pairs))
    draw(table)


def _money(value: float) -> str:
    shown = f"{abs(value):,.0f}"
    return f"({shown})" if value < 0 and shown != "0" else shown


def _said(value: float) -> str:
    """An amount, a month, or a number of months."""
    small = abs(value) < SMALL and value != int(value)
    return f"{value:,.1f}" if small else _money(value)
