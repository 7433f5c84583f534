"""What reads the clock or random numbers, however far behind it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from planner.book.volatile import volatile
from planner.xlsx.package import open_package

CELLS: dict[str, tuple[Any, set[str]]] = {
    "A1": ("=TODAY()", {"TODAY"}),
    "A2": ("=now ( )+1", {"NOW"}),
    "A3": ("=_xlfn.RANDARRAY(2)+RANDBETWEEN(1,2)", {"RANDARRAY", "RANDBETWEEN"}),
    "A4": ("=SUM(A1:A3)", {"TODAY", "NOW", "RANDARRAY", "RANDBETWEEN"}),
    "A5": ('="TODAY()"&"a""RAND()"', set()),
    "A6": ("=TODAYS+RANDOM(1)", set()),
    "A7": ("=theday*1", {"TODAY"}),
    "A8": ("=twice", {"TODAY"}),
    "A9": ("='My ''own'' RAND() sheet'!B2", {"RAND"}),
    "A10": ("=A11", set()),
    "A11": ("=A10", set()),  # a circle ends
    "A12": ("=B20+1", {"RAND"}),  # inside an array
    "A13": ("=COUNT(A:A)*0+C1", {"TODAY", "NOW", "RANDARRAY", "RANDBETWEEN", "RAND"}),
    "A14": ("=A99+1", set()),
    "A15": ("=SUM(B1:B15)", set()),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for address, (formula, _) in CELLS.items():
        sheet[address] = formula
    sheet["B19"] = ArrayFormula("B19:B21", "=RAND()*{1;2;3}")
    sheet["B20"] = 0.5
    other = book.create_sheet("My 'own' RAND() sheet")
    other["B2"] = "=RAND()"
    book.defined_names["theday"] = DefinedName("theday", attr_text="TODAY()+1")
    book.defined_names["twice"] = DefinedName("twice", attr_text="theday*2")
    target = tmp_path / "book.xlsx"
    book.save(target)
    return target


@pytest.mark.parametrize("address", CELLS)
def test_a_formula_reads_what_stands_in_it_and_behind_it(address: str, path: Path) -> None:
    package = open_package(path)
    position = package.sheets[0].name, int(address[1:]), 1
    assert volatile(package, [position]).get(position, set()) == CELLS[address][1]


def test_a_workbook_without_such_functions_has_none(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "=SUM(B1:B2)"
    book.save(tmp_path / "book.xlsx")
    package = open_package(tmp_path / "book.xlsx")
    assert volatile(package, [(package.sheets[0].name, 1, 1)]) == {}
