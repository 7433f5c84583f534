"""Lines of a plan as comma-separated values, every number in full."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from planner.report.printing import say
from planner.results.plan import LineValue

SCENARIOS = ("low", "base", "high")
COLUMNS = ("key", "label", "unit", "position", *SCENARIOS, "status")


def print_csv(lines: Iterable[LineValue], month: int | None = None) -> None:
    """One row a line, and of a line along an axis one for each position, or for that month alone."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        one = month if line.along and line.along.key == "month" else None
        for position, values in _rows(line):
            if one is None or position == one:
                said = position if isinstance(position, str) else f"{position:g}"
                writer.writerow((line.key, line.label, line.shown_unit, said, *values, line.status))
    for row in out.getvalue().splitlines():
        say(row)


def _rows(line: LineValue) -> Iterator[tuple[float | str, list[float | str]]]:
    """Every position of a line with its three values; days as people write them."""
    said = line.as_dict()
    if line.along is None:
        yield "", [said[name] for name in SCENARIOS]
        return
    for at, position in enumerate(line.along.positions):
        yield position, [said[name][at] for name in SCENARIOS]
