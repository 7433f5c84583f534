"""A text that looks like a formula or a command is a text: in the workbook, in JSON, in a terminal."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from fuzz.book import Book
from fuzz.hostile import edit
from planner import plan
from tests.cli.support import planner

TEXTS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1/","x")', "'=1"),
    *(
        "\t=1",
        " =1",
        "<b>&amp;</b>",
        "]]>",
        "{=1}",
        "_x003D_1",
        "%s{0}$x",
        "e\u0301\u202e",
        "=",
        "#REF!",
        "TRUE",
        "007",
    ),
)
COLUMN = "Provider"


@dataclass(frozen=True)
class Target:
    """A cell of free text in a table of a plan, and the name of its row."""

    address: str
    row: str


@pytest.fixture(scope="module")
def target(essay: Path) -> Target:
    """The provider in the first row of the table of prices."""
    sheet = openpyxl.load_workbook(essay)["GPU prices"]
    table = sheet.tables["gpu_prices"]
    row = int(re.findall(r"\d+", table.ref)[0]) + 1
    column = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[list(table.column_names).index(COLUMN)]
    return Target(f"{column}{row}", str(sheet[f"A{row}"].value))


def put(essay: Path, path: Path, target: Target, text: str) -> None:
    """Put a text into that cell, as a spreadsheet program does."""
    shown = escape(text.replace("_x", "_x005F_x"))
    cell = rf'<c r="{target.address}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
    pattern = rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % target.address.encode()
    book = edit(Book.read(essay), "worksheets/sheet3.xml", pattern, cell.encode().replace(b"\\", b"\\\\"))
    path.write_bytes(book.pack())


def read(path: Path, target: Target) -> tuple[str, str]:
    """What another program finds there, and the XML of the cell."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet3.xml").decode()
    cell = re.search(rf'<c r="{target.address}".*?</c>', xml, re.DOTALL)
    assert cell is not None
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("GPU prices")
    row, column = int(target.address[1:]) - 1, ord(target.address[0]) - 65
    return str(sheet.to_python(skip_empty_area=False)[row][column]), cell[0]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_in_a_table_stays_one_through_a_refresh(
    text: str, essay: Path, target: Target, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    put(essay, path, target, text)
    before = read(path, target)
    result = plan.refresh(path)
    assert result.ok
    assert read(path, target) == before
    assert before[0] == text
    assert "<f" not in before[1]
    assert json.loads(json.dumps(result.as_dict()))["tables"]["gpu_prices"][0]["provider"] == text


@pytest.mark.parametrize("text", [text for text in TEXTS if text == text.strip()])
def test_a_text_that_set_types_is_a_text(text: str, essay: Path, target: Target, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(essay.read_bytes())
    result = plan.set_inputs(path, {f"gpu_prices[{target.row}].provider": text})
    assert [change.after for change in result.changes] == [text]
    value, xml = read(path, target)
    assert value == text
    assert "<f" not in xml
    assert 't="inlineStr"' in xml


@pytest.mark.filterwarnings("ignore:Print area")
def test_libreoffice_takes_it_for_a_text_too(
    soffice: Path, essay: Path, target: Target, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    put(essay, path, target, "=1+1")
    assert plan.refresh(path).ok
    command = [str(soffice), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    cell = openpyxl.load_workbook(tmp_path / "out" / "plan.xlsx")["GPU prices"][target.address]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_terminal_obeys_nothing_that_stands_in_a_workbook(
    essay: Path, target: Target, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    put(essay, path, target, "x")
    book = Book.read(path)
    sheet = book.find("worksheets/sheet3.xml")[0]
    sheet.content = sheet.content.replace(b">x</t>", b">_x001B_[2J_x0007_\xe2\x80\xaex</t>")
    path.write_bytes(book.pack())
    for command in (["refresh"], ["check"], ["show"], ["show", "--inputs"], ["set"]):
        more = ["usd_cny=_x001B_[2J"] if command == ["set"] else []
        ran = planner(*command, "plan.xlsx", *more, cwd=tmp_path)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", ran.out + ran.err)
    data = json.loads(planner("show", "--json", "plan.xlsx", cwd=tmp_path).out)
    assert data["tables"]["gpu_prices"][0]["provider"] == "\x1b[2J\x07\u202ex"
