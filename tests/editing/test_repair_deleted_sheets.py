"""Sheets deleted with openpyxl: names and formulas still say where they stood, and nothing says `#REF!`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest

from planner.template.load import load_preset, load_template
from planner.template.preset import made_from
from tests.command import planner
from tests.editing.common import UNDO, mended
from tests.editing.other_programs import drop_names, rename_sheet
from tests.sampled import sampled
from tests.surgery import Surgery, q


def _delete(path: Path, sheets: Iterable[str]) -> None:
    """As a person's own program does: open, delete, save."""
    book = openpyxl.load_workbook(path)
    for sheet in sheets:
        del book[sheet]
    book.save(path)


def _sheets_of_inputs(book: Surgery) -> list[str]:
    """The sheets with scalar inputs, in the order of their first one."""
    return list(dict.fromkeys(book.place(name)[0] for name in book.names() if name.startswith("in_")))


@pytest.fixture
def startup(plans: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan whose sheet of sources has no name at all, as `plan.xlsx` in the current folder."""
    shutil.copy(plans("startup"), tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def _sources(book: Surgery) -> str:
    """The sheet before the last, whatever it is called."""
    return list(book.sheets)[-2]


def _log(book: Surgery) -> str:
    return book.place("planner_template")[0]


def _empty(book: Surgery, text: str) -> None:
    """Empty every cell that says a text, on any sheet."""
    for sheet, part in book.sheets.items():
        for cell in list(book.tree(part).iter(q("c"))):
            if cell.get("t") in {"s", "inlineStr"} and book.value(sheet, cell.get("r")) == text:
                book.put(sheet, cell.get("r"), None)


# A sheet of inputs


def test_each_deleted_sheet_of_inputs_is_called_missing_in_one_line(startup: Path) -> None:
    whole = startup.read_bytes()
    sheets = _sheets_of_inputs(Surgery(startup))
    assert len(sheets) >= 6
    for sheet in sampled(sheets, [sheets[0], sheets[-1]]):
        startup.write_bytes(whole)
        _delete(startup, [sheet])
        told = planner("check", startup)
        assert (told.status, told.lines) == (1, [f"plan.xlsx {sheet}: this sheet is missing. {UNDO}"])


def test_all_deleted_sheets_of_inputs_come_back_and_say_which_inputs_are_the_presets(broken: Path) -> None:
    before = Surgery(broken)
    names = [name for name in before.names() if name.startswith("in_")]
    _delete(broken, _sheets_of_inputs(before))
    told = planner("check", broken)
    assert (told.status, len(told.lines)) == (1, len(_sheets_of_inputs(before)))
    found = mended(before)
    for sheet in _sheets_of_inputs(before):
        assert f"plan.xlsx {sheet}: the sheet is back, with " in found.out
    lines = found.out.splitlines()
    for key in (name.removeprefix("in_") for name in names):
        said = [line for line in lines if f"the input {key} " in line]
        assert len(said) == 1, key
        assert "is back; it now holds the preset's " in said[0]
    assert _sources(Surgery(broken)) != _sources(before)  # the sheets are behind it, and it is as it was
    for name in names:
        assert Surgery(broken).place(name) == before.place(name)


def test_what_the_owner_had_typed_on_the_sheet_is_told_from_the_last_refresh(startup: Path) -> None:
    with Surgery(startup) as book:
        sheet, _ = book.put_line("deadline_days", 45)
    assert planner("refresh", startup, "--no-backup").status == 0
    _delete(startup, [sheet])
    found = planner("repair", startup)
    assert found.status == 0, found.err
    (said,) = [line for line in found.out.splitlines() if "the input deadline_days " in line]
    assert "it now holds the preset's " in said
    assert "; at the last refresh it was low 45, base 45, high 45 (see " in said


@pytest.mark.parametrize("nameless", [False, True], ids=["names", "no names"])
def test_a_list_of_all_keys_is_no_sheet_of_inputs_whatever_it_is_called(
    startup: Path, nameless: bool
) -> None:
    before = Surgery(startup)
    sheet = before.place("in_parameters_b")[0]
    _delete(startup, [sheet])
    with Surgery(startup) as book:
        rename_sheet(book, "Sources", "My sources")
        if nameless:
            drop_names(book)
    if not nameless:
        told = planner("check", startup)
        assert told.lines == [f"plan.xlsx {sheet}: this sheet is missing. {UNDO}"]
    found = planner("repair", startup)
    assert found.status == 0, found.err
    assert f"plan.xlsx {sheet}: the sheet is back, with " in found.out
    names = [name for name in before.names() if not name.startswith("head_")]  # which stands on it
    assert "My sources" not in {home for home, _ in map(Surgery(startup).place, names)}
    assert planner("refresh", startup, "--no-backup").status == 0


def test_a_sheet_that_lost_its_names_and_is_called_otherwise_is_still_found_by_its_keys(
    startup: Path,
) -> None:
    before = Surgery(startup)
    sheet = before.place("in_parameters_b")[0]
    with Surgery(startup) as book:
        own = {name for name in book.names() if book.place(name)[0] == sheet}
        rename_sheet(book, sheet, "My model")
        assert drop_names(book, lambda name: name in own) == len(own)
    (told,) = planner("check", startup).lines
    assert f"another program took away the {len(own)} names of cells on the sheet My model. " in told
    found = planner("repair", startup)
    assert found.status == 0, found.err
    assert Surgery(startup).place("in_parameters_b") == ("My model", before.place("in_parameters_b")[1])


# The log


def test_a_deleted_log_comes_back(broken: Path) -> None:
    before = Surgery(broken)
    _delete(broken, [_log(before)])
    told = planner("check", broken)
    assert (told.status, len(told.lines)) == (1, 1)
    assert told.lines[0].endswith(UNDO)
    found = mended(before)
    assert f"plan.xlsx {_log(before)}: the sheet is back\n" in found.out


def test_where_no_sheet_says_the_preset_repair_does_not_name_itself(startup: Path) -> None:
    before = Surgery(startup)
    told = made_from(load_template(), load_preset("startup"))
    _delete(startup, [_log(before)])
    with Surgery(startup) as book:
        _empty(book, told)
    damaged = startup.read_bytes()
    found = planner("repair", startup)
    assert (found.status, found.out, startup.read_bytes()) == (1, "", damaged)
    assert found.lines == [
        "plan.xlsx: the sheet Log is gone or damaged, and neither Cover nor Checks says from which preset "
        "the plan was made. Go back to a backup."
    ]
