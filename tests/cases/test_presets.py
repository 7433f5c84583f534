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
    checks = [row.key for row in load_template().formulas if row.kind == "check" and not row.warns]
    assert {key for key in checks if values[key] != 1} == set()


@pytest.mark.parametrize(
    ("scenario", "programme", "budget"),
    [("low", 1_094_480_000, 1_198_928_000), ("high", 2_138_960_000, 2_347_856_000)],
)
def test_sixty_months_of_the_source_come_to_its_own_sum(
    scenario: str, programme: float, budget: float
) -> None:
    # The source: (clusters x 2 x 1.1 x 12 x 6.8 + team) x 5, against 3 billion (essay.md); its tenth of
    # overhead stands in its budget and not in the cash: (1,280,000 x 2 x 12 x 6.8 + 10,000,000) x 5.
    values = plan("essay", scenario)
    assert values["programme_total_cny"] == approx(budget, rel=1e-9)
    assert values["peak_funding_need"] == approx(programme, rel=1e-9)
    assert values["closing_cash_end"] == approx(3e9 - programme, rel=1e-9)
    assert values["minimum_cash"] == approx(3e9 - programme, rel=1e-9)
    assert values["minimum_cash_month"] == 60
    # From February 2023: eleven months, four years, one month
    months = [11, 12, 12, 12, 12, 1]
    by_year = [-programme / 60 * count for count in months]
    assert list(values["year_operating_cash_flow"]) == approx(by_year, rel=1e-9)


def test_three_years_of_rent_are_owed_at_first() -> None:
    # Low: 35 months x 2 clusters x 1,280,000 USD x 6.8 after month 1; 12 of them within a year.
    values, month = plan("essay", "low"), 2 * 1_280_000 * 6.8
    found = [values[f"commitments_{when}"][0] for when in ("1y", "3y", "later")]
    assert found == approx([12 * month, 23 * month, 0], rel=1e-9)


def test_the_startup_finds_six_months_of_cash_before_each_round_but_in_the_adverse_case() -> None:
    # docs/presets.md: "the plan breaks its own target of six months before the series A", "never breaks even"
    held = {scenario: plan("startup", scenario)["target_check"] for scenario in SCENARIOS}
    assert held == {"low": 1, "base": 1, "high": 0}
    earns = {scenario: plan("startup", scenario)["breakeven_check"] for scenario in SCENARIOS}
    assert earns == {"low": 1, "base": 1, "high": 0}


def test_founders_of_the_startup_after_three_rounds() -> None:
    # Pools of 3, 3 and 2 % are made first; 16 on 50, 40 on 140 and 30 on 250 million are bought
    expected = 0.9 * (0.97 * 50 / 66) * (0.97 * 140 / 180) * (0.98 * 250 / 280)
    assert plan("startup", "base")["founders_final_share"] == approx(expected, rel=1e-9)


def test_the_page_of_the_presets_shows_the_figures_of_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "write it anew: python -m tools.presets"
