"""The cover, the line below every title, and every printed header and footer follow the sheet Plan."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from planner import plan
from tests.command import planner
from tests.short import said

SAID = [
    "company=M & S <Ltd>",
    "plan_title=Our plan",
    "as_of=2026-12-01",
    "plan_status=final",
    "confidentiality=Secret",
]
WHOSE = "M & S <Ltd> · Our plan"
ONLY_ONCE = {"Log"}
"""Sheets without a line below their title."""


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def shown(path: Path, sheet: str, cell: str) -> object:
    book = load_workbook(path, data_only=True)
    return book[sheet][cell].value


def test_what_set_types_stands_everywhere_at_once(plan_file: Path) -> None:
    assert planner("set", plan_file, *SAID).status == 0
    book = load_workbook(plan_file, data_only=True)
    cover = book["Cover"]
    said_there = [cover[at].value for at in ("A1", "A2", "G1", "G2", "A5", "D5", "F5")]
    assert said_there == [
        "M & S <Ltd>",
        "Our plan",
        "final",
        "Secret",
        "not stated",
        "as of 2026-12-01",
        "not stated",
    ]
    for sheet in book.worksheets:
        if sheet.title not in {"Cover", *ONLY_ONCE}:
            at = "C2" if sheet.title in {"Summary", "Checks"} else "A2"  # behind the master status
            assert sheet[at].value == WHOSE, sheet.title
        assert sheet.oddHeader.left.text == WHOSE.replace("&", "&&"), sheet.title
        assert sheet.oddHeader.right.text == "Secret", sheet.title
        assert sheet.oddFooter.left.text == "final · as of 2026-12-01", sheet.title
        assert sheet.oddFooter.center.text == "&A"
    assert planner("check", plan_file).status == 0


def test_what_was_typed_in_excel_reaches_printed_pages_with_the_next_refresh(plan_file: Path) -> None:
    book = load_workbook(plan_file)
    book["Plan"]["C7"].value = "Typed in Excel"
    book.save(plan_file)
    checked = planner("check", plan_file)
    assert "headers and footers of printed pages are not what the sheet Plan says: " in checked.err
    assert planner("refresh", plan_file).status == 0
    book = load_workbook(plan_file, data_only=True)
    assert {sheet.oddHeader.left.text for sheet in book.worksheets} == {"Typed in Excel"}
    assert "headers and footers" not in planner("check", plan_file).err


def test_a_header_and_a_heading_of_the_owners_stay(plan_file: Path) -> None:
    book = load_workbook(plan_file)
    book["Summary"].oddHeader.left.text = "My own header"
    book["Runway"].oddFooter.center.text = "My own footer"
    book["Runway"]["A2"].value = "My own heading"
    book.create_sheet("Mine").oddHeader.left.text = "Mine"
    book.save(plan_file)
    assert planner("set", plan_file, *SAID).status == 0
    assert planner("refresh", plan_file).status == 0
    assert planner("repair", plan_file).status == 0
    book = load_workbook(plan_file)
    assert book["Summary"].oddHeader.left.text == "My own header"
    assert book["Summary"].oddFooter.left.text == "final · as of 2026-12-01"
    assert book["Runway"].oddFooter.center.text == "My own footer"
    assert book["Runway"].oddFooter.left.text != "final · as of 2026-12-01"
    assert book["Runway"]["A2"].value == "My own heading"
    assert book["Mine"].oddHeader.left.text == "Mine"
    assert planner("check", plan_file).status == 0


def test_nothing_but_words_changes_in_the_file(plan_file: Path) -> None:
    before = parts(plan_file)
    assert planner("set", plan_file, "company=Example").status == 0
    after = parts(plan_file)
    assert before.keys() == after.keys()
    beside = {name for name in before if not name.startswith(("xl/worksheets/sheet", "xl/workbook"))}
    assert beside
    assert all(after[name] == before[name] for name in beside)


def test_a_plan_that_says_the_same_prints_the_same_bytes(plan_file: Path) -> None:
    assert planner("refresh", plan_file).status == 0
    before = parts(plan_file)
    assert planner("refresh", plan_file).status == 0
    after = parts(plan_file)
    assert len([name for name in before if before[name] != after[name]]) <= 1, "only the log has a row more"


def test_a_plan_in_chinese_says_it_in_chinese(plans: Callable[..., Path], tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("china", "zh"), path)
    assert planner("set", path, "company=示例公司", "as_of=2026-12-01", "plan_status=final").status == 0
    book = load_workbook(path, data_only=True)
    said_there = [book["封面"][at].value for at in ("A1", "G1", "G2", "D5")]
    assert said_there == ["示例公司", "定稿", "密级未填写", "截至2026-12-01"]
    assert book["封面"].oddHeader.left.text.startswith("示例公司 · ")
    assert planner("check", path).status == 0


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("plan_status=finished", 'draft or final is "finished", which is not a choice'),
        ("as_of=soon", 'as of is text "soon", expected a date from 2000-01-01 to 2100-12-31'),
        (f"company={'x' * 201}", "company has 201 characters, expected at most 200"),
        ("company=two\nlines", "company holds a line break or another sign that does not print"),
        ("compny=Example", "Did you mean company?"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(plan_file: Path, typed: str, told: str) -> None:
    before = plan_file.read_bytes()
    outcome = planner("set", plan_file, typed)
    assert outcome.status in {1, 2}
    assert told in outcome.err
    assert plan_file.read_bytes() == before


def test_a_text_is_emptied_and_has_no_scenario(plan_file: Path) -> None:
    assert planner("set", plan_file, "company=Example").status == 0
    assert planner("set", plan_file, "company=").status == 0
    assert load_workbook(plan_file)["Plan"]["C6"].value is None
    assert (
        "it is one for low, base and high alike"
        in planner("set", plan_file, "company=A", "--scenario", "low").err
    )


def test_a_formula_of_the_owners_may_say_it(plan_file: Path) -> None:
    book = load_workbook(plan_file)
    book["Plan"]["C6"].value = '="Example "&"Ltd"'
    book.save(plan_file)
    assert planner("refresh", plan_file).status == 0
    assert shown(plan_file, "Cover", "A1") == "Example Ltd"


def test_a_number_is_no_company_and_an_error_says_where(plan_file: Path) -> None:
    book = load_workbook(plan_file)
    book["Plan"]["C6"].value = 2027
    book.save(plan_file)
    outcome = planner("refresh", plan_file)
    assert outcome.status == 1
    assert said(outcome)[0].startswith("plan.xlsx Plan!C6: company is 2,027, expected a text.")


def test_sheets_that_come_back_print_what_the_plan_says(plan_file: Path) -> None:
    assert planner("set", plan_file, *SAID).status == 0
    book = load_workbook(plan_file)
    del book["Runway"]
    book.save(plan_file)
    assert planner("repair", plan_file).status == 0
    again = load_workbook(plan_file, data_only=True)["Runway"]
    assert again["A2"].value == WHOSE
    assert again.oddHeader.left.text == WHOSE.replace("&", "&&")


def test_python_takes_them_as_inputs_of_a_new_plan(tmp_path: Path, short_template: None) -> None:
    path = tmp_path / "plan.xlsx"
    plan.new(path, "blank", inputs={"company": "Example", "plan_title": "First"})
    book = load_workbook(path, data_only=True)
    assert [book["Cover"][at].value for at in ("A1", "A2")] == ["Example", "First"]
    assert {sheet.oddHeader.left.text for sheet in book.worksheets} == {"Example · First"}
