"""`planner diff --into`: the sheet that says in the plan what changed, and all that stays as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from planner import plan
from planner.check.checkers.run import evaluate
from planner.usecases.lint import lint
from tests.cli.two_plans import EDITS, OFFERED
from tests.command import Outcome, planner
from tests.surgery import BOOK, MAIN, Surgery, q

DAY = datetime(2026, 11, 29, 12, tzinfo=UTC)
LINE, UNIT, BEFORE, AFTER, CHANGE, CELL, STATUS, NOTE, KEY = range(9)
"""Columns of the sheet."""
EDITED = {"[Content_Types].xml", BOOK, "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
"""Parts that know a new sheet."""


def into(*arguments: str) -> Outcome:
    found = planner("diff", *arguments)
    assert found.status == 0, found.err
    return found


def members(path: str | Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(path: str | Path, sheet: str = "Changes", *, values: bool = True) -> list[tuple[Any, ...]]:
    """What the sheet holds below its headings, as another program reads it."""
    from openpyxl import load_workbook

    found: Any = load_workbook(path, data_only=values)[sheet]
    return list(found.iter_rows(min_row=5, values_only=True))


def place(found: list[tuple[Any, ...]], title: str) -> int:
    """Where a heading stands: of a result, that of its effects, as it is a line further up too."""
    ends = (at for at, row in enumerate(found) if row[LINE] == "Since this was written")
    return max(at for at, row in enumerate(found[: next(ends, len(found))]) if row[LINE] == title)


def below(found: list[tuple[Any, ...]], title: str) -> list[tuple[Any, ...]]:
    """The lines below a heading, to the next empty row."""
    start = place(found, title) + 1
    ends = (at for at, row in enumerate(found[start:], start) if not any(row))
    return found[start : next(ends, len(found))]


@pytest.fixture
def told(folder: Path) -> Path:
    """The next version with the sheet in it."""
    assert plan.diff("old.xlsx", "new.xlsx", into="new.xlsx", backup=False, now=DAY).ok
    return folder / "new.xlsx"


def test_it_says_each_input_with_cell_and_note(told: Path) -> None:
    """Opening cash by hand: 3 m USD for 4 m."""
    lines = below(rows(told), "Inputs that changed: 4")
    by_key = {row[KEY]: row for row in lines}
    assert set(by_key) == set(EDITS)
    cash = by_key["opening_cash"]
    assert cash[:CELL] == ("Opening cash", "plan currency", 4e6, 3e6, -1e6)
    assert cash[CELL] == "Plan!D21"
    assert cash[NOTE].startswith("Assumed: what is left of an earlier small round")
    quote = by_key["clusters[Research].quote"]
    assert quote[LINE] == "Clusters: Research: Quote"
    assert quote[BEFORE : CHANGE + 1] == ("H200, 1 year", "Ours, H200 reserved", None)
    assert by_key["rounds[Seed].month"][NOTE]
    (row,) = below(rows(told), "Rows of tables that came or went: 1")
    assert (row[LINE], row[STATUS]) == ("GPU prices: Ours, H200 reserved", "added")
    assert row[KEY] == "gpu_prices[Ours, H200 reserved]"


def test_it_says_versions_without_folders(folder: Path) -> None:
    (folder / "deal").mkdir()
    shutil.copy("old.xlsx", "deal/may.xlsx")
    into(str(folder / "deal" / "may.xlsx"), str(folder / "new.xlsx"), "--into", "new.xlsx")
    found = {row[LINE]: row for row in below(rows("new.xlsx"), "Versions")}
    assert found["File"][BEFORE : AFTER + 1] == ("may.xlsx", "new.xlsx")
    assert found["GPU prices: newest date"][BEFORE : AFTER + 1] == ("2026-05-31", "2026-11-24")
    assert found["Template"][AFTER].startswith("llm-programme ")


def test_results_begin_with_key_numbers_and_name_the_checks_that_turned(told: Path) -> None:
    found = rows(told)
    titles = [row[LINE] for row in found]
    order = ["Key numbers, Base", "Checks that turned", "Other results, Base", "What each change did, Base"]
    assert sorted(order, key=titles.index) == order
    cash = next(row for row in below(found, "Key numbers, Base") if row[KEY] == "minimum_cash")
    assert cash[CHANGE] == pytest.approx(OFFERED - 17e6, rel=1e-9)
    assert cash[CHANGE] == cash[AFTER] - cash[BEFORE]
    turned = {(row[KEY], row[LINE]): row[BEFORE : STATUS + 1] for row in below(found, "Checks that turned")}
    said = turned["cash_check", "Cash never runs out"]
    assert (*said[:2], said[-1]) == ("yes", "no", "FAILS")
    assert ("cash_check", "Cash never runs out (Adverse)") in turned


def test_the_parts_of_a_change_add_up_in_a_live_formula(told: Path) -> None:
    """By hand: 16 m USD come after the least cash, 1 m is missing at the start, the offer saves rent."""
    found, formulas = rows(told), rows(told, values=False)
    block = below(found, "Minimum cash")
    assert {row[LINE]: row[CHANGE] for row in block} == {
        "Funding: Seed": pytest.approx(-16e6),
        "Opening cash": pytest.approx(-1e6),
        "GPU prices: Ours, H200 reserved + Clusters: Research": pytest.approx(OFFERED, rel=1e-9),
        "Minimum cash: sum of the effects": pytest.approx(OFFERED - 17e6, rel=1e-9),
    }
    first = 5 + place(found, "Minimum cash") + 1
    total = formulas[first - 5 + 3]
    assert total[CHANGE] == f"=SUM(E{first}:E{first + 2})"
    assert block[-1][CHANGE] == pytest.approx(block[-1][AFTER] - block[-1][BEFORE], rel=1e-9)


def test_another_program_comes_to_every_sum(told: Path) -> None:
    shown, typed = rows(told), rows(told, values=False)
    cells = {
        (number, CHANGE + 1): row[CHANGE]
        for number, (row, formula) in enumerate(zip(shown, typed, strict=True), start=5)
        if str(formula[CHANGE]).startswith("=")
    }
    assert len(cells) > 20
    asked = evaluate(told, {"Changes": sorted(cells)}).values
    for at, value in cells.items():
        assert asked["Changes", *at] == pytest.approx(value, rel=1e-12, abs=1e-9), at


def test_every_other_byte_stays_and_undo_brings_the_version_before_back(folder: Path) -> None:
    before, parts = Path("new.xlsx").read_bytes(), members("new.xlsx")
    found = into("old.xlsx", "new.xlsx", "--into", "new.xlsx")
    assert found.out.endswith('new.xlsx: wrote the sheet "Changes"\n')
    now = members("new.xlsx")
    (added,) = now.keys() - parts.keys()
    assert added.startswith("xl/worksheets/")
    assert {name for name in parts if now[name] != parts[name]} <= EDITED
    assert Path("new.bak.xlsx").read_bytes() == before
    assert not OpenXmlValidator(FileFormat.MICROSOFT_365).validate("new.xlsx").errors
    said = planner("undo", "new.xlsx")
    assert said.status == 0
    assert 'the sheet "Changes" is gone' in said.out
    assert Path("new.xlsx").read_bytes() == before
    assert "Changes" not in Surgery(Path("new.xlsx")).sheets


def test_no_backup_keeps_none(folder: Path) -> None:
    into("old.xlsx", "new.xlsx", "--into", "new.xlsx", "--no-backup")
    assert not Path("new.bak.xlsx").exists()


def test_a_second_one_takes_its_place_and_comes_out_alike(told: Path) -> None:
    before = members(told)
    again = plan.diff("old.xlsx", "new.xlsx", into="new.xlsx", now=DAY)
    assert again.into is not None
    assert again.into.replaced
    assert members(told) == before
    assert planner("set", "new.xlsx", "opening_cash=2e6").status == 0
    found = into("old.xlsx", "new.xlsx", "--into", "new.xlsx")
    assert found.out.endswith('new.xlsx: wrote the sheet "Changes", in the place of the one before\n')
    assert members(told).keys() == before.keys()
    assert next(row[AFTER] for row in rows(told) if row[KEY] == "opening_cash") == 2e6


def test_it_is_known_by_another_name_in_another_place(told: Path) -> None:
    """As a user leaves it who has renamed it and put it first."""
    with Surgery(told) as book:
        sheets = book.tree(BOOK).find(q("sheets"))
        ours = next(sheet for sheet in sheets if sheet.get("name") == "Changes")
        ours.set("name", "Since May")
        sheets.remove(ours)
        sheets.insert(0, ours)
        count = len(sheets)
        for name in book.tree(BOOK).iter(q("definedName")):
            if (scope := name.get("localSheetId")) is not None:
                name.set("localSheetId", str((int(scope) + 1) % count))
                name.text = name.text.replace("Changes", "Since May")
    found = into("old.xlsx", "new.xlsx", "--into", "new.xlsx", "--json").json["into"]
    assert (found["sheet"], found["replaced"]) == ("Since May", True)
    listed = list(Surgery(told).sheets)
    assert listed[0] == "Since May"
    assert "Changes" not in listed
    assert "Inputs that changed: 4" in [row[LINE] for row in rows(told, "Since May")]


def test_what_a_program_put_around_it_goes_with_it(told: Path) -> None:
    """Excel's order of calculation names its formulas, and a reader has left a comment on it."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with Surgery(told) as book:
        part = book.sheets["Changes"]
        listed = {sheet.get("name"): sheet for sheet in book.tree(BOOK).iter(q("sheet"))}
        number = listed["Changes"].get("sheetId")
        formulas = [c.get("r") for c in book.tree(part).iter(q("c")) if c.find(q("f")) is not None]
        chain = "".join(f'<c r="{cell}" i="{number}"/>' for cell in formulas)
        other = next(c for c in book.tree(book.sheets["Cover"]).iter(q("c")) if c.find(q("f")) is not None)
        chain += f'<c r="{other.get("r")}" i="{listed["Cover"].get("sheetId")}"/>'
        content = f'<calcChain xmlns="{MAIN}">{chain}</calcChain>'.encode()
        book.add_part("xl/calcChain.xml", content, f"{main}.calcChain+xml")
        book.relate(BOOK, "calcChain", "xl/calcChain.xml")
        comments = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
        book.add_part("xl/comments9.xml", comments, f"{main}.comments+xml")
        book.relate(part, "comments", "xl/comments9.xml")
    into("old.xlsx", "new.xlsx", "--into", "new.xlsx")
    after = members(told)
    assert "xl/comments9.xml" not in after
    assert b"comments9" not in after["[Content_Types].xml"]
    assert after["xl/calcChain.xml"].count(b"<c ") == 1
    assert planner("check", "new.xlsx").status == 0


