"""The sheet in a plan: what it shows, that all else keeps its bytes, and that it follows the plan."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

import planner
from planner import plan
from planner.template.folder import templates_folder
from planner.template.load import read_toml
from tests.actuals.books import LATER, beside, files, shown, with_actuals
from tests.lossless.test_encryption import SECRET, encrypted

Plans = Callable[..., Path]


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_was_read_stands_there_with_its_file(plans: Plans, tmp_path: Path) -> None:
    path, result = with_actuals(plans("startup"), tmp_path)
    cells = shown(path)
    digits = result.files[0].sha256
    assert "bank.csv" in cells.values() and digits in cells.values()
    assert beside(cells, "bank.csv", "C") == 5 and beside(cells, "Status of this sheet", "C") == "OK"
    assert beside(cells, "Actuals through", "C") == datetime(2026, 7, 1)
    assert beside(cells, "own transfers", "F") == "Between accounts of the company"
    read = plan.check(path)
    assert read.status == "agrees"


def test_the_numbers_of_the_sheet_are_the_plans_and_the_files(plans: Plans, tmp_path: Path) -> None:
    new = plans("startup")
    path, result = with_actuals(new, tmp_path)
    lines = planner.check(new).lines
    rent, hours = lines["training_rent"].base, lines["training_gpu_hours_paid"].base
    cells = shown(path)
    assert beside(cells, "Rent of training clusters", "C") == pytest.approx(sum(rent[:2]))
    assert beside(cells, "Rent of training clusters", "D") == pytest.approx(70_900)
    # In June nothing was planned, so that month is not split; in July 20,000 hours at 3.50.
    price = (3.5 - rent[1] / hours[1]) * 20_000
    assert beside(cells, "Rent of training clusters", "F") == pytest.approx(price)
    assert beside(cells, "Rent of training clusters", "G") == pytest.approx(70_000 - rent[1] - price)
    assert beside(cells, "Rent of training clusters", "H") == pytest.approx(900)
    paid = 200_000 + 310_000 + 70_900
    planned = sum(lines["operating_cash_flow"].base[:2])
    told = sum(lines["people"].base[:2]) + sum(rent[:2])
    closing = lines["opening_cash"].base + 15_000_000 + planned + told - paid
    assert beside(cells, "Closing cash of the last month that counts", "G") == pytest.approx(closing)
    assert result.answers["closing_cash"] == pytest.approx((lines["closing_cash"].base[1], closing))


def test_nothing_but_the_new_sheet_and_its_listing_changes(plans: Plans, tmp_path: Path) -> None:
    new = plans("startup")
    path, _ = with_actuals(new, tmp_path)
    before, after = _members(new), _members(path)
    (added,) = after.keys() - before.keys()
    assert added.startswith("xl/worksheets/sheet")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}


def test_the_plan_as_it_was_stays(plans: Plans, tmp_path: Path) -> None:
    new = plans("startup")
    path, _ = with_actuals(new, tmp_path)
    assert planner.check(path).fingerprint == planner.check(new).fingerprint
    undone = planner.undo(path)
    assert undone.ok and path.read_bytes() == new.read_bytes()


def test_the_next_months_join_and_a_refresh_keeps_them(plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    result = plan.actuals(path, *files(tmp_path, LATER, "august.csv"))
    assert result.status == "written" and result.through == "Aug 2026"
    assert [one.name for one in result.files] == ["bank.csv", "august.csv"]
    assert plan.refresh(path).status == "agrees"
    again = plan.actuals(path)
    assert again.status == "checked" and again.answers == result.answers
    assert [name for name in openpyxl.load_workbook(path).sheetnames if "Actuals" in name] == ["Actuals"]


def test_an_input_that_changes_makes_the_sheet_stale_until_a_refresh(plans: Plans, tmp_path: Path) -> None:
    path, before = with_actuals(plans("startup"), tmp_path)
    plan.set_inputs(path, {"opening_cash": 5_000_000})
    assert beside(shown(path), "Status of this sheet", "C") == "STALE"
    assert plan.refresh(path).status == "agrees"
    assert beside(shown(path), "Status of this sheet", "C") == "OK"
    now = plan.actuals(path).answers["closing_cash"][1]
    assert now == pytest.approx(before.answers["closing_cash"][1] + 1_000_000)


def test_the_last_month_that_counts_may_be_typed(plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    book = openpyxl.load_workbook(path)
    place = book.defined_names["actuals_through"].attr_text
    assert place == "Actuals!$C$5"
    book["Actuals"]["C5"] = datetime(2026, 6, 17)
    book.save(path)
    assert plan.refresh(path).status == "agrees"
    found = plan.actuals(path)
    assert found.through == "Jun 2026" and {one.months for one in found.lines} == {1}
    book["Actuals"]["C5"] = datetime(2040, 1, 1)
    book.save(path)
    result = plan.refresh(path)
    assert result.status == "problems"
    assert "actuals_through is 2040-01-01, outside of the plan" in str(result.problems[0])


def test_the_last_month_that_counts_may_be_said(plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    moved = plan.actuals(path, through="2026-06")
    assert moved.status == "written" and moved.through == "Jun 2026"
    assert beside(shown(path), "Months that count", "C") == 1
    assert plan.actuals(path).answers == moved.answers


@pytest.mark.parametrize("day", ["2026-06-15", "2026-07-01"])
def test_a_plan_of_other_months_says_so(day: str, plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    assert plan.set_inputs(path, {"plan_start": day}).ok
    said = "no month that begins on 2026-06-01 any more"
    found = plan.check(path)
    assert [problem for problem in found.problems if said in problem.message]
    assert [problem for problem in plan.refresh(path).problems if said in problem.message]
    assert said in str(plan.actuals(path).problems[0])


def test_a_plan_of_another_currency_says_so(plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Actuals"]
    first = next(cell.row for cell in sheet["A"] if cell.value == "What was read") + 2
    sheet[f"B{first}"] = "EUR"
    book.save(path)
    assert "the amounts were read in EUR, and the plan is in USD now" in str(plan.actuals(path).problems[0])


def test_a_formula_that_was_edited_is_told_like_any_other(plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Actuals"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "Minimum cash")
    sheet[f"D{row}"] = "=1+1"
    sheet[f"E{row + 1}"] = 3
    book.save(path)
    found = plan.check(path)
    assert found.status == "differs"
    ours = [(one.cell, one.status) for one in found.differences if one.sheet == "Actuals"]
    assert (f"D{row}", "edited") in ours and (f"E{row + 1}", "overwritten") in ours
    assert plan.refresh(path).status == "differs"
    assert beside(shown(path), "Status of this sheet", "C") == "OVERWRITTEN"
    again = plan.actuals(path)
    assert again.status == "differs" and not again.ok


def test_a_number_that_was_typed_over_what_was_read_is_noticed(plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Actuals"]
    (cell,) = [cell for cell in sheet["D"] if cell.value == 310_000]
    cell.value = 1
    book.save(path)
    assert plan.refresh(path).status == "agrees"  # it follows what stands there, on both sides
    (people,) = [one for one in plan.actuals(path).lines if one.key == "people"]
    assert people.actual == 200_001


def test_a_sheet_of_the_owners_by_that_name_is_never_replaced(plans: Plans, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("startup"), path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("actuals")["A1"] = "mine"
    book.save(path)
    before = path.read_bytes()
    result = plan.actuals(path, *files(tmp_path))
    assert [problem.message for problem in result.problems] == [
        'a sheet of yours is called "Actuals", and the actuals go there'
    ]
    assert path.read_bytes() == before


def test_a_sheet_that_was_renamed_or_deleted(plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    book = openpyxl.load_workbook(path)
    book["Actuals"].title = "Ist"
    for name in ("planner_actuals", "actuals_through"):
        book.defined_names[name].attr_text = book.defined_names[name].attr_text.replace("Actuals", "Ist")
    book.save(path)
    assert plan.refresh(path).status == "agrees"
    result = plan.actuals(path, *files(tmp_path, LATER, "august.csv"))
    assert result.status == "written" and "Actuals" not in openpyxl.load_workbook(path).sheetnames
    book = openpyxl.load_workbook(path)
    del book["Ist"]
    for name in ("planner_actuals", "actuals_through"):
        book.defined_names[name].attr_text = "#REF!$A$3"
    book.save(path)
    assert plan.refresh(path).status == "agrees"
    assert plan.actuals(path, *files(tmp_path)).status == "written"


def test_a_sheet_whose_mark_says_something_else(plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Actuals"]
    mark = sheet["A3"].value
    sheet["A3"] = "something else"
    book.save(path)
    result = plan.refresh(path)
    assert result.status == "problems" and "no longer says what it holds" in result.problems[0].message
    sheet["A3"] = mark.replace(" 60 ", " 59 ").replace(" 6 6 ", " 6 5 ")
    book.save(path)
    assert plan.refresh(path).status in {"problems", "differs"}


def test_a_plan_in_chinese_has_a_chinese_sheet(plans: Plans, tmp_path: Path) -> None:
    path, result = with_actuals(plans("startup", "zh"), tmp_path)
    cells = shown(path, "实际数")
    assert beside(cells, "本表状态", "C") == "通过" and "滚动预测，基准" in cells.values()
    assert not result.differences and plan.refresh(path).status == "agrees"
    english = set(read_toml(templates_folder() / "llm-programme" / "actuals.toml").values())
    assert english & set(cells.values()) <= {"SHA-256", "planner"}


def test_an_encrypted_plan_stays_encrypted(plans: Plans, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(encrypted(plans("startup").read_bytes()))
    assert plan.actuals(path, *files(tmp_path)).status == "problems"
    assert plan.actuals(path, *files(tmp_path), password=SECRET).status == "written"
    assert plan.check(path, password=SECRET).status == "agrees"
    assert not zipfile.is_zipfile(path)


def test_a_dry_run_writes_nothing(plans: Plans, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("startup"), path)
    before = path.read_bytes()
    result = plan.actuals(path, *files(tmp_path), dry_run=True)
    assert result.status == "to come" and result.ok and result.lines and not result.sha256
    assert path.read_bytes() == before and not (tmp_path / "plan.bak.xlsx").exists()


def test_the_sheet_keeps_the_rules_of_the_profession(plans: Plans, tmp_path: Path) -> None:
    path, _ = with_actuals(plans("startup"), tmp_path)
    found = planner.lint(path)
    assert [one.rule.number for one in found.results if one.status == "not run"] == []
    assert [one for result in found.results for one in result.findings if one.sheet == "Actuals"] == []
