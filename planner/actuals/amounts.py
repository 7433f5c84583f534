"""What a row says: its day, its amount, its currency, its quantity. Text in, exact numbers out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from planner.actuals.mapping import FOCUS, FileMap
from planner.actuals.tables import Row, Source
from planner.problems import quoted

MOST_DIGITS = 40
_POINT = re.compile(r"[-+]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,2})?")
_COMMA = re.compile(r"[-+]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)?(?:,[0-9]*)?")
_ONE_DAY = timedelta(days=1)


class Entry(NamedTuple):
    """One row.

    Attributes:
        at: the number that a person finds it by.
        first, last: the days that it is of, both counted.
        paid: what was paid out; negative for what came in.
        currency: in capitals.
        category: of FOCUS, such as Usage or Credit; nothing in a ledger.
    """

    at: int
    first: date
    last: date
    paid: Decimal
    currency: str
    category: str
    row: Row


def entry_of(source: Source, of: FileMap, at: int, row: Row) -> Entry:
    """A row as its map reads it. Raises PlanError with its line and column where it cannot be read."""
    columns = of.columns
    first = last = _day(source, of, at, columns["date"], row[columns["date"]])
    if of.format == FOCUS:
        last = max(first, _end(source, of, at, columns["end"], row[columns["end"]]))
    if "amount" in columns:
        amount = number(source, of, at, columns["amount"], row[columns["amount"]])
        if amount is None:
            raise source.refused(f"{where(at)}: {columns['amount']} is empty", "Give it an amount.")
        paid = -amount if of.bank else amount
    else:
        out, back = (
            number(source, of, at, columns[key], row[columns[key]]) or Decimal(0)
            if key in columns
            else Decimal(0)
            for key in ("paid_out", "paid_in")
        )
        paid = abs(out) - abs(back)
    currency = row[columns["currency"]].strip().upper() if "currency" in columns else of.currency
    if not currency and not (currency := of.currency):
        raise source.refused(
            f"{where(at)}: {columns['currency']} is empty", 'Say currency = "USD" in the map.'
        )
    category = row[columns["category"]].strip() if "category" in columns else ""
    return Entry(at, first, last, paid, currency, category, row)


def where(at: int) -> str:
    """How a message calls a row."""
    return f"row {at:,}"


def number(source: Source, of: FileMap, at: int, column: str, written: str) -> Decimal | None:
    """A number in a cell; None where it is empty. `(120.00)` is negative, as bookkeepers write it."""
    text = written.strip().replace("\u00a0", "").replace(" ", "")
    if not text:
        return None
    negative = text.startswith("(") and text.endswith(")")
    inner = text[1:-1] if negative else text
    pattern = _COMMA if of.decimal == "," else _POINT
    if len(inner) > MOST_DIGITS or not pattern.fullmatch(inner) or not any(map(str.isdigit, inner)):
        remedy = 'Say decimal = "," in the map where it has a decimal comma.'
        raise source.refused(f"{where(at)}: {column} is {quoted(written)}, no number", remedy)
    plain = inner.replace(".", "").replace(",", ".") if of.decimal == "," else inner.replace(",", "")
    return -Decimal(plain) if negative else Decimal(plain)


def _day(source: Source, of: FileMap, at: int, column: str, written: str) -> date:
    return _moment(source, of, at, column, written).date()


def _end(source: Source, of: FileMap, at: int, column: str, written: str) -> date:
    """The last day before an exclusive end."""
    return (_moment(source, of, at, column, written) - timedelta(microseconds=1)).date()


def _moment(source: Source, of: FileMap, at: int, column: str, written: str) -> datetime:
    """A day, or a moment in UTC."""
    text = written.strip()
    try:
        found = datetime.strptime(text, of.date_format) if of.date_format else datetime.fromisoformat(text)
        found = found if found.tzinfo is None else found.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        found = datetime.min
    if not 2000 <= found.year <= 2200:
        remedy = 'Say columns.date_format in the map, such as "%d/%m/%Y".'
        raise source.refused(f"{where(at)}: {column} is {quoted(written)}, no day", remedy)
    return found


def lasts_a_day_at_most(entry: Entry) -> bool:
    """Whether a row is of one day, so that the last of them says where a file ends."""
    return entry.last - entry.first < _ONE_DAY