def test_a_sheet_of_the_users_of_that_name_is_left_alone(folder: Path) -> None:
    with Surgery(Path("new.xlsx")) as book:
        book.add_sheet("CHANGES", {"A1": ("Mine", None)})
    before = Path("new.xlsx").read_bytes()
    found = planner("diff", "old.xlsx", "new.xlsx", "--into", "new.xlsx")
    (line,) = found.lines
    assert found.status == 1
    assert line == (
        'new.xlsx Changes: the workbook has a sheet "Changes" of its own, and planner\'s would be called so. '
        "Rename it, then run planner again."
    )
    assert Path("new.xlsx").read_bytes() == before


def found_by_lint(path: Path) -> set[tuple[str, str, str]]:
    return {(one.rule, one.sheet, one.cell) for result in lint(path).results for one in result.findings}


def test_other_commands_take_it_for_planners(pair: Path, told: Path) -> None:
    """Lint finds what it finds without it, check and refresh agree, and no diff lists it."""
    assert planner("check", "new.xlsx").status == 0
    assert planner("refresh", "new.xlsx", "--no-backup").status == 0
    assert found_by_lint(told) == found_by_lint(pair / "new.xlsx")
    shutil.copy(told, "third.xlsx")
    assert planner("set", "third.xlsx", "opening_cash=2e6", "--no-backup").status == 0
    into("old.xlsx", "third.xlsx", "--into", "third.xlsx", "--no-backup")
    for both in (("old.xlsx", "new.xlsx"), ("new.xlsx", "third.xlsx")):
        compared = plan.diff(*both)
        assert (compared.sheets_added, compared.cells) == ((), ())


