"""Checks that warn, acknowledged from the command line: for the plan, or for one package."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planner import plan
from tests.command import planner

CHECK, LABEL = "breakeven_check", "The plan breaks even"


@pytest.fixture
def warned(plans: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan that sells nothing, so that it never breaks even, in the current folder."""
    shutil.copy(plans("blank"), tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    assert CHECK in {one.key for one in plan.check("plan.xlsx").warning}
    return Path("plan.xlsx")


def reasons(folder: str) -> dict[str, tuple[str, str]]:
    """What a package says of each check that warns."""
    said = json.loads(Path(folder, "manifest.json").read_text())["acknowledged"]
    return {one["key"]: (one["reason"], one["by"]) for one in said}


def others(path: Path) -> list[str]:
    """Reasons for the checks that warn beside the one that is tested, as the command takes them."""
    keys = dict.fromkeys(one.key for one in plan.check(path).warning if one.key != CHECK)
    return [part for key in keys for part in ("--acknowledge", f"{key}=Known")]


def test_a_handover_takes_reasons_into_the_package_alone(warned: Path) -> None:
    before = warned.read_bytes()
    refused = planner("handover", "plan.xlsx", "--out", "deal", "--no-pdf")
    assert refused.status == 1
    assert f"Say why with --acknowledge {CHECK}=REASON --by NAME" in refused.err
    said = ["--acknowledge", f"{CHECK}=Sold before", *others(warned), "--by", "The board"]
    done = planner("handover", "plan.xlsx", "--out", "deal", "--no-pdf", *said)
    assert done.status == 0, done.err
    assert reasons("deal")[CHECK] == ("Sold before", "The board")
    assert "Sold before" in Path("deal/review.html").read_text()
    assert planner("verify", "deal").status == 0
    assert plan.check("deal/plan.xlsx").tables["acknowledged"][0]["check"] == LABEL
    assert warned.read_bytes() == before


def test_set_adds_the_row_and_a_second_one_changes_it(warned: Path) -> None:
    typed = [f"acknowledged[{CHECK}].reason=Sold before", f"acknowledged[{LABEL}].by=Ann"]
    done = planner("set", "plan.xlsx", *typed)
    assert done.status == 0, done.err
    assert f"acknowledged[{LABEL}].reason was empty, is now Sold before" in done.out
    (row,) = plan.check(warned).tables["acknowledged"]
    assert row == {"check": LABEL, "reason": "Sold before", "by": "Ann"}
    assert planner("set", "plan.xlsx", f"acknowledged[{CHECK}].reason=Cut costs").status == 0
    (row,) = plan.check(warned).tables["acknowledged"]
    assert row["reason"] == "Cut costs"
    assert planner("undo", "plan.xlsx").status == 0


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            ["breakevn_check=x", "--by", "Ann"],
            '"breakevn_check" that warns. Did you mean breakeven_check',
        ),
        (["cash_check=x", "--by", "Ann"], "cash_check is no check that warns"),
        (["breakeven_check=", "--by", "Ann"], "gives no reason: it is --acknowledge CHECK=REASON"),
        (["breakeven_check=x"], "--acknowledge CHECK=REASON and --by NAME go together"),
    ],
)
def test_what_is_no_check_or_no_reason_is_wrong_usage(warned: Path, said: list[str], line: str) -> None:
    found = planner("handover", "plan.xlsx", "--out", "deal", "--no-pdf", "--acknowledge", *said)
    assert (found.status, Path("deal").exists()) == (2, False)
    assert line in found.err


def test_set_wants_a_reason_and_who_gives_it(warned: Path) -> None:
    before = warned.read_bytes()
    found = planner("set", "plan.xlsx", f"acknowledged[{CHECK}].by=Ann")
    assert found.status == 2
    assert f'Say "acknowledged[{LABEL}].reason=TEXT" too.' in found.err
    assert warned.read_bytes() == before
