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
from tests.sampled import sampled

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TEMPLATE, STARTUP = load_template(), load_preset("startup")

SPELL = {"start_month": 13, "end_month": 24, "currency": "USD"}
ROLE = {"role": "Night watch", "function": "G&A", "headcount": 2, "annual_pay": 60_000, "loading": 0.5}
ROLE |= {"raise": 0.1, **SPELL}
ITEM = {"item": "Archive", "amount": 30_000, "currency": "USD", "phase": "Pre-training"}
COST = {"cost": "Archive", "function": "R&D", "amount": 1_000, "cadence": "monthly", "growth": 0.5, **SPELL}
ROUND = {"name": "Bridge", "number": 9, "month": 50, "amount": 2_000_000, "currency": "USD"}
ROUND |= {"pre_money": 0, "pool_increase": 0}
RATE = {"currency": "CHF"} | {f"year_{year}": 1.3 for year in range(1, 7)}

ADDED: Mapping[str, tuple[Mapping[str, Any], Mapping[str, float]]] = {
    # 2 x 60,000 x 1.5 in twelve months, before a raise, and 12 % overhead on people
    "roles": (ROLE, {"closing_cash_end": -180_000 * 1.12}),
    "data_items": (ITEM, {"closing_cash_end": -30_000}),
    # 1,000 in twelve months; it grows after a year
    "other_costs": (COST, {"closing_cash_end": -12_000}),
    "rounds": (ROUND, {"closing_cash_end": 2_000_000, "peak_funding_need": 0}),
    # nothing is paid in it
    "currencies": (RATE, {"closing_cash_end": 0, "npv": 0}),
}
IN_WORKBOOKS = ("roles", "data_items", "rounds")


@pytest.mark.parametrize("table", ADDED)
def test_a_row_in_a_preset_changes_the_engine_by_what_it_says(table: str) -> None:
    row, moved = ADDED[table]
    more = STARTUP._replace(tables={**STARTUP.tables, table: (*STARTUP.tables[table], row)})
    before = LINES.evaluate(engine_inputs(TEMPLATE, STARTUP, "base"))
    after = LINES.evaluate(engine_inputs(TEMPLATE, more, "base"))
    for key, amount in moved.items():
        assert after[key] - before[key] == pytest.approx(amount, rel=1e-6, abs=0.01), key


@pytest.mark.parametrize("table", sampled(ADDED, IN_WORKBOOKS))
def test_a_row_typed_below_a_table_flows_through_formulas_and_engine(
    table: str, plans: Callable[[str], Path], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("startup"), path)
    before = LINES.evaluate(engine_inputs(TEMPLATE, STARTUP, "base"))
    row, moved = ADDED[table]
    type_below(path, table, row)
    after = plan.refresh(path, backup=False, now=NOW)
    assert after.status == "agrees", after.problems
    assert len(after.tables[table]) == len(STARTUP.tables[table]) + 1
    for key, amount in moved.items():
        gained = after.outputs[key].base - before[key]  # type: ignore[operator]
        assert gained == pytest.approx(amount, rel=1e-6, abs=0.01), key


def test_a_rate_of_a_year_converts_what_is_paid_in_that_year() -> None:
    """In CNY at 7.2, and at 8.0 in 2027: pay in USD is 8.0 / 7.2 times as much in that year."""
    usd = {"currency": "USD"} | {f"year_{year}": 7.2 for year in range(1, 7)}
    yuan = {"currency": "CNY"} | {f"year_{year}": 1.0 for year in range(1, 7)}
    roles = tuple({**row, "currency": "USD"} for row in STARTUP.tables["roles"])

    def pay(*rates: Mapping[str, Any]) -> Any:
        preset = STARTUP._replace(tables={**STARTUP.tables, "currencies": rates, "roles": roles})
        people = LINES.for_keys(["people"])
        return people.evaluate(engine_inputs(TEMPLATE, preset, "base") | {"plan_currency": "CNY"})["people"]

    more = pay({**usd, "year_2": 8.0}, yuan) / pay(usd, yuan)
    assert more == pytest.approx([1.0] * 7 + [8 / 7.2] * 12 + [1.0] * 41, rel=1e-9)  # from June 2026


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
