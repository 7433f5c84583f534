"""Which formulas read planner's cells, against the same question asked one cell at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.book.depending import depending
from planner.book.find import Book, find
from planner.xlsx.a1 import Address, Area, cell_name
from planner.xlsx.cell import Cell
from planner.xlsx.package import open_package

ROWS, COLUMNS = 9, 3
OURS = "in_overhead"
POSITIONS = [(row, column) for row in range(1, ROWS + 1) for column in range(1, COLUMNS + 1)]

corners = st.tuples(st.sampled_from(POSITIONS), st.sampled_from(POSITIONS))
areas = corners.map(lambda two: Area(*map(min, *two), *map(max, *two)))
read = st.one_of(areas, areas, areas, st.just(OURS))
grids = st.dictionaries(st.sampled_from(POSITIONS), st.lists(read, max_size=2), max_size=20)

Grid = dict[tuple[int, int], list[Area | str]]


@pytest.fixture(scope="module")
def book(essay: Path) -> Book:
    return find(open_package(essay))


def _formulas(grid: Grid) -> dict[Address, Cell]:
    return {
        ("Mine", *at): Cell(1.0, "+".join(["1", *(f"SUM({one})" for one in reads)]))
        for at, reads in grid.items()
    }


def _one_at_a_time(grid: Grid) -> set[Address]:
    reached: set[tuple[int, int]] = set()
    while True:
        new = {
            at
            for at, reads in grid.items()
            if any(one == OURS if isinstance(one, str) else reached & {*one.cells()} for one in reads)
        }
        if new == reached:
            return {("Mine", *at) for at in reached}
        reached = new


@settings(max_examples=300, deadline=None)
@given(grid=grids)
def test_areas_of_any_shape_lead_on_to_the_formulas_in_them(book: Book, grid: Grid) -> None:
    assert depending(book, _formulas(grid)) == _one_at_a_time(grid)


def test_whole_columns_and_rows_lead_on(book: Book) -> None:
    texts = {(1, 1): "INDEX(in_overhead,1,2)", (4, 2): "SUM(A:A)", (8, 5): "SUM(4:4)", (9, 9): "SUM(C:D)"}
    found = depending(book, {("Mine", *at): Cell(1.0, text) for at, text in texts.items()})
    assert found == {("Mine", 1, 1), ("Mine", 4, 2), ("Mine", 8, 5)}


def test_each_of_many_formulas_may_read_all_above_it(book: Book) -> None:
    """Twenty thousand running sums read two hundred million cells."""
    rows = range(2, 20_001)
    formulas = {("Mine", row, 1): Cell(1.0, f"SUM($A$1:{cell_name(row - 1, 1)})") for row in rows}
    assert depending(book, formulas) == set()
    formulas["Mine", 1, 1] = Cell(1.0, "INDEX(in_overhead,1,2)")
    assert depending(book, formulas) == set(formulas)
