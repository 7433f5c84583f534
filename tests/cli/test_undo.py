"""The backup is the plan before the first change since it was in order, and `planner undo` swaps the two."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from planner import plan
from planner.disk import exchange
from tests.command import Outcome, planner
from tests.surgery import Surgery

BACKUP = Path("plan.bak.xlsx")
CORE = "docProps/core.xml"


@dataclass
class Saves:
    """A program that saves the plan again and again, each time with another date, as Excel does."""

    path: Path
    count: int = 0

    def __call__(self, change: Callable[[Surgery], None]) -> bytes:
        self.count += 1
        with Surgery(self.path) as book:
            change(book)
            book.put("Cover", "B8", "STALE", "Checks!B2")  # it recalculates before it saves
            date = f"2026-12-01T08:00:{self.count:02d}Z".encode()
            head, tag, rest = book.members[CORE].partition(b"<dcterms:modified")
            opening, _, tail = rest.partition(b">")
            book.members[CORE] = head + tag + opening + b">" + date + tail[tail.index(b"</") :]
        return self.path.read_bytes()


@pytest.fixture
def save(plan_file: Path) -> Saves:
    return Saves(plan_file)


def run(*arguments: str) -> Outcome:
    found = planner(*arguments)
    assert found.status == 0, found.err
    return found


def typed(number: float) -> Callable[[Surgery], None]:
    return lambda book: book.put(*book.line("programme_years"), number)


def test_refreshes_after_a_set_keep_the_version_before_the_set(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=9")
    for _ in range(3):
        run("refresh", "plan.xlsx")
    assert BACKUP.read_bytes() == before


def test_sets_in_a_row_keep_the_version_before_the_first(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    for value in ("9", "8.5", "8"):
        run("set", "plan.xlsx", f"programme_years={value}")
    run("refresh", "plan.xlsx")
    assert BACKUP.read_bytes() == before


def test_a_change_after_a_refresh_that_agrees_keeps_what_was_refreshed(plan_file: Path) -> None:
    run("set", "plan.xlsx", "programme_years=9")
    run("refresh", "plan.xlsx")
    refreshed = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=8")
    run("refresh", "plan.xlsx")
    assert BACKUP.read_bytes() == refreshed


def test_a_set_of_what_stands_there_already_changes_no_backup(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=9")
    run("refresh", "plan.xlsx")
    run("set", "plan.xlsx", "programme_years=9")
    assert BACKUP.read_bytes() == before


def test_a_refresh_alone_keeps_the_plan_as_it_was_first(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    run("refresh", "plan.xlsx")
    run("refresh", "plan.xlsx")
    assert BACKUP.read_bytes() == before


def test_a_plan_that_was_saved_elsewhere_is_kept_as_its_owner_saved_it(plan_file: Path, save: Saves) -> None:
    run("set", "plan.xlsx", "programme_years=9")
    run("refresh", "plan.xlsx")
    for value in (8, 7):
        saved = save(typed(value))
        run("refresh", "plan.xlsx")
        run("refresh", "plan.xlsx")
        assert BACKUP.read_bytes() == saved


def test_an_edit_elsewhere_between_set_and_refresh_keeps_the_version_in_order(
    plan_file: Path, save: Saves
) -> None:
    before = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=9")
    save(typed(8))
    run("refresh", "plan.xlsx")
    assert BACKUP.read_bytes() == before


def test_a_save_after_an_undo_is_kept_and_not_what_was_undone(plan_file: Path, save: Saves) -> None:
    run("set", "plan.xlsx", "programme_years=9")
    run("undo", "plan.xlsx")
    saved = save(typed(8))
    run("refresh", "plan.xlsx")
    assert BACKUP.read_bytes() == saved


def test_a_refresh_that_finds_a_difference_goes_on_with_the_change(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=9")
    with Surgery(plan_file) as book:
        name = next(name for name in book.names() if name.startswith("calc_") and "." not in name)
        sheet, cells = book.place(name)
        book.put(sheet, cells.partition(":")[0], 1)
    assert planner("refresh", "plan.xlsx").status == 1
    assert BACKUP.read_bytes() == before
    run("repair", "plan.xlsx", "--no-backup")
    run("refresh", "plan.xlsx")
    assert BACKUP.read_bytes() == before


def test_a_refresh_that_is_refused_changes_no_backup(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=9")
    with Surgery(plan_file) as book:
        book.put(*book.line("programme_years"), "nine")
    assert planner("refresh", "plan.xlsx").status == 1
    assert BACKUP.read_bytes() == before


def test_repair_and_new_keep_the_file_that_they_replace(plan_file: Path, save: Saves) -> None:
    run("set", "plan.xlsx", "programme_years=9")
    broken = save(lambda book: book.set_name("in_programme_years", None))
    run("repair", "plan.xlsx")
    run("refresh", "plan.xlsx")
    assert BACKUP.read_bytes() == broken
    refreshed = plan_file.read_bytes()
    run("new", "plan.xlsx", "--force", "--preset", "startup")
    assert BACKUP.read_bytes() == refreshed
    assert "is another plan, which stood there before" in run("undo", "plan.xlsx").err
    assert plan_file.read_bytes() == refreshed
    run("undo", "plan.xlsx")
    assert plan.check(plan_file).ok


def test_without_a_backup_the_one_that_is_there_stays(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=9")
    run("refresh", "plan.xlsx", "--no-backup")
    run("set", "plan.xlsx", "programme_years=8", "--no-backup")
    assert BACKUP.read_bytes() == before


def test_a_backup_of_another_plan_does_not_stay(plan_file: Path, plans: Callable[[str], Path]) -> None:
    shutil.copy(plans("startup"), BACKUP)
    with Surgery(plan_file) as book:
        typed(8)(book)
        book.put("Cover", "B8", "STALE", "Checks!B2")
    saved = plan_file.read_bytes()
    run("refresh", "plan.xlsx")
    assert BACKUP.read_bytes() == saved


def test_undo_swaps_the_two_files_and_an_undo_of_the_undo_swaps_them_back(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=9")
    run("refresh", "plan.xlsx")
    after = plan_file.read_bytes()
    for first, second in ((before, after), (after, before)):
        run("undo", "plan.xlsx")
        assert (plan_file.read_bytes(), BACKUP.read_bytes()) == (first, second)
        assert sorted(path.name for path in Path().iterdir()) == ["plan.bak.xlsx", "plan.xlsx"]


def test_a_dry_run_lists_what_would_come_back_and_writes_nothing(plan_file: Path, save: Saves) -> None:
    with Surgery(plan_file) as book:
        book.add_sheet("Mine", {"B4": (70.0, "2*35"), "B5": (1.0, None)})
        book.add_sheet("Old", {"A1": (1.0, None)})
    run("refresh", "plan.xlsx", "--no-backup")
    run("set", "plan.xlsx", "programme_years=9", "data_mix[Wikipedia].tokens_b=4")
    run("set", "plan.xlsx", "overhead=15%", "--scenario", "high")

    def change(book: Surgery) -> None:
        book.put("Mine", "B4", 72, "2*36")
        book.put("Mine", "B5", None)
        book.put("Mine", "C6", "a note")
        book.add_sheet("New", {"A1": (1.0, None)})

    save(change)
    run("refresh", "plan.xlsx")
    files = plan_file.read_bytes(), BACKUP.read_bytes()
    found = run("undo", "plan.xlsx", "--dry-run")
    assert (plan_file.read_bytes(), BACKUP.read_bytes()) == files
    for line in (
        "programme_years (Base): is 9, would be 5",
        "data_mix[Wikipedia].tokens_b: is 4.0, would be 3.0",
        'overhead (Adverse): is 15.0%, would be "(as base)"',
        'plan.xlsx Mine!B4: your cell: is "=2*36", would be "=2*35"',
        "plan.xlsx Mine!B5: your cell: is empty, would be 1",
        'plan.xlsx Mine!C6: your cell: is "a note", would be empty',
        'plan.xlsx: the sheet "New" would go',
        "nothing was written",
    ):
        assert line in found.out, line
    assert found.out.count("your cell") == 3
    result = plan.undo(plan_file, dry_run=True)
    assert {(one.key, one.scenario) for one in result.inputs} == {
        ("programme_years", "base"),
        ("data_mix[Wikipedia].tokens_b", ""),
        ("overhead", "high"),
    }
    assert (result.ok, result.sheets_back, result.sheets_gone) == (True, (), ("New",))
    object_ = planner("undo", "plan.xlsx", "--dry-run", "--json").json
    assert object_ == result.as_dict() | {"file": "plan.xlsx"}
    assert (object_["status"], object_["dry_run"], object_["then"]["master"]) == ("undone", True, "WARNS")


def test_days_and_numbers_read_as_show_prints_them(plan_file: Path) -> None:
    run("set", "plan.xlsx", "plan_start=2027-01-01", "chips[H100].date=2026-05-04", "overhead=15%")
    run("set", "plan.xlsx", "plan_start=2027-02-01", "--scenario", "high")
    found = run("undo", "plan.xlsx", "--dry-run")
    assert "plan_start (Base): is 2027-01-01, would be 2023-02-01" in found.out
    assert 'plan_start (Adverse): is 2027-02-01, would be "(as base)"' in found.out
    assert "overhead (Base): is 15.0%, would be 10.0%" in found.out
    values = {
        (one["key"], one["scenario"]): one["now"]
        for one in planner("undo", "plan.xlsx", "--json").json["inputs"]
    }
    assert values == {
        ("plan_start", "base"): "2027-01-01",
        ("plan_start", "high"): "2027-02-01",
        ("chips[H100].date", ""): "2026-05-04",
        ("overhead", "base"): 0.15,
    }


def test_a_day_in_a_cell_of_the_owners_is_no_number(plan_file: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(plan_file)
    book.create_sheet("Mine").append([date(2027, 1, 1), datetime(2027, 1, 1, 12, 30), 46388])
    book.save(BACKUP)
    book["Mine"]["A1"], book["Mine"]["B1"], book["Mine"]["C1"] = date(2027, 1, 2), None, 46389
    book.save(plan_file)
    found = run("undo", "plan.xlsx", "--dry-run").out
    assert "Mine!A1: your cell: is 2027-01-02, would be 2027-01-01\n" in found
    assert "Mine!B1: your cell: is empty, would be 2027-01-01 12:30:00\n" in found
    assert "Mine!C1: your cell: is 46,389, would be 46,388\n" in found


def test_numbers_that_look_alike_are_told_apart(plan_file: Path) -> None:
    run("set", "plan.xlsx", "overhead=0.10001")
    assert "overhead (Base): is 0.10001, would be 0.1\n" in run("undo", "plan.xlsx", "--dry-run").out


def test_words_say_whether_it_was_done(plan_file: Path) -> None:
    run("refresh", "plan.xlsx", "--no-backup")
    run("set", "plan.xlsx", "programme_years=9")
    before = run("undo", "plan.xlsx", "--dry-run").out
    after = run("undo", "plan.xlsx").out
    assert "programme_years (Base): is 9, would be 5\n" in before
    assert "programme_years (Base): was 9, is 5 again\n" in after
    assert "lines went from STALE to OK" in after
    assert not [word for word in ("would", "now ") if word in after]


def test_a_renamed_row_is_one_change(plan_file: Path) -> None:
    run("refresh", "plan.xlsx", "--no-backup")
    run("set", "plan.xlsx", "data_mix[Wikipedia].source_name=Encyclopedia")
    (found,) = plan.undo(plan_file, dry_run=True).inputs
    assert (found.key, found.now, found.then) == (
        "data_mix[Encyclopedia].source_name",
        "Encyclopedia",
        "Wikipedia",
    )
    run("undo", "plan.xlsx")
    run("set", "plan.xlsx", "data_mix[Wikipedia].tokens_b=4", "data_mix[Wikipedia].source_name=Encyclopedia")
    keys = [one.key for one in plan.undo(plan_file, dry_run=True).inputs]
    assert "data_mix[Wikipedia].tokens_b" in keys and "data_mix[Encyclopedia].tokens_b" in keys


def test_a_formula_that_gives_way_to_its_value_is_kept(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        book.put(*book.line("programme_years"), 5, "2.5*2")
    before = plan_file.read_bytes()
    BACKUP.write_bytes(b"an earlier one")
    run("set", "plan.xlsx", "programme_years=5", "--force")
    assert BACKUP.read_bytes() == before


def test_statuses_that_differ_are_counted(plan_file: Path) -> None:
    run("set", "plan.xlsx", "programme_years=9")
    found = run("undo", "plan.xlsx", "--dry-run")
    assert "lines would go from STALE to OK" in found.out
    assert {one.then for one in plan.undo(plan_file, dry_run=True).statuses} == {"OK"}


def test_a_version_without_values_shows_no_status(plan_file: Path) -> None:
    import openpyxl

    openpyxl.load_workbook(plan_file).save(BACKUP)
    assert "lines would go from OK to no status\n" in run("undo", "plan.xlsx", "--dry-run").out


def test_a_chinese_plan_is_undone_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("new", "计划.xlsx", "--lang", "zh")
    before = Path("计划.xlsx").read_bytes()
    run("set", "计划.xlsx", "programme_years=9")
    run("refresh", "计划.xlsx")
    assert "programme_years (Base): was 9, is 5 again" in run("undo", "计划.xlsx").out
    assert Path("计划.xlsx").read_bytes() == before
    assert plan.undo("计划.xlsx", dry_run=True).ok


def test_an_encrypted_plan_is_undone_with_its_password(essay: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "plan.xlsx", io.BytesIO()
    OOXMLFile(io.BytesIO(essay.read_bytes())).encrypt("secret", out)
    path.write_bytes(out.getvalue())
    run("set", str(path), "programme_years=9", "--password", "secret")
    run("refresh", str(path), "--password", "secret")
    assert path.with_name("plan.bak.xlsx").read_bytes() == out.getvalue()
    assert "is encrypted" in planner("undo", path).err
    assert "was 9, is 5 again" in run("undo", str(path), "--password", "secret").out
    assert path.read_bytes() == out.getvalue()


def test_a_folder_in_the_place_of_the_kept_version_is_named(plan_file: Path) -> None:
    BACKUP.mkdir()
    before = plan_file.read_bytes()
    for words in (("set", "plan.xlsx", "programme_years=9"), ("new", "plan.xlsx", "--force")):
        found = planner(*words)
        message = "plan.bak.xlsx, where the version before the change would be kept, is a folder"
        assert (found.status, found.lines) == (1, [f"plan.xlsx: {message}. Move it away."])
    assert plan_file.read_bytes() == before
    run("set", "plan.xlsx", "programme_years=9", "--no-backup")


def refused(message: str) -> None:
    around = {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    for more in ((), ("--dry-run",)):
        found = planner("undo", "plan.xlsx", *more)
        assert (found.status, found.out, len(found.lines)) == (1, "", 1)
        assert message in found.err
    assert {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()} == around


def test_one_line_says_why_there_is_nothing_to_undo(plan_file: Path, plans: Callable[[str], Path]) -> None:
    refused("plan.xlsx: there is nothing to undo: no earlier version is kept as plan.bak.xlsx.")
    shutil.copy(plan_file, BACKUP)
    refused("plan.xlsx: there is nothing to undo: plan.bak.xlsx holds the same bytes.")
    BACKUP.write_bytes(plan_file.read_bytes()[:-100])
    refused("plan.bak.xlsx: the file is cut short")
    BACKUP.write_bytes(b"")
    refused("plan.bak.xlsx: this is an empty file, not an .xlsx workbook.")
    BACKUP.unlink()
    BACKUP.mkdir()
    refused("plan.bak.xlsx: this is a folder, not a file.")
    BACKUP.rmdir()
    plan_file.unlink()
    refused("plan.xlsx: there is no such file.")


def test_a_workbook_that_is_no_plan_is_not_brought_back(plan_file: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(BACKUP)
    refused("plan.bak.xlsx: this workbook is not a plan of planner's.")


def test_a_backup_whose_log_shares_no_refresh_with_the_plan_is_not_brought_back(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        for row, day in ((5, "2026-01-01"), (6, "2026-01-03")):
            book.put("Log", f"A{row}", f"{day} 00:00:00")
            book.put("Log", f"E{row}", "1234 1234 1234")
    with Surgery(plan_file) as book:
        book.put("Log", "A5", "2026-01-02 00:00:00")
        book.put("Log", "A6", "2026-01-04 00:00:00")
        book.save(BACKUP)
        book.put("Log", "A5", "2026-01-01 00:00:00")
        book.put("Log", "A6", "2026-01-03 00:00:00")
    refused("plan.bak.xlsx: it is no version of plan.xlsx: their logs have no refresh in common.")


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("~$plan.xlsx", "plan.xlsx: the workbook is open in Excel"),
        (".~lock.plan.xlsx#", "plan.xlsx: the workbook is open in LibreOffice"),
        ("~$plan.bak.xlsx", "plan.bak.xlsx: the workbook is open in Excel"),
        (".~lock.plan.bak.xlsx#", "plan.bak.xlsx: the workbook is open in LibreOffice"),
    ],
)
def test_what_is_open_elsewhere_is_not_swapped(marker: str, message: str, plan_file: Path) -> None:
    run("set", "plan.xlsx", "programme_years=9")
    before = plan_file.read_bytes(), BACKUP.read_bytes()
    Path(marker).touch()
    found = planner("undo", "plan.xlsx")
    assert (found.status, len(found.lines)) == (1, 1)
    assert message in found.err
    assert planner("undo", "plan.xlsx", "--dry-run").status == 0
    assert (plan_file.read_bytes(), BACKUP.read_bytes()) == before


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.bak.xlsx"])
def test_what_changed_while_planner_looked_is_not_swapped(
    name: str, plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("set", "plan.xlsx", "programme_years=9")

    def change_first(real: Path) -> None:
        Path(name).write_bytes(b"saved by somebody else")

    monkeypatch.setattr(exchange, "settle", change_first)
    found = planner("undo", "plan.xlsx")
    assert (found.status, found.lines) == (
        1,
        [f"{name}: the file has changed since it was read. Nothing was written. Run planner again."],
    )


def test_an_undo_that_was_killed_half_way_is_ended_first(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=9")
    after = plan_file.read_bytes()
    Path(".~plan.xlsx.planner-undo.xlsx").write_bytes(after)  # the present version had just its third name
    plan_file.write_bytes(before)  # and the kept version its place
    assert "is 5, would be 9" in run("undo", "plan.xlsx", "--dry-run").out
    assert (plan_file.read_bytes(), BACKUP.read_bytes()) == (before, after)
    assert sorted(path.name for path in Path().iterdir()) == ["plan.bak.xlsx", "plan.xlsx"]


def test_a_damaged_plan_can_be_left_for_its_kept_version(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    run("set", "plan.xlsx", "programme_years=9")
    damaged = plan_file.read_bytes()[:5000]
    plan_file.write_bytes(damaged)
    found = run("undo", "plan.xlsx")
    assert "the plan as it is now cannot be read" in found.err
    assert "kept as plan.bak.xlsx; no undo brings that back, as it cannot be read" in found.out
    assert (plan_file.read_bytes(), BACKUP.read_bytes()) == (before, damaged)


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_undo_through_a_link_swaps_the_files_and_the_link_stays(plan_file: Path) -> None:
    before = plan_file.read_bytes()
    Path("elsewhere").mkdir()
    link = Path("elsewhere/link.xlsx")
    link.symlink_to(plan_file.resolve())
    run("set", str(link), "programme_years=9")
    run("undo", str(link))
    assert link.is_symlink()
    assert plan_file.read_bytes() == before
