"""The reforecast of the levels beside the base case, and lines that are paid late: worked out by hand.

The plan is that of test_reforecast, whose round of 500 comes in month 2 of the base case.

| plan, adverse            | month 1 | month 2 | month 3 |
| ------------------------ | ------- | ------- | ------- |
| revenue                  |       0 |      50 |       0 |
| operating cash flow      |    -500 |    -400 |    -100 |
| funding, a month later   |       0 |       0 |     500 |
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner import plan
from planner.actuals.onward import onward
from planner.actuals.planned import late
from planner.actuals.reforecast import SOLD, Reforecast, reforecast
from planner.actuals.told import Actuals
from tests.actuals.books import files, with_actuals
from tests.actuals.test_checkers import TERMS
from tests.actuals.test_reforecast import ACTUALS, LINES, _values
from tests.command import planner as run

ADVERSE = {
    **{SOLD: (0, 50, 0), "operating_cash_flow": (-500, -400, -100), "funding_received": (0, 0, 500)},
    **{"closing_cash": (500, 100, 500), "opening_cash": (1000,)},
}


def _adverse(through: int, **values: tuple[float, ...]) -> Reforecast:
    base = reforecast(replace(ACTUALS, through=through), LINES, _values())
    return onward(base, _values() | ADVERSE | values, 1000, delay=1)


def test_the_past_is_one_and_a_round_that_has_come_does_not_come_again() -> None:
    """Months 1 and 2 as the base case has them: -450; -350 and 400 of the round. Month 3 is the level's."""
    found = _adverse(2)
    flows = [(one.flow, one.funding, one.closing) for one in found.months]
    assert flows == [(-450, 0, 550), (-350, 400, 600), (-100, 0, 500)]
    now = {key: pair[1] for key, pair in found.answers.items()}
    assert (now["closing_cash"], now["closing_cash_end"], now["minimum_cash"]) == (600, 500, 500)
    assert (now["breakeven_month"], now["cash_out_month"], now["minimum_cash_month"]) == (0, 0, 3)
    assert now["shortest_runway_months"] == pytest.approx(550 / 450)


def test_a_round_that_is_to_come_comes_when_the_level_has_it() -> None:
    """Month 1 has passed, the round of month 2 has not: in the adverse case it comes in month 3."""
    flows = [(one.flow, one.funding, one.closing) for one in _adverse(1).months]
    assert flows == [(-450, 0, 550), (-400, 0, 150), (-100, 500, 550)]


def test_what_a_kinder_level_has_in_the_past_comes_in_the_month_after_it() -> None:
    """The round is one of month 3 in the base case and of month 2 in the favourable one: it is not lost."""
    base = reforecast(replace(ACTUALS, through=2), LINES, _values() | {"funding_received": (0, 0, 500)})
    kinder = _values() | {"funding_received": (0, 500, 0)}
    assert [one.funding for one in onward(base, kinder, 1000, delay=-1).months] == [0, 400, 500]


def test_without_a_month_that_counts_a_level_is_its_own_plan() -> None:
    found = _adverse(0, opening_cash=(900,), closing_cash=(400, 0, 400))
    assert [one.closing for one in found.months] == [400, 0, 400]
    assert [one.funding for one in found.months] == [0, 0, 500]


@pytest.mark.parametrize(
    ("lag", "paid"),
    [(0, [100, 200, 300]), (1, [0, 100, 200]), (1.5, [0, 50, 150]), (0.25, [75, 175, 275]), (9, [0, 0, 0])],
)
def test_what_is_paid_late_by_hand(lag: float, paid: list[float]) -> None:
    assert late([100, 200, 300], lag) == paid


def test_a_plan_that_is_paid_late_is_held_against_what_it_plans_to_pay(
    plans: Callable[..., Path], tmp_path: Path
) -> None:
    """Half of the pay of a month is paid in it, the rest in the next; a third of rent two months later."""
    path = Path(shutil.copy(plans("startup"), tmp_path / "plan.xlsx"))
    assert plan.set_inputs(path, TERMS).ok
    result = plan.actuals(path, *files(tmp_path))
    assert result.status == "written", result.differences[:3]
    lines = planner.check(path).lines
    people, rent = lines["people"].base, lines["training_rent"].base
    told = {one.key: one for one in result.lines}
    assert told["people"].plan == pytest.approx(people[0] + people[1] / 2)
    assert told["training_rent"].plan == pytest.approx(1.13 * rent[0] * 2 / 3, abs=1e-6)
    assert told["funding_received"].plan == pytest.approx(16e6)
    effect = sum(one.effect for one in result.lines)
    planned, now = result.answers["closing_cash"]
    assert now - planned == pytest.approx(effect)
    assert plan.refresh(path).status == "agrees"


def test_taxes_that_were_paid_are_lines_of_the_cash_flow(plans: Callable[..., Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(plans("startup"), tmp_path / "plan.xlsx"))
    source, mapping = files(tmp_path, ("2026-06-01,VAT,-500,", "2026-06-30,Tax,-70,"))
    rules = "".join(
        f'[[rule]]\nline = "{line}"\nmatch = {{ Text = "{text}" }}\n'
        for line, text in (("sales_tax_paid", "VAT"), ("income_tax_paid", "Tax"))
    )
    mapping.write_text(mapping.read_text(encoding="utf-8") + rules, encoding="utf-8")
    result = plan.actuals(path, source, mapping)
    assert {one.key: one.effect for one in result.lines} == {"sales_tax_paid": -500, "income_tax_paid": -70}
    planned, now = result.answers["closing_cash"]
    assert now - planned == pytest.approx(-570)


def test_each_level_is_told_on_the_sheet_in_json_and_in_a_terminal(
    plans: Callable[..., Path], tmp_path: Path
) -> None:
    path, result = with_actuals(plans("startup"), tmp_path)
    lines = planner.check(path).lines["closing_cash_end"]
    for level, value in (("low", lines.low), ("base", lines.base), ("high", lines.high)):
        assert result.levels[level]["closing_cash_end"][0] == pytest.approx(value)
    # Both months have passed, so that all levels have the same cash there.
    assert len({answers["closing_cash"][1] for answers in result.levels.values()}) == 1
    found = run("actuals", path, "--check", "--json").json["answers"]["minimum_cash"]
    assert found["levels"].keys() == {"low", "base", "high"}
    assert found["levels"]["base"] == {"plan": found["plan"], "reforecast": found["reforecast"]}
    told = run("actuals", path, "--check").out.splitlines()
    (head,) = [line for line in told if line.startswith("reforecast, below it the plan")]
    assert head.split()[-3:] == ["Favourable", "Base", "Adverse"]
    (cash,) = [line for line in told if line.startswith("Minimum cash (USD)")]
    wanted = [result.levels[level]["minimum_cash"][1] for level in ("low", "base", "high")]
    assert [int(part.replace(",", "")) for part in cash.split()[-3:]] == [round(value) for value in wanted]


def test_no_actuals_are_the_plan_of_each_level() -> None:
    base = reforecast(Actuals(), LINES, _values())
    assert [one.closing for one in base.months] == [600, 800, 870]
