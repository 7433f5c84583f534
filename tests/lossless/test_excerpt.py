"""Of a large workbook the checker sees an excerpt: no value changes, and what is read is never left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from planner.book import excerpt, own_formulas
from planner.book.excerpt import BLANK, excerpt_of
from planner.book.find import find
from planner.check.checkers.run import evaluate
from planner.disk import readable
from planner.xlsx.package import open_package
from tests.command import planner
from tests.surgery import BOOK, MAIN, OFFICE, Surgery, q

FAR = "'My cells'"


@pytest.fixture(autouse=True)
def every_sheet_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readable, "LARGE_BYTES", 0)
    monkeypatch.setattr(excerpt, "LARGE_SHEET_BYTES", 0)


def left_out(path: Path) -> set[str]:
    """The sheets that the checker does not see."""
    package = open_package(path)
    parts = excerpt_of(find(package)).parts
    return {sheet.name for sheet in package.sheets if parts.get(sheet.part) == BLANK}


def names_left(path: Path) -> set[str]:
    """The names that it knows."""
    package = open_package(path)
    text = excerpt_of(find(package)).parts.get(package.workbook_part, package.read(package.workbook_part))
    return set(re.findall(r'<definedName [^>]*name="([^"]+)"', text.decode()))


def test_cells_that_nothing_reads_are_not_shown_and_names_that_nothing_mentions_are_gone(
    plan_file: Path,
) -> None:
    with Surgery(plan_file) as book:
        book.add_sheet("My cells", {"A1": (1, None), "A2": (2, None)})
    assert left_out(plan_file) == {"My cells"}
    assert names_left(plan_file) == set()
    assert planner("refresh", plan_file).status == 0


def by_a_formula(book: Surgery) -> None:
    book.put_line("programme_years", 7, f"{FAR}!A1+6")


def by_a_name(book: Surgery) -> None:
    book.put_line("programme_years", 7, "My_Rate+6")
    _new_name(book, "my_rate", "my_cell*1")
    _new_name(book, "My_Cell", f"{FAR}!$A$1")


def by_a_sheet_between(book: Surgery) -> None:
    book.add_sheet("Between", {"B2": (7, f"{FAR}!A1+6")})
    book.put_line("programme_years", 7, "between!B2")


def by_sheets_from_to(book: Surgery) -> None:
    book.add_sheet("After", {"A1": (0, None)})
    book.put_line("programme_years", 7, "SUM('My cells:After'!A1)+6")


def by_a_computed_reference(book: Surgery) -> None:
    book.put_line("programme_years", 7, 'INDIRECT("\'My"&" cells\'!A1")+6')


@pytest.mark.parametrize(
    "read",
    [by_a_formula, by_a_name, by_a_sheet_between, by_sheets_from_to, by_a_computed_reference],
    ids=lambda read: read.__name__,
)
def test_what_an_input_reads_is_shown(read: Any, plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        book.add_sheet("My cells", {"A1": (1, None)})
        read(book)
    assert "My cells" not in left_out(plan_file)
    # With the sheet left out the formula would come to 6, and planner would say that the file shows 7.
    assert planner("refresh", plan_file).status == 0


def test_a_table_that_an_input_reads_is_shown(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        part = book.add_sheet("My cells", {"A1": ("Rate", None), "A2": (7, None)})
        content = (
            f'<table xmlns="{MAIN}" id="99" name="Rates" displayName="Rates" ref="A1:A2">'
            '<tableColumns count="1"><tableColumn id="1" name="Rate"/></tableColumns></table>'
        )
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
        book.add_part("xl/tables/mine.xml", content.encode(), kind)
        tables = etree.SubElement(book.tree(part), q("tableParts"), count="1")
        identifier = book.relate(part, "table", "xl/tables/mine.xml")
        etree.SubElement(tables, q("tablePart")).set(f"{{{OFFICE}}}id", identifier)
        book.put_line("programme_years", 7, "SUM(rates[Rate])")
    assert left_out(plan_file) == set()
    assert planner("refresh", plan_file).status == 0


def _new_name(book: Surgery, name: str, text: str) -> None:
    element = book.tree(BOOK).find(q("definedNames"))
    made = element.makeelement(q("definedName"), {"name": name})
    made.text = text
    element.append(made)


ROWS = 12
OLD = 0.125
"""What the owner's formulas show before; none of them comes to it."""


def _cells(book: Surgery) -> dict[str, tuple[object, str | None]]:
    """Numbers in column A; in the others formulas that read planner's cells in every way, and one another."""
    sheet, rate = book.line("programme_years")
    column = rate.rstrip("0123456789")
    absolute = f"'{sheet}'!${column}${rate.removeprefix(column)}"
    cells: dict[str, tuple[object, str | None]] = {}
    for row in range(1, ROWS + 1):
        above = f"H{row - 1}*0.5+" if row > 1 else ""
        formulas = [
            f"INDEX(in_programme_years,1,2)*A{row}",
            f"{absolute}*A{row}",
            f"SUM(in_programme_years)*$A{row}",
            f"SUM(B$1:B{row})/{row}",
            f"ROUND(C{row}-B{row}*1.5,3)",
            f"ROWS(roles[Role])+A{row}",
            f"{above}C{row}",
        ]
        cells[f"A{row}"] = row * 1.75 + 0.1, None
        for number, formula in enumerate(formulas):
            cells[f"{get_column_letter(2 + number)}{row}"] = OLD, formula
    return cells


@pytest.mark.usefixtures("soffice")
def test_the_owners_formulas_show_what_libreoffice_makes_of_them(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        mine = _cells(book)
        book.add_sheet("Mine", mine)
        book.add_sheet("My cells", {f"A{row}": (row, None) for row in range(1, 30)})
    assert left_out(plan_file) == {"My cells"}
    assert planner("set", plan_file, "programme_years=7.3").status == 0
    assert planner("refresh", plan_file).status == 0
    after = Surgery(plan_file)
    formulas = [address for address, (_, formula) in mine.items() if formula]
    at = {address: coordinate_to_tuple(address) for address in formulas}
    found = evaluate(plan_file, {"Mine": list(at.values())}, checker="libreoffice").values
    shown = {address: after.value("Mine", address) for address in formulas}
    assert OLD not in shown.values()
    assert shown == {address: pytest.approx(found["Mine", *at[address]], rel=1e-12) for address in formulas}
    assert after.tree(BOOK).find(q("calcPr")).get("fullCalcOnLoad", "0") == "0"


def test_of_too_many_formulas_none_is_shown_and_excel_recalculates(
    plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Surgery(plan_file) as book:
        mine = _cells(book)
        book.add_sheet("Mine", mine)
    monkeypatch.setattr(own_formulas, "MOST", len(mine) - ROWS - 1)
    before = Surgery(plan_file)
    assert left_out(plan_file) == {"Mine"}
    assert planner("set", plan_file, "programme_years=7.3").status == 0
    assert planner("refresh", plan_file).status == 0
    after = Surgery(plan_file)
    part = before.sheets["Mine"]
    assert after.members[part] == before.members[part]
    assert after.tree(BOOK).find(q("calcPr")).get("fullCalcOnLoad") == "1"
