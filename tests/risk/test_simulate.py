"""A simulation of a workbook, and a draw of it as a plan of its own."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planner import plan
from planner.results.simulated import Simulated
from tests.surgery import Surgery


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def first_problem(found: Simulated) -> str:
    assert not found.ok and len(found.problems) == 1
    return str(found.problems[0])


@pytest.mark.parametrize("preset", ["startup", "essay"])
def test_draws_are_replayed_in_all_cells_and_the_plan_stays(
    preset: str, plans: Callable[..., Path], tmp_path: Path
) -> None:
    path = Path(shutil.copy(plans(preset), tmp_path / "plan.xlsx"))
    before = digest(path)
    found = plan.simulate(path, draws=300, replay=4)
    assert found.ok and found.replayed is not None
    assert (found.replayed.drawn, found.replayed.agree) == (4, 4)
    assert found.replayed.cells == plan.check(path).checked["cells"]
    assert digest(path) == before


def test_a_replayed_draw_is_a_plan_whose_results_the_simulation_has(startup: Path) -> None:
    """The lowest of ten draws, which is the mean of their lowest tenth, is base of the plan of that draw."""
    found = plan.simulate(startup, draws=10, replay=0, seed=5)
    worst = [
        plan.simulate(startup, draws=most, replay=0, seed=5).results["minimum_cash"] for most in range(1, 11)
    ]
    trial = next(at for at, one in enumerate(worst, start=1) if one.worst == worst[-1].worst)
    out = startup.with_name("draw.xlsx")
    before = digest(startup)
    done = plan.replay(startup, trial, out, seed=5)
    assert done.status == "agrees" and digest(startup) == before
    assert done.outputs["minimum_cash"].base == pytest.approx(found.results["minimum_cash"].worst, rel=1e-9)
    checked = plan.check(out)
    assert checked.status == "agrees" and checked.master not in {"STALE", "ERROR"}
    assert {change.key for change in done.changes} == {one.name for one in found.inputs}


@pytest.mark.parametrize(("levels", "agree"), [(["base"], 2), (["low", "base", "high"], 0)])
def test_a_formula_that_was_changed_makes_the_draws_of_its_level_differ(
    levels: list[str], agree: int, startup: Path
) -> None:
    """Three draws stand side by side, one at each level."""
    with Surgery(startup) as book:
        for level in levels:
            book.put_line("peak_funding_need", 1, formula="1+1", scenario=level)
    found = plan.simulate(startup, draws=30, replay=3)
    assert not found.ok and found.replayed is not None
    assert (found.replayed.drawn, found.replayed.agree) == (3, agree)
    assert len(found.replayed.differing) == 3 - agree


def test_the_json_has_what_is_documented(startup: Path) -> None:
    found = json.loads(json.dumps(plan.simulate(startup, draws=50, replay=1).as_dict()))
    assert {"draws", "seed", "sampling", "results", "checks", "replayed"} <= {*found}
    assert {"p5", "p10", "p50", "p90", "p95", "mean", "error", "confidence"} == {
        *found["results"]["minimum_cash"]
    }
    assert found["replayed"]["drawn"] == found["replayed"]["agree"] == 1
    assert all(0 <= share <= 1 for share in found["checks"].values())
    shares = [month["short"] for month in found["cash"]]
    assert shares == sorted(shares) and len(shares) == 6


def test_a_seed_makes_other_draws_and_the_same_seed_the_same(startup: Path) -> None:
    one, again, other = (
        plan.simulate(startup, draws=100, replay=0, seed=seed).results["minimum_cash"].mean
        for seed in (1, 1, 2)
    )
    assert one == again != other


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"draws": 0}, "draws: 0 asked for, expected 1 to 1,000,000"),
        ({"draws": 10**9}, "draws: 1,000,000,000 asked for"),
        ({"seed": -1}, "seed: -1 asked for, expected 0 to 10,000,000"),
        ({"replay": -1}, "replayed draws: -1 asked for"),
        ({"keys": ["minimum_cahs"]}, 'there is no line "minimum_cahs". Did you mean minimum_cash'),
        ({"keys": "closing_cash"}, "closing_cash has a value for each month"),
    ],
)
def test_what_cannot_be_drawn_is_one_line_that_says_why(
    startup: Path, asked: dict[str, object], said: str
) -> None:
    before = digest(startup)
    assert said in first_problem(plan.simulate(startup, **asked))  # type: ignore[arg-type]
    assert digest(startup) == before


def test_a_plan_in_which_nothing_is_uncertain_says_how_to_change_that(startup: Path) -> None:
    found = plan.simulate(startup, draws=1, replay=0)
    keys = {one.name for one in found.inputs if "[" not in one.name}
    base = {key: plan.check(startup).inputs[key].base for key in keys}
    for level in ("low", "high"):
        assert plan.set_inputs(startup, base, scenario=level).status == "agrees"  # type: ignore[arg-type]
    cells = {}
    for one in found.inputs:
        if "[" in one.name:
            head, year = one.name.rsplit("year_", 1)
            cells |= {f"{head}low_{year}": one.base, f"{head}high_{year}": one.base}
    assert plan.set_inputs(startup, cells).status == "agrees"
    assert "nothing in this plan is uncertain" in first_problem(plan.simulate(startup, draws=10))


@pytest.mark.parametrize(
    ("trial", "said"), [(0, "there is no draw 0"), (10**8, "there is no draw 100,000,000")]
)
def test_a_draw_that_there_is_not_writes_nothing(startup: Path, trial: int, said: str) -> None:
    out = startup.with_name("draw.xlsx")
    assert said in str(plan.replay(startup, trial, out).problems[0])
    assert not out.exists()


def test_a_draw_never_takes_the_place_of_its_plan_or_of_another_file(startup: Path) -> None:
    before = digest(startup)
    assert "in the place of the plan" in str(plan.replay(startup, 1, startup, force=True).problems[0])
    other = startup.with_name("other.xlsx")
    other.write_bytes(b"mine")
    assert "there is a file of that name already" in str(plan.replay(startup, 1, other).problems[0])
    assert (digest(startup), other.read_bytes()) == (before, b"mine")
