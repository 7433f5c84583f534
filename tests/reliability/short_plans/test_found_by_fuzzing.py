"""What the fuzzer has found, smallest case first seen: each ends in problems now, and changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fuzz.book import Book
from fuzz.hostile import sheet_part, table_part
from planner import plan
from planner.results.plan import Result


@pytest.fixture
def book(essay: Path) -> Book:
    """A new plan, to be damaged."""
    return Book.read(essay)


def refresh(book: Book, tmp_path: Path) -> Result:
    """What a refresh of it says; it must not change it."""
    path = tmp_path / "plan.xlsx"
    data = book.pack()
    path.write_bytes(data)
    result = plan.refresh(path)
    assert result.status == "problems"
    assert path.read_bytes() == data
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.xlsx"]
    return result


def edit(book: Book, ending: str, pattern: bytes, replacement: bytes) -> None:
    """Replace the first match in the first part whose name ends so."""
    member = book.find(ending)[0]
    changed = re.sub(pattern, replacement, member.content, count=1)
    assert changed != member.content
    member.content = changed


def prices(book: Book) -> str:
    """The part of one of planner's tables."""
    return table_part(book, "gpu_prices")


def says(result: Result, words: str) -> bool:
    return any(words in problem.message for problem in result.problems)


def test_a_table_with_more_columns_than_a_sheet(book: Book, tmp_path: Path) -> None:
    edit(book, prices(book), rb"(<tableColumn [^>]*/>)", rb'\1<tableColumn id="9" name="Chip"/>' * 9_000)
    assert says(refresh(book, tmp_path), "columns and covers")


def test_a_table_that_names_fewer_columns_than_it_covers(book: Book, tmp_path: Path) -> None:
    edit(book, prices(book), rb'ref="A(\d+):[A-Z]+', rb'ref="A\1:XFD')
    assert says(refresh(book, tmp_path), "columns and covers 16,384")


def test_a_table_down_to_the_last_row_of_the_sheet(book: Book, tmp_path: Path) -> None:
    edit(book, prices(book), rb'ref="(A\d+:[A-Z]+)\d+', rb'ref="\g<1>1048576')
    assert says(refresh(book, tmp_path), "rows; planner reads 10,000")


@pytest.mark.parametrize("name", ["chk_statuses", "chk_keys"])
def test_a_name_that_covers_a_whole_column(book: Book, tmp_path: Path, name: str) -> None:
    edit(
        book,
        "workbook.xml",
        rb'(name="%s">\w+!\$[A-Z]+)\$\d+(:\$[A-Z]+)\$\d+' % name.encode(),
        rb"\1$1\2$1048576",
    )
    assert says(refresh(book, tmp_path), f"the name {name} covers 1048576 x ")


@pytest.mark.parametrize("area", [b"Log!$XFD$1", b"Log!$B$2:$D$3", b"Log!$A$1:$XFD$1"])
def test_the_name_of_the_template_points_at_other_than_three_cells(
    book: Book, tmp_path: Path, area: bytes
) -> None:
    edit(book, "workbook.xml", rb'(name="planner_template">)[^<]*', rb"\1" + area)
    assert says(refresh(book, tmp_path), "is gone or damaged")


def test_a_name_at_the_right_edge_of_the_sheet(book: Book, tmp_path: Path) -> None:
    edit(book, "workbook.xml", rb'(name="in_deadline_days">\w+!)[^<]*', rb"\1$XFB$13:$XFD$13")
    assert says(refresh(book, tmp_path), "deadline_days")


def test_rows_behind_the_cell_grid(book: Book, tmp_path: Path) -> None:
    log = sheet_part(book, "Log")
    edit(book, log, rb"</sheetData>", b"</sheetData>" + b"<row>" * 30 + b"</row>" * 30)
    assert says(refresh(book, tmp_path), "a row outside its cell grid")


def test_rows_inside_each_other(book: Book, tmp_path: Path) -> None:
    log = sheet_part(book, "Log")
    edit(book, log, rb"</sheetData>", b"<row>" * 30 + b"</row>" * 30 + b"</sheetData>")
    assert says(refresh(book, tmp_path), "a row inside another row")


def test_a_row_whose_attributes_look_like_tags_is_no_damage(book: Book, tmp_path: Path) -> None:
    log = sheet_part(book, "Log")
    edit(book, log, rb"</sheetData>", b'<row r="90" note="/>"/><row r="91" note=">"/></sheetData>')
    path = tmp_path / "plan.xlsx"
    path.write_bytes(book.pack())
    assert plan.refresh(path).ok


@pytest.mark.parametrize("bit", [0, 5, 6, 13])
def test_a_part_that_says_it_is_encrypted_or_a_patch(book: Book, tmp_path: Path, bit: int) -> None:
    book.find(prices(book))[0].flags |= 1 << bit
    assert says(refresh(book, tmp_path), "packed or encrypted in a way that Excel does not use")
