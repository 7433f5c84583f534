"""Plans whose names, keys or sheets are gone, and files that are no plans: one clear line for each."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from openpyxl.utils.cell import get_column_letter, range_boundaries

from tests.cli.refusal import refused
from tests.command import planner
from tests.surgery import BOOK, Surgery, q

UNDO = "Undo the change where it was made, or run `planner repair plan.xlsx`."
TITLE = '("Total parameters")'

NAMES: dict[str, tuple[str | None, str]] = {
    "missing": (None, f"the name in_parameters_b {TITLE} is missing"),
    "deleted cells": ("Tokens!#REF!", f"the cells of in_parameters_b {TITLE} were deleted"),
    "deleted cells, in LibreOffice": ("#REF!", f"the cells of in_parameters_b {TITLE} were deleted"),
    "constant": ("175", f'the name in_parameters_b {TITLE} says "175", which are no cells'),
    "formula": (
        "OFFSET(Tokens!$A$1,1,1)",
        f'the name in_parameters_b {TITLE} says "OFFSET(Tokens!$A$1,1,1)", which are no cells',
    ),
    "unknown sheet": (
        "Gone!$C$6:$E$6",
        f"the name in_parameters_b {TITLE} points at the sheet Gone, which is not there",
    ),
}


@pytest.mark.parametrize(("text", "message"), NAMES.values(), ids=NAMES)
def test_a_name_that_points_at_no_cells(text: str | None, message: str, plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        home = book.names()["in_parameters_b"]
        book.set_name("in_parameters_b", text)
    refused(plan_file, f"plan.xlsx: {message}. {UNDO} In a new workbook it is {home}.")


def test_a_name_that_points_at_another_line(plan_file: Path) -> None:
    """The key in the row is the second witness: the number there must not be read as parameters."""
    with Surgery(plan_file) as book:
        book.set_name("in_parameters_b", book.names()["in_pool_gpus"])
        sheet, cells = book.place("in_pool_gpus")
    message = "the name in_parameters_b points at the row of pool_gpus"
    refused(plan_file, f"plan.xlsx {sheet}!{cells}: {message}. {UNDO}")


def test_two_names_that_changed_places(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        names = book.names()
        book.set_name("in_deadline_days", names["in_gpu_tflops"])
        book.set_name("in_gpu_tflops", names["in_deadline_days"])
        (_, days), (sheet, tflops) = book.place("in_deadline_days"), book.place("in_gpu_tflops")
    refused(
        plan_file,
        f"plan.xlsx {sheet}!{days}: the name in_deadline_days points at the row of gpu_tflops. {UNDO}",
        f"plan.xlsx {sheet}!{tflops}: the name in_gpu_tflops points at the row of deadline_days. {UNDO}",
    )


def test_a_key_that_was_deleted(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cells = book.place("in_parameters_b")
        book.put(*_key_cell(book, "parameters_b"), None)
    message = "the key parameters_b does not stand in this row, where the name in_parameters_b points"
    remedy = "Write parameters_b back into the key column, undo the move that parted them, or run "
    remedy += "`planner repair plan.xlsx`."
    refused(plan_file, f"plan.xlsx {sheet}!{cells}: {message}. {remedy}")


def test_a_key_column_that_was_emptied_is_one_line(plan_file: Path) -> None:
    keys = ("owned_life_years", "residual_fraction", "cost_of_capital", "pue")
    with Surgery(plan_file) as book:
        sheet, cells = book.place("in_owned_life_years")
        for key in keys:
            book.put(*_key_cell(book, key), None)
    message = (
        "the key owned_life_years does not stand in this row, where the name in_owned_life_years points "
    )
    message += "(and 3 more keys of this sheet are gone)"
    remedy = "Write owned_life_years back into the key column, undo the move that parted them, or run "
    remedy += "`planner repair plan.xlsx`."
    refused(plan_file, f"plan.xlsx {sheet}!{cells}: {message}. {remedy}")


@pytest.mark.parametrize("sheet", ["Summary", "Hardware", "Training", "Checks", "Cover"])
def test_a_deleted_sheet(sheet: str, plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        _delete_sheet(book, sheet)
    refused(plan_file, f"plan.xlsx {sheet}: this sheet is missing. {UNDO}")


def test_a_deleted_sheet_with_a_table_is_one_line(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        _delete_sheet(book, "Tokens")
    refused(plan_file, f"plan.xlsx Tokens: this sheet is missing. {UNDO}")


def test_a_sheet_that_was_only_renamed_is_not_called_missing(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        home = book.names()["in_overhead"]
        for name, text in book.names().items():
            book.set_name(name, text.replace("Assumptions!", "Mine!"))
        book.set_name("in_overhead", "#REF!")
        for listed in book.tree(BOOK).iter(q("sheet")):
            if listed.get("name") == "Assumptions":
                listed.set("name", "Mine")
    message = 'the cells of in_overhead ("Overhead on hardware") were deleted'
    refused(plan_file, f"plan.xlsx: {message}. {UNDO} In a new workbook it is {home}.")


@pytest.mark.parametrize("how", ["sheet", "name"])
def test_a_plan_that_does_not_say_its_template(how: str, plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        if how == "sheet":
            _delete_sheet(book, "Log")
        else:
            book.set_name("planner_template", None)
    message = "the sheet Log, which says what template the plan was made from, is gone or damaged"
    refused(plan_file, f"plan.xlsx: {message}. {UNDO}")


def test_a_template_version_that_this_planner_does_not_have(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cells = book.place("planner_template")
        left, row, *_ = range_boundaries(cells)
        version = book.value(sheet, f"{get_column_letter(left + 1)}{row}")
        book.put(sheet, f"{get_column_letter(left + 1)}{row}", "0.1")
    message = f"{sheet}!{cells} says template llm-programme 0.1; this planner has {version}"
    refused(plan_file, f"plan.xlsx: {message}. Use the planner that made the workbook, or make a new one.")


def test_dates_that_count_from_1904(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        book.tree(BOOK).find(q("workbookPr")).set("date1904", "1")
    message = "the workbook counts its dates from 1904"
    remedy = "Untick File > Options > Advanced > Use 1904 date system in Excel, and check the dates."
    refused(plan_file, f"plan.xlsx: {message}. {remedy}")


# Files that are no plans

SAVE_AS = "Open it in the program it belongs to and save it as an Excel workbook (.xlsx)."
AGAIN = "Open it in Excel and save it again, or go back to an earlier copy."


def _zip_of(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "this is an empty file, not an .xlsx workbook. Go back to an earlier copy."),
    "text": (b"a,b\n1,2\n", f"this is a text file (CSV, perhaps), not an .xlsx workbook. {SAVE_AS}"),
    "web page": (b"<html></html>", f"this is an HTML or XML file, not an .xlsx workbook. {SAVE_AS}"),
    "picture": (b"\x89PNG\r\n\x1a\n\0", f"this is a PNG picture, not an .xlsx workbook. {SAVE_AS}"),
    "zip": (_zip_of(a="b"), "the file is a zip file, but not an Excel workbook. Give the .xlsx file itself."),
    "cut short": (
        _zip_of(a="b" * 99)[:80],
        f"the file is cut short: the index at its end is missing. {AGAIN}",
    ),
}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_workbook(content: bytes, message: str, plan_file: Path) -> None:
    plan_file.write_bytes(content)
    refused(plan_file, f"plan.xlsx: {message}", commands=("refresh", "check", "show"))


@pytest.mark.parametrize("content", [b"", _zip_of(a="b" * 99)[:80]], ids=["empty", "cut short"])
def test_the_kept_version_is_the_way_back_from_a_damaged_file(content: bytes, plan_file: Path) -> None:
    shutil.copy(plan_file, "plan.bak.xlsx")
    plan_file.write_bytes(content)
    for command in ("refresh", "check", "show", "repair"):
        found = planner(command, plan_file)
        assert (found.status, found.out, len(found.lines)) == (1, "", 1)
        assert found.err.endswith(". Run `planner undo plan.xlsx`: it puts plan.bak.xlsx in its place.\n")
    assert planner("undo", plan_file).status == 0
    assert planner("check", plan_file).status == 0


def test_an_encrypted_workbook(plan_file: Path) -> None:
    encrypted = io.BytesIO()
    with plan_file.open("rb") as plain:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", encrypted)
    plan_file.write_bytes(encrypted.getvalue())
    remedy = "Give its password with --password or in PLANNER_PASSWORD, or save it in Excel without one."
    refused(plan_file, f"plan.xlsx: the workbook is encrypted. {remedy}")


def test_a_workbook_of_somebody_else(plan_file: Path) -> None:
    openpyxl.Workbook().save(plan_file)
    message = "this workbook is not a plan of planner's"
    remedy = "Make one with `planner new plan.xlsx`, or give the path of one."
    refused(plan_file, f"plan.xlsx: {message}. {remedy}", commands=("refresh", "check", "show"))


def test_a_file_that_is_not_there(plan_file: Path) -> None:
    refused(Path("none.xlsx"), "none.xlsx: there is no such file. Check the path.")


def test_a_folder(plan_file: Path) -> None:
    Path("plans").mkdir()
    refused(Path("plans"), "plans: this is a folder, not a file. Give the path of the workbook.")


def _key_cell(book: Surgery, key: str) -> tuple[str, str]:
    """Where a line's key stands."""
    sheet, cell = book.line(key)
    row = "".join(filter(str.isdigit, cell))
    (found,) = (one.get("r") for one in book.row(sheet, int(row)) if book.value(sheet, one.get("r")) == key)
    return sheet, found


def _delete_sheet(book: Surgery, name: str) -> None:
    """As Excel leaves it: the names that pointed there say #REF!."""
    for sheet in list(book.tree(BOOK).iter(q("sheet"))):
        if sheet.get("name") == name:
            sheet.getparent().remove(sheet)
    for defined, text in book.names().items():
        if text.rpartition("!")[0].strip("'") == name:
            book.set_name(defined, "#REF!")
