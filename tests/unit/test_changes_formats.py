"""Formats of the sheet of changes: values that differ look so, and parts visibly add up."""

from __future__ import annotations

import pytest

from planner.changes.formats import adding_up, apart
from planner.xlsx.number_shown import shown

MONEY, MONTHS, SHARE, POWER = "#,##0_);(#,##0);0_)", "0_);(0);0_)", "0.0%_);(0.0%);0.0%_)", "0.000E+00_)"


@pytest.mark.parametrize(
    ("before", "after", "look", "told"),
    [
        (1000.0, 2000.0, MONEY, ("1,000", "2,000")),
        (1000.0, 1000.3, MONEY, ("1,000.0", "1,000.3")),
        (0.0012, 0.0013, SHARE, ("0.12%", "0.13%")),
        (0.2, 0.25, SHARE, ("20.0%", "25.0%")),
    ],
)
def test_two_values_that_differ_look_so(
    before: float, after: float, look: str, told: tuple[str, str]
) -> None:
    found = apart(before, after, look)
    assert (shown(before, found).strip(), shown(after, found).strip()) == told


@pytest.mark.parametrize("look", ["yyyy-mm-dd", POWER, '"FY"0'])
def test_dates_powers_and_words_stay_as_they_are(look: str) -> None:
    assert apart(1.0001e9, 1.0002e9, look) == look
    assert adding_up([2.5, 2.5], look) == look


def test_texts_have_the_format_of_their_line() -> None:
    assert apart("H100", "H200", MONEY) == MONEY
    assert apart(1.0, "empty", MONEY) == MONEY
    assert apart(1.0, 1.0, MONEY) == MONEY


@pytest.mark.parametrize(
    ("parts", "look", "told"),
    [
        ([2.5, 2.5], MONTHS, ["2.5", "2.5"]),  # which would be 2 and 2 of 5
        ([-9.0], MONTHS, ["(9)"]),
        ([-7_029_621.4, -1_000_000.0, 13_494.2], MONEY, ["(7,029,621)", "(1,000,000)", "13,494"]),
        ([0.0004, -0.0001], SHARE, ["0.04%", "(0.01%)"]),
        ([], MONEY, []),
        ([0.0], MONEY, ["0"]),
    ],
)
def test_parts_of_a_change_visibly_add_up(parts: list[float], look: str, told: list[str]) -> None:
    found = adding_up(parts, look)
    assert [shown(part, found).strip() for part in parts] == told
