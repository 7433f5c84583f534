"""Plans of earlier templates, and what they hold, read by openpyxl and not by planner."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import tomli
from openpyxl.utils.cell import range_boundaries

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
STARTUP, STARTUP_1_1 = FIXTURES / "1.0.0" / "startup.xlsx", FIXTURES / "1.1.0" / "startup.xlsx"
ESSAY, FRONTIER = FIXTURES / "1.0.0" / "essay.xlsx", FIXTURES / "1.0.0" / "frontier.xlsx"
CHINA, MOE = FIXTURES / "1.0.0" / "china-zh.xlsx", FIXTURES / "1.0.0" / "moe-zh.xlsx"
ALL = (STARTUP, STARTUP_1_1, ESSAY, FRONTIER, CHINA, MOE)

EARLIER = ROOT / "templates" / "llm-programme" / "earlier"
SCHEMA = tomli.loads((EARLIER / "1.toml").read_text(encoding="utf-8"))
DECLARED = tomli.loads((EARLIER / "1-to-2.toml").read_text(encoding="utf-8"))


def named(path: Path) -> str:
    """A fixture inside the name of a test."""
    return f"{path.parent.name}-{path.stem}"


@cache
def book(path: Path, *, values: bool = True) -> Any:
    """The workbook as openpyxl reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=values)


def block(path: Path, name: str) -> list[Any]:
    """The values of a named block of one row."""
    workbook = book(path)
    sheet, _, area = workbook.defined_names[name].attr_text.rpartition("!")
    left, top, right, _ = range_boundaries(area)
    cells = workbook[sheet.strip("'").replace("''", "'")]
    return [cells.cell(top, column).value for column in range(left, right + 1)]


def table(path: Path, name: str, without: Collection[str] = ()) -> list[list[Any]]:
    """The rows of a table without its header, in the order of its columns, but for those of some headers."""
    for sheet in book(path).worksheets:
        if name in sheet.tables:
            left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
            columns = [at for at in range(left, right + 1) if sheet.cell(top, at).value not in without]
            rows = [
                [sheet.cell(row, column).value for column in columns] for row in range(top + 1, bottom + 1)
            ]
            return [row for row in rows if any(value is not None for value in row)]
    raise KeyError(name)


def formulas(path: Path, sheet: str) -> Iterator[tuple[str, str]]:
    """The formulas of a sheet by cell."""
    for row in book(path, values=False)[sheet].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                yield cell.coordinate, cell.value
