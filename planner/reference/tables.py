"""The package's tables: comma-separated files under ``data/``, read once, with typed cells.

A missing number is None, never 0: an empty cell says that nobody published the figure.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of ``data/<name>``, in file order, as read-only mappings from column to text."""
    text = (files("planner.reference") / "data" / name).read_text(encoding="utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines()))


def texts(row: Row, columns: Iterable[str]) -> dict[str, Any]:
    """Cells as they stand, by the names of their columns."""
    return {column: row[column] for column in columns}


def number(row: Row, column: str) -> float | None:
    """The number in a cell, None if the cell is empty.

    Raises:
        ValueError: the cell holds text that is not a number.
    """
    cell = row[column]
    return float(cell) if cell else None


def whole(row: Row, column: str) -> int | None:
    """The whole number in a cell, None if the cell is empty."""
    cell = row[column]
    return int(cell) if cell else None


def required(row: Row, column: str) -> float:
    """The number in a cell that may not be empty.

    Raises:
        ValueError: the cell is empty or not a number.
    """
    found = number(row, column)
    if found is None:
        raise ValueError(f"{column} is empty in {dict(row)}")
    return found


def day(row: Row, column: str) -> date:
    """The date in a cell; ``2022`` and ``2022-04`` mean the first day of the year or month."""
    year, month, first = (row[column] + "-01-01").split("-")[:3]
    return date(int(year), int(month), int(first))


def optional_day(row: Row, column: str) -> date | None:
    """The date in a cell, None if the cell is empty."""
    return day(row, column) if row[column] else None


def flag(row: Row, column: str) -> bool:
    """True for ``yes``, False for anything else."""
    return row[column] == "yes"