def test_a_plan_with_it_is_handed_over_without_a_waiver_and_verified(plan_file: Path) -> None:
    shutil.copy(plan_file, "before.xlsx")
    known = [f"acknowledged[{row['check']}].by=CFO" for row in plan.check("plan.xlsx").tables["acknowledged"]]
    assert planner("set", "plan.xlsx", "opening_cash=4e9", *known, "--no-backup").status == 0
    assert planner("refresh", "plan.xlsx", "--no-backup").status == 0
    into("before.xlsx", "plan.xlsx", "--into", "plan.xlsx")
    found = planner("handover", "plan.xlsx", "--out", "deal", "--no-pdf")
    assert found.status == 0, found.err
    assert planner("verify", "deal").status == 0
    assert "Changes" in Surgery(Path("deal/plan.xlsx")).sheets


def test_own_sheets_cells_and_edited_formulas_are_told(folder: Path) -> None:
    with Surgery(Path("old.xlsx")) as book:
        book.add_sheet("Notes", {"A1": (1.5, None), "A2": ("gone", None)})
    with Surgery(Path("new.xlsx")) as book:
        book.add_sheet("Notes", {"A1": (2.5, None), "A2": (None, None)})
        book.add_sheet("Board", {"A1": ("Mine", None)})
        sheet, cell = book.line("training_days")
        formula = book.formula(sheet, cell)
        book.put(sheet, cell, book.value(sheet, cell), f"{formula}*1")
    into("old.xlsx", "new.xlsx", "--into", "new.xlsx")
    found = rows("new.xlsx")
    (edited,) = below(found, "Formulas of planner's that changed: 1")
    assert edited[BEFORE : AFTER + 1] == ("the template's", f"={formula}*1")
    cells = {
        row[LINE]: row[BEFORE : AFTER + 1]
        for row in below(found, "Other cells of the owner's that changed: 2")
    }
    assert cells == {"Notes!A1": (1.5, 2.5), "Notes!A2": ("gone", "empty")}
    (sheet_added,) = below(found, "Sheets of the owner's that came or went: 1")
    assert (sheet_added[LINE], sheet_added[STATUS]) == ("Board", "added")


