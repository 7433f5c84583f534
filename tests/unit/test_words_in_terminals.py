"""Words in a terminal: levels as plans call them, a 0 that stands for none, half a name."""

from __future__ import annotations

import click
import pytest

from planner.book.values import number
from planner.cli.options import Level
from planner.problems import Problem, did_you_mean
from planner.report.moved import print_moved, said
from planner.results.levels import LEVELS, level_words
from planner.results.moved import KeyMove, stands_for_zero
from planner.template.load import load_template

MONTHS, BREAK_EVEN = "0_);(0);0_)", "Break-even month, operating (0: none)"


def test_levels_are_called_as_the_template_calls_them() -> None:
    assert dict(LEVELS) == load_template().scenario_names
    assert level_words(["high", "base"]) == "Adverse, Base"


@pytest.mark.parametrize(("typed", "key"), [("Adverse", "high"), ("HIGH", "high"), ("favourable", "low")])
def test_an_option_takes_both_words(typed: str, key: str) -> None:
    assert Level().convert(typed, None, None) == key
    with pytest.raises(click.BadParameter):
        Level().convert("middle", None, None)


@pytest.mark.parametrize(
    ("label", "word"),
    [
        (BREAK_EVEN, "none"),
        ("Shortest runway (0: no cash, or none is burnt)", "no cash, or none is burnt"),
        ("盈亏平衡月（0：无）", "无"),
        ("Minimum cash", None),
    ],
)
def test_a_label_says_what_stands_for_zero(label: str, word: str | None) -> None:
    assert stands_for_zero(label) == word
    assert said(0.0, label, MONTHS) == (word or "0")
    assert said(33.0, label, MONTHS) == "33"


def test_from_a_month_to_none_there_is_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    moved = KeyMove("breakeven_month", "base", BREAK_EVEN, "months", 33.0, 0.0, MONTHS)
    later = KeyMove("breakeven_month", "base", BREAK_EVEN, "months", 33.0, 40.0, MONTHS)
    print_moved("plan.xlsx", [moved, later])
    out = capsys.readouterr().out.splitlines()
    assert out[0] == f"plan.xlsx: {BREAK_EVEN}: 33 -> none"
    assert out[1] == f"plan.xlsx: {BREAK_EVEN}: 33 -> 40 months (+7)"


def test_large_amounts_of_a_chinese_plan_are_told_as_it_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """By hand: 150 m are 1.50 times a hundred million; after `prices update` as after `refresh`."""
    moved = KeyMove("closing_cash_end", "base", "期末现金", "CNY", 1.5e8, 3e8, "#,##0", "zh")
    print_moved("plan.xlsx", [moved])
    assert capsys.readouterr().out == "plan.xlsx: 期末现金: 1.50 亿 -> 3.00 亿 CNY (+1.50 亿)\n"


def test_a_word_of_a_name_offers_the_names_that_have_it() -> None:
    keys = ["closing_cash", "minimum_cash", "opening_cash_of_a_plan", "cashier", "opening_cash"]
    assert did_you_mean("cash", ["closing_cash", "gpus"]) == "Did you mean closing_cash?"
    assert did_you_mean("mfu", ["training_mfu", *keys]) == "Did you mean training_mfu?"
    assert did_you_mean("nothing", keys, "None.") == "None."


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (1.4, "Enter a number from 0.01 to 1, or as a percentage from 1% to 100%."),
        (40.0, "Enter 0.4 or 40%."),
    ],
)
def test_a_share_above_its_bounds_is_told_in_both_forms(value: float, remedy: str) -> None:
    found = number(value, load_template().row("mfu"), Problem)
    assert isinstance(found, Problem)
    assert found.remedy == remedy
