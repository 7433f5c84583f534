"""Which table of a template is its price book, and what of it other programs must know."""

from __future__ import annotations

from typing import NamedTuple

from planner.template.errors import TemplateError
from planner.template.rows import Column, Row, Table


class PriceBook(NamedTuple):
    """The table of quotes. Its columns have these names in every template, but for one.

    Attributes:
        table: whose first column names a quote, and which has chip, provider, instance, region, contract,
            path, price_per_server_month, price_per_gpu_hour, currency, valid_to_month, source and date.
        gpus: its column that says how many GPUs a server has.
        hours: the line that says how many hours a month has.
        most_days: the input that says how old a quote may be.
    """

    table: str
    gpus: str
    hours: str
    most_days: str


def validate_price_book(book: PriceBook, tables: dict[str, Table], rows: dict[str, Row]) -> None:
    """Raise TemplateError where one of the names is none."""
    table = tables.get(book.table)
    columns: dict[str, Column] = {column.key: column for column in table.columns} if table else {}
    lacking = [name for name in (book.hours, book.most_days) if name not in rows]
    if book.gpus not in columns or lacking:
        raise TemplateError(f"[price_book] names what there is not: {', '.join(lacking) or book.gpus}")
