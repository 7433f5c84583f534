"""A table of measurements as a CSV file: its rows, and what is wrong with a cell."""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.problems import PlanError, Problem, did_you_mean, quoted

MOST_ROWS = 100_000
UNKNOWN = {"", "-", "n/a", "na", "none", "nan", "unknown"}
"""What stands where a figure is not known."""


class CannotPredictError(ValueError):
    """Why a row has no prediction, as a reader is told."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A row of the table: texts by column, and where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """What stands in a column; "" where it is not known or there is no such column."""
        text = self.cells.get(column, "").strip()
        return "" if text.casefold() in UNKNOWN else text

    def number(self, column: str) -> float | None:
        """A number above 0, None where it is not known.

        Raises:
            PlanError: it is no number, or not above 0.
        """
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value >= 0):
            message = f"line {self.line}: {column} is {quoted(text)}, expected a number of 0 or more"
            raise PlanError(
                Problem(message, "Type it without units and without thousands separators.", self.file)
            )
        return value

    def needed(self, column: str) -> float:
        """The same where nothing can be said without it, and 0 says nothing."""
        value = self.number(column)
        if not value:
            raise CannotPredictError(f"{column} is not known")
        return value

    def named(self, column: str) -> str:
        """A text without which nothing can be said."""
        if not (text := self.text(column)):
            raise CannotPredictError(f"{column} is not known")
        return text


def read_table(path: Path, needed: Collection[str]) -> list[Measured]:
    """The rows of a CSV file with a header, UTF-8.

    Raises:
        PlanError: it cannot be read, lacks a column, or has too many rows.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = [name.strip() for name in reader.fieldnames or ()]
            if lacking := [name for name in needed if name not in header]:
                raise _lacks(path, lacking, header)
            reader.fieldnames = header
            return [_row(path, reader.line_num, row) for row in _some(reader, path)]
    except OSError as error:
        message = "there is no such file" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise PlanError(Problem(message, "Check the path.", str(path))) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise PlanError(Problem("is no CSV file in UTF-8", "Save it as CSV, UTF-8.", str(path))) from error


def _some(reader: csv.DictReader[str], path: Path) -> list[dict[str, str]]:
    rows = []
    for row in reader:
        rows.append({**row, "": str(reader.line_num)})
        if len(rows) > MOST_ROWS:
            remedy = f"Give {MOST_ROWS:,} at a time."
            raise PlanError(Problem(f"has more than {MOST_ROWS:,} rows", remedy, str(path)))
    return rows


def _row(path: Path, _: int, row: dict[str, str]) -> Measured:
    line = int(row.pop(""))
    return Measured(
        str(path), line, {name: text or "" for name, text in row.items() if isinstance(name, str)}
    )


def _lacks(path: Path, lacking: list[str], header: list[str]) -> PlanError:
    remedy = did_you_mean(lacking[0], header, f"Its header has {', '.join(header) or 'nothing'}.")
    return PlanError(Problem(f"has no column {', '.join(map(quoted, lacking))}", remedy, str(path)))
