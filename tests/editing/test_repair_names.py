"""Plans that other programs saved: names gone, tables now names, links broken; and plans of before."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.utils.cell import get_column_letter, range_boundaries

from planner import plan
from tests.command import planner
from tests.editing import excel
from tests.editing.common import mended, tables_of
from tests.editing.office import Office
from tests.editing.other_programs import (
    add_name,
    drop_drawings_and_rules,
    drop_names,
    links,
    make_older,
    rename_sheet,
    tables_become_names,
)
from tests.short import said
from tests.surgery import BOOK, Surgery, q

ALONG = re.compile(
    r"(axis|calc)_.+_(low|base|high)|chk_(chips|currencies|roles|rounds|gpu_prices|data_mix)_.+"
)
"""Names that held a dot before, and a few that did not."""

FREE_ROW = 3000
"""Below everything on every sheet."""

TABLES = 16
"""As docs/model.md has them: thirteen in its section 2, and export rules, data mix and benchmarks."""


# A key is one in the key column only


def test_a_unit_that_is_the_same_word_is_no_key(plan_file: Path) -> None:
    """In English other inputs of the sheet have the units `layers` and `experts`, which are also keys."""
    before = Surgery(plan_file)
    lost = ["in_layers", "in_experts"]
    with Surgery(plan_file) as book:
        for name in lost:
            book.set_name(name, None)
    told = planner("refresh", plan_file)
    assert (told.status, len(told.lines)) == (1, len(lost))
    for name, line in zip(lost, told.lines, strict=True):
        assert re.match(rf'plan\.xlsx: the name {name} \(".+"\) is missing\. ', line)
    mended(before)


def test_a_label_unit_note_or_other_text_is_never_taken_for_a_key(broken: Path) -> None:
    """Not where the name is lost, nor where the key is; inputs, a sheet of results, Checks and Summary."""
    names = ("in_parameters_b", "out_training_days", "chk_training_days", "sum_training_flop")
    before = Surgery(broken)
    with Surgery(broken) as book:
        for name in names:
            sheet, cells = before.place(name)
            left, row, right, _ = range_boundaries(cells)
            key = name.partition("_")[2]
            column = next(
                letters
                for letters in map(get_column_letter, range(right + 1, right + 5))
                if book.value(sheet, f"{letters}{row}") == key
            )
            notes = [get_column_letter(at) for at in range(right + 1, right + 5)]
            for free in {"A", "B", *notes, "Z"} - {column, *map(get_column_letter, range(left, right + 1))}:
                book.put(sheet, f"{free}{FREE_ROW}", key)
            if name == "in_parameters_b":
                book.put(sheet, f"{column}{row}", None)
            else:
                book.set_name(name, None)
    found = mended(before)
    assert "the key parameters_b is back beside its line" in found.out


# Names and tables


def test_names_in_the_place_of_tables_are_told_in_one_line_and_taken_out(broken: Path) -> None:
    before = Surgery(broken)
    with Surgery(broken) as book:
        names = tables_become_names(book)
    assert len(names) == TABLES
    told = planner("check", broken)
    assert told.status == 1
    (line,) = told.lines
    assert line.startswith(
        f"plan.xlsx: another program took {TABLES} tables away and left names in the place of {TABLES}: "
    )
    assert line.endswith("or run `planner repair plan.xlsx`.")
    assert all(name in line for name in names)
    found = mended(before)
    assert f"{TABLES} names that are called like tables were taken out" in found.out
    after = Surgery(broken)
    assert not {name.casefold() for name in after.names()} & {name.casefold() for name in tables_of(after)}


@pytest.mark.parametrize("text", ["#NAME?", "#REF!", "Cover!$A$1:$B$2"])
def test_a_name_that_is_called_like_a_table_is_found_and_taken_out(text: str, broken: Path) -> None:
    before = Surgery(broken)
    with Surgery(broken) as book:
        add_name(book, "Roles", text)
    told = planner("check", broken)
    assert (told.status, len(told.lines)) == (1, 1)
    assert f'the name Roles ("{text}") is called like a table, which Excel takes for damage. ' in told.err
    found = mended(before)
    assert (
        "a name that is called like a table was taken out, as Excel takes that for damage: Roles" in found.out
    )


def test_a_name_of_planners_kind_that_leads_nowhere_goes_unless_something_reads_it(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        add_name(book, "calc_of_before", "#REF!")
        add_name(book, "calc_that_i_read", "#REF!")
        add_name(book, "my_own", "#REF!")
        book.add_sheet("Mine", {"B2": (1, "calc_that_i_read+1")})
        book.set_name("in_pool_gpus", None)
    found = planner("repair", plan_file)
    assert found.status == 0, found.err
    assert "1 name that leads nowhere was taken out: calc_of_before\n" in found.out
    names = Surgery(plan_file).names()
    assert {"calc_that_i_read", "my_own", "in_pool_gpus"} <= names.keys()
    assert "calc_of_before" not in names


def test_a_header_unlike_its_table_is_found_with_its_cell_andmended(broken: Path) -> None:
    before = Surgery(broken)
    headers = [one.get("name") for one in before.table("roles")[1].iter(q("tableColumn"))]
    sheet, cell = before.table_cell("roles", headers[0], -1)
    with Surgery(broken) as book:
        book.put(sheet, cell, "Position")
    told = planner("check", broken)
    message = f'the header says "Position", the table roles calls its column "{headers[0]}"'
    remedy = f'Type "{headers[0]}" into the cell, or run `planner repair plan.xlsx`.'
    assert (told.status, told.lines) == (1, [f"plan.xlsx {sheet}!{cell}: {message}. {remedy}"])
    found = mended(before)
    assert f'the header says "{headers[0]}" again, as its table does; there stood "Position"' in found.out
    assert Surgery(broken).value(sheet, cell) == headers[0]


# Names lost


def test_sheets_that_lost_their_names_are_not_called_missing(broken: Path) -> None:
    before = Surgery(broken)
    with Surgery(broken) as book:
        assert drop_names(book, lambda name: bool(ALONG.fullmatch(name))) > 400
    for command in ("check", "refresh"):
        told = planner(command, broken)
        assert told.status == 1
        assert "this sheet is missing" not in told.err
        assert len(told.lines) < 5
        (line,) = [line for line in told.lines if "another program took away the" in line]
        for scenario in ("low", "base", "high"):
            assert before.place(f"axis_Income_{scenario}")[0] in line
    mended(before)


def test_a_sheet_that_is_missing_is_called_missing(broken: Path) -> None:
    """Beside one that only lost its names."""
    before = Surgery(broken)
    with Surgery(broken) as book:
        drop_names(
            book, lambda name: name in before.names() and book.place(name)[0] == _sheet(before, "Team")
        )
        drop_names(
            book, lambda name: name in before.names() and book.place(name)[0] == _sheet(before, "Serving")
        )
        for sheet in book.tree(BOOK).iter(q("sheet")):
            if sheet.get("name") == _sheet(before, "Serving"):
                sheet.getparent().remove(sheet)
                break
    told = planner("check", broken)
    missing = [line for line in told.lines if "this sheet is missing" in line]
    assert len(missing) == 1
    assert missing[0].startswith(f"plan.xlsx {_sheet(before, 'Serving')}: ")


def _sheet(book: Surgery, which: str) -> str:
    names = {"Team": "out_team_annual_cny", "Serving": "calc_serving_replica_gpus"}
    return book.place(names[which])[0]


def test_a_plan_that_lost_all_names_is_known_and_comes_back(broken: Path) -> None:
    before = Surgery(broken)
    with Surgery(broken) as book:
        drop_names(book)
        value = book.tree(BOOK).find(q("definedNames"))
    assert value is None
    for command in ("check", "refresh", "show"):
        told = planner(command, broken)
        assert (told.status, told.lines) == (
            1,
            [
                "plan.xlsx: this is a plan of planner's, but another program took away all names of its "
                "cells. Run `planner repair plan.xlsx`, or go back to plan.bak.xlsx."
            ],
        )
    found = planner("repair", "--dry-run", broken)
    assert "the file lacks the print set-up of " in found.err
    mended(before)


def test_a_plan_without_names_keeps_its_inputs_rows_and_columns_of_the_owners(broken: Path) -> None:
    """Rows and a column of their own, a sheet called otherwise: all as they left it, and then no names."""
    with Surgery(broken) as book:
        book.put_line("discount_rate", 0.0725)
        sheet, cells = book.place("in_overhead")
        excel.insert_rows(book, sheet, range_boundaries(cells)[1], 2)
        excel.insert_columns(book, book.place("calc_revenue_low")[0], "A")
        rename_sheet(book, book.place("in_parameters_b")[0], "My tokens")
    assert planner("refresh", broken, "--no-backup").status == 0
    before = Surgery(broken)
    with Surgery(broken) as book:
        drop_names(book)
    mended(before)
    after = Surgery(broken)
    assert after.value(*after.line("discount_rate")) == 0.0725


def test_columns_that_cannot_be_told_apart_are_no_guess(plan_file: Path) -> None:
    """All names gone, a column of the owner's before the values, and their headings typed over."""
    with Surgery(plan_file) as book:
        sheet, cells = book.place("in_overhead")
        left = range_boundaries(cells)[0]
        excel.insert_columns(book, sheet, get_column_letter(left))
        for row in range(1, 6):
            for column in range(left, left + 5):
                book.put(sheet, f"{get_column_letter(column)}{row}", f"mine {column}")
        drop_names(book)
    found = planner("repair", plan_file)
    assert (found.status, found.out) == (1, "")
    message = "all names of this sheet are gone, and columns of your own stand among planner's"
    assert (
        f"plan.xlsx {sheet}: {message}. Take them out, then run `planner repair plan.xlsx` again."
        in found.lines
    )


