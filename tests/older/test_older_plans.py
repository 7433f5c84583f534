"""Plans of an earlier version of the template that leads to today's: a refresh brings them up to date.

Nothing of the owner's is lost by it. The later version is made here, see `later.py`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl.utils.cell import get_column_letter, range_boundaries

from planner.book.find import find
from planner.layout.places import TEMPLATE_CELLS
from planner.problems import PlanError
from planner.repair.names import DEFINED_NAME
from planner.repair.uptodate import of_today
from planner.xlsx.package import open_package
from tests.command import Outcome, planner
from tests.editing.common import RESEARCHER
from tests.older.later import (
    FORMULAS,
    NEW_NOTE,
    NEW_NOTE_ZH,
    NOW,
    OLD_NOTE,
    OLD_NOTE_ZH,
    THEN,
    write_later,
)
from tests.once import made_once
from tests.short import plans_are_short, said
from tests.surgery import BOOK, Surgery

DUE = f"made with template {THEN}; planner refresh brings it to {NOW}"
COUNTED = f"made with template {THEN}, brought to {NOW}: {FORMULAS} formulas and 0 names of planner's"
BROUGHT = f"plan.xlsx: {COUNTED}; nothing of yours was changed; planner undo brings the version before back"
OWN = "INDEX(out_programme_total_cny,1,2)/2"
"""What the owner has put in the place of the base case of `reserve_margin_cny`."""

AGREES = re.compile("([0-9,]+) of ([0-9,]+) formula cells agree")


@pytest.fixture(scope="module")
def edited(essay: Path, short_template: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of 2.0.0 that its owner edited and refreshed then. Not to be changed."""

    def make(folder: Path) -> None:
        shutil.copy(essay, folder / "plan.xlsx")
        with Surgery(folder / "plan.xlsx") as book:
            book.put_line("discount_rate", 0.073)
            book.append_row("roles", RESEARCHER)
            book.put_line("reserve_margin_cny", 1, OWN)
            book.add_sheet("Mine", {"A1": (7, None), "B2": (0.146, "INDEX(in_discount_rate,1,2)*2")})
        assert planner("refresh", folder / "plan.xlsx", "--no-backup").status == 1  # of the edited formula

    return made_once(tmp_path_factory, "older-edited", make) / "plan.xlsx"


@pytest.fixture
def later(
    tmp_path_factory: pytest.TempPathFactory, edited: Path, plans: Callable[..., Path]
) -> Iterator[None]:
    """From here on planner has the later version."""
    plans("china", "zh")  # of 2.0.0 still
    with plans_are_short(made_once(tmp_path_factory, "later-template", write_later)):
        yield


