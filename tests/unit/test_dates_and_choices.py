"""Inputs that are days, columns that choose from another table, tables with rows of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.book.find import Book, find
from planner.book.read import read_inputs
from planner.layout.arrange import arrange
from planner.layout.places import Place
from planner.template.load import load_preset, load_template, presets
from planner.xlsx.cell import Cell
from planner.xlsx.package import open_package
from tests.inputs import plain

TEMPLATE, PRESET = load_template(), load_preset("essay")
LAYOUT = arrange(TEMPLATE, PRESET).layout
DAY_ZERO = date(1899, 12, 30)


@pytest.fixture(scope="module")
def found(essay: Path) -> Book:
    return find(open_package(essay))


@pytest.fixture
def with_cell(found: Book) -> Callable[[Place, Any], Any]:
    """Reads the plan with another value in one cell: inputs and problems."""

    def read(place: Place, value: Any) -> Any:
        cells = {**found.cells, place[:3]: Cell(plain(value), style=found.cell(place).style)}
        return read_inputs(found._replace(cells=cells), {})

    return read


def plan_start() -> Place:
    return LAYOUT.cell(TEMPLATE.row("plan_start"), "base")


def test_a_day_of_a_preset_is_a_serial_number() -> None:
    assert PRESET.inputs["plan_start"]["base"] == (date(2023, 2, 1) - DAY_ZERO).days
    row = TEMPLATE.row("plan_start")
    assert (row.min, row.max) == (36_526, 73_415)  # 2000-01-01 and 2100-12-31


def test_a_day_stands_in_its_cell_as_a_day(essay: Path) -> None:
    place = plan_start()
    cell = openpyxl.load_workbook(essay, read_only=True)[place.sheet].cell(place.row, place.column)
    assert cell.value == datetime(2023, 2, 1)
    assert cell.number_format == "yyyy-mm-dd"


def test_another_day_is_read(with_cell: Callable[[Place, Any], Any]) -> None:
    inputs, problems = with_cell(plan_start(), date(2024, 7, 31))
    assert not problems
    assert inputs.scalars["base"]["plan_start"] == (date(2024, 7, 31) - DAY_ZERO).days


@pytest.mark.parametrize("value", ["2024-07-31", "", 12, 3_000_000])
def test_what_is_no_day_is_one_problem(with_cell: Callable[[Place, Any], Any], value: Any) -> None:
    _, problems = with_cell(plan_start(), value)
    assert [problem.key for problem in problems] == ["plan_start"]
    assert "date" in problems[0].message


def test_a_chip_that_the_table_does_not_have_is_one_problem(with_cell: Callable[[Place, Any], Any]) -> None:
    _, problems = with_cell(LAYOUT.tables["gpu_prices"].cell("chip", 0), "A1000")
    assert [problem.key for problem in problems] == ["gpu_prices.chip"]
    assert "A100 80GB" in problems[0].remedy


def test_a_chip_is_read_in_the_spelling_of_its_table(with_cell: Callable[[Place, Any], Any]) -> None:
    inputs, problems = with_cell(LAYOUT.tables["gpu_prices"].cell("chip", 0), "a100 80gb")
    assert not problems
    assert inputs.tables["gpu_prices"]["chip"][0] == "A100 80GB"


def test_a_chip_that_is_compared_must_stand_in_the_table(with_cell: Callable[[Place, Any], Any]) -> None:
    first = LAYOUT["axis_Chips_compared_low"]
    _, problems = with_cell(first, "GB300")
    assert [problem.key for problem in problems] == ["chip"]


def test_a_price_that_is_missing_is_a_problem_and_not_zero(with_cell: Callable[[Place, Any], Any]) -> None:
    _, problems = with_cell(LAYOUT.tables["gpu_prices"].cell("price_per_server_month", 0), None)
    assert any("missing price is not zero" in problem.remedy for problem in problems)


@pytest.mark.parametrize("name", presets())
def test_every_preset_has_the_chips_and_rules_of_the_template(name: str) -> None:
    preset = load_preset(name)
    for key in ("chips", "exports"):
        table = next(table for table in TEMPLATE.tables if table.key == key)
        assert preset.tables[key] == table.rows
