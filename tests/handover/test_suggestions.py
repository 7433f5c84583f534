"""What a refused handover suggests are commands that work, with the path as a shell takes it."""

from __future__ import annotations

import io
import re
import shlex
import shutil
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from tests.command import Outcome, planner
from tests.surgery import Surgery

NAME = "my plan.xlsx"
COMMAND = re.compile(r"`planner ([^`]+)`")
WAIVE = re.compile(r"--waive ([\w-]+)")


@pytest.fixture
def plan(essay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(essay, NAME)
    return Path(NAME)


def handover(folder: str, *more: str) -> Outcome:
    return planner("handover", NAME, "--out", folder, "--no-pdf", *more)


def suggested(found: Outcome) -> list[list[str]]:
    """The commands in the order of their lines, each once."""
    return [shlex.split(one) for one in dict.fromkeys(COMMAND.findall(found.err))]


def test_a_stale_plan_is_mended_by_the_command_of_its_line(plan: Path) -> None:
    assert planner("set", NAME, "overhead=12%").status == 0
    found = handover("deal")
    assert found.status == 1
    refresh, lint = suggested(found)
    assert (refresh, lint) == (["refresh", NAME], ["lint", NAME])
    assert planner(*lint).status == 1
    assert planner(*refresh).status == 0
    warned = ("breakeven_check", "quote_age_check", "idle_check")
    said = [part for check in warned for part in ("--acknowledge", f"{check}=It may stand.")]
    assert handover("deal", *said, "--by", "CFO").status == 0


def test_a_sheet_of_changes_of_another_plan_than_this_is_not_handed_over(plan: Path) -> None:
    shutil.copy(plan, "before.xlsx")
    for value in ("12%", "13%"):
        assert planner("set", NAME, f"overhead={value}").status == 0
        assert planner("refresh", NAME).status == 0
        if value == "12%":
            assert planner("diff", "before.xlsx", NAME, "--into", NAME).status == 0
    assert planner("check", NAME, "--json").json["stale_sheets"] == ["Changes"]
    refused = handover("deal").err
    assert "Changes: the sheet is STALE: the plan has moved on since it was written. Compare again" in refused
    (compare,) = (command for command in suggested(handover("deal")) if command[0] == "diff")
    assert planner(*("before.xlsx" if word == "BEFORE" else word for word in compare)).status == 0
    assert planner("check", NAME, "--json").json["stale_sheets"] == []
    assert "Changes" not in handover("deal").err


def test_a_formula_that_was_typed_over_is_mended_by_repair_and_refresh(plan: Path) -> None:
    with Surgery(plan) as book:
        sheet, cells = book.place(next(name for name in book.names() if name.startswith("calc_")))
        book.put(sheet, cells.partition(":")[0], 1)
    found = handover("deal")
    assert found.status == 1
    assert [command[0] for command in suggested(found)[:2]] == ["repair", "refresh"]
    for command in suggested(found)[:2]:
        assert planner(*command).status == 0, command
    assert handover("deal").status == 0


def test_every_waiver_that_is_named_is_one(plan: Path) -> None:
    with Surgery(plan) as book:
        book.put(*book.line("programme_years"), "nine")
    found = handover("deal")
    assert found.status == 1
    assert ["check", NAME] in suggested(found)
    waived = [word for rule in WAIVE.findall(found.err) for word in ("--waive", rule)]
    assert handover("deal", *waived).status == 0


def test_the_password_of_the_plan_is_asked_for_by_its_own_option(plan: Path) -> None:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(plan.read_bytes())).encrypt("secret", out)
    plan.write_bytes(out.getvalue())
    found = handover("deal")
    assert (found.status, len(found.lines)) == (1, 1)
    assert "--source-password or in PLANNER_PASSWORD" in found.err
    assert handover("deal", "--source-password", "secret").status == 0
