"""What `planner upgrade --data` says in a terminal: new, changed and gone rows, and what was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.problems import printable
from planner.report.moved import print_moved
from planner.report.prices import print_notes
from planner.report.printing import say
from planner.results.prices import NOTHING, TO_COME

if TYPE_CHECKING:
    from planner.results.reference import ReferenceMove, ReferenceUpgraded, Said

FACTS = {"source", "date"}
"""Columns that are said behind the figures of a row."""


def print_reference(result: ReferenceUpgraded) -> None:
    """A line for each row that is new, changed, gone or the owner's; then what became of the plan."""
    print_notes(result.file, result.problems, result.notes)
    if not result.ok:
        return
    for line in _lines(result):
        say(printable(line))
    if result.moved:
        print_moved(result.file, result.moved)
    say(f"{result.file}: {_end(result)}")


def _lines(result: ReferenceUpgraded) -> Iterator[str]:
    for row in result.new:
        said = {name: _cell(value) for name, value in row.values.items() if name not in FACTS}
        figures = ", ".join(f"{name} {value}" for name, value in said.items() if value != row.name)
        yield f"new: {row.table}[{row.name}]: {figures}; {row.source} ({row.date})"
    for move in result.changed:
        yield f"changed: {_changed(move)}"
    for row in result.gone:
        yield f"gone: {row.table}[{row.name}], of {row.date}; it stays in the plan"
    for name in result.kept:
        yield f"yours: {name} says something else than any reference data; it stays"


def _changed(move: ReferenceMove) -> str:
    moved = [f"{name} {_cell(move.was[name])} -> {_cell(now)}" for name, now in move.now.items()]
    figures = [cell for name, cell in zip(move.now, moved, strict=True) if name not in FACTS]
    said = f"{move.table}[{move.name}]: {', '.join(figures or moved)}; {move.source} ({move.date})"
    if not move.taken_by:
        return said
    taken = f"{', '.join(move.taken_by)} {'takes' if len(move.taken_by) == 1 else 'take'} it"
    return f"{said}; {taken}" if move.written else f"{said}; it stays, as {taken}: --choose renews it"


def _cell(said: Said) -> str:
    return f"{said:,.10g}" if isinstance(said, float) else said or "(empty)"


def _end(result: ReferenceUpgraded) -> str:
    """One line on the whole."""
    data = f"reference data of {result.version}"
    if result.status == NOTHING and not result.changed:
        return f"it has the {data} already; nothing was written"
    if result.status == NOTHING:
        return f"{data}: nothing new but rows that the plan has chosen; nothing was written"
    rows = f"{result.rows:,} {'row' if result.rows == 1 else 'rows'}"
    renewed = sum(move.written for move in result.changed)
    counts = f"{len(result.new):,} new, {renewed:,} renewed, {len(result.changed) - renewed:,} left as chosen"
    end = (
        "would be written; nothing was written"
        if result.status == TO_COME
        else "written; run `planner refresh` on it"
    )
    return f"{data}: {counts}, {len(result.gone):,} gone; {rows} {end}"
