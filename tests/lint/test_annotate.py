"""A copy with a comment beside each cell of a finding; the workbook itself stays as it is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from planner.cli.main import main
from planner.problems import PlanError
from planner.usecases.annotate import annotate
from planner.usecases.lint import lint
from tests.lint.breaks import CALC, drop, put
from tests.lint.model import bakery


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An error, a point of style in a cell, and one of the whole workbook."""
    model = bakery()
    for change in (put(CALC, "I5", "40%"), drop(CALC, "B5"), drop("Cover", "A3")):
        change(model)
    return model.write(tmp_path / "model.xlsx")


def comments(path: Path) -> dict[tuple[str, str], str]:
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def test_each_finding_of_a_cell_is_a_comment_there(path: Path, tmp_path: Path) -> None:
    before, copy = path.read_bytes(), tmp_path / "copy.xlsx"
    assert annotate(lint(path), copy) == (2, 1)
    found = comments(copy)
    assert set(found) == {(CALC, "I5"), (CALC, "A5")}
    assert found[CALC, "I5"].startswith("ERROR no-numbers-as-text: holds the number 40% as text. ")
    assert found[CALC, "A5"].startswith("STYLE units: 'Revenue' has no unit. ")
    assert path.read_bytes() == before


def test_nothing_else_of_the_workbook_changes(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    annotate(lint(path), copy)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        added = set(new.namelist()) - set(old.namelist())
    sheet = "xl/worksheets/sheet3.xml"
    assert changed <= {sheet, "[Content_Types].xml", "xl/worksheets/_rels/sheet3.xml.rels"}
    assert {name.rpartition(".")[2] for name in added} <= {"xml", "vml", "rels"}
    cells = [
        [[cell.value for cell in row] for row in book[CALC].iter_rows()]
        for book in map(openpyxl.load_workbook, (path, copy))
    ]
    assert cells[0] == cells[1]


def test_a_sheet_with_comments_of_its_own_keeps_them_and_gets_none(tmp_path: Path) -> None:
    model = bakery()
    put(CALC, "I5", "40%")(model)
    model[CALC].comments = {"A4": "Ask the baker"}
    path, copy = model.write(tmp_path / "model.xlsx"), tmp_path / "copy.xlsx"
    assert annotate(lint(path), copy) == (0, 1)
    assert list(comments(copy)) == [(CALC, "A4")]


def test_a_file_that_is_there_is_not_replaced(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    copy.write_text("mine")
    with pytest.raises(PlanError, match="there already"):
        annotate(lint(path), copy)
    ran = CliRunner().invoke(main, ["lint", str(path), "--into", str(copy)])
    assert ran.exit_code == 1 and "the file is there already" in ran.stderr
    assert copy.read_text() == "mine"


def test_the_command_says_where_the_copy_is_beside_the_findings(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    ran = CliRunner().invoke(main, ["lint", str(path), "--json", "--into", str(copy)])
    assert ran.stderr.startswith(f"{copy}: a copy with comments in 2 cells; 1 findings are of no cell")
    assert ran.stdout.startswith("{") and len(ran.stdout.splitlines()) == 1
