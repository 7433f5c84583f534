"""Cells inside the range of an array, against looking at every area for every cell."""

from __future__ import annotations

from random import Random

import pytest

from planner.xlsx.a1 import MAX_COLUMN, MAX_ROW, Area
from planner.xlsx.spills import spilled


@pytest.mark.parametrize("seed", range(20))
def test_the_cells_of_any_areas_are_found(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same areas for the same seed are what is wanted
    sides = [(1, 4), (3, 9), (7, MAX_ROW), (2, 2)]
    areas = []
    for _ in range(chance.randrange(12)):
        (top, bottom), (left, right) = chance.choice(sides), chance.choice([*sides[:2], (1, MAX_COLUMN)])
        areas.append(Area(top, left, chance.randint(top, bottom), chance.randint(left, right)))
    positions = {(chance.randint(1, 12), chance.randint(1, 12)) for _ in range(60)}
    expected = {at for at in positions if any(at in area and at != area.first for area in areas)}
    assert set(spilled(areas, positions)) == expected


def test_the_corners_of_the_sheet_are_inside_of_all_of_it() -> None:
    corners = [(1, 1), (1, MAX_COLUMN), (MAX_ROW, 1), (MAX_ROW, MAX_COLUMN)]
    assert list(spilled([Area(1, 1, MAX_ROW, MAX_COLUMN)], corners)) == corners[1:]
