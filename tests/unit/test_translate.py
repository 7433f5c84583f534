"""Shared formulas, moved to the cells that share them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from planner.xlsx.a1 import MAX_COLUMN, MAX_ROW, cell_name
from planner.xlsx.translate import translate

CASES = [  # formula, and the same two rows further down and one column further right
    ("A1+B2", "B3+C4"),
    ("$A1+A$1+$A$1", "$A3+B$1+$A$1"),
    ("SUM(A1:C3)", "SUM(B3:D5)"),
    ("SUM(A:A,$B:C,1:1,$2:3)", "SUM(B:B,$B:D,3:3,$2:5)"),
    ("LOG10(A1)+ATAN2(B1,C1)", "LOG10(B3)+ATAN2(C3,D3)"),
    ('"A1 says ""B2"""&A1', '"A1 says ""B2"""&B3'),
    ("'It''s A1'!A1+Sheet1!B2", "'It''s A1'!B3+Sheet1!C4"),
    ("[1]Sheet1!A1+'[2]A1'!B1", "[1]Sheet1!B3+'[2]A1'!C3"),
    ("Prices[A1]+Prices[[#This Row],[C3]]+A1", "Prices[A1]+Prices[[#This Row],[C3]]+B3"),
    ("Prices[x '] A1]*A1", "Prices[x '] A1]*B3"),
    ("in_mfu*calc_A1.low+A1", "in_mfu*calc_A1.low+B3"),
    ("1E5+A1*2E-3+1.5E+10", "1E5+B3*2E-3+1.5E+10"),
    ("_xlfn.XLOOKUP(A1,B:B,C:C)", "_xlfn.XLOOKUP(B3,C:C,D:D)"),
    ("Jan:Mar!A1", "Jan:Mar!B3"),
    ("#REF!+Sheet1!#REF!+#N/A+A1", "#REF!+Sheet1!#REF!+#N/A+B3"),
    ('IF(A1=TRUE,{1,2;3,4},"")', 'IF(B3=TRUE,{1,2;3,4},"")'),
    ("ABCD1+XFE1+A1048577", "ABCD1+XFE1+A1048577"),
    ("XFD1", "A3"),  # Excel wraps around the edge
    ("A1048576", "B2"),
    ("数据!A1+données!B1", "数据!B3+données!C3"),
    ("a1:INDEX(b:b,3)", "B3:INDEX(C:C,3)"),
    ("(A1)%^-A1<>A1", "(B3)%^-B3<>B3"),
]


@pytest.mark.parametrize(("formula", "expected"), CASES)
def test_relative_references_move_and_nothing_else_does(formula: str, expected: str) -> None:
    assert translate(formula, 2, 1) == expected


def test_references_to_another_sheet_stay_where_only_own_ones_move() -> None:
    assert (
        translate("(C7>Tokens!C40)*'My sheet'!$D5+D$9", -1, 0, own=True)
        == "(C6>Tokens!C40)*'My sheet'!$D5+D$9"
    )
    assert translate("(C7>Tokens!C40)", -1, 0) == "(C6>Tokens!C39)"


def test_no_distance_changes_nothing() -> None:
    assert translate("a1+B2", 0, 0) == "a1+B2"


_PIECES = st.one_of(
    st.builds(
        lambda row, column, marks: f"{marks[0]}{cell_name(1, column)[:-1]}{marks[1]}{row}",
        st.integers(100, 900),
        st.integers(50, 500),
        st.sampled_from([("", ""), ("$", ""), ("", "$"), ("$", "$")]),
    ),
    st.sampled_from(
        ['"text A1"', "'My sheet'!B120", "Data!C130", "12.5", "1E5", "LOG10(D140)", "T[Col1]", "rate_1"]
    ),
)


@settings(deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=8), st.integers(-40, 40), st.integers(-40, 40))
def test_there_and_back_is_the_same_formula(pieces: list[str], rows: int, columns: int) -> None:
    formula = "+".join(pieces)
    assert translate(translate(formula, rows, columns), -rows, -columns) == formula


@settings(deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=8), st.integers(0, 40), st.integers(0, 40))
def test_openpyxl_moves_the_references_alike(pieces: list[str], rows: int, columns: int) -> None:
    formula = "=" + "+".join(pieces)
    other = Translator(formula, origin="A1").translate_formula(row_delta=rows, col_delta=columns)
    assert "=" + translate(formula[1:], rows, columns) == other


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(-MAX_ROW, MAX_ROW), st.integers(-MAX_COLUMN, MAX_COLUMN))
def test_any_text_passes_through(text: str, rows: int, columns: int) -> None:
    assert isinstance(translate(text, rows, columns), str)
