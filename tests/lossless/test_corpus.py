"""Real workbooks of other programs: an edited and a new cell in every sheet, and nothing else changed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from planner.problems import PlanError
from planner.workbook.a1 import Position
from planner.workbook.cells import read_cells
from planner.workbook.parts import Package, open_package
from planner.workbook.patch import Edit, patch_package, patched_parts
from tests.lossless.packages import CORPUS, central_records, raw_members

FILES = sorted(CORPUS.glob("*.xlsx"))
PLAIN = (str, int, float, type(None))
OPENPYXL_READS_NO_VALUES = ("strict.xlsx", "pivots.xlsx")

pytestmark = pytest.mark.skipif(not FILES, reason="the corpus is not here")


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


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


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
def test_openpyxl_reads_the_new_values_and_every_old_one(path: Path, tmp_path: Path) -> None:
    if path.name in OPENPYXL_READS_NO_VALUES:
        pytest.skip("openpyxl does not read this file")
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
