"""The use case update_prices: what a feed brings to the price book of a plan, and its rows in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from planner.book.table_growth import with_rows
from planner.feeds.against import against, apart
from planner.feeds.feed import Feed
from planner.feeds.sources import feed_of
from planner.problems import PlanError
from planner.results.prices import NOTHING, TO_COME, WRITTEN, PricesUpdated
from planner.results.statuses import PROBLEMS
from planner.usecases.grown import Grown, Plan, own_columns, plan_of, written
from planner.usecases.offered import choices, named, offered, refuse_too_many, rows_of
from planner.usecases.opening import opened
from planner.usecases.plan_quotes import most_days, quotes_of
from planner.usecases.prices import left_out
from planner.xlsx.package import Package

NO_TABLE = "a plan has no table of what others ask for tokens; `planner prices list --from` lists them"


class _Asked(NamedTuple):
    """What was asked for."""

    file: str
    feed: str
    source: str
    chips: Sequence[str]
    provider: str
    day: date | None
    choose: bool


class _Offer(NamedTuple):
    """What would be written: the plan with its new rows, and cells that take another quote."""

    result: PricesUpdated
    package: Package | None = None


def update_prices(
    path: Path | str,
    feed: str,
    *,
    source: str = "",
    chips: Sequence[str] = (),
    provider: str = "",
    day: date | None = None,
    choose: bool = False,
    dry_run: bool = False,
    backup: bool = True,
    checker: str | None = None,
    password: str | None = None,
    drop_signature: bool = False,
) -> PricesUpdated:
    """Write the quotes of a feed below a plan's own, with source, version and day: new ones and changed ones.

    No row that is there changes, and the plan goes on with the quotes that it has chosen, unless `choose` is
    given. A feed that is damaged is one problem, and nothing is written.

    Args:
        feed: a file, or an http address.
        source: its format: csv, skypilot, gpuhunt or genai; told from its content where it is left out.
        chips: only these; never one that the plan has not.
        provider: only this one; of a feed that does not say whose prices it has, whose they are.
        day: the day of a feed whose rows have none.
        choose: let clusters and models take the newest quote of the offer that they have chosen.
        dry_run: say what would be written, but write nothing.
        backup: keep the version before as `NAME.bak.xlsx`.
        checker: the program that evaluates the formulas.
        password: of an encrypted workbook, which stays encrypted.
        drop_signature: take a digital signature out, which no change could keep.
    """
    asked = _Asked(str(path), feed, source, chips, provider, day, choose)
    try:
        plan = plan_of(opened(path, password, drop_signature), dry_run=dry_run)
        offer = _offer(plan, asked)
        if dry_run or offer.package is None:
            return offer.result
        chosen = dict(offer.result.chosen)
        return _after(offer.result, written(plan, offer.package, chosen, backup=backup, checker=checker))
    except PlanError as error:
        return PricesUpdated(asked.file, PROBLEMS, feed, problems=error.problems)


def _after(result: PricesUpdated, grown: Grown) -> PricesUpdated:
    notes = (*result.notes, *grown.notes)
    return replace(result, status=WRITTEN, moved=grown.moved, notes=notes, sha256=grown.sha256)


def _offer(plan: Plan, asked: _Asked) -> _Offer:
    """The feed beside the plan, and the plan with what it lacks."""
    read = feed_of(asked.feed, asked.source, asked.day, asked.provider)
    result = PricesUpdated(asked.file, NOTHING, asked.feed, read.source)
    if read.tokens:
        return _Offer(replace(result, notes=(NO_TABLE,)))
    result = _compared(plan, asked, read, result)
    rows = [*result.new, *(move.now for move in result.changed)]
    if not rows and not result.chosen:
        return _Offer(result)
    table = plan.book.template.table(plan.book.template.price_book.table)
    more = rows_of(rows, result.changed, plan.reading)
    return _Offer(replace(result, status=TO_COME), with_rows(plan.book, table, more))


def _compared(plan: Plan, asked: _Asked, read: Feed, result: PricesUpdated) -> PricesUpdated:
    """What is new, changed and gone; the rows that are to come have their names."""
    quotes = offered(read, plan.reading, asked.chips, asked.provider)
    own, most = quotes_of(plan.reading), most_days(plan.reading)
    found = against(read, quotes, own, most)
    refuse_too_many(len(found.new) + len(found.changed), asked.feed)
    rows = named([*found.new, *(move.now for move in found.changed)], own)
    new, again = rows[: len(found.new)], rows[len(found.new) :]
    taken = choices(plan.reading, own, rows, anywhere=read.cheapest) if asked.choose else {}
    return replace(
        result,
        new=new,
        changed=[replace(move, now=now) for move, now in zip(found.changed, again, strict=True)],
        gone=found.gone,
        same=found.same,
        apart=tuple(apart([*own, *quotes], most)),
        chosen=tuple(taken.items()),
        notes=tuple(_notes(plan, read, found.older)),
    )


def _notes(plan: Plan, read: Feed, older: int) -> Iterator[str]:
    """What a reader should know beside the rows."""
    yield from left_out(read)
    if older:
        quotes = "quote is" if older == 1 else "quotes are"
        yield f"{older:,} {quotes} older than the plan's of the same offer"
    yield from own_columns(plan.book, plan.book.template.price_book.table)
