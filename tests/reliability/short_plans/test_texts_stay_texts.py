"""A text that looks like a formula or a command is a text: in the workbook, in JSON, in a terminal."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from fuzz.book import Book
from fuzz.hostile import edit, sheet_part
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


SHEET, TABLE = "GPU prices", "gpu_prices"


@dataclass(frozen=True)
class Target:
    """A cell of free text in a table of a plan, and the name of its row."""

    address: str
    row: str


@pytest.fixture(scope="module")
def targets(essay: Path) -> list[Target]:
    """The providers in the table of prices."""
    sheet = openpyxl.load_workbook(essay)[SHEET]
    table = sheet.tables[TABLE]
    first, last = (int(number) for number in re.findall(r"\d+", table.ref))
    column = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[list(table.column_names).index(COLUMN)]
    return [Target(f"{column}{row}", str(sheet[f"A{row}"].value)) for row in range(first + 1, last + 1)]


def put(essay: Path, path: Path, texts: dict[Target, str]) -> None:
    """Put texts into these cells, as a spreadsheet program does."""
    book = Book.read(essay)
    for target, text in texts.items():
        shown = escape(text.replace("_x", "_x005F_x"))
        cell = rf'<c r="{target.address}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
        pattern = rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % target.address.encode()
        edit(book, sheet_part(book, SHEET), pattern, cell.encode().replace(b"\\", b"\\\\"))
    path.write_bytes(book.pack())


def read(path: Path, target: Target) -> tuple[str, str]:
    """What another program finds there, and the XML of the cell."""
    book = Book.read(path)
    xml = book.find(sheet_part(book, SHEET))[0].content.decode()
    cell = re.search(rf'<c r="{target.address}".*?</c>', xml, re.DOTALL)
    assert cell is not None
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SHEET)
    row, column = int(target.address[1:]) - 1, ord(target.address[0]) - 65
    return str(sheet.to_python(skip_empty_area=False)[row][column]), cell[0]


def shared_out(texts: Iterable[str], targets: list[Target]) -> list[dict[Target, str]]:
    """All texts, as many at a time as the table has rows."""
    left = list(texts)
    return [
        dict(zip(targets, left[at : at + len(targets)], strict=False))
        for at in range(0, len(left), len(targets))
    ]


def test_texts_in_a_table_stay_texts_through_a_refresh(
    essay: Path, targets: list[Target], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    for texts in shared_out(TEXTS, targets):
        put(essay, path, texts)
        before = {target: read(path, target) for target in texts}
        result = plan.refresh(path)
        assert result.ok
        rows = json.loads(json.dumps(result.as_dict()))["tables"][TABLE]
        for number, (target, text) in enumerate(texts.items()):
            assert read(path, target) == before[target]
            assert before[target][0] == rows[number]["provider"] == text
            assert "<f" not in before[target][1]


def test_texts_that_set_types_are_texts(essay: Path, targets: list[Target], tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(essay.read_bytes())
    for texts in shared_out((text for text in TEXTS if text == text.strip()), targets):
        result = plan.set_inputs(
            path, {f"{TABLE}[{target.row}].provider": text for target, text in texts.items()}
        )
        assert [change.after for change in result.changes] == list(texts.values())
        for target, text in texts.items():
            value, xml = read(path, target)
            assert value == text
            assert "<f" not in xml
            assert 't="inlineStr"' in xml


@pytest.mark.filterwarnings("ignore:Print area")
def test_libreoffice_takes_it_for_a_text_too(
    soffice: Path, essay: Path, targets: list[Target], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    put(essay, path, {targets[0]: "=1+1"})
    assert plan.refresh(path).ok
    command = [str(soffice), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    cell = openpyxl.load_workbook(tmp_path / "out" / "plan.xlsx")[SHEET][targets[0].address]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_terminal_obeys_nothing_that_stands_in_a_workbook(
    essay: Path, targets: list[Target], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    put(essay, path, {targets[0]: "x"})
    book = Book.read(path)
    sheet = book.find(sheet_part(book, SHEET))[0]
    sheet.content = sheet.content.replace(b">x</t>", b">_x001B_[2J_x0007_\xe2\x80\xaex</t>")
    path.write_bytes(book.pack())
    for command in (["refresh"], ["set"], ["show", "--inputs"]):
        more = ["deadline_days=_x001B_[2J"] if command == ["set"] else []
        ran = planner(*command, "plan.xlsx", *more, cwd=tmp_path)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", ran.out + ran.err)
    assert plan.check(path).tables[TABLE][0]["provider"] == "\x1b[2J\x07\u202ex"
