"""What `planner prices` says in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from planner.problems import Problem
from planner.report.drawing import draw, new_table, text
from planner.report.printing import say
from planner.report.terminal import problem_line

if TYPE_CHECKING:
    from planner.results.prices import OldQuote, Prices, Quote, TokenPrice

BOOK = "planner's price book"


def print_prices(result: Prices) -> None:
    """A row a quote, or a row a model where the feed has prices of tokens."""
    print_notes(result.file, result.problems, result.notes)
    if not result.ok:
        return
    if result.tokens:
        _print_tokens(result.tokens)
    if result.quotes:
        print_quotes(result.quotes)
    count = len(result.quotes) + len(result.tokens)
    say(f"{result.file or BOOK}: {count:,} {'price' if count == 1 else 'prices'}", err=True)


def print_ages(result: Prices) -> None:
    """A row a quote, the oldest first; then how many are old."""
    print_notes(result.file, result.problems, result.notes)
    if not result.ok:
        return
    if result.ages:
        _print_ages(result.ages)
    old = sum(one.old for one in result.ages)
    count = f"{old:,} of {len(result.ages):,} quotes are more than {result.most_days} days old"
    say(f"{result.file or BOOK}: {count} on {result.on}")
    for one in result.ages:
        if one.old and one.quote.chosen_by:
            say(f"{result.file}: {one.quote.name}, {one.days} days old, is what {taken_by(one.quote)}")


def taken_by(quote: Quote) -> str:
    """Which cells take a quote."""
    cells = ", ".join(quote.chosen_by)
    return f"{cells} {'takes' if len(quote.chosen_by) == 1 else 'take'}"


def print_notes(file: str, problems: Iterable[Problem], notes: Iterable[str]) -> None:
    """Problems and notes on standard error, a line each."""
    for problem in problems:
        say(problem_line(problem), err=True)
    for note in notes:
        say(f"{file}: {note}" if file else note, err=True)


def print_quotes(quotes: Sequence[Quote]) -> None:
    """A row a quote: what, whose, where, for how long, how much, of which day, from where."""
    table = new_table()
    for head in ("chip", "provider", "instance, region", "contract"):
        table.add_column(head)
    table.add_column("per GPU-hour", justify="right", no_wrap=True)
    table.add_column("date", no_wrap=True)
    table.add_column("source", ratio=1, no_wrap=True)
    for one in quotes:
        where = ", ".join(filter(None, (one.instance, one.region)))
        chip = one.chip if one.gpus_per_server is None else f"{one.gpus_per_server} x {one.chip}"
        price = f"{one.price_per_gpu_hour:,.4g} {one.currency}"
        cells = chip, one.provider, where, one.contract, price, one.date
        table.add_row(*map(text, cells), text(one.source, no_wrap=True))
    draw(table)


def _print_ages(ages: Sequence[OldQuote]) -> None:
    table = new_table()
    table.add_column("days", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("date", no_wrap=True)
    table.add_column("quote", ratio=1)
    table.add_column("per GPU-hour", justify="right", no_wrap=True)
    for one in ages:
        quote = one.quote
        what = quote.name or ", ".join(
            filter(None, (quote.chip, quote.provider, quote.instance, quote.contract))
        )
        price = f"{quote.price_per_gpu_hour:,.4g} {quote.currency}"
        cells = f"{one.days:,}", "old" if one.old else "", quote.date, what, price
        table.add_row(*map(text, cells))
    draw(table)


def _print_tokens(tokens: Sequence[TokenPrice]) -> None:
    table = new_table()
    table.add_column("provider")
    table.add_column("model", ratio=1)
    for head in ("input", "cached", "output"):
        table.add_column(f"{head}, USD/m", justify="right", no_wrap=True)
    table.add_column("date", no_wrap=True)
    for one in tokens:
        dollars = one.usd_per_million_input, one.usd_per_million_cached, one.usd_per_million_output
        shown = ("" if price is None else f"{price:,.4g}" for price in dollars)
        table.add_row(*map(text, (one.provider, one.model, *shown, one.date)))
    draw(table)
