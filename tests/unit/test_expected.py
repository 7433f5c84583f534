"""What the cells that show and judge must come to, by the rules and not by the workbook's formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from planner.check.checkers.base import FormulaError, Value
from planner.check.expected import Stored, difference, digest, live_values, master, scales, status, statuses
from planner.workbook.layout import STATUS_WORDS
from planner.workbook.schema import SCENARIOS
from planner.workbook.template import load_template

DIV = FormulaError("#DIV/0!")
TEMPLATE = load_template()


@pytest.mark.parametrize(
    ("live", "engine", "scale", "worst"),
    [
        ((1.0, 2.0, 3.0), (1.0, 2.0, 3.0), (0.0, 0.0, 0.0), 0.0),
        ((1.0, 2.0, 4.0), (1.0, 2.0, 3.0), (0.0, 0.0, 0.0), 0.25),  # 1 of 4: relative to the larger
        ((1.0, -2.0, 3.0), (1.0, 2.0, 3.0), (0.0, 0.0, 0.0), 2.0),
        ((0.0, 0.0, 0.0), (0.0, 0.0, 1e-9), (0.0, 0.0, 0.0), 1.0),  # nothing against something
        ((0.0, 0.0, 1e-9), (0.0, 0.0, 0.0), (5.0, 5.0, 2.0), 5e-10),  # relative to the scale
        ((0.0, 0.0, 1e-9), (0.0, 0.0, 0.0), (5.0, 5.0, -2.0), 5e-10),
        ((0.0, 0.0, 0.0), (None, None, None), (0.0, 0.0, 0.0), 0.0),  # never refreshed, and zero
        ((1.0, 0.0, 0.0), (None, None, None), (0.0, 0.0, 0.0), 1.0),
    ],
)
def test_a_difference_is_the_largest_of_the_three_scenarios(
    live: Sequence[Value], engine: Any, scale: Sequence[Value], worst: float
) -> None:
    assert difference(live, engine, scale) == pytest.approx(worst, rel=1e-12)


def test_a_difference_of_an_error_is_that_error() -> None:
    assert difference((1.0, DIV, 1.0), (1.0, 1.0, 1.0)) == DIV
    assert difference((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (1.0, DIV, 1.0)) == DIV


ONES = (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("live", "stored", "kind", "word"),
    [
        (ONES, ONES, "output", "OK"),
        ((1.0, 1.0, 1 + 9e-10), ONES, "output", "OK"),
        ((1.0, 1.0, 1 + 1.1e-9), ONES, "output", "STALE"),
        ((1.0, DIV, 1.0), ONES, "output", "STALE"),
        ((1.0, "text", 1.0), ONES, "output", "STALE"),
        (ONES, (1.0, None, 1.0), "output", "STALE"),
        ((1.0, 1.0, 1 + 9e-10), ONES, "input", "STALE"),  # an input is the same or not
        (("NONE",) * 3, ("none",) * 3, "input", "OK"),
        (("none",) * 3, ("none", "none", "full"), "input", "STALE"),
        (ONES, ONES, "check", "OK"),
        ((1.0, 0.0, 1.0), (1.0, 0.0, 1.0), "check", "FAILS"),
        ((1.0, 0.0, 1.0), ONES, "check", "STALE"),  # what changed is said before what fails
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), "output", "OK"),  # only a check fails at zero
        (ONES, ONES, "table", "OK"),
        ((1.0, 1.0, 2.0), ONES, "table", "STALE"),
    ],
)
def test_a_status_says_whether_anything_changed(
    live: Sequence[Value], stored: Any, kind: str, word: str
) -> None:
    assert status(live, Stored(stored, "AGREES"), kind) == word


@pytest.mark.parametrize("verdict", ["DIFFERS", "EDITED", "OVERWRITTEN", "NOT RUN", "NOT CHECKED"])
def test_a_verdict_other_than_agrees_stands_whatever_the_values(verdict: str) -> None:
    assert status(ONES, Stored(ONES, verdict), "output") == verdict
    assert status((2.0, 2.0, 2.0), Stored(ONES, verdict), "check") == verdict


def test_the_master_status_is_the_worst_that_occurs() -> None:
    assert master(["OK", "OK"])[0] == "OK"
    for number, word in enumerate(STATUS_WORDS):
        better = list(STATUS_WORDS[number:])
        found, counts = master([*reversed(better), word])
        assert found == word
        assert counts == {other: better.count(other) + (other == word) for other in STATUS_WORDS}


def test_a_status_that_is_no_word_of_planners_counts_as_an_error() -> None:
    word, counts = master(["OK", "#DIV/0!", "fine"])
    assert (word, counts["ERROR"], counts["OK"]) == ("ERROR", 2, 1)


def test_a_digest_is_the_value_or_the_sum_along_an_axis_or_its_error() -> None:
    assert digest([3.0]) == 3.0
    assert digest([1.0, 2.0, 3.0]) == 6.0
    assert digest([1.0, DIV, 3.0]) == DIV


def test_tables_are_shown_as_sum_sum_of_squares_and_largest() -> None:
    scalars = {name: {row.key: 1.0 for row in TEMPLATE.inputs} for name in SCENARIOS}
    live = live_values(TEMPLATE, {}, scalars, {"roles.headcount": (3.0, None, 4.0), "roles.pay": (None,)})
    assert [live["roles.headcount", name] for name in SCENARIOS] == [7.0, 25.0, 4.0]
    assert [live["roles.pay", name] for name in SCENARIOS] == [0.0, 0.0, 0.0]


def test_a_line_that_may_cancel_is_measured_by_its_scale_in_the_same_scenario() -> None:
    live: dict[tuple[str, str], Value] = {}
    for scenario, held in zip(SCENARIOS, (1e9, 2e9, 3e9), strict=True):
        live |= {("reserve_cny", scenario): held, ("reserve_margin_cny", scenario): 0.5}
    assert scales(TEMPLATE, live, ["reserve_margin_cny", "training_days"]) == {
        "reserve_margin_cny": [1e9, 2e9, 3e9],
        "training_days": (0.0, 0.0, 0.0),
    }
    words = statuses(TEMPLATE, live, {"reserve_margin_cny": Stored((-0.4, 0.5, 0.5), "AGREES")})
    assert words == {"reserve_margin_cny": "OK"}  # 0.9 of 1e9
    words = statuses(TEMPLATE, live, {"reserve_margin_cny": Stored((-0.6, 0.5, 0.5), "AGREES")})
    assert words == {"reserve_margin_cny": "STALE"}  # 1.1 of 1e9
