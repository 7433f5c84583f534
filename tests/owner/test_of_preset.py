"""What planner says for a preset holds for that preset: its sources, its title, and what it acknowledges."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.usecases.handover import handover
from tests.command import planner

LAPSED = "is acknowledged by planner for the preset {preset} alone, from which this plan differs ({what})"


def under_the_presets(path: Path) -> list[str]:
    found: list[str] = planner("show", path, "--json").json["preset_sources"]
    return found


def test_a_new_plan_stands_under_its_presets_sources_by_right(plan_file: Path) -> None:
    assert under_the_presets(plan_file) == []


def test_an_input_that_differs_is_marked_until_its_note_says_where_it_is_from(plan_file: Path) -> None:
    assert planner("set", plan_file, "programme_years=7").status == 0
    assert under_the_presets(plan_file) == ["programme_years", "plan_title", "plan_question"]
    shown = planner("show", plan_file, "--inputs").out
    assert (shown.count("(changed;"), shown.count("(still")) == (1, 2)
    book = load_workbook(plan_file)
    (line,) = (row for row in book["Assumptions"].iter_rows(max_col=7) if row[6].value == "programme_years")
    line[5].value = "Our board, 2026-12-01"
    book.save(plan_file)
    assert planner("set", plan_file, "plan_title=Ours", "plan_question=").status == 0
    assert under_the_presets(plan_file) == []


def test_a_row_of_a_table_that_differs_is_marked_too(plan_file: Path) -> None:
    quote = planner("show", plan_file, "--json").json["tables"]["gpu_prices"][0]["quote"]
    assert planner("set", plan_file, f"gpu_prices[{quote}].price_per_gpu_hour=3.21").status == 0
    assert f"gpu_prices[{quote}]" in under_the_presets(plan_file)
    assert (
        f"under the source that the preset gives: gpu_prices[{quote}]"
        in planner("show", plan_file, "--inputs").out
    )


def test_what_headings_say_changes_nothing_of_the_preset(plan_file: Path) -> None:
    assert planner("set", plan_file, "company=Example", "plan_status=final").status == 0
    assert under_the_presets(plan_file) == []


@pytest.mark.parametrize(("preset", "language"), [("essay", "en"), ("china", "zh")])
def test_what_planner_acknowledges_for_a_preset_lapses_in_a_plan_that_differs(
    preset: str, language: str, plans: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans(preset, language), path)
    assert planner("set", path, "opening_cash=123456").status == 0
    assert planner("refresh", path).status == 0
    refused = [one for one in handover(path, tmp_path / "to", pdf=False).refusals if one.rule == "warnings"]
    assert refused
    assert all(LAPSED.format(preset=preset, what="opening_cash") in one.problem.message for one in refused)
    assert "in your name" in refused[0].problem.remedy
    found = planner("show", path, "--json").json
    reasons = [f"acknowledged[{row['check']}].by=CFO" for row in found["tables"]["acknowledged"]]
    assert planner("set", path, *reasons).status == 0
    assert planner("refresh", path).status == 0
    done = handover(path, tmp_path / "to", pdf=False)
    assert not [one for one in done.refusals if one.rule == "warnings"]


def test_a_package_says_whose_plan_it_is_and_what_planner_acknowledges_for_the_preset_holds(
    plans: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("essay"), path)
    assert planner("set", path, "company=M & S", "plan_title=Ours", "as_of=2026-12-01").status == 0
    assert planner("refresh", path).status == 0
    done = handover(path, tmp_path / "to", pdf=False)
    assert done.refusals == ()
    page = (tmp_path / "to" / "review.html").read_text("utf-8")
    assert "<p>Ours</p>" in page
    assert "<p>M &amp; S · draft · as of 2026-12-01</p>" in page
