"""The months of each fiscal year within the plan, counted by hand on a calendar."""

from __future__ import annotations

import numpy as np
import pytest

from planner.model import LINES


@pytest.mark.parametrize(
    ("before", "months"),
    [
        (5, [5, 12, 12, 12, 12, 7]),  # from August 2026, by calendar years: August to December
        (12, [12, 12, 12, 12, 12, 0]),  # from January
        (1, [1, 12, 12, 12, 12, 11]),
    ],
)
def test_the_first_and_the_last_year_may_be_part_years(before: int, months: list[int]) -> None:
    """Of sixty months the first so many lie before the first fiscal year ends."""
    column = np.array([1.0 if month < before else 2.0 + (month - before) // 12 for month in range(60)])
    found = LINES["year_months"].function(month=np.arange(1.0, 61.0), fiscal_column=column)
    assert found.tolist() == months
    assert sum(months) == 60
