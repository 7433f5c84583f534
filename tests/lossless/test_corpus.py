"""Workbooks of other programs: an edited and a new cell in every sheet, and nothing else changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from planner.problems import PlanError
from planner.xlsx.a1 import Position
from planner.xlsx.cells import read_cells
from planner.xlsx.package import Package, open_package
from planner.xlsx.patch import Edit, patch_package, patched_parts
from tests.corpus import MADE, NAMES
from tests.lossless.packages import central_records, raw_members

PLAIN = (str, int, float, type(None))
NOT_FOR_OPENPYXL = {"strict", "beside strict", "beside pivots"}
"""openpyxl finds no sheet in a strict workbook, and ends at a cache without records."""

HOLDS = {
    "pivot tables": ("pivots", "xl/pivotTables/", b"<pivotTableDefinition"),
    "caches of pivot tables": ("pivots", "xl/pivotCache/", b"<pivotCacheRecords"),
    "slicers": ("pivots", "xl/slicers/", b"<slicer "),
    "threaded comments": ("threads", "xl/threadedComments/", b" parentId="),
    "people": ("threads", "xl/persons/", b"<person "),
    "data tables": ("what_if", "xl/worksheets/", b't="dataTable"'),
    "scenarios": ("what_if", "xl/worksheets/", b"<scenario "),
    "shared formulas": ("what_if", "xl/worksheets/", b't="shared"'),
    "array formulas": ("what_if", "xl/worksheets/", b't="array"'),
    "later conditional formats": ("later_rules", "xl/worksheets/", b"<x14:cfRule "),
    "later validations": ("later_rules", "xl/worksheets/", b"<x14:dataValidation "),
    "sparklines": ("later_rules", "xl/worksheets/", b"<x14:sparkline>"),
    "form controls": ("controls", "xl/ctrlProps/", b"<formControlPr "),
    "custom XML": ("cubes", "customXml/", b"<ds:datastoreItem "),
    "connections": ("cubes", "xl/connections.xml", b"<connection "),
    "metadata of cells": ("cubes", "xl/worksheets/", b' vm="1"'),
    "a data model": ("cubes", "xl/model/", b""),
    "Strict": ("strict", "xl/worksheets/", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    "days as texts": ("strict", "xl/worksheets/", b't="d"'),
    "rich data": ("xlsxwriter", "xl/richData/", b"<rv "),
    "dynamic arrays": ("xlsxwriter", "xl/worksheets/", b' cm="1"'),
    "charts": ("xlsxwriter", "xl/charts/", b"<c:chart>"),
    "pictures": ("xlsxwriter", "xl/media/", b"PNG"),
    "tables": ("xlsxwriter", "xl/tables/", b"<table "),
    "notes": ("xlsxwriter", "xl/comments1.xml", b"<comment "),
    "protection": ("xlsxwriter", "xl/worksheets/", b"<sheetProtection "),
}
"""What the made ones are for -> the workbook, the parts, and what stands in one of them."""


def edits_of(package: Package, sheet: str) -> dict[Position, Edit]:
    """One cell that is there and may be edited, and one three rows below everything."""
    cells = read_cells(package, sheet)
    last = max((row for row, _ in cells), default=0)
    edits = {(last + 3, 2): Edit(1234.5)}
    for position, cell in cells.items():
        if cell.kind in ("spill", "data table") or cell.value is None:
            continue
        try:
            patched_parts(package, {sheet: {position: Edit("planner")}})
        except PlanError:  # merged, or the header of a table
            continue
        return {position: Edit("planner was here"), **edits}
    return edits


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, corpus: Callable[[str], Path]) -> Path:
    return corpus(request.param)


@pytest.mark.parametrize("what", HOLDS)
def test_what_the_made_workbooks_are_for_stands_in_them(what: str, corpus: Callable[[str], Path]) -> None:
    name, folder, found = HOLDS[what]
    with zipfile.ZipFile(corpus(name)) as archive:
        contents = [archive.read(part) for part in archive.namelist() if part.startswith(folder)]
    assert [content for content in contents if found in content]


def test_every_made_workbook_is_for_something() -> None:
    assert {name for name, _, _ in HOLDS.values()} == set(MADE)


@pytest.mark.parametrize("name", sorted(set(MADE) - {"strict"}))
def test_the_made_workbooks_are_as_the_standard_wants_them(name: str, corpus: Callable[[str], Path]) -> None:
    validator = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)
    assert [error.description for error in validator.validate(str(corpus(name))).errors] == []


def patched(path: Path, target: Path) -> tuple[Package, dict[str, dict[Position, Edit]]]:
    package = open_package(path)
    edits = {
        sheet.name: edits_of(package, sheet.name) for sheet in package.sheets if sheet.kind == "worksheet"
    }
    with target.open("wb") as out:
        patch_package(package, edits, out)
    return package, edits


def test_every_other_member_is_byte_identical(path: Path, tmp_path: Path) -> None:
    package, edits = patched(path, tmp_path / "out.xlsx")
    assert edits, "nothing to edit"
    after = (tmp_path / "out.xlsx").read_bytes()
    edited = {package.sheet(name).part for name in edits}
    before_members, after_members = raw_members(path.read_bytes()), raw_members(after)
    assert list(before_members) == list(after_members)
    assert {name for name in before_members if before_members[name] != after_members[name]} == edited
    before_index, after_index = central_records(path.read_bytes()), central_records(after)
    assert {name for name in before_index if before_index[name] != after_index[name]} == edited
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None


def test_other_programs_read_the_new_values(path: Path, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    target = tmp_path / "out.xlsx"
    _, edits = patched(path, target)
    book = CalamineWorkbook.from_path(str(target))
    for name, cells in edits.items():
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for (row, column), edit in cells.items():
            assert rows[row - 1][column - 1] == edit.value


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", [name for name in NAMES if name not in NOT_FOR_OPENPYXL], indirect=True)
def test_openpyxl_reads_the_new_values_and_every_old_one(path: Path, tmp_path: Path) -> None:
    import openpyxl

    target = tmp_path / "out.xlsx"
    _, edits = patched(path, target)
    before, after = openpyxl.load_workbook(path), openpyxl.load_workbook(target)
    for name, cells in edits.items():
        for row in after[name].iter_rows():
            for cell in row:
                position = int(cell.row or 0), int(cell.column or 0)
                if position not in cells and isinstance(cell.value, PLAIN):
                    assert cell.value == before[name].cell(*position).value
        values = openpyxl.load_workbook(target, data_only=True)[name]
        for position, edit in cells.items():
            assert values.cell(*position).value == edit.value
