"""The presets as plans: what each is there to show, and the page that tells their stories."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from pytest import approx

from planner.model import LINES
from planner.template.load import load_preset, load_template, presets
from planner.template.rows import SCENARIOS
from tests.inputs import engine_inputs
from tools.presets import PAGE, TEXT, render, told


@cache
def plan(preset: str, scenario: str) -> dict[str, Any]:
    return LINES.evaluate(engine_inputs(load_template(), load_preset(preset), scenario))


@pytest.mark.parametrize("name", presets())
def test_a_preset_says_what_it_is_and_is_none_of_the_others(name: str) -> None:
    preset, others = load_preset(name), [load_preset(one) for one in presets() if one != name]
    assert preset.title, f"presets/{name}.toml has no title"
    assert preset.question, f"presets/{name}.toml asks no question"
    alike = [
        one.name
        for one in others
        if preset.title == one.title or (preset.inputs, preset.tables) == (one.inputs, one.tables)
    ]
    assert not alike, f"presets/{name}.toml has the title or all the values of {', '.join(alike)}"


@pytest.mark.parametrize("name", presets())
def test_a_story_asks_answers_and_says_what_to_watch(name: str) -> None:
    story = re.split(rf"^## {name}$", TEXT, maxsplit=1, flags=re.MULTILINE)[1].partition("\n## ")[0]
    for part in ("The question.", "The answer.", "What to watch."):
        assert re.search(rf"^\*\*{part}\*\* \S", story, re.MULTILINE), f"tools/presets.md, {name}: {part}"


def test_the_page_tells_the_story_of_each_preset_once() -> None:
    assert sorted(told()) == sorted(presets())


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("preset", presets())
def test_money_never_runs_out_and_every_identity_holds(preset: str, scenario: str) -> None:
    values = plan(preset, scenario)
    checks = {
        row.key: float(values[row.key])
        for sheet, row in load_template().rows()
        if row.kind == "check" and sheet.name in {"Programme", "Outcome"}
    }
    assert checks == dict.fromkeys(checks, 1.0)


@pytest.mark.parametrize(
    ("scenario", "programme", "left"),
    [("low", 1_198_928_000, 1_801_072_000), ("high", 2_347_856_000, 652_144_000)],
)
def test_sixty_months_of_the_source_come_to_its_own_sum(scenario: str, programme: float, left: float) -> None:
    # The source: (clusters x 2 x 1.1 x 12 x 6.8 + team) x 5, against 3 billion (essay.md).
    values = plan("essay", scenario)
    assert values["plan_costs_reported"] == approx(programme, rel=1e-9)
    assert values["funding_need_reported"] == approx(programme, rel=1e-9)
    assert values["lowest_cash_reported"] == approx(left, rel=1e-9)
    assert values["lowest_cash_month"] == 60
    assert list(values["annual_costs_reported"]) == approx([programme / 5] * 5, rel=1e-9)


def test_three_years_of_rent_are_owed_at_first() -> None:
    # Low: 35 months x 2 clusters x 1,280,000 USD x 6.8 after month 1.
    assert plan("essay", "low")["rent_owed_peak_reported"] == approx(35 * 2 * 1_280_000 * 6.8, rel=1e-9)


def test_the_seed_round_lasts_a_year_and_a_half() -> None:
    assert plan("startup", "base")["first_runway_months"] == 18


def test_founders_of_the_startup_after_two_rounds() -> None:
    # 0.9 x (1 - 0.05) x 22 / 28.5 x (1 - 0.05) x 55 / 71
    expected = 0.9 * 0.95 * 22 / 28.5 * 0.95 * 55 / 71
    assert plan("startup", "base")["founders_final_share"] == approx(expected, rel=1e-9)


def test_the_page_of_the_presets_shows_the_figures_of_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "write it anew: python -m tools.presets"
