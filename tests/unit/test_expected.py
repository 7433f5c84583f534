"""What the cells that show and judge must come to, by the rules and not by the workbook's formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from planner.check.checkers.base import FormulaError, Value
from planner.check.expected import Stored, difference, digest, live_values, master, scales, status, statuses
from planner.results.statuses import LINE_STATUSES
from planner.template.load import load_template
from planner.template.rows import SCENARIOS

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
        ((1.0, 0.0, 1.0), (1.0, 0.0, 1.0), "check that warns", "WARNS"),
        ((1.0, 0.0, 1.0), ONES, "check that warns", "STALE"),
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


@pytest.mark.parametrize(
    ("typed", "stored", "equal"),
    [
        (0.133333333333333, 0.1333333333333333, True),  # what F2 and Enter leave of 16 digits in Excel
        (7.2, 7.2000000000000002, True),
        (1 / 3, 0.333333333333333, True),
        (0.1 + 0.2, 0.3, True),
        (7.2000000000001, 7.2, False),
        (7.2000001, 7.2, False),
        (0.0, 1e-300, False),
        (-7.2, 7.2, False),
    ],
)
def test_inputs_are_the_same_by_15_digits(typed: float, stored: float, equal: bool) -> None:
    """As Excel, ironcalc and Aspose compare them; what the file says is not asked where they agree."""
    expected = "OK" if equal else "STALE"
    assert status((typed, 1.0, 1.0), Stored((stored, 1.0, 1.0), "AGREES"), "input") == expected
    if not equal:
        assert status((typed, 1.0, 1.0), Stored((stored, 1.0, 1.0), "AGREES"), "input", shown="OK") == "STALE"


@pytest.mark.parametrize("shown", ["OK", "STALE"])
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (9.99999999999999, 10.0),  # two numbers to Excel, one to LibreOffice
        (7.2 + 6 * 2**-50, 7.2),
        (0.133333333333333, 0.1333333333333333),
    ],
)
def test_either_status_is_right_where_spreadsheets_disagree(typed: float, stored: float, shown: str) -> None:
    kept = Stored((1.0, stored, stored), "AGREES")
    assert status((1.0, typed, typed), kept, "input", shown=shown) == shown
    assert status((2.0, typed, typed), kept, "input", shown=shown) == "STALE"  # another one did change
    assert status((1.0, stored, stored), kept, "input", shown="STALE") == "OK"  # these are the same
    assert status((1.0, typed, typed), kept, "output", shown="STALE") == "OK"  # no input


def test_a_ratio_less_one_and_a_part_of_a_whole_are_measured_by_the_whole() -> None:
    near = {("architecture_difference", name): 2.2e-16 for name in SCENARIOS}
    assert scales(TEMPLATE, near, ["architecture_difference"])["architecture_difference"] == ONES
    found = statuses(TEMPLATE, near, {"architecture_difference": Stored((0.0, 0.0, -1.4e-16), "AGREES")})
    assert found == {"architecture_difference": "OK"}
    far = {("architecture_difference", name): 1.1e-9 for name in SCENARIOS}
    found = statuses(TEMPLATE, far, {"architecture_difference": Stored((0.0, 0.0, 0.0), "AGREES")})
    assert found == {"architecture_difference": "STALE"}


@pytest.mark.parametrize("verdict", ["DIFFERS", "EDITED", "OVERWRITTEN", "NOT RUN", "NOT CHECKED"])
def test_a_verdict_other_than_agrees_stands_whatever_the_values(verdict: str) -> None:
    assert status(ONES, Stored(ONES, verdict), "output") == verdict
    assert status((2.0, 2.0, 2.0), Stored(ONES, verdict), "check") == verdict


def test_the_master_status_is_the_worst_that_occurs() -> None:
    assert master(["OK", "OK"])[0] == "OK"
    for number, word in enumerate(LINE_STATUSES):
        better = list(LINE_STATUSES[number:])
        found, counts = master([*reversed(better), word])
        assert found == word
        assert counts == {other: better.count(other) + (other == word) for other in LINE_STATUSES}


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
        "reserve_margin_cny": (1e9, 2e9, 3e9),
        "training_days": (0.0, 0.0, 0.0),
    }
    words = statuses(TEMPLATE, live, {"reserve_margin_cny": Stored((-0.4, 0.5, 0.5), "AGREES")})
    assert words == {"reserve_margin_cny": "OK"}  # 0.9 of 1e9
    words = statuses(TEMPLATE, live, {"reserve_margin_cny": Stored((-0.6, 0.5, 0.5), "AGREES")})
    assert words == {"reserve_margin_cny": "STALE"}  # 1.1 of 1e9