def test_a_workbook_that_was_never_a_plan_stays_none(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cells = book.place("planner_template")
        book.put(sheet, cells.partition(":")[0], "another-template")
        drop_names(book)
    for command in ("check", "repair"):
        told = planner(command, plan_file)
        assert (told.status, told.out) == (1, "")
        assert told.err.startswith("plan.xlsx: this workbook is not a plan of planner's. ")


# What is not brought back, and links


def test_what_repair_cannot_bring_back_is_said_in_one_line(plan_file: Path) -> None:
    charts = sum("/charts/chart" in name for name in Surgery(plan_file).members)
    with Surgery(plan_file) as book:
        drop_drawings_and_rules(book)
        book.set_name("in_pool_gpus", None)
    found = planner("repair", plan_file)
    assert found.status == 0, found.err
    (line,) = [line for line in found.lines if "does not bring back" in line]
    assert re.match(
        rf"plan\.xlsx: the file lacks {charts} charts, [0-9]+ validations, [0-9]+ conditional formats "
        r"and the print set-up of [0-9]+ sheets of a new plan, which repair does not bring back: ",
        line,
    )
    again = planner("repair", plan_file)
    assert again.lines[0] == "plan.xlsx: nothing that repair puts back is missing; the file was left as it is"


def test_links_of_the_cover_that_lead_nowhere_are_told_and_lead_again(broken: Path) -> None:
    """As LibreOffice writes a name with a dot; one that leads to a sheet of before; one that is gone."""
    before = Surgery(broken)
    cover = before.place("cov_master")[0]
    whole = links(before, cover)
    with Surgery(broken) as book:
        names = iter(whole.values())
        for link in list(book.tree(book.sheets[cover]).iter(q("hyperlink"))):
            name = next(names)
            if name.startswith("axis_"):
                link.set("location", re.sub("_(low|base|high)$", r"!\1", name))
            elif name == "chk_master":
                link.set("location", "Checks_of_before!A1")
            elif name == "log_header":
                link.getparent().remove(link)
    told = planner("check", broken)
    (line,) = said(told)
    assert told.status == 0
    assert re.fullmatch(
        rf"plan\.xlsx: {cover}![A-Z]+[0-9]+: [0-9]+ links of the cover lead nowhere; "
        r"run `planner repair plan\.xlsx`",
        line,
    )
    assert "links-lead-somewhere" in planner("lint", broken).out
    mended(before)
    assert links(Surgery(broken), cover) == whole
    assert said(planner("check", broken)) == []


# Plans of before


def _older(path: Path, more: Callable[[Surgery], None] = lambda book: None) -> dict[str, str]:
    with Surgery(path) as book:
        older = make_older(book)
        more(book)
    return older


def test_a_plan_whose_names_hold_dots_works_in_every_command(broken: Path) -> None:
    older = _older(broken)
    assert len(older) > 400
    assert all("." in name for name in older.values())
    for command in ("check", "show", "lint"):
        found = planner(command, broken)
        assert said(found) == [], command
    known = [f"acknowledged[{row['check']}].by=CFO" for row in plan.check(broken).tables["acknowledged"]]
    assert planner("set", broken, "discount_rate=0.073", *known).status == 0
    refreshed = planner("refresh", broken)
    assert (refreshed.status, said(refreshed)) == (0, [])
    assert planner("handover", broken, "--out", "deal").status == 0


def test_repair_gives_a_plan_of_before_its_new_names_and_links(broken: Path) -> None:
    before = Surgery(broken)
    count = len(_older(broken))
    found = planner("repair", broken)
    assert (found.status, said(found)) == (0, [])
    assert re.match(
        rf"plan\.xlsx: {count} names have no dot any more: \S+\.\S+ is now called \S+\n", found.out
    )
    after = Surgery(broken)
    assert after.names() == before.names()
    assert not [name for name in after.names() if "." in name]
    assert said(planner("refresh", broken)) == []
    cover = after.place("cov_master")[0]
    assert links(after, cover) == links(before, cover)
    assert planner("repair", broken).out == ""


def _own(book: Surgery) -> None:
    book.add_sheet(
        "Mine",
        {
            "B2": (1, "SUM(calc_revenue.base)"),
            "B3": (1, "SUM(CALC_REVENUE.LOW)"),
            "B4": (1, "chk_roles.headcount"),
        },
    )
    add_name(book, "my_cash", "calc_closing_cash.high")


def test_names_of_before_stay_where_something_of_the_owners_reads_them(plan_file: Path) -> None:
    older = _older(plan_file, _own)
    read = {
        "calc_revenue.base",
        "calc_revenue.low",
        "chk_roles.headcount",
        "calc_closing_cash.high",
    }
    assert read <= set(older.values())
    mine = Surgery(plan_file).members[Surgery(plan_file).sheets["Mine"]]
    found = planner("repair", plan_file)
    assert found.status == 0, found.err
    assert "stay beside the new name, as something of your own reads it" in found.out
    after = Surgery(plan_file)
    names = after.names()
    assert {name for name in names if "." in name} == read
    for new, old in older.items():
        assert new in names
        assert old not in read or names[old] == names[new]
    assert _formulas(after) == [
        "SUM(calc_revenue.base)",
        "SUM(CALC_REVENUE.LOW)",
        "chk_roles.headcount",
    ]
    assert re.sub(rb"<v>[^<]*</v>", b"", after.members[after.sheets["Mine"]]) == re.sub(
        rb"<v>[^<]*</v>", b"", mine
    )
    refreshed = planner("refresh", plan_file)
    assert refreshed.status == 0
    (note,) = said(refreshed)  # a name of several cells in one cell: programs differ in what that comes to
    assert "1 of your own formulas may show an old value, or none: Mine!B4" in note
    after = Surgery(plan_file)
    sheet, cells = after.place("calc_revenue_base")
    left, row, right, _ = range_boundaries(cells)
    revenue = [after.value(sheet, f"{get_column_letter(at)}{row}") for at in range(left, right + 1)]
    assert after.value("Mine", "B2") == pytest.approx(sum(float(one or 0) for one in revenue), rel=1e-9)


def _formulas(book: Surgery) -> list[str | None]:
    return [book.formula("Mine", cell) for cell in ("B2", "B3", "B4")]


def test_a_plan_of_before_that_lost_some_names_is_mended_as_well(broken: Path) -> None:
    before = Surgery(broken)
    lost = ("calc_revenue.low", "axis_Income.base", "chk_chips.power_w", "in_parameters_b")
    _older(broken, lambda book: [book.set_name(name, None) for name in lost] and None)
    assert planner("refresh", broken).status == 1
    mended(before)


# In LibreOffice itself


def test_after_a_real_edit_in_libreoffice_the_links_lead_to_cells(
    office: Office, essay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new plan's still do; those of a plan of before are told, and repair brings them back."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(essay, "older.xlsx")
    _older(Path("older.xlsx"))
    edits = [["type_input", "in_discount_rate", 1, 0.073]]
    office.run(
        [
            {"open": str(source), "edits": edits, "store": str(tmp_path / name)}
            for source, name in ((essay, "new-edited.xlsx"), (tmp_path / "older.xlsx", "older-edited.xlsx"))
        ]
    )
    wanted = links(Surgery(essay), "Cover")
    assert _names(links(Surgery(Path("new-edited.xlsx")), "Cover")) == wanted
    assert said(planner("refresh", "new-edited.xlsx")) == []
    assert said(planner("check", "new-edited.xlsx")) == []
    assert "links-lead-somewhere" not in planner("lint", "new-edited.xlsx").out
    assert any(
        "!" in target and "axis" in target
        for target in links(Surgery(Path("older-edited.xlsx")), "Cover").values()
    )
    assert planner("repair", "older-edited.xlsx").status == 0
    assert _names(links(Surgery(Path("older-edited.xlsx")), "Cover")) == wanted
    assert said(planner("refresh", "older-edited.xlsx")) == []
    assert "links-lead-somewhere" not in planner("lint", "older-edited.xlsx").out


def _names(links_of: dict[str, str]) -> dict[str, str]:
    """Links as they were: LibreOffice takes a table's name for its sheet where both are called alike."""
    return {cell: target.removesuffix("!A1") for cell, target in links_of.items()}
