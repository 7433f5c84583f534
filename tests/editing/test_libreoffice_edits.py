"""A plan that its owner edits in LibreOffice keeps working: found, read, checked, refreshed.

One session of LibreOffice makes all edits; every test looks at one of the workbooks that come out of it.
"""

from __future__ import annotations

import json
import math
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import get_column_letter, range_boundaries

from tests.cli.refusal import refused
from tests.command import planner
from tests.editing.common import RESEARCHER, UNDO, first_on
from tests.editing.office import Edit, Office
from tests.once import made_once
from tests.short import said
from tests.surgery import BOOK, Surgery, contains, formula_cells, q

CORPUS = {"Source of text": "My corpus", "Billion tokens": 100, "Epochs": 2}
PRICE = {
    "Quote": "My price",
    "Chip": "H100",
    "GPUs per server": 8,
    "Price per GPU hour": 2.5,
    "Currency": "USD",
    "Source": "quoted to me",
    "Provider": "Me",
    "Contract": "spot",
    "Price date": "2026-11-03",
}
OWN = {
    "A1": "Rent of two years",
    "B1": "=INDEX(out_hardware_annual_cny;1;2)*2",
    "B2": "=SUM(roles[Pay])",
    "B3": '=IF(cov_master="WARNS";1;0)',
}
"""A sheet of the owner's own, with formulas that read planner's cells."""

EVERYTHING: tuple[Edit, ...] = (
    ("add_sheet", "Mine", 2, OWN),
    ("type_input", "in_parameters_b", 1, 70),
    ("type_cell", "Currencies", "N8", 7.5),
    ("type_input", "in_overhead", 0, "5%"),
    ("type_input", "in_recompute", 1, "full"),
    ("insert_rows_above", "in_pool_gpus", 3),
    ("insert_rows_above", "in_overhead", 3),
    ("insert_rows_above", "out_training_flop", 3),
    ("insert_rows_above", "sum_training_days", 3),
    ("insert_rows_above", "chk_training_days", 3),
    ("insert_rows_above", "log_header", 3),
    ("insert_table_row", "data_mix", 3, CORPUS),
    ("insert_table_row", "roles", 1, RESEARCHER),
    ("insert_table_row", "gpu_prices", 2, PRICE),
    ("type_cell", "Clusters", "B7", "My price"),
    ("rename_sheet", "Tokens", "Token plan, '26"),
    ("rename_sheet", "Training", "R&D"),
    ("rename_sheet", "Checks", "Control"),
    ("rename_sheet", "Log", "History"),
    ("move_sheet", "Programme", 0),
    ("move_sheet", "Summary", 9),
    *(
        ("read_name", name)
        for name in ("cov_master", "sum_master", "chk_master", "sum_pool_clusters", "sum_training_days")
    ),
)
"""What an owner does in one sitting, and what the statuses say then."""

SCENARIOS: dict[str, tuple[Edit, ...]] = {
    "everything": EVERYTHING,
    "nothing": (),
    "row typed below": (("type_below_table", "roles", RESEARCHER),),
    "table widened": (("widen_table", "roles", RESEARCHER),),
    "table row deleted": (("delete_table_row", "data_mix", 6),),
    "input deleted": (("delete_row_of", "in_deadline_days"),),
    "sheet deleted": (("delete_sheet", "Serving"),),
    "columns beside": (
        ("insert_column", "Tokens", "A"),
        ("insert_column", "Checks", "C"),
        ("insert_column", "Checks", "A"),
        ("insert_column", "Training", "G"),
        ("insert_column", "GPU prices", "B"),
        ("insert_column", "Team", "C"),
        ("insert_column", "Log", "A"),
    ),
    "column between": (("insert_column", "Programme", "D"),),
    "table column deleted": (("delete_column", "Team", "C"),),
    "key column deleted": (("delete_column", "Programme", "G"),),
    "rows moved": (("move_row_of", "in_overhead", 200), ("move_row_of", "out_training_days", 200)),
    "sheets copied": (
        ("copy_sheet", "Tokens", "Tokens, as of May", 4),
        ("copy_sheet", "Training", "Training_2", 0),
        ("type_cell", "Tokens, as of May", "D6", 999),
        ("type_input", "in_parameters_b", 1, 70),
    ),
    "own formulas": (
        ("add_sheet", "Mine", 0, {"B4": "=2*35", "B5": '=IF(B4>50;"full";"none")'}),
        ("type_input", "in_parameters_b", 1, "=$Mine.B4"),
        ("type_input", "in_recompute", 2, "=$Mine.B5"),
    ),
    "mistakes": (
        ("type_input", "in_parameters_b", 1, "175b"),
        ("type_input", "in_reserve_cny", 0, "=1/0"),
        ("type_input", "in_overhead", 2, 40),
        ("type_input", "in_recompute", 1, "ful"),
    ),
    "formula edited": (("type_input", "out_training_days", 1, "=30+0"),),
    "formula overwritten": (("type_input", "out_training_days", 1, 30),),
}


