"""The quick reader of plain sheets gives what the reader of all XML gives, or leaves the sheet to it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from planner.problems import PlanError
from planner.template.load import load_preset
from planner.xlsx import cells as reading
from planner.xlsx import quickread
from planner.xlsx.a1 import Position
from planner.xlsx.cell import Cell
from planner.xlsx.cells import read_cells, read_formulas
from planner.xlsx.package import Package, open_package
from planner.xlsx.quickread import plain_cells
from planner.xlsx.xml import Part, as_utf8
from tests.books import Values, write
from tests.corpus import NAMES
from tests.lossless.packages import HEAD, MAIN, STRICT, one_sheet, parts, save
from tests.sampled import sampled

Found = dict[Position, Cell] | str
"""The cells of a sheet, or what is wrong with it."""

WANTED: list[Collection[Position] | None] = [None, [(1, 1), (2, 3), (6, 4), (7, 2), (900, 9)], []]


def found(package: Package, sheet: str, wanted: Collection[Position] | None) -> Found:
    try:
        return read_cells(package, sheet, wanted)
    except PlanError as error:
        return str(error)


def slowly(package: Package, sheet: str, wanted: Collection[Position] | None) -> Found:
    """By callbacks alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "plain_cells", lambda *_: None)
        return found(package, sheet, wanted)


