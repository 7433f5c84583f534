"""Money under random inputs: identities hold, formulas agree with the engine, rows flow through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.check import examine
from planner.check.checkers.base import by_sheet
from planner.check.checkers.session import Session
from planner.check.compare import agree
from planner.model import LINES
from planner.workbook.edits import Edits
from planner.workbook.find import Book, find
from planner.workbook.parts import open_package
from planner.workbook.patch import Edit, patch_package
from planner.workbook.schema import SCENARIOS, Preset
from planner.workbook.template import load_preset, load_template
from planner.workbook.write import write_workbook
from tests.inputs import engine_inputs, plain
from tests.money_plans import LONGEST, random_plan

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TEMPLATE, STARTUP = load_template(), load_preset("startup")
PLANS, A_BATCH = 60, 10

IDENTITIES = (
    "annual_costs_check",
    "annual_cash_check",
    "cash_rolls_check",
    "ownership_check",
    "roles_table_check",
    "data_table_usd_check",
    "data_table_cny_check",
    "rounds_table_usd_check",
    "rounds_table_cny_check",
)


def evaluated(preset: Preset, **changed: Any) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        return LINES.evaluate(engine_inputs(TEMPLATE, preset, "base") | changed)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1_000_000))
def test_identities_hold_for_every_plan(seed: int) -> None:
    values = evaluated(random_plan(TEMPLATE, STARTUP, seed))
    assert {key: float(values[key]) for key in IDENTITIES} == dict.fromkeys(IDENTITIES, 1.0)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1_000_000))
def test_runway_is_what_waiting_without_a_round_would_show(seed: int) -> None:
    """Month by month: go on from the closing cash without funding and count until the account is short."""
    plan = random_plan(TEMPLATE, STARTUP, seed)
    values = evaluated(plan)
    tolerance = plan.inputs["money_tolerance"]["base"]
    operating, closing = values["operating_cash_reported"], values["closing_cash_reported"]
    ever_short = np.maximum.accumulate(-values["operating_to_date_reported"]) > (
        values["money_to_date_reported"] + tolerance
    )
    for month in range(60):
        if ever_short[month]:
            continue
        balance, lasts = closing[month], 0
        for coming in operating[month + 1 :]:
            balance += coming
            if balance < -tolerance:
                break
            lasts += 1
        assert values["runway_in_plan_months"][month] == lasts


@settings(max_examples=50, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1_000_000), extra=st.floats(1e3, 1e9))
def test_a_bigger_first_round_lifts_every_later_month_by_its_amount(seed: int, extra: float) -> None:
    plan = random_plan(TEMPLATE, STARTUP, seed)
    inputs = {**plan.inputs, "reporting_currency": {"base": "USD"}}
    first = {"name": "x", "number": 1, "month": 1, "amount": 1.0, "currency": "USD"}
    first |= {"pre_money": 0, "pool_increase": 0}
    small = evaluated(replace(plan, inputs=inputs, tables={**plan.tables, "rounds": (first,)}))
    bigger = {**first, "amount": 1.0 + extra}
    large = evaluated(replace(plan, inputs=inputs, tables={**plan.tables, "rounds": (bigger,)}))
    gained = large["closing_cash_reported"] - small["closing_cash_reported"]
    assert gained == pytest.approx(np.full(60, extra), rel=1e-6, abs=1e-3)


def test_draws_lead_and_give_what_single_plans_give() -> None:
    """An input as an array of draws: every line comes out with the draws in front of its months."""
    inputs = engine_inputs(TEMPLATE, STARTUP, "base")
    usd_cny = np.array([6.5, 7.0, 7.5])
    keys = ("operating_cash_reported", "runway_months", "lowest_cash_reported", "annual_costs_reported")
    draws = LINES.evaluate(inputs | {"overhead": np.array([0.0, 0.1, 0.4]), "usd_cny": usd_cny})
    for number, (overhead, rate) in enumerate(zip((0.0, 0.1, 0.4), usd_cny, strict=True)):
        single = LINES.evaluate(inputs | {"overhead": overhead, "usd_cny": float(rate)})
        for key in keys:
            assert draws[key][number] == pytest.approx(single[key], rel=1e-12)


# Formulas against the engine


@pytest.fixture(scope="module")
def ironcalc() -> Iterator[Session]:
    with Session("ironcalc") as session:
        yield session


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A workbook whose tables have room for the longest random ones."""
    tables = dict(STARTUP.tables)
    for key in ("roles", "data_items", "rounds", "fx"):
        tables[key] = (tuple(tables[key]) + ({},) * LONGEST)[: max(LONGEST, len(tables[key]))]
    path = tmp_path_factory.mktemp("money") / "plan.xlsx"
    write_workbook(path, TEMPLATE, replace(STARTUP, tables=tables), now=NOW)
    return find(open_package(path))


def typed(book: Book, plan: Preset, path: Path) -> Book:
    """The workbook with the plan's values typed over its own."""
    edits = Edits()
    for row in TEMPLATE.inputs:
        for scenario in SCENARIOS:
            place, given = book.layout.cell(row, scenario), plan.inputs[row.key]
            follows = book.layout.cell(row, "base").a1 if scenario not in given else None
            value = plain(given[scenario]) if follows is None else None
            edits.put(place.sheet, place.row, place.column, Edit(value, "drop", new_formula=follows))
    for table in TEMPLATE.tables:
        place, rows = book.layout.tables[table.key], plan.tables[table.key]
        for number in range(place.rows):
            for column in table.columns:
                cell = place.cell(column.key, number)
                value = plain(rows[number].get(column.key)) if number < len(rows) else None
                edits.put(cell.sheet, cell.row, cell.column, Edit(value, "drop"))
    with path.open("wb") as out:
        patch_package(book.package, edits.by_sheet, out)
    return find(open_package(path))


def disagreements(book: Book, session: Session) -> list[str]:
    """The cells of lines whose formula comes to something else than the engine."""
    reading = examine.read_book(book, lambda cells: session.evaluate(book.package.path, cells))
    lines = [cell for cell in reading.owned if cell.role == "line"]
    found = session.evaluate(book.package.path, by_sheet(cell.position for cell in lines)).values
    return [
        f"{cell.place.sheet}!{cell.place.a1} {cell.key}: formula {found[cell.position]}, engine {engine}"
        for cell in lines
        if not agree(found[cell.position], engine := reading.engine[cell.key, cell.scenario][cell.index])
    ]


@pytest.mark.parametrize("first", range(0, PLANS, A_BATCH))
def test_random_plans_agree_in_every_cell(first: int, roomy: Book, ironcalc: Session, tmp_path: Path) -> None:
    for seed in range(first, first + A_BATCH):
        book = typed(roomy, random_plan(TEMPLATE, STARTUP, seed), tmp_path / "typed.xlsx")
        assert disagreements(book, ironcalc) == [], f"random plan {seed}"