@pytest.fixture
def older(edited: Path, later: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The edited plan of 2.0.0 where planner has the later version, as `plan.xlsx` in the current folder."""
    shutil.copy(edited, tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


@pytest.fixture
def chinese(plans: Callable[..., Path], later: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An untouched one in Chinese."""
    shutil.copy(plans("china", "zh"), tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def test_a_refresh_brings_it_up_to_date_and_what_is_the_owners_stays(older: Path) -> None:
    before, first = Surgery(older), older.read_bytes()
    ran = planner("refresh", older)
    assert (ran.status, said(ran)[-1]) == (1, BROUGHT)
    _all_but_the_edited_agrees(ran)
    after, second = Surgery(older), older.read_bytes()
    _is_of_today(after, NEW_NOTE, OLD_NOTE)
    assert after.formula(*after.line("reserve_margin_cny")) == OWN
    assert after.value(*after.line("discount_rate")) == 0.073
    assert after.value(*after.table_cell("roles", "Role", 1)) == "Researcher"
    for name in before.names():
        if name.startswith(("in_", "out_")):
            for now, then in zip(_shown(after, name), _shown(before, name), strict=True):
                same = now == then if isinstance(then, str) else now == pytest.approx(then, rel=1e-12)
                assert same, name
    assert after.members[after.sheets["Mine"]] == before.members[before.sheets["Mine"]]
    assert planner("undo", older).status == 0
    assert older.read_bytes() == first
    assert planner("undo", older).status == 0
    assert older.read_bytes() == second
    _keeps_other_parts(before, after)


def _all_but_the_edited_agrees(ran: Outcome) -> None:
    agreeing, cells = (int(number.replace(",", "")) for number in AGREES.findall(ran.out)[0])
    assert (cells - agreeing, "1 edited; status EDITED" in ran.out) == (1, True)


def _is_of_today(book: Surgery, note: str, old_note: str) -> None:
    """The two lines, the note beside one of them, and what the plan says of itself."""
    sheet, cell = book.line("training_gpu_hours")
    assert str(book.formula(sheet, cell)).startswith("24*")
    beside = [book.value(sheet, one.get("r")) for one in book.row(sheet, int(re.sub("[A-Z]", "", cell)))]
    assert (note in beside, old_note in beside) == (True, False)
    home, run = book.place("calc_gross_profit_base")
    left, row, right, _ = range_boundaries(run)
    formulas = [book.formula(home, f"{get_column_letter(at)}{row}") for at in range(left, right + 1)]
    assert [str(formula)[:2] for formula in formulas] == ["0-"] * 6
    log, stated = book.place("planner_template")
    assert book.value(log, f"C{range_boundaries(stated)[1]}") == NOW
    cover = book.place("cov_master")[0]
    texts = [book.value(cover, cell.get("r")) for row in range(1, 60) for cell in book.row(cover, row)]
    made_with = [str(text).split()[1][:5] for text in texts if str(text).startswith("llm-programme ")]
    assert made_with == [NOW]


def _shown(book: Surgery, name: str) -> list[str | float | None]:
    sheet, cells = book.place(name)
    left, row, right, _ = range_boundaries(cells)
    return [book.value(sheet, f"{get_column_letter(at)}{row}") for at in range(left, right + 1)]


def _keeps_other_parts(before: Surgery, after: Surgery) -> None:
    """Theme, tables, charts: what is no sheet, workbook or list of strings or formats."""
    kept = [
        name for name in before.members if any(part in name for part in ("/theme", "/tables/", "/media/"))
    ]
    assert len(kept) > 5
    assert [name for name in kept if before.members[name] != after.members[name]] == []


def test_in_chinese_too_and_a_second_refresh_has_nothing_more_to_say(chinese: Path) -> None:
    ran = planner("refresh", chinese)
    assert (ran.status, said(ran)) == (0, [BROUGHT])
    book = Surgery(chinese)
    _is_of_today(book, NEW_NOTE_ZH, OLD_NOTE_ZH)
    log = book.place("log_header")[0]
    notes = [cell for cell in book.tree(book.sheets[log]).iter() if "已更新至" in (cell.text or "")]
    assert notes
    again = planner("refresh", chinese)
    assert (again.status, said(again)) == (0, [])
    assert planner("check", chinese, "--checker", "cellrune").status == 0


def test_reading_writes_nothing_and_says_what_is_due(chinese: Path) -> None:
    before = chinese.read_bytes()
    for command in ("check", "show"):
        ran = planner(command, chinese)
        assert (ran.status, said(ran)) == (1, [f"plan.xlsx: {DUE}."]), command
        agreeing, cells = AGREES.findall(ran.out)[0]
        assert agreeing == cells
    ran = planner("handover", chinese, "--out", "out")
    assert ran.status == 1
    assert not Path("out").exists()
    assert ran.lines == [f"plan.xlsx: {DUE}. Run `planner refresh plan.xlsx` on the closed file."]
    ran = planner("refresh", "--dry-run", chinese)
    assert (ran.status, said(ran)) == (0, [f"plan.xlsx: {DUE}"])
    assert planner("repair", "--dry-run", chinese).status == 0
    assert chinese.read_bytes() == before
    assert [path.name for path in Path().iterdir()] == ["plan.xlsx"]


def test_set_brings_it_up_to_date_too(older: Path) -> None:
    before = older.read_bytes()
    ran = planner("set", older, "discount_rate=0.074")
    assert "discount_rate was 7.3%, is now 7.4%" in ran.out
    assert said(ran)[-1] == BROUGHT
    assert find(open_package(older)).template.version == NOW
    assert Path("plan.bak.xlsx").read_bytes() == before


def test_repair_takes_the_owners_edits_for_damage_as_ever(older: Path) -> None:
    ran = planner("repair", older)
    assert ran.status == 0
    first, *others = ran.out.splitlines()
    assert first == f"plan.xlsx: {COUNTED}"
    (told,) = [line for line in others if "the template's again" in line]
    assert f"{'!'.join(Surgery(older).line('reserve_margin_cny'))}: " in told


def test_a_constant_over_a_formula_stays_one_that_was_overwritten(older: Path) -> None:
    with Surgery(older) as book:
        place = book.put_line("training_gpu_hours", 8000)
    ran = planner("refresh", older, "--json")
    assert ran.json["checked"]["overwritten"] == 1
    book = Surgery(older)
    assert (book.value(*place), book.formula(*place)) == (8000, None)


def test_damage_of_another_kind_is_refused_as_ever(older: Path) -> None:
    book, name = Surgery(older), b"in_parameters_b"
    book.members[BOOK] = DEFINED_NAME.sub(
        lambda found: b"" if name in found[0] else found[0], book.members[BOOK]
    )
    before = book.save().read_bytes()
    ran = planner("refresh", older)
    assert (ran.status, older.read_bytes()) == (1, before)
    (line,) = ran.lines
    assert "the name in_parameters_b" in line


def test_where_nothing_is_brought_up_to_date_one_line_says_what_to_do(older: Path) -> None:
    """An open workbook is found like this one: planner does not rewrite it in Excel's hands."""
    with pytest.raises(PlanError) as refused:
        find(open_package(older))
    (problem,) = refused.value.problems
    assert problem.message == DUE
    assert problem.remedy == "Run `planner refresh plan.xlsx` on the closed file."


@pytest.mark.parametrize("version", ["9.0.0", NOW])
def test_a_plan_of_a_later_version_is_refused_in_one_line(version: str, plan_file: Path) -> None:
    book = Surgery(plan_file)
    place = find(open_package(plan_file)).layout[TEMPLATE_CELLS].at(1)
    book.put(place.sheet, place.a1, version)
    before = book.save().read_bytes()
    for command in ("refresh", "check", "show"):
        ran = planner(command, plan_file)
        assert (ran.status, ran.out) == (1, "")
        assert ran.lines == [
            f"plan.xlsx: Log!B2:D2 says template llm-programme {version}; this planner has {THEN}. "
            "The plan is of a later planner: install that one."
        ]
    assert plan_file.read_bytes() == before


def test_a_plan_of_today_is_left_alone(essay: Path) -> None:
    package = open_package(essay)
    assert of_today(package) == (package, None)
