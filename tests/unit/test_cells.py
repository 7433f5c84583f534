"""Cells as other programs write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.problems import PlanError
from planner.xlsx.a1 import Position
from planner.xlsx.cell import Cell, CellError
from planner.xlsx.cells import read_cells
from planner.xlsx.package import Package, open_package
from tests.lossless.packages import MAIN, STRICT, one_sheet, parts, save, sheet_xml

STRINGS = "<si><t>zero</t></si><si><r><t>o</t></r><r><t>ne</t></r></si>"


def book(tmp_path: Path, rows: str, **keywords: object) -> Package:
    return open_package(one_sheet(tmp_path / "a.xlsx", rows, strings=STRINGS, **keywords))


def only(tmp_path: Path, cell: str, **keywords: object) -> Cell:
    return read_cells(book(tmp_path, f'<row r="1">{cell}</row>', **keywords), "Plan")[1, 1]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1"><v>1.5</v></c>', Cell(1.5)),
        ('<c r="A1" s="7"/>', Cell(None, None, 7)),
        ('<c r="A1" t="n"><v>1E-7</v></c>', Cell(1e-7)),
        ('<c r="A1" t="s"><v>1</v></c>', Cell("one")),
        ('<c r="A1" t="b"><v>1</v></c>', Cell(True)),
        ('<c r="A1" t="b"><v>0</v></c>', Cell(False)),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', Cell(CellError("#DIV/0!"))),
        ('<c r="A1" t="str"><f>A2&amp;"x"</f><v>a_x000D_</v></c>', Cell("a\r", 'A2&"x"', 0, "formula")),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', Cell("", '""', 0, "formula")),
        ('<c r="A1"><f>A2</f></c>', Cell(None, "A2", 0, "formula")),
        ('<c r="A1" t="inlineStr"><is><t> a </t></is></c>', Cell(" a ")),
        (
            '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r>'
            '<rPh sb="0" eb="1"><t>z</t></rPh></is></c>',
            Cell("ab"),
        ),
        ('<c r="A1" t="d"><v>2026-11-24T12:00:00</v></c>', Cell(46350.5)),
        ('<c r="A1" t="d"><v>1900-01-01</v></c>', Cell(1.0)),
        ('<c r="A1" t="d"><v>1900-03-01</v></c>', Cell(61.0)),
        ('<c r="A1" t="d"><v>soon</v></c>', Cell("soon")),
        ('<c r="A1"><f t="array" ref="A1:B2">C1:D2</f><v>3</v></c>', Cell(3.0, "C1:D2", 0, "array")),
        ('<c r="A1"><f t="dataTable" ref="A1:A3" r1="B1"/><v>3</v></c>', Cell(3.0, None, 0, "data table")),
        ('<c r="A1"><!-- note --><v>1<![CDATA[2]]></v></c>', Cell(12.0)),
        ('<c r="A1"><v>2</v><extLst><ext><v>9</v></ext></extLst></c>', Cell(2.0)),
    ],
)
def test_each_sort_of_cell_reads_as_what_it_is(tmp_path: Path, cell: str, expected: Cell) -> None:
    assert only(tmp_path, cell) == expected


def test_dates_of_the_1904_system_count_from_1904(tmp_path: Path) -> None:
    assert only(tmp_path, '<c r="A1" t="d"><v>1904-01-02</v></c>', properties=' date1904="1"').value == 1.0


def test_rows_and_cells_without_addresses_follow_the_ones_before(tmp_path: Path) -> None:
    rows = (
        '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row>'
        "<row><c><v>5</v></c></row>"
    )
    package = book(tmp_path, rows)
    expected = {(1, 1): 1.0, (1, 2): 2.0, (5, 3): 3.0, (5, 4): 4.0, (6, 1): 5.0}
    assert {at: cell.value for at, cell in read_cells(package, "Plan").items()} == expected
    assert list(read_cells(package, "Plan", {(1, 2), (5, 4), (9, 9)})) == [(1, 2), (5, 4)]


def test_a_shared_formula_reads_as_it_stands_in_each_cell(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$D$1</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/></c></row>'
    )
    package = book(tmp_path, rows)
    cells = read_cells(package, "Plan", [(3, 2)])
    assert cells == {(3, 2): Cell(None, "A3*$D$1", 0, "shared")}
    assert [cell.formula for cell in read_cells(package, "Plan").values()] == [
        "A1*$D$1",
        "A2*$D$1",
        "A3*$D$1",
    ]


def test_cells_that_an_array_fills_are_marked(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2</f><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c><c r="C2"><v>5</v></c></row>'
    )
    package = book(tmp_path, rows)
    kinds = {at: cell.kind for at, cell in read_cells(package, "Plan").items()}
    assert kinds == {(1, 1): "array", (1, 2): "spill", (2, 1): "spill", (2, 2): "spill", (2, 3): "constant"}
    assert read_cells(package, "Plan", [(2, 2)])[2, 2].kind == "spill"


def test_cells_of_a_data_table_are_marked(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="dataTable" ref="A1:B1" r1="C1"/><v>1</v></c><c r="B1"><v>2</v></c></row>'
    )
    assert read_cells(book(tmp_path, rows), "Plan", [(1, 2)])[1, 2].kind == "data table"


@pytest.mark.parametrize("namespace", [MAIN, STRICT])
@pytest.mark.parametrize("prefix", ["", "x:", "main:"])
def test_prefixes_and_strict_namespaces_read_alike(tmp_path: Path, prefix: str, namespace: str) -> None:
    declared = f'xmlns{":" + prefix[:-1] if prefix else ""}="{namespace}"'
    xml = (
        f'<{prefix}worksheet {declared}><{prefix}sheetData><{prefix}row r="2"><{prefix}c r="B2" t="str">'
        f"<{prefix}f>A1</{prefix}f><{prefix}v>x</{prefix}v></{prefix}c></{prefix}row></{prefix}sheetData></{prefix}worksheet>"
    )
    package = open_package(save(tmp_path / "a.xlsx", parts({"Plan": xml.encode()})))
    assert read_cells(package, "Plan") == {(2, 2): Cell("x", "A1", 0, "formula")}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('<row r="0"/>', "a row numbered '0'"),
        ('<row r="1048577"/>', "a row numbered '1048577'"),
        (f'<row r="{"9" * 5000}"/>', "a row numbered"),
        ('<row r="1"><c r="AAAA1"/></row>', "a cell named 'AAAA1'"),
        ('<row r="1"><c r="XFD1"/><c/></row>', "too many cells"),
        ('<row r="1"><c r="A1"><v>1.#QNAN</v></c></row>', "cell A1 holds '1.#QNAN' where a number"),
        ('<row r="1"><c r="A1"><v>nan</v></c></row>', "cell A1 holds 'nan'"),
        ('<row r="1"><c r="A1" t="s"><v>2</v></c></row>', "A1 points to a shared string"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "A1 points to a shared string"),
        ('<row r="1"><c r="A1"><f t="shared" si="4"/></c></row>', "A1 shares a formula"),
        ('<row r="1"><c r="A1"><v>' + "<a>" * 40 + "</a>" * 40 + "</v></c></row>", "too deep"),
        ('<row r="1"><c r="A1"><v>1</c></row>', "not well-formed"),
    ],
)
def test_a_damaged_sheet_is_one_clear_line(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(PlanError, match=r"part98\.xml") as caught:
        read_cells(book(tmp_path, rows), "Plan")
    assert message in str(caught.value)
    assert len(caught.value.problems) == 1


def test_a_part_that_is_no_worksheet_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", parts({"Plan": b"<chartsheet/>"}))
    with pytest.raises(PlanError, match="not a worksheet"):
        read_cells(open_package(path), "Plan")


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_a_sheet_in_another_encoding_reads_alike(tmp_path: Path, encoding: str) -> None:
    text = sheet_xml('<row r="1"><c r="A1" t="str"><v>é</v></c></row>').decode().replace("UTF-8", encoding)
    package = open_package(save(tmp_path / "a.xlsx", parts({"Plan": text.encode(encoding)})))
    assert read_cells(package, "Plan")[1, 1].value == "é"


@settings(deadline=None)
@given(wanted=st.sets(st.tuples(st.integers(1, 6), st.integers(1, 6))))
def test_wanted_cells_read_as_they_do_among_all(
    wanted: set[Position], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = "".join(
        ("<row>" if r % 2 else f'<row r="{r}">')
        + "".join(f"<c><v>{10 * r + c}</v></c>" for c in range(1, 5))
        + "</row>"
        for r in range(1, 5)
    )
    package = open_package(one_sheet(tmp_path_factory.mktemp("cells") / "a.xlsx", rows))
    everything = read_cells(package, "Plan")
    assert read_cells(package, "Plan", wanted) == {
        at: cell for at, cell in everything.items() if at in wanted
    }