def in_small_pieces(package: Package, sheet: str, wanted: Collection[Position] | None) -> Found:
    """As a sheet of many megabytes is read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quickread, "CHUNK", 30)
        return found(package, sheet, wanted)


def is_plain(package: Package, sheet: str) -> bool:
    part = package.sheet(sheet).part
    xml, _ = as_utf8(package.read(part), Part(package.file, part))
    try:
        ElementTree.fromstring(xml)
    except ElementTree.ParseError:
        return False
    return plain_cells(xml, None) is not None


def sheets_of(path: Path) -> tuple[Package, list[str]]:
    package = open_package(path)
    return package, [sheet.name for sheet in package.sheets if sheet.kind == "worksheet"]


def assert_the_same(path: Path) -> list[str]:
    """Both readers agree on every sheet of a workbook; the sheets that were plain."""
    package, sheets = sheets_of(path)
    for sheet in sheets:
        for wanted in WANTED:
            quick, slow = found(package, sheet, wanted), slowly(package, sheet, wanted)
            assert quick == slow, sheet
            assert list(quick) == list(slow), f"{sheet}: in another order"
            assert in_small_pieces(package, sheet, wanted) == slow, f"{sheet}: in pieces"
        if isinstance(every := found(package, sheet, None), dict):
            formulas = {at: cell for at, cell in every.items() if cell.formula is not None}
            assert read_formulas(package, sheet) == formulas, f"{sheet}: formulas alone"
    return [sheet for sheet in sheets if is_plain(package, sheet)]


# Workbooks at hand


def test_a_plan_as_openpyxl_writes_it_reads_alike_and_is_plain_throughout(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write(path, Values.of(load_preset("startup")))
    assert assert_the_same(path) == sheets_of(path)[1]


@pytest.mark.parametrize("name", sampled(["essay", "moe"], ["essay"]))
def test_a_plan_as_planner_patches_it_reads_alike_and_is_plain_throughout(
    name: str, plans: Callable[[str], Path]
) -> None:
    assert assert_the_same(plans(name)) == sheets_of(plans(name))[1]


@pytest.mark.parametrize("name", NAMES)
def test_workbooks_of_other_programs_read_alike(name: str, corpus: Callable[[str], Path]) -> None:
    plain = assert_the_same(corpus(name))
    assert set(plain) <= set(sheets_of(corpus(name))[1])


def by_xlsxwriter(path: Path, **options: Any) -> None:
    book = xlsxwriter.Workbook(path, options)
    sheet = book.add_worksheet("Plan")
    bold = book.add_format({"bold": True})
    sheet.write("A1", "a & <b> \"c\" 'd'", bold)
    sheet.write("B1", -1.5e-300)
    sheet.write_blank("C1", None, bold)
    sheet.write("A2", True)
    sheet.write_formula("B2", '=IF(A1<>"x",1,2)&"é 中"', None, "1é 中")
    sheet.write_formula("C3", "=1/0", None, "#DIV/0!")
    sheet.write("D4", "  two\nlines\twide  ")
    sheet.write("D5", "_x0041_ \x01")
    book.add_worksheet("Empty")
    book.close()


def by_openpyxl(path: Path, **options: Any) -> None:
    book = openpyxl.Workbook(**options)
    sheet = book.worksheets[0] if book.worksheets else book.create_sheet()
    sheet.title = "Plan"
    for row in ([1, "two & <three>", None, True], [], ['=A1&"<"', "é 中 ", datetime(2026, 11, 24, 9), 1e300]):
        sheet.append(row)
    book.create_sheet("Empty")
    book.save(path)


@pytest.mark.parametrize(
    ("write_it", "options"),
    [
        (by_xlsxwriter, {}),
        (by_xlsxwriter, {"constant_memory": True}),
        (by_openpyxl, {}),
        (by_openpyxl, {"write_only": True}),
    ],
)
def test_a_workbook_of_a_library_reads_alike_and_is_plain(
    write_it: Callable[..., None], options: dict[str, bool], tmp_path: Path
) -> None:
    write_it(tmp_path / "a.xlsx", **options)
    assert "Plan" in assert_the_same(tmp_path / "a.xlsx")


def test_a_workbook_that_libreoffice_saved_reads_alike(soffice: Path, tmp_path: Path) -> None:
    from planner.check.checkers import libreoffice

    by_xlsxwriter(tmp_path / "a.xlsx")
    (tmp_path / "scratch").mkdir()
    assert_the_same(libreoffice._recalculate(soffice, tmp_path / "a.xlsx", tmp_path / "scratch", 120))


def test_arrays_shared_formulas_and_rich_text_of_libraries_are_left_to_the_other_reader(
    tmp_path: Path,
) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("Array")
    sheet.write_array_formula("A1:B2", "{=C1:D2*2}")
    sheet.write_dynamic_array_formula("D4", "=UNIQUE(A1:A9)")
    book.close()
    assert assert_the_same(tmp_path / "a.xlsx") == []
    rich = openpyxl.Workbook()
    rich.worksheets[0]["A1"] = CellRichText("a ", TextBlock(InlineFont(b=True), "b & c"))
    rich.save(tmp_path / "b.xlsx")
    assert assert_the_same(tmp_path / "b.xlsx") == []


# XML as anything may write it


STRINGS = "<si><t>zero</t></si><si><r><t>o</t></r><r><t>ne &amp; more</t></r></si>"


def one(tmp_path: Path, rows: str) -> tuple[Package, bool]:
    package = open_package(one_sheet(tmp_path / "a.xlsx", rows, strings=STRINGS))
    return package, is_plain(package, "Plan")


PLAIN_ROWS = {
    "number": '<row r="1"><c r="A1"><v>1.5</v></c></row>',
    "no rows": "",
    "empty row": '<row r="7"/>',
    "row of Excel": '<row r="2" spans="1:3" ht="15" customHeight="1"><c r="A2" s="4"/></row>',
    "attributes before the number": '<row spans="1:3" r="2"><c r="A2"/></row>',
    "cells out of order": '<row r="9"><c r="C2"><v>1</v></c><c r="A9"><v>2</v></c></row>',
    "cell twice": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "last cell of a sheet": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "style and type": '<row r="1"><c r="A1" s="3" t="s"><v>1</v></c></row>',
    "type before style": '<row r="1"><c r="A1" t="b" s="12"><v>1</v></c></row>',
    "more attributes": '<row r="1"><c r="A1" cm="1" vm="2" ph="1" s="3" t="n"><v>1</v></c></row>',
    "style that is no number": '<row r="1"><c r="A1" s="x"><v>1</v></c><c r="B1" s="-1"/></row>',
    "style beyond all styles": f'<row r="1"><c r="A1" s="{"9" * 40}"><v>1</v></c></row>',
    "unknown type": '<row r="1"><c r="A1" t="x"><v>1</v></c><c r="B1" t=""><v>2</v></c></row>',
    "formula": '<row r="1"><c r="A1"><f>B1*2</f><v>1</v></c><c r="B1"><f>1</f></c></row>',
    "formula of text": '<row r="1"><c r="A1" t="str"><f>"a"&amp;B1</f><v>ab_x000D_</v></c></row>',
    "empty value": '<row r="1"><c r="A1"><v/></c><c r="B1" t="str"><f>""</f><v/></c></row>',
    "empty value of a library": '<row r="1"><c r="A1"><v></v></c><c r="B1" t="str"><v></v></c></row>',
    "empty formula": '<row r="1"><c r="A1"><f/><v>1</v></c></row>',
    "inline": '<row r="1"><c r="A1" t="inlineStr"><is><t>a &gt; b</t></is></c></row>',
    "inline blank": '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>',
    "inline of another type": '<row r="1"><c r="A1"><is><t>a</t></is></c></row>',
    "inline without text": '<row r="1"><c r="A1" t="inlineStr"/><c r="B1" t="inlineStr"><v>1</v></c></row>',
    "entities": '<row r="1"><c r="A1" t="str"><v>&lt;&amp;lt;&gt;&quot;&apos;&amp;#65;</v></c></row>',
    "character references": '<row r="1"><c r="A1" t="str"><v>&#65;&#x42;&#x4e2d;&#10;&#9;&#13;</v></c></row>',
    "what HTML reads otherwise": '<row r="1"><c r="A1" t="str"><v>&#128;&#x9f;&#127;</v></c></row>',
    "names of HTML that are text": '<row r="1"><c r="A1" t="str"><v>&amp;copy; &amp;nbsp</v></c></row>',
    "reference in a formula": '<row r="1"><c r="A1"><f>A2&#60;1</f><v>1</v></c></row>',
    "greater than": '<row r="1"><c r="A1" t="str"><f>A2>1</f><v>a>b</v></c></row>',
    "lines": '<row r="1"><c r="A1" t="str"><v>one\ntwo\tthree</v></c>\n</row>\n',
    "blank number": '<row r="1"><c r="A1"><v> </v></c><c r="B1"><v> 2 </v></c></row>',
    "error": '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
    "date": '<row r="1"><c r="A1" t="d"><v>2026-11-24</v></c></row>',
    "letters outside ASCII": '<row r="1"><c r="A1" t="str"><v>é 中 \U0001f600</v></c></row>',
    "not a number": '<row r="1"><c r="A1"><v>1.#QNAN</v></c></row>',
    "infinite": '<row r="1"><c r="B7"><v>1e999</v></c></row>',
    "no such string": '<row r="1"><c r="A1" t="s"><v>2</v></c></row>',
    "a string of another number": '<row r="1"><c r="A1" t="s"><v>+1</v></c></row>',
}

OTHER_ROWS = {
    "no cell address": '<row r="1"><c><v>1</v></c></row>',
    "no row number": '<row><c r="A1"><v>1</v></c></row>',
    "no attributes of a row": '<row r="1"><c r="A1"/></row><row/>',
    "neither": "<row><c><v>1</v></c><c/><c><v>2</v></c></row>",
    "row nought": '<row r="0"/>',
    "row beyond the last": '<row r="1048577"/>',
    "row of many digits": f'<row r="{"9" * 5000}"/>',
    "row that is no number": '<row r="x"/>',
    "row with a nought before": '<row r="01"><c r="A1"/></row>',
    "cell beyond the last row": '<row r="1"><c r="A1048577"/></row>',
    "cell beyond the last column": '<row r="1"><c r="XFE1"/></row>',
    "cell of four letters": '<row r="1"><c r="AAAA1"/></row>',
    "cell with a nought before": '<row r="1"><c r="A01"><v>1</v></c></row>',
    "cell in small letters": '<row r="1"><c r="a1"><v>1</v></c></row>',
    "cell with dollars": '<row r="1"><c r="$A$1"><v>1</v></c></row>',
    "cell without a name": '<row r="1"><c r=""><v>1</v></c></row>',
    "shared formula": '<row r="1"><c r="A1"><f t="shared" ref="A1:B1" si="0">C1</f><v>1</v></c>'
    '<c r="B1"><f t="shared" si="0"/><v>2</v></c></row>',
    "shared formula that is not there": '<row r="1"><c r="A1"><f t="shared" si="4"/></c></row>',
    "array": '<row r="1"><c r="A1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c><c r="B1"/></row>',
    "data table": '<row r="1"><c r="A1"><f t="dataTable" ref="A1:B1" r1="C1"/><v>1</v></c><c r="B1"/></row>',
    "formula to recalculate": '<row r="1"><c r="A1"><f ca="1">B1</f><v>1</v></c></row>',
    "rich text": '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
    "phonetic text": '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t><rPh><t>z</t></rPh></is></c></row>',
    "empty text": '<row r="1"><c r="A1" t="inlineStr"><is><t/></is></c><c r="B1" t="str"/></row>',
    "comment": '<row r="1"><!-- x --><c r="A1"><v>1</v></c></row>',
    "cell in a comment": '<row r="1"><!-- <c r="A1"><v>1</v></c> --><c r="B1"><v>2</v></c></row>',
    "comment in a value": '<row r="1"><c r="A1"><v>1<!-- 2 -->3</v></c></row>',
    "CDATA": '<row r="1"><c r="A1" t="str"><v>a<![CDATA[<c r="B1"><v>2</v></c>&amp;]]></v></c></row>',
    "instruction": '<row r="1"><?x <c r="A1"><v>1</v></c> ?><c r="B1"><v>2</v></c></row>',
    "document type": '<row r="1"/><!DOCTYPE x>',
    "single quotes": "<row r='1'><c r='A1'><v>1</v></c></row>",
    "blanks in a tag": '<row r="1"><c  r="A1"><v>1</v></c><c r="B1" ><v >2</v></c></row>',
    "line ends in a tag": '<row r="1"><c\nr="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
    "line end in a row's tag": '<row\nr="0"><c r="B1"><v>2</v></c></row>',
    "tab in a tag": '<row r="1"><c\tr="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
    "old line ends": '<row r="1"><c r="A1" t="str"><v>a\r\nb\rc</v></c></row>',
    "blanks between": '<row r="1"><c r="A1"> <v>1</v> </c></row>',
    "value before formula": '<row r="1"><c r="A1"><v>1</v><f>B1</f></c></row>',
    "two values": '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
    "extension": '<row r="1"><c r="A1"><v>2</v><extLst><ext><v>9</v></ext></extLst></c></row>',
    "cell in a cell": '<row r="1"><c r="A1"><c r="B1"><v>1</v></c></c></row>',
    "attribute with an entity": '<row r="1"><c r="A1" t="&#115;"><v>1</v></c></row>',
    "attribute in capitals": '<row r="1"><c r="A1" Z="1"><v>1</v></c></row>',
    "address not first": '<row r="1"><c s="1" r="A1"><v>1</v></c></row>',
    "namespace in a cell": '<row r="1"><c r="A1" x:z="" xmlns:x="y"/></row>',
    "formula outside a cell": '<row r="1"><c r="A1"/><f t="array" ref="A1:B2">C1</f><c r="B1"/></row>',
    "too deep": '<row r="1"><c r="A1"><v>' + "<a>" * 40 + "</a>" * 40 + "</v></c></row>",
    "not closed": '<row r="1"><c r="A1"><v>1</c></row>',
    "attribute twice": '<row r="1"><c r="A1" r="B1"><v>1</v></c></row>',
    "unknown entity": '<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>',
    "bare ampersand": '<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>',
    "reference to no character": '<row r="1"><c r="A1" t="str"><v>&#0;&#xFFFF;</v></c></row>',
}


@pytest.mark.parametrize("rows", PLAIN_ROWS.values(), ids=PLAIN_ROWS)
def test_plain_rows_read_alike(rows: str, tmp_path: Path) -> None:
    package, plain = one(tmp_path, rows)
    assert plain
    for wanted in WANTED:
        assert found(package, "Plan", wanted) == slowly(package, "Plan", wanted)


@pytest.mark.parametrize("rows", OTHER_ROWS.values(), ids=OTHER_ROWS)
def test_other_rows_are_left_to_the_other_reader(rows: str, tmp_path: Path) -> None:
    package, plain = one(tmp_path, rows)
    assert not plain
    for wanted in WANTED:
        assert found(package, "Plan", wanted) == slowly(package, "Plan", wanted)


DAMAGED_ROWS = {
    "end of character data": '<row r="1"><c r="A1"><v>1]]></v></c></row>',
    "control character": '<row r="1"><c r="A1"><v>1\x0b</v></c></row>',
    "no character": '<row r="1"><c r="A1"><v>\ufffe</v></c></row>',
    "half of a pair": '<row r="1"><c r="A1"><v>&#xD800;</v></c></row>',
    "no character by number": '<row r="1"><c r="A1"><v>&#1114112;</v></c></row>',
    "style twice": '<row r="1"><c r="A1" s="1" s="2"><v>1</v></c></row>',
    "blank in a cell's attributes": '<row r="1"><c r="A1" s="1"  t="n" "><v>1</v></c></row>',
    "cell in an attribute": '<row r="1" ht="<c r="A1"/>"></row>',
    "cell between quotes and tags": '<row r="1" ht="a><c r="A1"/><b>"></row>',
    "cell in a tag": '<row r="1" <c r="A1"/>></row>',
    "row that does not end": '<row r="1"><c r="A1"><v>1</v></c>',
    "row that ends twice": '<row r="1"><c r="A1"/></row></row>',
}


@pytest.mark.parametrize("rows", DAMAGED_ROWS.values(), ids=DAMAGED_ROWS)
def test_damaged_rows_are_left_to_the_other_reader_which_refuses_them(rows: str, tmp_path: Path) -> None:
    xml = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    assert plain_cells(xml, None) is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quickread, "CHUNK", 1)
        assert plain_cells(xml, None) is None
    package = open_package(save(tmp_path / "a.xlsx", parts({"Plan": xml})))
    with pytest.raises(PlanError, match="is not well-formed XML"):
        read_cells(package, "Plan")


ROOTS = {
    "as it is": (HEAD, f'worksheet xmlns="{MAIN}"', True),
    "strict": (HEAD, f'worksheet xmlns="{STRICT}"', True),
    "namespaces of Excel": (HEAD.replace("\n", "\r\n"), f'worksheet xmlns="{MAIN}" xmlns:x14ac="y"', True),
    "byte order mark": ("\ufeff" + HEAD, f'worksheet xmlns="{MAIN}"', True),
    "no declaration": ("", f'worksheet xmlns="{MAIN}"', True),
    "no namespace": ("", "worksheet", True),
    "prefix": (HEAD, f'x:worksheet xmlns:x="{MAIN}" xmlns="{MAIN}"', False),
    "comment before": (HEAD + "<!-- x -->", f'worksheet xmlns="{MAIN}"', False),
    "instruction before": (HEAD + "<?x y?>", f'worksheet xmlns="{MAIN}"', False),
    "line end in the tag": (HEAD, f'worksheet\nxmlns="{MAIN}"', False),
    "no worksheet": (HEAD, f'chartsheet xmlns="{MAIN}"', False),
    "longer name": (HEAD, f'worksheets xmlns="{MAIN}"', False),
}


@pytest.mark.parametrize(("head", "root", "expected"), ROOTS.values(), ids=ROOTS)
def test_the_beginning_of_a_sheet_reads_alike(head: str, root: str, expected: bool, tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" s="3"><v>1</v></c></row><row r="2"><c r="C2"><f>A1</f><v>1</v></c></row>'
    xml = f"{head}<{root}><sheetData>{rows}</sheetData></{root.partition(' ')[0].split()[0]}>"
    package = open_package(save(tmp_path / "a.xlsx", parts({"Plan": xml.encode()})))
    assert is_plain(package, "Plan") == expected
    for wanted in WANTED:
        assert found(package, "Plan", wanted) == slowly(package, "Plan", wanted)


def test_cells_of_a_plain_sheet_by_hand(tmp_path: Path) -> None:
    rows = (
        '<row r="3" spans="1:28"><c r="A3" s="5" t="s"><v>1</v></c><c r="AB3"><f>A1&lt;2</f>'
        '<v>-1.5E-7</v></c></row><row r="4"><c r="C4" t="str" s="2"><v>&#128; &amp;lt;</v></c></row>'
    )
    package, plain = one(tmp_path, rows)
    assert plain
    assert read_cells(package, "Plan") == {
        (3, 1): Cell("one & more", None, 5),
        (3, 28): Cell(-1.5e-7, "A1<2", 0, "formula"),
        (4, 3): Cell("\x80 &lt;", None, 2),
    }
    assert read_cells(package, "Plan", [(4, 3), (5, 5)]) == {(4, 3): Cell("\x80 &lt;", None, 2)}


# Sheets that nobody wrote


def mostly(usual: list[str], rare: list[str]) -> st.SearchStrategy[str]:
    """One of the usual ones; now and then a rare one."""
    return st.integers(0, 11).flatmap(lambda draw: st.sampled_from(usual if draw else rare))


WHERE = mostly(
    [f' r="{column}{row}"' for column in ("A", "B", "C", "Z", "AA", "XFD") for row in (1, 2, 6, 7, 900)],
    ["", ' r="XFE1"', ' r="A1048577"', ' r="b2"', ' r="$B$2"', ' r=""', " r='B2'", ' s="1" r="B2"'],
)
LOOK = mostly(
    [
        "",
        "",
        ' s="1"',
        ' t="s"',
        ' t="str"',
        ' t="b"',
        ' t="e"',
        ' t="inlineStr" s="3"',
        ' s="2" t="n"',
        ' t="d"',
    ],
    [' t=""', ' s="x"', ' s="12345678901"', ' Z="1"', ' t="&#115;"', " "],
)
FORMULA = mostly(
    ["", "", "<f>A1*2</f>", "<f>A1&lt;&quot;&amp;&quot;</f>", "<f/>"],
    [
        '<f t="shared" ref="A1:C9" si="0">Z1</f>',
        '<f t="shared" si="0"/>',
        '<f t="array" ref="A1:C9">Z1:Z3</f>',
        "<f></f>",
        "<f>A&#65;</f>",
    ],
)
SHOWN = mostly(
    [
        "",
        "<v>1</v>",
        "<v>0.1</v>",
        "<v>TRUE</v>",
        "<v/>",
        "<v></v>",
        "<v>a&amp;b</v>",
        "<is><t>&#128;</t></is>",
    ],
    [
        "<v>1</v><v>2</v>",
        "<v>1<!-- 2 --></v>",
        "<v><![CDATA[1]]></v>",
        "<is><r><t>a</t></r></is>",
        "<v>&x;</v>",
    ],
)
BETWEEN = mostly([""], [" ", "\n", "\r\n", "<!-- <c r='A1'/> -->", "<?x <c r='A1'/>?>", "<x/>"])
CELL = st.tuples(BETWEEN, WHERE, LOOK, BETWEEN, FORMULA, SHOWN).map(
    lambda c: (
        f"{c[0]}<c{c[1]}{c[2]}>{c[3]}{c[4]}{c[5]}</c>" if c[3] + c[4] + c[5] else f"{c[0]}<c{c[1]}{c[2]}/>"
    )
)
ROW = st.tuples(
    mostly([' r="1"', ' r="6" spans="1:3"', ' ht="9" r="900"'], ["", ' r="0"', ' r="007"']),
    st.lists(CELL, max_size=6),
)
SHEET = st.lists(ROW.map(lambda row: f"<row{row[0]}>{''.join(row[1])}</row>"), max_size=6).map("".join)
MUTABLE = PLAIN_ROWS["entities"] + PLAIN_ROWS["formula"] + PLAIN_ROWS["row of Excel"]


@settings(max_examples=400, deadline=None)
@given(rows=SHEET, wanted=st.one_of(st.none(), st.sets(st.sampled_from([(1, 1), (6, 2), (900, 27), (2, 3)]))))
def test_made_up_sheets_read_alike(
    rows: str, wanted: set[Position] | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    package, _ = one(tmp_path_factory.getbasetemp(), rows)
    assert found(package, "Plan", wanted) == slowly(package, "Plan", wanted)


@settings(max_examples=300, deadline=None)
@given(
    at=st.integers(0, len(MUTABLE) - 1),
    put=st.sampled_from(['"', "<", ">", "/", "&", " ", "0", "\n", "c", ""]),
)
def test_sheets_with_a_letter_changed_read_alike(
    at: int, put: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    package, _ = one(tmp_path_factory.getbasetemp(), MUTABLE[:at] + put + MUTABLE[at + 1 :])
    assert found(package, "Plan", None) == slowly(package, "Plan", None)
