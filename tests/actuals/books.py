"""Plans with actuals in them, for tests."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl

from planner import plan
from planner.results.actuals import ActualsRead

MAP = """
sign = "bank"
currency = "USD"
[columns]
date = "Date"
amount = "Amount"
name = "Text"
[[rule]]
line = "funding_received"
match = { Text = "Seed*" }
[[rule]]
line = "people"
match = { Text = "Payroll*" }
[[rule]]
line = "training_rent"
match = { Text = "Cloud*" }
quantity = { column = "Hours" }
[[ignore]]
name = "own transfers"
reason = "Between accounts of the company"
match = { Text = "Transfer*" }
"""
ROWS = (
    *("2026-06-01,Seed round,15000000,", "2026-06-15,Payroll,-200000,", "2026-06-30,Cloud,-900,300"),
    *("2026-07-15,Payroll,-310000,", "2026-07-20,Cloud,-70000,20000", "2026-07-31,Transfer,-5,"),
)
LATER = "2026-08-01,Payroll,-250000,", "2026-08-31,Cloud,-65000,24000"
HEADER = "Date,Text,Amount,Hours"


def files(folder: Path, rows: tuple[str, ...] = ROWS, name: str = "bank.csv") -> tuple[Path, Path]:
    """A bank statement of June and July 2026, the first months of the preset `startup`, and its map."""
    source, mapping = folder / name, folder / "bank.toml"
    source.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    mapping.write_text(MAP, encoding="utf-8")
    return source, mapping


def with_actuals(new: Path, folder: Path, **asked: Any) -> tuple[Path, ActualsRead]:
    """A copy of a plan with the statement in it."""
    path = folder / "plan.xlsx"
    shutil.copy(new, path)
    result = plan.actuals(path, *files(folder), **asked)
    assert result.status == "written", [*map(str, result.problems), *result.differences]
    return path, result


def shown(path: Path, sheet: str = "Actuals") -> dict[str, Any]:
    """The values of a sheet as another program reads them, by address."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {cell.coordinate: cell.value for row in book[sheet] for cell in row if cell.value is not None}


def beside(cells: dict[str, Any], label: str, column: str) -> Any:
    """The value in a column of the first row with a label."""
    row = next(at for at, value in cells.items() if value == label)
    return cells[f"{column}{row.lstrip('ABCDEFGHIJKLMNO')}"]