def test_another_level_and_one_key(folder: Path) -> None:
    into("old.xlsx", "new.xlsx", "--into", "new.xlsx", "--scenario", "high", "--key", "minimum_cash")
    found = rows("new.xlsx")
    (cash,) = below(found, "Key numbers, Adverse")
    assert cash[KEY] == "minimum_cash"
    assert below(found, "Minimum cash")


def test_plans_that_are_alike_say_so(folder: Path) -> None:
    shutil.copy("old.xlsx", "same.xlsx")
    into("old.xlsx", "same.xlsx", "--into", "same.xlsx")
    titles = [row[LINE] for row in rows("same.xlsx")]
    assert "No input differs" in titles
    assert "No result differs, Base" in titles


def test_a_chinese_plan_has_it_in_chinese(plans: Callable[..., Path], tmp_path: Path) -> None:
    from tests.contract.test_locale import english_in

    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    for path in (old, new):
        shutil.copy(plans("startup", "zh"), path)
    assert plan.set_inputs(new, {"opening_cash": 3e6, "rounds[种子轮].month": 6}, backup=False).ok
    found = plan.diff(old, new, into=new, now=DAY)
    assert found.into is not None
    assert found.into.sheet == "变更记录"
    lines = rows(new, "变更记录")
    cash = next(row for row in lines if row[KEY] == "opening_cash")
    assert cash[:CELL] == ("期初现金", "本位币", 4e6, 3e6, -1e6)
    assert {"关键数字，基准", "各项变更的影响，基准", "最低现金：影响合计"} <= {row[LINE] for row in lines}
    texts = {text for row in lines for text in row[:KEY] if isinstance(text, str)}
    assert not english_in(texts, "zh")
    assert not [one for result in lint(new).results for one in result.findings if one.sheet == "变更记录"]


def test_a_plan_with_a_password_keeps_it(folder: Path) -> None:
    import io

    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(Path("new.xlsx").read_bytes())).encrypt("sesame", out)
    Path("new.xlsx").write_bytes(out.getvalue())
    refused = planner("diff", "old.xlsx", "new.xlsx", "--into", "new.xlsx")
    assert refused.status == 1
    assert refused.lines[0].startswith("new.xlsx: the workbook is encrypted.")
    into("old.xlsx", "new.xlsx", "--into", "new.xlsx", "--password", "sesame")
    assert not Path("new.xlsx").read_bytes().startswith(b"PK")
    again = into("old.xlsx", "new.xlsx", "--into", "new.xlsx", "--password", "sesame", "--json").json
    assert again["into"]["replaced"]


def test_json_says_where_it_is(folder: Path) -> None:
    from hashlib import sha256

    assert into("old.xlsx", "new.xlsx", "--json").json["into"] is None
    found = into("old.xlsx", "new.xlsx", "--into", "new.xlsx", "--json").json["into"]
    digest = sha256(Path("new.xlsx").read_bytes()).hexdigest()
    assert found == {"file": "new.xlsx", "sheet": "Changes", "replaced": False, "sha256": digest}


