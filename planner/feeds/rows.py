"""The rows of a comma-separated feed, and the worth of their cells. What is no price list is refused."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from io import StringIO
from math import isfinite

from planner.feeds.feed import Raw
from planner.problems import quoted

MOST_ROWS = 500_000
MOST_LETTERS = 200
"""Of a name."""
LEAST_USD, MOST_USD = 1e-4, 1e6
"""For an hour of a server."""
MOST_DIGITS = 40
MOST_GPUS = 100_000

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")

Row = Mapping[str, str]


def rows(raw: Raw, data: bytes, needed: Collection[str]) -> Iterator[tuple[int, Row]]:
    """Its rows with the number of the line that each ends in; a PlanError where it is no such table."""
    reader = csv.reader(_lines(raw, data), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in needed if name.lower() not in header]:
            raise raw.refused(f"it has no column {', '.join(map(quoted, missing))}")
        if len({*header}) != len(header):
            raise raw.refused("two of its columns have the same name")
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise raw.refused(f"it has more than {MOST_ROWS:,} rows")
            if not any(cells):
                continue
            if len(cells) != len(header):
                wanted = f"{len(cells)} cells, and the header {len(header)}"
                raise raw.refused(f"line {reader.line_num} has {wanted}")
            yield reader.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise raw.refused(f"line {reader.line_num} is no row of a table ({error})") from None


def _lines(raw: Raw, data: bytes) -> StringIO:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise raw.refused(f"it is no text in UTF-8 (byte {error.start:,})") from None
    if "\0" in text:
        raise raw.refused("it is no text: it has a zero byte")
    return StringIO(text, newline="")


def name(raw: Raw, line: int, row: Row, column: str) -> str:
    """A name in a cell; nothing where there is none."""
    found = row.get(column, "").strip()
    if len(found) > MOST_LETTERS:
        raise raw.refused(f"line {line}: {column} has {len(found):,} characters")
    if not found.isprintable():
        raise raw.refused(f"line {line}: {column} {quoted(found)} has a character that is not printed")
    return found


def amount(raw: Raw, line: int, row: Row, column: str) -> float | None:
    """A price in a cell, more than nothing; None where it is empty or 0, which stands for no offer."""
    found = number(raw, line, row, column)
    if found and not LEAST_USD <= found <= MOST_USD:
        raise raw.refused(f"line {line}: {column} is {quoted(row[column])}, no price")
    return found or None


def number(raw: Raw, line: int, row: Row, column: str) -> float | None:
    """A number in a cell; None where it is empty."""
    written = row.get(column, "").strip()
    if not written or written.lower() == "nan":
        return None
    is_number = len(written) <= MOST_DIGITS and _NUMBER.fullmatch(written)
    found = float(written) if is_number else float("inf")
    if not isfinite(found):
        raise raw.refused(f"line {line}: {column} is {quoted(written)}, no number")
    return found


def count(raw: Raw, line: int, row: Row, column: str) -> int | None:
    """A whole number of GPUs, at least one; None where it is empty, 0 or a part of one."""
    found = number(raw, line, row, column)
    if found is not None and not 0 <= found <= MOST_GPUS:
        raise raw.refused(f"line {line}: {column} is {quoted(row[column])}, no number of GPUs")
    return int(found) if found and found == int(found) else None


def day(raw: Raw, line: int, row: Row, column: str) -> date | None:
    """A day in a cell, its year first; None where it is empty."""
    written = row.get(column, "").strip()
    if not written:
        return None
    try:
        found = date.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2100:
        raise raw.refused(f"line {line}: {column} is {quoted(written)}, no day such as 2026-01-31")
    return found