@pytest.fixture(scope="module")
def session(office: Office, essay: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The one session. Workers of a parallel run share it."""

    def make(folder: Path) -> None:
        jobs = [
            {"open": str(essay), "edits": edits, "store": str(folder / f"{name}.xlsx")}
            for name, edits in SCENARIOS.items()
        ]
        shown = dict(zip(SCENARIOS, office.run(jobs), strict=True))
        (folder / "shown.json").write_text(json.dumps(shown), encoding="utf-8")

    folder = made_once(tmp_path_factory, "editing", make)
    return Session(folder, json.loads((folder / "shown.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Session:
    """The workbooks as LibreOffice stored them, and what it showed just before."""

    folder: Path
    shown: Mapping[str, Sequence[Any]]


@pytest.fixture
def edited(
    request: pytest.FixtureRequest, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of the workbook that `@after` names, as `plan.xlsx` in the current folder."""
    shutil.copy(session.folder / f"{request.param}.xlsx", tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def after(scenario: str) -> pytest.MarkDecorator:
    """Give the test the workbook that came out of a scenario."""
    return pytest.mark.parametrize("edited", [scenario], indirect=True, ids=[""])


def test_an_edit_turns_statuses_stale_by_formula_alone(session: Session) -> None:
    *masters, pool, days = session.shown["everything"][-5:]
    assert masters == [["STALE"], ["STALE"], ["STALE"]]
    assert days[-1] == "STALE"
    assert pool[-1] == "OK"  # no edit reached it


@after("everything")
@pytest.mark.parametrize("checker", ["ironcalc", "cellrune", "libreoffice"])
def test_before_the_refresh_every_formula_agrees_and_the_summary_is_stale(checker: str, edited: Path) -> None:
    found = planner("check", edited, "--checker", checker, "--json")
    assert found.status == 1
    assert found.json["checker"]["name"] == checker
    assert found.json["checked"]["agrees"] == found.json["checked"]["cells"] > 500
    assert found.json["master"] == "STALE"
    (problem,) = found.json["problems"]
    assert problem["message"].startswith("inputs were changed after the last refresh: ")


@after("everything")
def test_after_the_refresh_every_checker_agrees(edited: Path) -> None:
    refreshed = planner("refresh", edited)
    assert (refreshed.status, said(refreshed)) == (0, [])
    checked = planner("check", edited, "--checker", "all")
    assert (checked.status, said(checked)) == (0, [])
    lines = checked.out.splitlines()
    assert len(lines) == 3
    for line, checker in zip(lines, ("ironcalc", "cellrune", "libreoffice"), strict=True):
        agreeing, cells = re.findall("([0-9,]+) of ([0-9,]+) formula cells", line)[0]
        assert agreeing == cells
        assert f"({checker} " in line
        assert line.endswith("status WARNS")


@after("everything")
def test_new_rows_and_changed_inputs_flow_into_the_results(edited: Path) -> None:
    """By hand: 300 + 100 x 2 billion tokens, 8 FLOP, 70 billion parameters; 2.50 USD x 8 GPUs x 720 hours."""
    found = planner("refresh", edited, "--json").json
    values = {key: (line["low"], line["base"], line["high"]) for key, line in found["outputs"].items()}
    days = 8 * 500e9 * 70e9 / (1024 * 140e12) / 86400
    month = (128 * 10_000, 128 * 14_400, 128 * 20_000)
    year = (month[0] * 1.05 * 12 * 6.8, month[1] * 1.1 * 12 * 6.8, month[2] * 1.1 * 12 * 7.5)
    team = 10_000_000 + 3 * 2_000_000
    assert values["training_tokens_b"] == pytest.approx((500, 500, 500), rel=1e-12)
    assert values["tokens_per_parameter"] == pytest.approx((500 / 70,) * 3, rel=1e-12)
    assert values["training_days"] == pytest.approx((days, days, days), rel=1e-12)
    assert values["server_month_usd"] == pytest.approx((10_000, 14_400, 20_000), rel=1e-12)
    assert values["cluster_month_usd"] == pytest.approx(month, rel=1e-12)
    assert values["team_annual_cny"] == pytest.approx((team, team, team), rel=1e-12)
    assert values["hardware_annual_cny"] == pytest.approx(year, rel=1e-12)
    total = tuple((2 * one + team) * 5 for one in year)
    assert values["programme_total_cny"] == pytest.approx(total, rel=1e-12)
    assert [row["source_name"] for row in found["tables"]["data_mix"]][2] == "My corpus"
    assert found["tables"]["gpu_prices"][1]["date"] == "2026-11-03"


@after("everything")
def test_the_owners_formulas_show_fresh_values_and_nothing_else_of_the_sheet_changes(
    edited: Path, office: Office
) -> None:
    before = Surgery(edited)
    part = before.sheets["Mine"]
    assert planner("refresh", edited).status == 0
    book = Surgery(edited)
    values = re.compile(rb'<v>[^<]*</v>| t="n"')  # which a number need not say
    assert values.sub(b"", book.members[part]) == values.sub(b"", before.members[part])
    assert book.tree(BOOK).find(q("calcPr")).get("fullCalcOnLoad") in {None, "0"}
    year = 128 * 14_400 * 1.1 * 12 * 6.8
    _, *shown = office.look(
        edited, ("recalculate",), *(("read", "Mine", cell) for cell in ("B1", "B2", "B3"))
    )
    assert shown == pytest.approx([2 * year, 3_000_000, 1], rel=1e-9)
    for cell, value in {"B1": 2 * year, "B2": 3_000_000, "B3": 1}.items():
        assert book.value("Mine", cell) == pytest.approx(value, rel=1e-9)


@after("everything")
def test_libreoffice_shows_what_the_refresh_wrote(edited: Path, office: Office) -> None:
    assert planner("refresh", edited).status == 0
    (shown,) = office.look(edited, ("read_formulas",))
    book = Surgery(edited)
    cells = [(sheet, cell) for sheet, cell in formula_cells(book) if sheet != "Mine"]
    assert len(cells) > 600
    wrong = {}
    for sheet, cell in cells:
        ours, theirs = book.value(sheet, cell), shown[sheet][cell]
        same = (
            ours == theirs
            if isinstance(ours, str)
            else math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-15)
        )
        if not same:
            wrong[f"{sheet}!{cell}"] = ours, theirs
    assert wrong == {}


@after("everything")
def test_libreoffice_keeps_names_tables_references_and_validations(edited: Path, essay: Path) -> None:
    """What planner relies on. A version that stops doing so must be noticed."""
    before, book = Surgery(essay), Surgery(edited)
    assert before.names().keys() == book.names().keys()
    for table in ("data_mix", "roles", "gpu_prices"):
        rows = [range_boundaries(one.table(table)[1].get("ref")) for one in (before, book)]
        heights = [bottom - top for _, top, _, bottom in rows]
        assert heights[1] == heights[0] + 1
    formula = book.formula(*book.line("training_tokens_b"))
    assert formula == "SUMPRODUCT(data_mix[Billion tokens]*data_mix[Epochs])"
    follower = book.formula(*book.line("deadline_days", "low"))
    assert str(follower).replace("$", "") == book.line("deadline_days")[1]
    for name in book.names():
        if name.startswith("in_"):
            sheet, cells = book.place(name)
            rules = book.tree(book.sheets[sheet]).iter(q("dataValidation"))
            areas = [one for rule in rules for one in rule.get("sqref").split()]
            assert any(contains(one, cells) for one in areas), name


@after("nothing")
def test_saving_alone_changes_nothing(edited: Path) -> None:
    assert said(planner("check", edited)) == []
    assert planner("refresh", edited).status == 0


@after("row typed below")
def test_a_row_typed_below_a_table_is_told_and_not_left_out(edited: Path) -> None:
    sheet, cell = _below(Surgery(edited), "roles")
    refused(
        edited,
        f"plan.xlsx {sheet}!{cell}: this row stands below the table roles but is not part of it, "
        "so nothing counts it. Insert a row inside the table and move it there, or drag the corner of the "
        "table over it in Excel. A note needs an empty row above it.",
    )


@after("table widened")
def test_a_row_below_counts_once_the_range_is_widened(edited: Path) -> None:
    found = planner("refresh", edited, "--json")
    assert found.status == 0
    assert found.json["outputs"]["team_annual_cny"]["base"] == pytest.approx(16_000_000, rel=1e-12)


@after("table row deleted")
def test_a_deleted_table_row_counts_no_more(edited: Path) -> None:
    found = planner("refresh", edited, "--json")
    assert found.status == 0
    assert found.json["outputs"]["training_tokens_b"]["base"] == pytest.approx(292.15, rel=1e-12)


@after("input deleted")
def test_a_deleted_input_is_named(edited: Path, essay: Path) -> None:
    home = Surgery(essay).names()["in_deadline_days"]
    message = 'the cells of in_deadline_days ("Deadline of a training run") were deleted'
    refused(edited, f"plan.xlsx: {message}. {UNDO} In a new workbook it is {home}.")


@after("sheet deleted")
def test_a_deleted_sheet_is_named(edited: Path) -> None:
    refused(edited, f"plan.xlsx Serving: this sheet is missing. {UNDO}")


@after("columns beside")
def test_columns_of_ones_own_beside_planners_cells_do_not_matter(edited: Path) -> None:
    assert said(planner("check", edited)) == []
    assert planner("refresh", edited).status == 0


@after("column between")
def test_a_column_between_low_and_base_is_told_once(edited: Path) -> None:
    book = Surgery(edited)
    name, others = first_on(book, "Programme")
    sheet, cells = book.place(name)
    refused(
        edited,
        f"plan.xlsx {sheet}!{cells}: the name {name} covers 1 x 4 cells, expected 1 x 3 "
        f"(and {others} more names on this sheet are like it). "
        "Take out the column that was put between its cells. Your own may stand left or right of them.",
    )


@after("table column deleted")
def test_a_deleted_table_column_is_named(edited: Path) -> None:
    sheet, cell = Surgery(edited).table_cell("roles", "Role", -1)
    message = 'the table roles has no column "Headcount". Give the column its name back, or put it back.'
    refused(edited, f"plan.xlsx {sheet}!{cell}: {message}")


@after("key column deleted")
def test_a_deleted_key_column_is_told_once(edited: Path) -> None:
    name, others = first_on(Surgery(edited), "Programme")
    sheet, cells = Surgery(edited).place(name)
    key = name.partition("_")[2]
    message = f"the key {key} does not stand in this row, where the name {name} points "
    message += f"(and {others} more keys of this sheet are gone)"
    remedy = f"Write {key} back into the key column, undo the move that parted them, or run "
    remedy += "`planner repair plan.xlsx`."
    refused(edited, f"plan.xlsx {sheet}!{cells}: {message}. {remedy}")


@after("rows moved")
def test_rows_that_were_cut_and_pasted_elsewhere_are_found(edited: Path) -> None:
    assert said(planner("check", edited)) == []
    assert planner("refresh", edited).status == 0


@after("sheets copied")
def test_copied_sheets_do_not_come_between_planner_and_its_own(edited: Path) -> None:
    book = Surgery(edited)
    copies = [name for name in book.tree(BOOK).iter(q("definedName")) if name.get("localSheetId")]
    assert any(name.get("name") == "in_parameters_b" for name in copies)  # the copy has names of its own
    found = planner("refresh", edited, "--json")
    assert found.status == 0
    assert found.json["inputs"]["parameters_b"]["base"] == 70
    assert Surgery(edited).tree(BOOK).find(q("calcPr")).get("fullCalcOnLoad") == "1"


@after("own formulas")
def test_inputs_that_are_formulas_on_a_sheet_of_ones_own_are_read(edited: Path) -> None:
    found = planner("refresh", edited, "--json")
    assert found.status == 0
    assert found.json["inputs"]["parameters_b"]["base"] == 70
    recompute = found.json["inputs"]["recompute"]
    assert {name: recompute[name] for name in ("unit", "low", "base", "high")} == {
        "unit": "choice",
        "low": "none",
        "base": "none",
        "high": "full",
    }
    assert found.json["outputs"]["tokens_per_parameter"]["base"] == pytest.approx(300 / 70, rel=1e-12)
    assert planner("check", edited).status == 0


@after("mistakes")
def test_mistakes_are_told_all_at_once(edited: Path) -> None:
    book = Surgery(edited)
    parameters, recompute, overhead, reserve = (
        "!".join(book.line(*line))
        for line in (("parameters_b",), ("recompute",), ("overhead", "high"), ("reserve_cny", "low"))
    )
    refused(
        edited,
        f'plan.xlsx {parameters}: total parameters is text "175b", '
        "expected a number of 1e9 parameters. Enter 175.",
        f'plan.xlsx {recompute}: activation recomputation is "ful", which is not a choice. '
        'Did you mean "full"? Choose one of: none, selective, full.',
        f"plan.xlsx {overhead}: overhead on hardware is 40, expected 0 to 5. Enter 0.4 or 40%.",
        f"plan.xlsx {reserve}: reserve for the programme is the error #DIV/0!, expected a number of CNY. "
        "Mend the formula or type a number.",
    )


@after("formula edited")
def test_an_edited_formula_is_found(edited: Path) -> None:
    sheet, cell = Surgery(edited).line("training_days")
    found = planner("refresh", edited)
    assert found.status == 1
    assert found.lines[0].startswith(
        f"plan.xlsx {sheet}!{cell}: training_days has an edited formula, which gives 30, "
        "expected 25.4313151041667."
    )
    assert Surgery(edited).formula(sheet, cell) == "30+0"


@after("formula overwritten")
def test_a_number_typed_over_a_formula_is_found_and_stays(edited: Path) -> None:
    sheet, cell = Surgery(edited).line("training_days")
    found = planner("refresh", edited)
    assert found.status == 1
    assert found.lines[0].startswith(
        f"plan.xlsx {sheet}!{cell}: training_days was overwritten: 30 stands there, "
        "expected 25.4313151041667."
    )
    book = Surgery(edited)
    assert (book.formula(sheet, cell), book.value(sheet, cell)) == (None, 30)


def _below(book: Surgery, table: str) -> tuple[str, str]:
    """The first cell right below a table."""
    sheet, found = book.table(table)
    left, _, _, bottom = range_boundaries(found.get("ref"))
    return sheet, f"{get_column_letter(left)}{bottom + 1}"