BAD = {
    "gone.xlsx": "gone.xlsx: there is no such file. Check the path.",
    "startup": "startup: there is no such file. Check the path.",
    "empty": "empty: this is a folder, not a file. Give the path of the workbook.",
    "other.xlsx": "other.xlsx: this workbook is not a plan of planner's. "
    "Make one with `planner new plan.xlsx`, or give the path of one.",
    "readonly.xlsx": "readonly.xlsx: the file is read-only. Make it writable, or work on a copy.",
    "open.xlsx": "open.xlsx: the workbook is open in Excel. Close it there, or refresh it there with --live. "
    "If Excel is not running, delete ~$open.xlsx beside it.",
}


@pytest.mark.parametrize("target", BAD)
def test_what_it_cannot_be_written_into_is_one_line(target: str, folder: Path) -> None:
    from openpyxl import Workbook

    (folder / "empty").mkdir()
    Workbook().save("other.xlsx")
    shutil.copy("new.xlsx", "readonly.xlsx")
    Path("readonly.xlsx").chmod(0o444)
    shutil.copy("new.xlsx", "open.xlsx")
    Path("~$open.xlsx").write_bytes(b"\x05Alice")
    before = {path.name: path.read_bytes() for path in folder.glob("*.xlsx")}
    found = planner("diff", "old.xlsx", "new.xlsx", "--into", target)
    assert (found.status, found.lines, found.out) == (1, [BAD[target]], "")
    assert planner("diff", "old.xlsx", "new.xlsx", "--into", target, "--json").json["status"] == "problems"
    assert {path.name: path.read_bytes() for path in folder.glob("*.xlsx")} == before


MOVED_ON = 'sheet "Changes" is STALE: the plan has moved on since it was written.'


def status_of(path: Path) -> tuple[str, str]:
    """What the sheet says of itself, and of all inputs at its end."""
    found = rows(path)
    return found[0][STATUS], next(row[STATUS] for row in found if row[LINE] == "All inputs")


def test_a_plan_that_moves_on_turns_it_stale_and_a_refresh_leaves_what_it_says(told: Path) -> None:
    """An edit that moves key numbers turns it at once; back where it was, it describes the plan again."""
    assert not [note for note in plan.check(told).notes if "STALE" in note]
    assert status_of(told) == ("OK", "OK")
    before = rows(told, values=False)
    moved = plan.set_inputs(told, {"opening_cash": 2e6}, backup=False)
    assert [note for note in moved.notes if note.startswith(MOVED_ON)]
    assert status_of(told) == ("STALE", "OK")
    assert [note for note in plan.check(told).notes if note.startswith(MOVED_ON)]
    assert [note for note in plan.refresh(told, backup=False).notes if note.startswith(MOVED_ON)]
    assert status_of(told) == ("STALE", "STALE")
    word = next(at for at, row in enumerate(before) if row[LINE] == "All inputs")
    after = rows(told, values=False)
    assert [row for at, row in enumerate(after) if at != word] == before[:word] + before[word + 1 :]
    assert plan.set_inputs(told, {"opening_cash": 3e6}, backup=False).ok
    assert not [note for note in plan.refresh(told, backup=False).notes if "STALE" in note]
    assert status_of(told) == ("OK", "OK")


def test_an_input_that_moves_no_key_number_turns_it_stale_too(told: Path) -> None:
    """What runway a plan aims at says when a check warns, and nothing else."""
    assert plan.set_inputs(told, {"runway_target_months": 7}, backup=False).ok
    assert status_of(told)[1] == "OK"
    assert [note for note in plan.check(told).notes if note.startswith(MOVED_ON)]


def test_numbers_are_followed_in_another_program(told: Path) -> None:
    """The live cell, changed below the sheet, is told against what was recorded: by hand 1 m less."""
    assert plan.set_inputs(told, {"opening_cash": 2e6}, backup=False).ok
    found = [row for row in rows(told) if row[KEY] == "closing_cash_end" and row[CELL] == "Answers!D12"]
    last = found[-1]
    assert (last[CHANGE], last[STATUS]) == (pytest.approx(-1e6), "STALE")


def test_in_another_plan_than_the_later_one_it_follows_none(folder: Path) -> None:
    shutil.copy("new.xlsx", "copy.xlsx")
    assert plan.diff("old.xlsx", "new.xlsx", into="copy.xlsx", backup=False, now=DAY).ok
    assert "Status of this sheet" not in [row[LINE] for row in rows("copy.xlsx")]
    assert not [note for note in plan.check("copy.xlsx").notes if "STALE" in note]
