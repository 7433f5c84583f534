"""A row that the owner adds to a table flows through engine and formulas, in the file as in the engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from planner import plan
from planner.model import LINES
from planner.template.load import load_preset, load_template
from tests.inputs import engine_inputs

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TEMPLATE, STARTUP = load_template(), load_preset("startup")

ROLE = {"role": "Night watch", "headcount": 2, "annual_pay": 60_000, "currency": "USD", "start_month": 13}
ROLE |= {"end_month": 24, "loading": 0.5, "raise": 0.1}
ITEM = {"item": "Archive", "kind": "licence", "items": 3, "price": 1_000, "currency": "USD"}
ITEM |= {"first_month": 10, "last_month": 19}
ROUND = {"name": "Bridge", "number": 9, "month": 50, "amount": 2_000_000, "currency": "USD"}
ROUND |= {"pre_money": 0, "pool_increase": 0}
RATE = {"year": 1, "usd_cny": 8.0}

ADDED: Mapping[str, tuple[Mapping[str, Any], Mapping[str, float]]] = {
    # 2 x 60,000 x 1.5 x 1.1 in the second year, and 15 % overhead on people
    "roles": (ROLE, {"plan_costs_reported": 198_000 * 1.15}),
    # 3 x 1,000 in ten months
    "data_items": (ITEM, {"plan_costs_reported": 30_000}),
    "rounds": (ROUND, {"plan_funding_reported": 2_000_000, "closing_cash_end_reported": 2_000_000}),
    # the plan pays in USD: another rate changes nothing
    "fx": (RATE, {"plan_costs_reported": 0, "closing_cash_end_reported": 0}),
}


@pytest.mark.parametrize("table", ADDED)
def test_a_row_in_a_preset_changes_the_engine_by_what_it_says(table: str) -> None:
    row, moved = ADDED[table]
    more = STARTUP._replace(tables={**STARTUP.tables, table: (*STARTUP.tables[table], row)})
    before = LINES.evaluate(engine_inputs(TEMPLATE, STARTUP, "base"))
    after = LINES.evaluate(engine_inputs(TEMPLATE, more, "base"))
    for key, amount in moved.items():
        assert after[key] - before[key] == pytest.approx(amount, rel=1e-6, abs=0.01), key


@pytest.mark.parametrize("table", ADDED)
def test_a_row_typed_below_a_table_flows_through_formulas_and_engine(
    table: str, plans: Callable[[str], Path], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("startup"), path)
    before = plan.check(path)
    row, moved = ADDED[table]
    type_below(path, table, row)
    after = plan.refresh(path, backup=False, now=NOW)
    assert after.status == "agrees", after.problems
    assert len(after.tables[table]) == len(STARTUP.tables[table]) + 1
    for key, amount in moved.items():
        gained = after.outputs[key].base - before.outputs[key].base  # type: ignore[operator]
        assert gained == pytest.approx(amount, rel=1e-6, abs=0.01), key


def test_a_rate_of_a_year_converts_what_is_paid_in_that_year() -> None:
    """Reported in CNY at 7.2, and at 8.0 in year 1: the first year's costs are 8.0 / 7.2 times as much."""
    inputs = engine_inputs(TEMPLATE, STARTUP, "base") | {"reporting_currency": "CNY"}
    more = STARTUP._replace(tables={**STARTUP.tables, "fx": ({"year": 1, "usd_cny": 8.0},)})
    before = LINES.evaluate(inputs)["annual_costs_reported"]
    after = LINES.evaluate(engine_inputs(TEMPLATE, more, "base") | {"reporting_currency": "CNY"})
    assert after["annual_costs_reported"] == pytest.approx(before * [8 / 7.2, 1, 1, 1, 1], rel=1e-9)


def type_below(path: Path, table: str, row: Mapping[str, Any]) -> None:
    """Type a row where the table ends, and let the table grow over it, as Excel does."""
    book = openpyxl.load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if table in sheet.tables)
    excel = sheet.tables[table]
    first, _, last = excel.ref.partition(":")
    number = int("".join(filter(str.isdigit, last)))
    number += 0 if empty(sheet, number, len(excel.tableColumns)) else 1
    columns = next(item for item in TEMPLATE.tables if item.key == table).columns
    for place, column in enumerate(columns, start=1):
        sheet.cell(number, place).value = row.get(column.key)
    excel.ref = f"{first}:{get_column_letter(len(columns))}{number}"
    book.save(path)


def empty(sheet: Any, number: int, columns: int) -> bool:
    return all(sheet.cell(number, column).value is None for column in range(1, columns + 1))
