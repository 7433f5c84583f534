"""`planner solve --probability`: met in so many of the draws, the same ones at every value."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest import approx

import planner
from planner import plan
from tests.command import planner as command
from tests.once import made_once

Plans = Callable[[str], Path]


def share(trial: int, variable: int, entity: int = 1, seed: int = 1) -> float:
    """HDR, written down from its publication, in whole numbers of Python."""
    first = trial * 2_499_997 + variable * 1_800_451 + entity * 2_000_371 + seed * 1_796_777
    second = trial * 2_246_527 + variable * 2_399_993 + entity * 2_100_869 + seed * 1_918_303
    one = 999_999_999_999_989 % (first % 7_450_589 * 4_658 + 7_450_581) * 383 % 99_991 * 7_440_893
    other = 999_999_999_999_989 % (second % 7_450_987 * 7_580 + 7_560_584) * 17_669 % 7_440_893
    return ((one + other) * 1_343 % 2**32 + 0.5) / 2**32


def metalog(u: float, low: float, base: float, high: float) -> float:
    """Keelin's of three terms, without bounds."""
    logit = math.log(u / (1 - u))
    second, third = (high - low) / (2 * math.log(9)), (high + low - 2 * base) / (0.8 * math.log(9))
    return base + second * logit + third * (u - 0.5) * logit


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing but an opening balance that is uncertain, and a cost a month for sixty months."""

    def make(folder: Path) -> None:
        path = folder / "plan.xlsx"
        assert plan.new(path, "blank").status == "agrees"
        base = {key: values.base for key, values in plan.check(path).inputs.items()}
        factors = {key: base[key] for key in base if key.endswith(("_factor", "delay_months"))}
        for level, balance in (("base", 1e6), ("high", 7e5), ("low", 1.5e6)):
            values = {**factors, "opening_cash": balance}
            assert plan.set_inputs(path, values, scenario=level).status == "agrees"

    return made_once(tmp_path_factory, "one-balance", make) / "plan.xlsx"


@pytest.fixture
def tiny(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "plan.xlsx"))


def balances(path: Path, count: int) -> list[float]:
    """The opening balance of each draw, the least first."""
    drawn = plan.simulate(path, draws=1, replay=0).inputs
    row = next(one for one in drawn if one.name == "opening_cash")
    assert (row.low, row.base, row.high, row.group) == (700_000, 1_000_000, 1_500_000, "")
    values = (metalog(share(at, row.variable, row.entity), 7e5, 1e6, 1.5e6) for at in range(1, count + 1))
    return sorted(values)


@pytest.mark.parametrize(("probability", "rank"), [(0.9, 2), (0.5, 10), (1.0, 0)])
def test_the_dearest_month_that_nine_of_ten_draws_can_pay(probability: float, rank: int, tiny: Path) -> None:
    """Of 20 balances, sixty months of the cost may exceed two for 90 %, ten for a half, none for all."""
    paid = balances(tiny, 20)[rank] / 60
    found = planner.solve(
        tiny, "other_costs[A cost].amount", "closing_cash_end>=0", probability=probability, draws=20
    )
    assert found.ok, found
    assert found.answer is not None and found.beyond is not None
    assert found.answer.value == approx(paid, rel=1e-8)
    assert found.answer.probability == approx((20 - rank) / 20)
    assert found.beyond.probability == approx((20 - rank - 1) / 20)
    assert found.answer.error == approx(math.sqrt((20 - rank) / 20 * rank / 20 / 20))
    assert dict(found.checked) == {"values": 2, "agrees": 2}


def test_at_most_is_asked_from_the_other_side(tiny: Path) -> None:
    """The largest of 20 balances is left over in all draws but one: 95 % stay within the second largest."""
    wanted = balances(tiny, 20)[-2] - 60 * 10_000
    found = planner.solve(
        tiny, "other_costs[A cost].amount", f"closing_cash_end<={wanted!r}", probability=0.95, draws=20
    )
    assert found.answer is not None and found.answer.value == approx(10_000, rel=1e-8)


def test_what_no_value_meets_is_said_with_how_near_it_comes(tiny: Path) -> None:
    done = command(
        *("solve", tiny, "--set", "other_costs[A cost].amount", "--until", "closing_cash_end>=1e9"),
        *("--probability", "0.9", "--draws", "20", "--json"),
    )
    assert done.status == 1 and done.json["status"] == "no solution"
    nearest = done.json["nearest"]
    assert nearest["value"] == 0 and nearest["probability"] == 0
    assert nearest["result"] == approx(balances(tiny, 20)[2], rel=1e-9)


def test_the_answer_is_typed_into_the_plan(tiny: Path) -> None:
    done = command(
        *("solve", tiny, "--set", "other_costs[A cost].amount", "--until", "closing_cash_end>=0"),
        *("--probability", "0.9", "--draws", "20", "--write"),
    )
    assert done.status == 0 and "in 0.9 of 20 draws: met in 0.9 ± 0.067 of the draws" in done.out
    paid = balances(tiny, 20)[2] / 60
    typed = plan.check(tiny).tables["other_costs"][0]["amount"]
    assert typed == approx(paid, rel=1e-8)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        (["--probability", "-0.1"], 1, "probability: -0.1 asked for, expected more than 0, and 1 at most"),
        (["--probability", "1.1"], 1, "probability: 1.1 asked for"),
        (["--probability", "0.9", "--draws", "0"], 1, "draws: 0 asked for, expected 1 to 100,000"),
        (["--probability", "0.9", "--draws", "1000000000"], 1, "draws: 1,000,000,000 asked for"),
        (["--probability", "0.9", "--level", "adverse"], 2, "a probability takes the place of a level"),
        (["--probability", "0.9", "--until", "npv=0"], 2, "no draw but one meets an equality"),
        (["--probability", "0.9", "--until", "closing_cash[3]>=0"], 2, "closing_cash has a value for each"),
        (["--probability", "0.9", "--set", "plan_start"], 2, "plan_start is a day"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    asked: list[str], status: int, said: str, plans: Plans, tmp_path: Path
) -> None:
    path = Path(shutil.copy(plans("startup"), tmp_path / "plan.xlsx"))
    before = path.read_bytes()
    done = command("solve", path, "--set", "opening_cash", "--until", "minimum_cash>=0", *asked, "--write")
    assert done.status == status and len(done.lines) == 1 and said in done.err
    assert path.read_bytes() == before


@pytest.mark.parametrize("word", ["Adverse", "high", "ADVERSE"])
def test_a_level_goes_by_its_key_and_by_its_word(word: str, plans: Plans) -> None:
    found = planner.solve(plans("blank"), "opening_cash", "closing_cash[12]>=250000", level=word)
    assert found.level == "high" and found.answer is not None and found.answer.value == approx(250_000)
