"""Keys that were typed over: they come back into the key column, and nowhere beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.utils.cell import get_column_letter, range_boundaries

from tests.command import planner
from tests.editing.common import mended
from tests.surgery import Surgery


def _key_cell(book: Surgery, name: str, key: str) -> tuple[str, str]:
    """The cell right of a name's in which its key stands."""
    sheet, cells = book.place(name)
    _, row, right, _ = range_boundaries(cells)
    cells_beside = [f"{get_column_letter(right + across)}{row}" for across in range(1, 5)]
    return sheet, next(cell for cell in cells_beside if book.value(sheet, cell) == key)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("in_pool_gpus", "gpus_in_stock"),
        ("in_pool_gpus", 7),
        ("out_training_days", "my days"),
        ("calc_revenue_low", "sales"),
        ("chk_training_days", "my check"),
    ],
)
def test_a_key_that_was_typed_over_is_written_where_it_belongs(
    name: str, typed: object, plan_file: Path
) -> None:
    before, key = Surgery(plan_file), name.partition("_")[2].removesuffix("_low")
    sheet, cell = _key_cell(before, name, key)
    with Surgery(plan_file) as book:
        book.put(sheet, cell, typed)
    told = planner("check", plan_file)
    assert (told.status, len(told.lines)) == (1, 1)
    assert f"Write {key} back into the key column" in told.lines[0]
    found = mended(before)
    message = f"the key {key} is back beside its line; there stood {typed}"
    assert found.out.splitlines()[0] == f"plan.xlsx {sheet}!{cell}: {message}"
    row, after = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), Surgery(plan_file)
    said = {one.get("r"): after.value(sheet, one.get("r")) for one in after.row(sheet, row)}
    assert [address for address, value in said.items() if value == key] == [cell]
    assert typed not in said.values()


def test_a_column_of_ones_own_in_the_place_of_a_deleted_key_column_stays(plan_file: Path) -> None:
    """Every key of the sheet is typed over: that is no slip of the hand, and repair writes beside it."""
    with Surgery(plan_file) as book:
        names = [name for name in book.names() if name.startswith("in_")]
        sheet = book.place("in_overhead")[0]
        mine = {
            _key_cell(book, name, name[3:])[1]: f"mine {number}"
            for number, name in enumerate(names)
            if book.place(name)[0] == sheet
        }
        for cell, text in mine.items():
            book.put(sheet, cell, text)
    assert len(mine) > 5
    found = planner("repair", plan_file)
    assert found.status == 0, found.err
    after = Surgery(plan_file)
    assert {cell: after.value(sheet, cell) for cell in mine} == mine
    assert planner("check", plan_file).status == 0
