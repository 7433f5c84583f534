"""Formulas reach HyperFormula with the meaning that they have in the file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.table import Table as Listed

from tests.witness.asking import Error, calculated
from tests.witness.reading import Table, Workbook, letters, position, read
from tests.witness.spelling import UnknownSpellingError, spelled

BOOK = Workbook(
    tables={
        "t": Table("Jane's plan", 3, 7, {"a": 2, "b c": 3, "a[1]": 4}),
        "one": Table("S", 5, 5, {"x": 28}),
    }
)


@pytest.mark.parametrize(
    ("formula", "means"),
    [
        ("SUM(t[a])", "SUM('Jane''s plan'!$B$3:$B$7)"),
        ("SUM(T[B C],t[[a]:[a]])", "SUM('Jane''s plan'!$C$3:$C$7,'Jane''s plan'!$B$3:$B$7)"),
        ("t[[a]:[b c]]", "'Jane''s plan'!$B$3:$C$7"),
        ("t[@a]*t[@[b c]]+t[[#This Row],[a]]", "'Jane''s plan'!$B$9*'Jane''s plan'!$C$9+'Jane''s plan'!$B$9"),
        ("t['[a'[1']]", None),
        ("t[a'[1']]", "'Jane''s plan'!$D$3:$D$7"),
        ("SUM(one[x])", "SUM('S'!$AB$5)"),
        ("A1/1E6+2.5e-3*1E+2", "A1/1000000+0.0025*100"),
        ('COUNTIF(A1:A1,"<="&1E-9)', 'COUNTIF(A1:A1,"<="&0.000000001)'),
        ('"1E6 t[a] ""1E6"""&1E1', '"1E6 t[a] ""1E6"""&10'),
        ("'1E6 t[a]'!A1+E1+A1E1", "'1E6 t[a]'!A1+E1+A1E1"),
        (
            "SUMIF(t[a],t[b c],C3:C9)",
            "SUMIF('Jane''s plan'!$B$3:$B$7,'Jane''s plan'!$C$3:$C$7&\"\",C3:C7)",
        ),
        ("SUMIF(one[x],A1,'a b'!C3:C9)", "SUMIF('S'!$AB$5,A1,'a b'!C3:C3)"),
        ("SUMIF(C$4:D$4,C5,C7:D7)", "SUMIF(C$4:D$4,C5,C7:D7)"),
        ("t[#Headers]", None),
        ("t[none]", None),
        ("strange[a]", None),
        ("[1]Sheet1!A1", None),
    ],
)
def test_what_hyperformula_has_no_words_for_is_put_into_its_words_or_refused(
    formula: str, means: str | None
) -> None:
    if means is None:
        with pytest.raises(UnknownSpellingError):
            spelled(BOOK, formula, 9)
    else:
        assert spelled(BOOK, formula, 9) == means


def test_addresses() -> None:
    corners = {"A1": (1, 1), "$Z$9": (9, 26), "AA10": (10, 27), "XFD1048576": (1048576, 16384)}
    assert {a1: position(a1) for a1 in corners} == corners
    assert [letters(column) for column in (26, 27, 702, 703, 16384)] == ["Z", "AA", "ZZ", "AAA", "XFD"]


def test_a_small_workbook_comes_to_what_was_worked_out_by_hand(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Jane's plan"
    for row in (["a", "b c"], [1, 10], [2, None], [4, 30], ["=1+1", "x"]):
        sheet.append(row)
    sheet.add_table(Listed(displayName="t", ref="A1:B4"))
    made.defined_names["rate"] = openpyxl.workbook.defined_name.DefinedName(
        "rate", attr_text="'Jane''s plan'!$A$3"
    )
    formulas = {
        "=SUM(t[a])*rate": 14.0,
        "=SUMPRODUCT((t[a]>1)*t[b c])": 30.0,
        '="7"&A1&1/4': "7a0.25",
        "=B3": 0.0,
        "=1/0": Error("#DIV/0!"),
        "=A5=2": True,
        '="é=1"': "é=1",
        '=COUNTIF(A5:A5,"<="&1E-9)': 0.0,
        "=ROUND(2.5,0)&ROUND(-2.5,0)": "3-3",
        "=MATCH(4,t[a],0)": 3.0,
        "=B5": "x",
    }
    for number, formula in enumerate(formulas, 1):
        sheet[f"D{number}"] = formula
    sheet["E1"] = "=1+1"
    sheet["E1"].data_type = "s"  # a text that looks like a formula
    sheet["D20"] = "=E1"
    made.save(tmp_path / "book.xlsx")
    values = calculated(read(tmp_path / "book.xlsx"))
    found = [values["Jane's plan", number, 4] for number in range(1, len(formulas) + 1)]
    assert found == [*formulas.values()]
    assert [type(value) for value in found] == [type(value) for value in formulas.values()]
    assert values["Jane's plan", 20, 4] == "=1+1"
    assert values["Jane's plan", 5, 1] == 2.0
