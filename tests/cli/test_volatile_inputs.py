"""Inputs that read today's date go on working every day; those that never stay the same are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.cli.refusal import refused
from tests.command import planner
from tests.surgery import Surgery

EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
YESTERDAY = 46000.0
"""What the file shows of a day before: 2025-12-09."""

Cells = dict[str, tuple[object, str | None]]


def today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def typed(path: Path, key: str, value: object, formula: str, mine: Cells | None = None) -> str:
    """Make an input a formula, which reads a sheet of one's own if need be; where the input stands."""
    with Surgery(path) as book:
        if mine:
            book.add_sheet("Mine", mine)
        return "!".join(book.put_line(key, value, formula))


DAYS: dict[str, tuple[str, Cells | None]] = {
    "itself": ("TODAY()", None),
    "in small letters": ("today( )", None),
    "through own cells": ("Mine!B4", {"B4": (YESTERDAY, "B5+0"), "B5": (YESTERDAY, "TODAY()")}),
    "the whole day of now": ("INT(NOW())", None),
}


@pytest.mark.parametrize("what", DAYS)
def test_an_input_that_reads_the_date_is_taken_as_of_today_and_the_log_says_so(
    what: str, plan_file: Path
) -> None:
    where = typed(plan_file, "plan_start", YESTERDAY, *DAYS[what])
    before = today()
    found = planner("refresh", plan_file)
    if before != today():
        pytest.skip("midnight")
    assert found.status == 0
    assert f"plan.xlsx: taken as of the date of today: {where}: {before}" in found.lines
    log = [*openpyxl.load_workbook(plan_file, data_only=True)["Log"].values][-1]
    assert f"; taken as of the date of today: {where}: {before}; " in log[7]
    sheet, cell = where.split("!")
    shown = openpyxl.load_workbook(plan_file, data_only=True)[sheet][cell].value
    assert f"{shown:%Y-%m-%d}" == before
    assert planner("check", plan_file).status == 0


def test_the_next_day_it_is_refreshed_as_on_any_other(plan_file: Path) -> None:
    """A file that was refreshed yesterday: check says that the day is another, refresh makes it today's."""
    where = typed(plan_file, "plan_start", YESTERDAY, "TODAY()")
    assert planner("refresh", plan_file).status == 0
    sheet, cell = where.split("!")
    with Surgery(plan_file) as book:  # as it was when it was saved the day before
        book.put(sheet, cell, (datetime.now(UTC) - EPOCH - timedelta(days=1)).days, "TODAY()")
    found = planner("refresh", plan_file)
    assert (found.status, "the file shows" in found.err) == (0, False)


def test_a_number_made_of_the_date_is_taken_too(plan_file: Path) -> None:
    where = typed(plan_file, "programme_years", 6.5, "7+(YEAR(TODAY())>2000)/10")
    found = planner("refresh", plan_file)
    assert found.status == 0
    assert f"plan.xlsx: taken as of the date of today: {where}: 7.1" in found.lines


RANDOM: dict[str, tuple[str, str, Cells | None]] = {
    "RAND": ("RAND", "7+RAND()/10", None),
    "RANDBETWEEN": ("RANDBETWEEN", "RANDBETWEEN(6,8)", None),
    "RANDARRAY": ("RANDARRAY", "6+_xlfn.RANDARRAY(1)", None),
    "through own cells": ("RAND", "Mine!B4", {"B4": (7, "SUM(B5:B9)"), "B7": (7, "7+RAND()")}),
    "and today": ("RAND", "7+TODAY()*0+RAND()", None),
}


@pytest.mark.parametrize("what", RANDOM)
def test_an_input_that_is_never_the_same_is_refused_with_the_reason(what: str, plan_file: Path) -> None:
    function, formula, mine = RANDOM[what]
    where = typed(plan_file, "programme_years", 7, formula, mine)
    why = f"the formula ={formula} changes with every calculation ({function})"
    refused(plan_file, f"plan.xlsx {where}: {why}. Type a value, or read cells that stay the same.")


def test_the_time_of_day_is_no_day(plan_file: Path) -> None:
    where = typed(plan_file, "plan_start", YESTERDAY, "NOW()+1/7919")
    why = "the formula =NOW()+1/7919 changes with every calculation (NOW)"
    refused(plan_file, f"plan.xlsx {where}: {why}. Use TODAY() where a day is meant.")


def test_any_other_formula_must_still_be_what_the_file_shows(plan_file: Path) -> None:
    mine: Cells = {"B4": (6.5, '7.1+0*LEN("TODAY() and RAND()")'), "C4": (YESTERDAY, "TODAY()")}
    where = typed(plan_file, "programme_years", 6.5, "Mine!B4", mine)
    told = "the formula =Mine!B4 comes to 7.1, but the file shows 6.5. "
    told += "Open the file in Excel or LibreOffice, recalculate, save, then refresh again."
    refused(plan_file, f"plan.xlsx {where}: {told}")


def test_a_chinese_log_says_it_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    assert planner("new", path, "--lang", "zh").status == 0
    where = typed(path, "plan_start", YESTERDAY, "TODAY()")
    assert planner("refresh", path).status == 0
    book = openpyxl.load_workbook(path, data_only=True)
    log = [*book[book.sheetnames[-1]].values][-1]
    assert f"按当天日期取值：{where}：{today()}" in log[7]
