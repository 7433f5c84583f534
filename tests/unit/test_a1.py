"""Addresses: letters, numbers, quoted sheets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter, quote_sheetname

from planner.xlsx.a1 import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    SheetArea,
    cell_name,
    column_letters,
    column_number,
    format_reference,
    parse_cell,
    parse_reference,
    quote_sheet,
)


def test_every_column_has_the_letters_that_excel_gives_it() -> None:
    for number in range(1, MAX_COLUMN + 1):
        letters = column_letters(number)
        assert letters == get_column_letter(number)
        assert column_number(letters) == number


def test_columns_beyond_the_sheet_do_not_exist() -> None:
    assert column_number("XFE") is None
    assert column_number("") is None
    with pytest.raises(ValueError, match="no column"):
        column_letters(0)


@settings(deadline=None)
@given(st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))
def test_a_cell_name_reads_back(row: int, column: int) -> None:
    assert parse_cell(cell_name(row, column)) == (row, column)


@pytest.mark.parametrize(
    "text", ["", "A", "7", "A0", "XFE1", "A1048577", "A1:B2", "1A", "A-1", "LOG10(", "A１"]
)
def test_what_is_no_cell_is_none(text: str) -> None:
    assert parse_cell(text) is None


@pytest.mark.parametrize(
    ("text", "sheet", "area"),
    [
        ("Inputs!$D$7", "Inputs", Area(7, 4, 7, 4)),
        ("'Year one'!$A$1:$C$9", "Year one", Area(1, 1, 9, 3)),
        ("'It''s'!A1", "It's", Area(1, 1, 1, 1)),
        ("'a!b'!A1", "a!b", Area(1, 1, 1, 1)),
        ("=$C$9:$A$1", None, Area(1, 1, 9, 3)),
        ("数据!B2", "数据", Area(2, 2, 2, 2)),
        ("S!$A:$C", "S", Area(1, 1, MAX_ROW, 3)),
        ("S!$2:$5", "S", Area(2, 1, 5, MAX_COLUMN)),
    ],
)
def test_a_reference_names_its_sheet_and_area(text: str, sheet: str | None, area: Area) -> None:
    assert parse_reference(text) == SheetArea(sheet, area)


@pytest.mark.parametrize(
    "text",
    [
        "#REF!",
        "S!#REF!",
        "A1,B2",
        "[1]S!A1",
        "'[x.xlsx]S'!A1",
        "Jan:Mar!A1",
        "OFFSET(A1,1,1)",
        "12",
        "a b!A1",
    ],
)
def test_what_is_no_single_area_is_none(text: str) -> None:
    assert parse_reference(text) is None


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_characters="[]:*?/\\", exclude_categories=["C"]), min_size=1, max_size=31),
    st.integers(1, 99),
    st.integers(1, 99),
    st.booleans(),
)
def test_a_formatted_reference_reads_back(sheet: str, row: int, column: int, absolute: bool) -> None:
    area = Area(row, column, row + 3, column + 2)
    assert parse_reference(format_reference(sheet, area, absolute=absolute)) == SheetArea(sheet, area)


@pytest.mark.parametrize("name", ["A1", "R1C1", "RC", "TRUE", "Cash low", "2024", "a-b", "x'y", "Tokens"])
def test_sheet_names_are_quoted_where_formulas_would_misread_them(name: str) -> None:
    plain = name == "Tokens"
    assert quote_sheet(name) == (name if plain else quote_sheetname(name))


def test_an_area_knows_its_cells() -> None:
    area = Area(2, 3, 3, 4)
    assert list(area.cells()) == [(2, 3), (2, 4), (3, 3), (3, 4)]
    assert area.size == 4
    assert (3, 4) in area
    assert (4, 4) not in area
    assert str(area) == "C2:D3"
    assert str(Area(1, 1, 1, 1)) == "A1"
    assert format_reference(None, Area(1, 2, MAX_ROW, 2)) == "$B:$B"
    assert str(SheetArea("S", Area(5, 1, 6, MAX_COLUMN))) == "S!$5:$6"
