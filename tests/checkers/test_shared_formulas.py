"""Formulas written once a row for the checker say what they said, as openpyxl fills them to the right."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, unescape

import ironcalc
import pytest
from openpyxl import Workbook
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.table import Table

from planner.check.checkers import shared_formulas
from planner.check.checkers.shared_formulas import with_shared, write_shared
from tests.short import short_plan

WRITTEN = re.compile(r'<c r="([A-Z]+\d+)"[^>]*><f([^>]*?)(?:/>|>([^<]*)</f>)')


def sheet(*formulas: str) -> str:
    """A sheet whose row 3 holds these formulas from B on."""
    cells = "".join(
        f'<c r="{chr(ord("B") + at)}3" s="1"><f>{escape(text)}</f><v>1</v></c>'
        for at, text in enumerate(formulas)
    )
    return f'<worksheet><sheetData><row r="3">{cells}</row></sheetData></worksheet>'


def formulas_of(xml: str) -> dict[str, str]:
    """The formula of each cell, shared ones written out by openpyxl."""
    found: dict[str, str] = {}
    heads: dict[str, tuple[str, str]] = {}
    for cell, attributes, text in WRITTEN.findall(xml):
        shared = re.search(r'si="(\d+)"', attributes)
        if shared is None:
            found[cell] = unescape(text)
        elif text:
            heads[shared[1]] = (cell, unescape(text))
            found[cell] = unescape(text)
        else:
            origin, formula = heads[shared[1]]
            found[cell] = Translator(f"={formula}", origin=origin).translate_formula(cell).removeprefix("=")
    return found


@pytest.mark.parametrize(
    "formulas",
    [
        ("A3+1", "B3+1", "C3+1"),
        ("$A3*B$2+Other!C7", "$A3*C$2+Other!D7"),
        ("SUM('Z1 it''s A1'!A2:C2)/LOG10(A3)%", "SUM('Z1 it''s A1'!B2:D2)/LOG10(B3)%"),
        ('IF(Y9<1,"A1 %s",Z9)', 'IF(Z9<1,"A1 %s",AA9)'),
        ("INDEX(prices[[USD]:[USD]],A2)", "INDEX(prices[[USD]:[USD]],B2)"),
        ("SUM(prices[USD 1])*A2", "SUM(prices[USD 1])*B2"),
        ("XFB1", "XFC1", "XFD1"),
    ],
)
def test_what_is_filled_to_the_right_is_written_once(formulas: tuple[str, ...]) -> None:
    before = sheet(*formulas)
    after = with_shared(before)
    assert after.count("</f>") == 1
    assert list(formulas_of(after).values()) == list(formulas)
    assert re.sub(r"<f.*?(?:/>|</f>)", "", after) == re.sub(r"<f.*?(?:/>|</f>)", "", before)


@pytest.mark.parametrize(
    "formulas",
    [
        ("A3+1", "B3+2"),
        ("A3", "A3"),
        ("$A3", "$B3"),
        ("SUM(A:B)+1", "SUM(A:B)+1"),  # columns move too, and these do not
        ("a3", "a3"),
        ("tax*2+A3#", "tax*2+B3#"),
        ("SUM([USD])", "SUM([USD])"),  # of a table that is not named, or of another workbook
        ("[1]Other!A3", "[1]Other!B3"),
        ("SUM(prices[@USD])", "SUM(prices[@USD])"),
        ("SUM(prices[[USD]])", "SUM(prices[[USD]])"),
        ("{1,2}", "{1,2}"),
        ("XFD1", "XFE1"),
        ("", ""),
    ],
)
def test_what_is_not_certain_stays(formulas: tuple[str, ...]) -> None:
    assert with_shared(sheet(*formulas)) == sheet(*formulas)


@pytest.mark.parametrize("other", ['<f t="shared" ref="B9:C9" si="0">A9</f>', "<!-- a word -->"])
def test_a_sheet_that_another_program_wrote_so_stays(other: str) -> None:
    before = sheet("A3", "B3").replace("<sheetData>", f"<sheetData>{other}")
    assert with_shared(before) == before


def test_columns_of_tables_stay_where_they_are_for_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_formulas, "LARGE_BYTES", 0)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("One", "Two", "Three"), (1, 20, 300), (2, 30, 400)):
        sheet.append(row)
    sheet.add_table(Table(displayName="prices", ref="A1:C3"))
    for column, letter in enumerate("FGH", start=6):
        before = chr(ord(letter) - 1)
        sheet.cell(2, column, f"=SUM(prices[One])*2+{before}9")
        sheet.cell(3, column, f"=SUM(prices[[One]:[One]])*2+{before}9")
    book.save(tmp_path / "plain.xlsx")
    with (tmp_path / "shared.xlsx").open("wb") as copy:
        assert write_shared(str(tmp_path / "plain.xlsx"), copy)
    with zipfile.ZipFile(tmp_path / "shared.xlsx") as written:
        assert written.read("xl/worksheets/sheet1.xml").count(b' t="shared" si=') == 4
    model = ironcalc.load_from_xlsx(str(tmp_path / "shared.xlsx"), "en", "UTC", "en")
    model.evaluate()
    assert [model.get_cell_value(0, row, column) for row in (2, 3) for column in (6, 7, 8)] == [6.0] * 6


def test_every_formula_of_a_plan_is_said_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_formulas, "LARGE_BYTES", 0)
    plan, copy = short_plan("essay", tmp_path_factory), io.BytesIO()
    assert write_shared(str(plan), copy)
    with zipfile.ZipFile(plan) as before, zipfile.ZipFile(copy) as after:
        assert before.namelist() == after.namelist()
        written = 0
        for part in [part for part in before.namelist() if part.startswith("xl/worksheets/")][::9]:
            old, new = before.read(part).decode("latin-1"), after.read(part).decode("latin-1")
            if part.startswith("xl/worksheets/sheet"):
                assert formulas_of(new) == formulas_of(old), part
                written += new.count("</f>")
            else:
                assert new == old
    assert written
