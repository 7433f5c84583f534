"""The price book of a plan as quotes by GPU-hour, each with the rows that take it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from planner import days
from planner.book.find import Book
from planner.book.row_names import row_names
from planner.check import examine
from planner.check.examine import Reading
from planner.results.prices import Quote
from planner.usecases.evaluation import asking

NAME = "quote"
"""The column that names a quote."""


def read_plan(book: Book) -> Reading:
    """The inputs of a plan, and what the engine makes of them."""
    with asking(book) as ask:
        return examine.computed(book, ask)


def most_days(reading: Reading) -> int:
    """How old a quote may be in this plan."""
    return int(cast("float", reading.inputs.scalars["base"][reading.book.template.price_book.most_days]))


def quotes_of(reading: Reading) -> list[Quote]:
    """Its quotes, in the order of their table."""
    book = reading.book.template.price_book
    columns = reading.inputs.tables[book.table]
    (hours,) = reading.engine[book.hours, "base"]
    taken = chosen(reading)
    rows = (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
    meanings = reading.book.template.meanings
    return [_quote(row, row[book.gpus], hours, meanings, taken) for row in rows]


def _quote(
    row: Mapping[str, Any],
    gpus: float,
    hours: float,
    meanings: Mapping[str, str],
    taken: Mapping[str, list[str]],
) -> Quote:
    month = row["price_per_server_month"]
    hour = row["price_per_gpu_hour"] if month is None else month / gpus / hours
    return Quote(
        chip=row["chip"],
        provider=row["provider"],
        instance=row["instance"] or "",
        region=row["region"] or "",
        contract=meanings.get(row["contract"], row["contract"]),
        gpus_per_server=int(gpus),
        price_per_gpu_hour=hour,
        currency=row["currency"],
        date=days.iso(row["date"]),
        source=row["source"],
        name=row[NAME],
        chosen_by=taken.get(row[NAME].casefold(), ()),
    )


def chosen(reading: Reading) -> dict[str, list[str]]:
    """Quote, in small letters -> the cells that take it, as `planner set` names them."""
    taken: dict[str, list[str]] = {}
    for cell, quote in choosing(reading):
        taken.setdefault(quote.casefold(), []).append(cell)
    return taken


def choosing(reading: Reading, *, formulas: bool = True) -> Iterator[tuple[str, str]]:
    """Every cell that takes a quote, and the quote.

    Args:
        formulas: those too that hold a formula of the owner's.
    """
    book = reading.book
    names_quotes = f"{book.template.price_book.table}.{NAME}"
    for table in book.template.tables:
        columns = [column for column in table.columns if column.choices_from == names_quotes]
        names = row_names(book, table) if columns else []
        for column in columns:
            quotes = reading.inputs.tables[table.key][column.key]
            for number, (row, quote) in enumerate(zip(names, quotes, strict=False)):
                cell = book.cell(book.layout.tables[table.key].cell(column.key, number))
                if quote and (formulas or cell.formula is None):
                    yield f"{table.key}[{row}].{column.key}", str(quote)
