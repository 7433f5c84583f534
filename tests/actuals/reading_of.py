"""A file and a map against months and lines that stand for a plan; no workbook is needed for that."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from planner import days
from planner.actuals.lines import lines_of
from planner.actuals.map_file import read_map
from planner.actuals.months import Months, after_last
from planner.actuals.plan import Asked, Plan
from planner.actuals.reading import read
from planner.actuals.tables import source_of
from planner.actuals.told import Actuals
from planner.problems import PlanError
from planner.template.load import load_template

START = date(2027, 1, 1)
MONTHS = 6

LEDGER = """
sign = "bank"
currency = "USD"
gap_days = 3
[columns]
date = "Date"
amount = "Amount"
name = "Text"
[[rule]]
line = "training_rent"
match = { Text = "Cloud*" }
[[rule]]
line = "people"
match = { Text = "Payroll" }
"""
"""A map of two rules."""

WHOLE = ["2027-01-01,Payroll,-100", "2027-01-31,Cloud one,-20", "2027-02-28,Cloud one,-30"]
"""Rows of two whole months."""


def plan(known: Actuals | None = None, currency: str = "USD") -> Plan:
    """Six months from January 2027, with two products."""
    starts = [days.serial(date(2027, month, 1)) for month in range(1, MONTHS + 1)]
    months = Months(starts, after_last(starts[0], MONTHS), currency)
    return Plan("plan.xlsx", months, lines_of(load_template(), ["API", "Seats"]), known or Actuals())


def written(
    folder: Path, rows: list[str], text: str = LEDGER, header: str = "Date,Text,Amount"
) -> tuple[Path, Path]:
    """A file of rows and its map."""
    file, mapping = folder / "bank.csv", folder / "map.toml"
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    mapping.write_text(text, encoding="utf-8")
    return file, mapping


def taken(file: Path, mapping: Path, of: Plan | None = None, **asked: Any) -> tuple[Actuals, tuple[str, ...]]:
    """What is read."""
    notes = "{0.credits} credits"
    return read(source_of(file), read_map(mapping), of or plan(), Asked(**asked), notes.format)


def refused(file: Path, mapping: Path, of: Plan | None = None, **asked: Any) -> list[str]:
    """The lines with which it is refused."""
    try:
        taken(file, mapping, of, **asked)
    except PlanError as error:
        return [str(problem).replace(f"{file.parent}/", "") for problem in error.problems]
    return []
