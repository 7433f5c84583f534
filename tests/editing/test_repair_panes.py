"""Headings that a program no longer holds in view, as LibreOffice leaves them when it converts a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.utils.cell import range_boundaries

from tests.command import planner
from tests.editing import excel
from tests.editing.common import mended
from tests.surgery import Surgery, q


def _held(path: Path) -> dict[str, str | None]:
    """Sheet -> the first cell that is not held in view."""
    book = Surgery(path)
    panes = {sheet: book.tree(part).find(f".//{q('pane')}") for sheet, part in book.sheets.items()}
    return {
        sheet: pane.get("topLeftCell") if pane is not None and pane.get("state") == "frozen" else None
        for sheet, pane in panes.items()
    }


def _thaw(book: Surgery, dropped: str) -> int:
    """Take what holds headings in view out of every sheet; out of how many."""
    found = 0
    for part in book.sheets.values():
        views = book.tree(part).find(q("sheetViews"))
        found += views.find(f".//{q('pane')}") is not None
        if dropped == "sheetViews":
            views.getparent().remove(views)
            continue
        for view in views:
            view.set("topLeftCell", "A1")
            for child in list(view):
                view.remove(child)
    return found


@pytest.mark.parametrize("dropped", ["pane", "sheetViews"])
def test_headings_that_were_held_in_view_are_again(dropped: str, broken: Path) -> None:
    before, held = Surgery(broken), _held(broken)
    first = next(sheet for sheet, cell in held.items() if cell)
    with Surgery(broken) as book:
        count = _thaw(book, dropped)
    assert count > 20
    assert not any(_held(broken).values())
    if dropped == "pane":
        assert "headings-in-view" in planner("lint", broken).out
    found = mended(before)
    message = "stay in view again"
    (said,) = [line for line in found.out.splitlines() if message in line]
    assert said.startswith("plan.xlsx: the headings of ")
    assert said.endswith(f" and of {count - 1} more sheets {message}")
    assert held[first] == _held(broken)[first]
    assert _held(broken) == held
    assert planner("repair", broken).out == ""


def test_headings_that_the_owner_moved_are_held_where_they_stand_now(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cells = book.place("in_overhead")
        excel.insert_rows(book, sheet, 1, 2)
        excel.insert_columns(book, sheet, "A")
        assert range_boundaries(book.place("in_overhead")[1]) != range_boundaries(cells)
        held = _held(plan_file)[sheet]
        _thaw(book, "pane")
    assert held == "B5"
    assert planner("repair", plan_file).status == 0
    assert _held(plan_file)[sheet] == "C7"


def test_a_view_that_the_owner_parted_in_another_way_stays(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet = book.place("in_overhead")[0]
        (pane,) = book.tree(book.sheets[sheet]).iter(q("pane"))
        pane.set("state", "split")
    found = planner("repair", plan_file)
    assert found.lines == ["plan.xlsx: nothing is missing; the file was left as it is"]


def test_headings_that_cannot_be_found_are_said_to_be_gone(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet = book.place("in_overhead")[0]
        (pane,) = book.tree(book.sheets[sheet]).iter(q("pane"))
        row = int(pane.get("ySplit"))
        view = pane.getparent()
        view.remove(pane)
        for cell in book.row(sheet, row):
            book.put(sheet, cell.get("r"), None)
    found = planner("repair", plan_file)
    assert (found.status, found.out) == (0, "")
    said = "plan.xlsx: the file lacks 1 sheet's headings in view of a new plan, "
    assert found.lines[1].startswith(f"{said}which repair does not bring back: ")
