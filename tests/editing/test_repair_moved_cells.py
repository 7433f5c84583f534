"""openpyxl moves cells when it deletes or inserts rows; names, tables and formulas stay where they were."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.command import planner
from tests.surgery import Surgery

KEYS, BASE = 7, 4
"""Columns of Chips: G holds the keys, D the base case."""

PEAK, ROWS = 3, 9
"""Of its table: the column of a chip's BF16 peak, and how many chips there are."""


@pytest.fixture
def startup_file(plans: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan of the preset startup, as `plan.xlsx` in the current folder."""
    shutil.copy(plans("startup"), tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def _chips(path: Path) -> Worksheet:
    """A sheet of inputs with a table below them."""
    return openpyxl.load_workbook(path)["Chips"]


def _values(sheet: Worksheet) -> dict[str, list[object]]:
    """What stands in the three cases of each input, and which of them follow their own base."""
    found: dict[str, list[object]] = {}
    for row in [*range(1, _headers(sheet)), *range(_headers(sheet) + ROWS + 1, sheet.max_row + 1)]:
        if key := sheet.cell(row, KEYS).value:
            cells = [sheet.cell(row, column).value for column in range(BASE - 1, BASE + 2)]
            found[str(key)] = ["follows" if cell == f"=$D{row}" else cell for cell in cells]
    return found


def _rules(sheet: Worksheet) -> dict[str, list[object]]:
    """What each input may hold, and what its cells look for to be coloured, by its key."""
    found: dict[str, list[object]] = {}
    table = range(
        _headers(sheet), _headers(sheet) + ROWS + 1
    )  # in which the column of keys holds other texts
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            key = sheet.cell(area.min_row, KEYS).value
            if isinstance(key, str) and area.min_row not in table:
                found.setdefault(key, []).append((rule.type, rule.formula1, rule.formula2))
    for colours in sheet.conditional_formatting:
        for area in colours.sqref.ranges:
            key, row = sheet.cell(area.min_row, KEYS).value, str(area.min_row)
            if isinstance(key, str) and area.min_row not in table:
                said = [rule.formula[0].replace(row, "ROW") for rule in colours.rules]
                found.setdefault(key, []).append(said)
    assert len(found) > 10
    return found


def _delete(sheet: Worksheet) -> None:
    sheet.delete_rows(12)


def _delete_two_before_a_heading(sheet: Worksheet) -> None:
    sheet.delete_rows(16, 2)


def _insert(sheet: Worksheet) -> None:
    sheet.insert_rows(12)


@pytest.mark.parametrize("change", [_delete, _delete_two_before_a_heading, _insert])
def test_rows_that_openpyxl_moved(change: Callable[[Worksheet], None], startup_file: Path) -> None:
    book = openpyxl.load_workbook(startup_file)
    sheet = book["Chips"]
    assert sheet.tables["chips"].ref == "A30:O41"
    sheet.cell(_headers(sheet) + 1, PEAK, 300)
    before, rules = _values(sheet), _rules(sheet)
    change(sheet)
    book.save(startup_file)
    refused = planner("check", "plan.xlsx")
    assert refused.status == 1
    assert "the table chips lies over A30:O41, its headers stand in row " in refused.err
    assert "into the" not in refused.err, "cells were moved: nothing is to be typed"
    told = planner("repair", "plan.xlsx")
    assert told.status == 0, told.err
    assert "validations and formats follow the moved cells again" in told.out
    shown = planner("check", "plan.xlsx")
    assert "agree with the engine" in shown.out
    sheet = _chips(startup_file)
    assert _values(sheet) == before
    again = _rules(sheet)
    assert {key: again[key][: len(said)] for key, said in rules.items()} == rules
    assert sheet.cell(_headers(sheet), 1).value == "Chip"
    assert sheet.cell(_headers(sheet) + 1, PEAK).value == 300


def test_a_key_that_was_moved_alone_is_refused_with_a_way_out(startup_file: Path) -> None:
    book = openpyxl.load_workbook(startup_file)
    sheet = book["Chips"]
    sheet.cell(50, KEYS, sheet.cell(12, KEYS).value)
    sheet.cell(12, KEYS).value = None
    book.save(startup_file)
    kept = startup_file.read_bytes()
    shown = planner("check", "plan.xlsx")
    assert "points, but in row 50. Move the key back into the key column of this row." in shown.err
    told = planner("repair", "plan.xlsx")
    assert told.status == 1
    assert "the name of maintenance_fraction points at this row, its key stands in row 50" in told.err
    assert "planner repair" not in told.err
    assert "planner undo" not in told.err
    startup_file.with_name("plan.bak.xlsx").write_bytes(kept)
    assert "`planner undo plan.xlsx`" in planner("repair", "plan.xlsx").err
    assert startup_file.read_bytes() == kept


def _headers(sheet: Worksheet) -> int:
    return int(sheet.tables["chips"].ref.partition(":")[0].removeprefix("A"))


def test_lists_of_choices_follow_the_cells_of_a_table_that_was_moved(startup_file: Path) -> None:
    book = openpyxl.load_workbook(startup_file)
    (was,) = _lists(book["Chips compared"])
    book["Chips"].delete_rows(10)
    book.save(startup_file)
    told = planner("repair", "plan.xlsx")
    assert told.status == 0, told.err
    assert "plan.xlsx Chips compared: 1 validation or format follows the moved cells again" in told.out
    assert was == "Chips!$A$31:$A$41"
    assert _lists(openpyxl.load_workbook(startup_file)["Chips compared"]) == ["Chips!$A$30:$A$40"]


def test_names_that_changed_places_move_no_rule(startup_file: Path) -> None:
    """The cells stay where they are, and so do their rules."""
    rules = _rules(_chips(startup_file))
    with Surgery(startup_file) as book:
        names = book.names()
        book.set_name("in_pue", names["in_average_draw"])
        book.set_name("in_average_draw", names["in_pue"])
    told = planner("repair", "plan.xlsx")
    assert told.status == 0, told.err
    assert "follow" not in told.out
    assert _rules(_chips(startup_file)) == rules


def _lists(sheet: Worksheet) -> list[str]:
    return [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
