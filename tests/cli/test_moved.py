"""`planner set` and `planner refresh` end with the key numbers that moved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.command import planner

CASH = re.compile(
    r"plan\.xlsx: Minimum cash( \(Adverse\))?: ([0-9,.]+) m -> ([0-9,.]+) m CNY \(\+1,000\.0 m\)\n"
)
"""The essay begins with 3,000 m CNY; here with 1,000 m more."""


def moved(*arguments: str) -> dict[tuple[str, str], tuple[float, float]]:
    found = planner(*arguments, "--json").json["moved"]
    return {(one["key"], one["scenario"]): (one["before"], one["after"]) for one in found}


def millions(said: str) -> float:
    return float(said.replace(",", ""))


def test_both_say_what_moved_and_a_second_refresh_nothing(plan_file: Path) -> None:
    for command in (("set", "plan.xlsx", "opening_cash=4e9"), ("refresh", "plan.xlsx")):
        ((high, before, after),) = CASH.findall(planner(*command).out)
        assert not high
        assert millions(after) - millions(before) == pytest.approx(1_000)
    assert "Minimum cash" not in planner("refresh", "plan.xlsx").out


def test_json_has_every_scenario(plan_file: Path) -> None:
    for command in (("set", "plan.xlsx", "opening_cash=4e9"), ("refresh", "plan.xlsx")):
        found = moved(*command)
        for scenario in ("low", "base", "high"):
            for key in ("minimum_cash", "closing_cash_end"):
                before, after = found[key, scenario]
                assert after - before == pytest.approx(1e9)
        assert ("training_elapsed_days", "base") not in found
    assert moved("refresh", "plan.xlsx") == {}
    assert moved("check", "plan.xlsx") == {}


def test_of_one_scenario_alone_it_is_named(plan_file: Path) -> None:
    told = planner("set", "plan.xlsx", "opening_cash=4e9", "--scenario", "high").out
    ((high, before, after),) = CASH.findall(told)
    assert high
    assert millions(after) - millions(before) == pytest.approx(1_000)


def test_a_dry_run_says_what_would_move(plan_file: Path) -> None:
    assert planner("set", "plan.xlsx", "opening_cash=4e9").status == 0
    before = plan_file.read_bytes()
    then, now = moved("refresh", "plan.xlsx", "--dry-run")["minimum_cash", "base"]
    assert now - then == pytest.approx(1e9)
    assert plan_file.read_bytes() == before


def test_what_moves_nothing_says_nothing(plan_file: Path) -> None:
    assert planner("set", "plan.xlsx", "max_price_age_days=181").out.count("\n") == 2
