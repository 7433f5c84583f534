"""The methods behind `planner solve`, on functions whose answers are known."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from pytest import approx

from planner.template.load import load_template
from planner.tried.condition import Condition
from planner.tried.outcomes import Outcome
from planner.tried.roots import Bracket, brent, pinched, step_of
from planner.tried.solving import Found, Range, smooth, solved

ROW = load_template().row("minimum_cash")


@pytest.mark.parametrize(
    ("function", "low", "high", "root"),
    [
        (lambda x: x * x - 2, 0.0, 2.0, math.sqrt(2)),
        (lambda x: math.cos(x) - x, 0.0, 1.0, 0.7390851332151607),  # Dottie's number
        (lambda x: x**3 - 2 * x - 5, 2.0, 3.0, 2.0945514815423265),  # Wallis, 1685
        (lambda x: math.exp(x) - 1e6, -20.0, 20.0, 6 * math.log(10)),
        (lambda x: (x - 1) ** 9, 0.0, 3.0, 1.0),
        (lambda x: -1.0 if x < 0.3 else 1.0, 0.0, 1.0, 0.3),
        (lambda x: x, -1.0, 3.0, 0.0),
    ],
)
def test_brent_finds_the_zero(
    function: Callable[[float], float], low: float, high: float, root: float
) -> None:
    for ends in ((low, high), (high, low)):
        found = brent(function, *ends)
        tolerance = 0.05 if root == 1.0 else 1e-12  # of a ninth power nothing is left near its zero
        assert found == approx(root, abs=tolerance, rel=1e-14)


def test_brent_takes_fewer_steps_than_halving() -> None:
    asked: list[float] = []

    def function(x: float) -> float:
        asked.append(x)
        return math.exp(-x) - 1e-3

    assert brent(function, 0.0, 100.0) == approx(math.log(1000), rel=1e-15)
    assert len(asked) < 30  # halving 100 down to the last bit takes 53


def test_brent_refuses_ends_of_one_sign() -> None:
    with pytest.raises(ValueError, match="same"):
        brent(lambda x: x * x + 1, -1.0, 1.0)


def above(limit: float) -> Callable[[Sequence[float]], list[bool]]:
    return lambda values: [value >= limit for value in values]


@pytest.mark.parametrize(
    ("limit", "bracket", "step", "neighbours"),
    [
        (7.3, Bracket(0.0, 100.0), None, (7.0, 8.0)),
        (7.0, Bracket(0.0, 100.0), None, (6.0, 7.0)),
        (0.1234567, Bracket(0.0, 1.0), 1e-4, (0.1234, 0.1235)),
        (-5.55, Bracket(-20.0, 3.0), 0.1, (-5.6, -5.5)),
        (99.95, Bracket(0.25, 100.0), 0.1, (99.9, 100.0)),
        (41.0, Bracket(40.0, 41.0), None, (40.0, 41.0)),
    ],
)
def test_neighbours_lie_on_both_sides(
    limit: float, bracket: Bracket, step: float | None, neighbours: tuple[float, float]
) -> None:
    assert pinched(above(limit), bracket, step) == neighbours
    down = pinched(
        lambda values: [value <= -limit for value in values], Bracket(-bracket[0], -bracket[1]), step
    )
    assert down == tuple(-one for one in neighbours)


def test_a_step_is_a_power_of_ten_ten_digits_down() -> None:
    assert step_of(8_514_319.59, 1e7) == approx(1e-3)
    assert step_of(0.0, 20.0) == approx(1e-8)
    assert step_of(-0.24, 1.0) == approx(1e-10)


def ask(function: Callable[[Any], Any], sign: str, number: float, within: Range) -> Found:
    def results(values: Sequence[float]) -> Any:
        with np.errstate(all="ignore"):
            return np.asarray(function(np.array(values, dtype=float)), dtype=float)

    return solved(results, Condition(Outcome("x", ROW), sign, number), within)


def test_a_rising_line_is_met_from_its_crossing_on() -> None:
    found = ask(lambda x: 3 * x - 1, ">=", 5.0, Range(0, 100, 10.0, steps=False))
    assert found.bracket == Bracket(approx(2 - 1e-9, abs=1e-12), 2.0)
    assert (found.moves, found.crossings) == ("rises", 1)


def test_strictly_more_is_not_met_at_the_number_itself() -> None:
    found = ask(lambda x: x, ">", 5.0, Range(0, 100, 10.0, steps=True))
    assert found.bracket == Bracket(5.0, 6.0)


def test_a_falling_line_is_met_up_to_its_crossing() -> None:
    found = ask(lambda x: 10 - x, ">=", 2.5, Range(0, 60, 3.0, steps=True))
    assert found.bracket == Bracket(8.0, 7.0)
    assert found.moves == "falls"


def test_of_several_crossings_it_is_the_nearest_to_what_stands_there() -> None:
    def hill(x: Any) -> Any:
        return 4 - (x - 5) ** 2  # met from 3 to 7

    left, right = (ask(hill, ">=", 0.0, Range(0, 10, at, steps=False)) for at in (1.0, 9.0))
    assert left.bracket is not None
    assert right.bracket is not None
    assert (left.bracket.inside, right.bracket.inside) == (approx(3.0), approx(7.0))
    assert (left.moves, left.crossings) == ("turns", 2)


def test_a_narrow_hill_between_what_was_looked_at_is_found() -> None:
    def hill(x: Any) -> Any:
        return 1 - (x - 5.03) ** 2 * 1e4  # met from 5.02 to 5.04 for 0

    found = ask(hill, ">=", 0.0, Range(0, 10, 1.0, steps=False, given=True))
    assert found.bracket is not None
    assert found.bracket.inside == approx(5.02, abs=1e-6) or found.bracket.inside == approx(5.04, abs=1e-6)


def test_where_nothing_meets_it_the_nearest_is_said() -> None:
    found = ask(lambda x: 4 - (x - 5) ** 2, ">=", 6.0, Range(0, 10, 1.0, steps=False))
    assert found.bracket is None
    assert found.best == approx(5.0, abs=1e-3)


def test_where_everything_meets_it_nothing_is_solved() -> None:
    found = ask(lambda x: x, ">=", -1.0, Range(0, 10, 1.0, steps=False))
    assert (found.bracket, found.best, all(found.met)) == (None, None, True)


def test_what_has_no_number_does_not_meet_it() -> None:
    found = ask(lambda x: np.where(x > 2, 1 / x, np.nan), "<=", 1.0, Range(0, 10, 1.0, steps=False))
    assert found.bracket is not None
    assert found.bracket.outside == approx(2.0)
    assert found.bracket.inside == approx(2.0)
    assert found.bracket.outside <= 2.0 < found.bracket.inside


def test_an_equality_is_a_crossing_where_the_result_is_smooth() -> None:
    found = ask(lambda x: x * x, "=", 2.0, Range(0, 10, 3.0, steps=False))
    assert found.bracket is not None
    assert found.bracket.inside == approx(math.sqrt(2), rel=1e-9)
    assert smooth(found, found.bracket.outside**2, found.bracket.inside**2)


def test_an_equality_is_not_met_by_a_jump_over_it() -> None:
    found = ask(lambda x: np.where(x < 4, 1.0, 3.0), "=", 2.0, Range(0, 10, 3.0, steps=False))
    assert found.bracket is not None
    assert not smooth(found, 1.0, 3.0)


def test_an_equality_of_whole_numbers_is_met_where_it_is() -> None:
    found = ask(np.floor, "=", 3.0, Range(0, 10, 8.0, steps=False))
    assert found.bracket is not None
    assert found.bracket.inside == approx(4.0, abs=1e-6)
    assert found.bracket.inside < 4.0 <= found.bracket.outside


def test_whole_numbers_far_apart_are_solved_to_the_last_one() -> None:
    found = ask(lambda x: 1e9 / x, "<=", 1234.5, Range(1, 1e7, 64.0, steps=True))
    assert found.bracket == Bracket(810_044.0, 810_045.0)  # 1e9/1234.5 is 810,044.55


def test_days_are_looked_for_around_the_present_one() -> None:
    found = ask(lambda day: day - 46_200, ">=", 0.0, Range(36_526, 73_415, 46_174.0, steps=True, day=True))
    assert found.bracket == Bracket(46_199.0, 46_200.0)
