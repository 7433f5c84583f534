"""A plan as Excel leaves it: other spellings, rows and columns that came or went, copied sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_from_string, get_column_letter, range_boundaries

from tests.cli.refusal import refused
from tests.command import Outcome, planner
from tests.editing import excel
from tests.editing.common import RESEARCHER, UNDO, first_on
from tests.sampled import sampled
from tests.short import said
from tests.surgery import BOOK, Surgery, formula_cells, q


def row_of(book: Surgery, name: str) -> tuple[str, int]:
    """Sheet and row of a defined name."""
    sheet, cells = book.place(name)
    return sheet, range_boundaries(cells)[1]


def _rows_inserted(book: Surgery) -> None:
    for name in ("in_pool_gpus", "in_overhead", "out_training_flop", "sum_training_days", "log_header"):
        excel.insert_rows(book, *row_of(book, name), 3)
    for name in ("chk_training_days", "chk_master", "chk_counts", "planner_template", "cov_master"):
        excel.insert_rows(book, *row_of(book, name), 2)


def _rows_inserted_in_tables(book: Surgery) -> None:
    for table in ("data_mix", "roles", "gpu_prices"):
        sheet, found = book.table(table)
        excel.insert_rows(book, sheet, range_boundaries(found.get("ref"))[1], 4)


def _rows_deleted(book: Surgery) -> None:
    """The title, the subtitle and a heading of several sheets."""
    for sheet in ("Tokens", "Training", "Summary", "Checks"):
        excel.delete_rows(book, sheet, 3)
        excel.delete_rows(book, sheet, 1)


def _columns_inserted(book: Surgery) -> None:
    for sheet in ("Tokens", "Training", "Summary", "Checks", "GPU prices"):
        excel.insert_columns(book, sheet, "B", 2)
    for sheet in ("Tokens", "Checks", "Log"):
        excel.insert_columns(book, sheet, "A")


def _columns_deleted(book: Surgery) -> None:
    """The units."""
    for sheet in ("Training", "Serving", "Programme"):
        excel.delete_columns(book, sheet, "B")


def _sheet_copied(book: Surgery) -> None:
    excel.copy_sheet(book, "Tokens", "Tokens (2)")
    excel.copy_sheet(book, "Training", "Training (2)")
    for key in ("Tokens (2)", "Training (2)"):
        book.put(key, "D6", 999)


def _sheets_reordered(book: Surgery) -> None:
    sheets = book.tree(BOOK).find(q("sheets"))
    for name in list(book.tree(BOOK).iter(q("definedName"))):
        if name.get("localSheetId") is not None:
            name.getparent().remove(name)
    sheets[:] = list(reversed(sheets))


def _all_at_once(book: Surgery) -> None:
    for edit in (_rows_inserted, _columns_inserted, _sheet_copied, _rows_inserted_in_tables, excel.resave):
        edit(book)


EDITS: dict[str, Callable[[Surgery], None]] = {
    "saved by Excel": excel.resave,
    "rows inserted": _rows_inserted,
    "rows inserted above tables": _rows_inserted_in_tables,
    "rows deleted": _rows_deleted,
    "columns inserted": _columns_inserted,
    "columns deleted": _columns_deleted,
    "sheets copied": _sheet_copied,
    "sheets reordered": _sheets_reordered,
    "all at once": _all_at_once,
}


SAMPLE = sampled(EDITS, ["rows deleted", "columns deleted", "sheets reordered", "all at once"])
"""What is not in it is part of all at once."""


def told(command: Outcome, edit: Callable[[Surgery], None]) -> list[str]:
    """What is printed as a note, but for formulas of copied sheets, which nothing has computed anew."""
    copied = edit in {_sheet_copied, _all_at_once}
    return [line for line in said(command) if not (copied and "may show an old value" in line)]


@pytest.mark.parametrize("edit", [EDITS[name] for name in SAMPLE], ids=SAMPLE)
def test_the_plan_still_agrees_and_its_numbers_stay(
    edit: Callable[[Surgery], None], plan_file: Path, essay: Path
) -> None:
    before = Surgery(essay)
    with Surgery(plan_file) as book:
        edit(book)
    assert told(planner("check", plan_file), edit) == []
    refreshed = planner("refresh", plan_file, "--json")
    assert refreshed.status == 0
    assert refreshed.json["checked"]["agrees"] == refreshed.json["checked"]["cells"] > 500
    assert told(planner("check", plan_file, "--checker", "cellrune"), edit) == []
    after = Surgery(plan_file)
    for key in ("training_days", "programme_total_cny", "serving_usd_per_1k_tokens"):
        for scenario in ("low", "base", "high"):
            values = [book.value(*book.line(key, scenario)) for book in (before, after)]
            assert values[1] == pytest.approx(values[0], rel=1e-12)


def test_a_refresh_keeps_what_excel_spelt(plan_file: Path) -> None:
    """Shared formulas stay shared, the calculation chain stays as it is."""
    with Surgery(plan_file) as book:
        excel.resave(book)
        place = book.put_line("discount_rate", 0.072)
    before = Surgery(plan_file)
    assert planner("refresh", plan_file).status == 0
    after = Surgery(plan_file)
    assert after.members["xl/calcChain.xml"] == before.members["xl/calcChain.xml"]
    assert after.value(*place) == 0.072
    shared = 0
    for sheet, cell in formula_cells(before):
        formulas = [book.cell(sheet, cell).find(q("f")) for book in (before, after)]
        assert [one.text for one in formulas] == [formulas[0].text] * 2
        assert formulas[1].attrib == formulas[0].attrib
        shared += formulas[0].get("t") == "shared"
    assert shared > 100


def test_values_in_shared_formulas_are_those_of_their_own_cells(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        excel.resave(book)
        for scenario, pool in (("low", 1024), ("base", 2048), ("high", 4096)):
            book.put_line("pool_gpus", pool, scenario=scenario)
    assert planner("refresh", plan_file).status == 0
    book = Surgery(plan_file)
    assert [book.value(*book.line("pool_clusters", name)) for name in ("low", "base", "high")] == [1, 2, 4]


def test_one_changed_cell_of_a_shared_formula_is_found(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        excel.resave(book)
        sheet, cell = book.put_line("pool_clusters", 5, "2+3", scenario="base")
    found = planner("refresh", plan_file)
    assert found.status == 1
    assert [line.partition(" has ")[0] for line in said(found)] == [
        f"plan.xlsx {sheet}!{cell}: pool_clusters"
    ]


def test_a_deleted_row_of_planners_is_named(plan_file: Path, essay: Path) -> None:
    home = Surgery(essay).names()["out_training_flop"]
    with Surgery(plan_file) as book:
        excel.delete_rows(book, *row_of(book, "out_training_flop"))
    label = "Training FLOP of one run: 6 x active parameters x tokens,..."
    message = f'the cells of out_training_flop ("{label}") were deleted'
    refused(plan_file, f"plan.xlsx: {message}. {UNDO} In a new workbook it is {home}.")


def test_a_deleted_scenario_column_is_told_once(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        column = coordinate_from_string(book.line("hardware_annual_cny", "low")[1])[0]
        excel.delete_columns(book, "Programme", column)
        name, others = first_on(book, "Programme")
        sheet, cells = book.place(name)
    refused(
        plan_file,
        f"plan.xlsx {sheet}!{cells}: the name {name} covers 1 x 2 cells, expected 1 x 3 "
        f"(and {others} more names on this sheet are like it). {UNDO}",
    )


def test_a_row_typed_below_a_table_flows_into_the_results(plan_file: Path) -> None:
    """Excel widens a table over what is typed right below it."""
    with Surgery(plan_file) as book:
        book.append_row("roles", RESEARCHER)
        book.append_row("data_mix", {"Source of text": "My corpus", "Billion tokens": 100, "Epochs": 2})
        price = {"Quote": "My price", "Chip": "H100", "GPUs per server": 8, "Price per GPU hour": 2.5}
        price |= {
            "Currency": "USD",
            "Source": "quoted",
            "Provider": "Me",
            "Contract": "spot",
            "Price date": 46_329,
        }
        book.append_row("gpu_prices", price)
        book.put(*book.table_cell("clusters", "Adverse quote", 0), "My price")
    found = planner("refresh", plan_file, "--json")
    assert found.status == 0
    outputs = found.json["outputs"]
    assert outputs["team_annual_cny"]["low"] == pytest.approx(10_000_000 + 6_000_000, rel=1e-12)
    assert outputs["training_tokens_b"]["base"] == pytest.approx(500, rel=1e-12)
    assert outputs["server_month_usd"]["high"] == pytest.approx(2.5 * 8 * 720, rel=1e-12)


def test_columns_and_a_totals_row_of_ones_own_in_a_table_do_not_matter(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, table = book.table("roles")
        _, top, right, bottom = range_boundaries(table.get("ref"))
        letter = get_column_letter(right + 1)
        book.put(sheet, f"{letter}{top}", "Start")
        book.put(sheet, f"{letter}{bottom}", 46_000)
        book.put(sheet, f"A{bottom + 1}", "Total")
        book.put(sheet, f"C{bottom + 1}", 10, "SUBTOTAL(109,roles[Headcount])")
        table.set("ref", f"A{top}:{letter}{bottom + 1}")
        table.set("totalsRowCount", "1")
        columns = table.find(q("tableColumns"))
        added = columns.makeelement(q("tableColumn"), id=str(len(columns) + 1), name="Start")
        columns.append(added)
        columns.set("count", str(len(columns)))
    found = planner("refresh", plan_file, "--json")
    assert found.status == 0
    assert found.json["outputs"]["team_annual_cny"]["base"] == pytest.approx(10_000_000, rel=1e-12)


def test_a_plan_that_openpyxl_saved_gets_its_values_back(plan_file: Path) -> None:
    workbook = openpyxl.load_workbook(plan_file)
    workbook["Team"]["C7"] = 20
    workbook.save(plan_file)
    before = planner("check", plan_file)
    assert before.status == 1
    assert any("the file holds no value for this formula" in line for line in before.lines)
    assert planner("refresh", plan_file).status == 0
    book = Surgery(plan_file)
    assert book.value(*book.line("team_annual_cny")) == 20_000_000
    assert all(book.value(*place) is not None for place in formula_cells(book))
