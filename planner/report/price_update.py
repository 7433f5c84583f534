"""What `planner prices update` says in a terminal: new, changed, gone, and what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report.moved import print_moved
from planner.report.prices import print_notes, print_quotes, taken_by
from planner.report.printing import say
from planner.results.prices import NOTHING, TO_COME, WRITTEN

if TYPE_CHECKING:
    from planner.results.prices import PriceMove, PricesUpdated, Quote

ENDS = {
    WRITTEN: "written below the table; run `planner refresh` on it",
    TO_COME: "would be written; nothing was written",
    NOTHING: "nothing was written",
}


def print_update(result: PricesUpdated) -> None:
    """New quotes as a table, changed and gone ones a line each; then what became of the plan."""
    print_notes(result.file, result.problems, result.notes)
    if not result.ok:
        return
    if result.new:
        say(f"new: {len(result.new):,}")
        print_quotes(result.new)
    for move in result.changed:
        say(f"changed: {_changed(move)}")
    for one in result.gone:
        taken = f"; {taken_by(one)} it" if one.chosen_by else ""
        say(f"gone: {one.name}, {_price(one)}{taken}")
    for sentence in result.apart:
        say(f"two sources differ: {sentence}")
    for cell, quote in result.chosen:
        say(f"{cell}: {quote}")
    if result.moved:
        print_moved(result.file, result.moved)
    rows = len(result.new) + len(result.changed)
    counts = f"{len(result.new):,} new, {len(result.changed):,} changed, {len(result.gone):,} gone"
    quotes = f"; {rows:,} {'row' if rows == 1 else 'rows'} {ENDS[result.status]}"
    end = quotes if rows else f"; {ENDS[NOTHING]}" if result.status == NOTHING else ""
    say(f"{result.file}: {result.source}: {counts}, {result.same:,} the same{end}")


def _changed(move: PriceMove) -> str:
    now, was = move.now, move.was
    change = f"{move.change:+.1%}" if _price(now) != _price(was) else "dated anew"
    taken = f"; {taken_by(was)} the earlier one" if was.chosen_by else ""
    return f"{now.name}: {_price(was)} on {was.date} -> {_price(now)} ({change}){taken}"


def _price(quote: Quote) -> str:
    return f"{quote.price_per_gpu_hour:,.4g} {quote.currency}"
