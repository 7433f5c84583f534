"""Edits of cells inside a sheet part, to the byte."""

from __future__ import annotations

import math

import pytest

from planner.problems import PlanError
from planner.xlsx.a1 import parse_cell
from planner.xlsx.cell import CellError
from planner.xlsx.patch import Edit, patch_sheet
from tests.lossless.packages import sheet_xml


def patched(rows: str, edits: dict[str, Edit], **around: str) -> str:
    """The content of `<sheetData>` after the edits, everything around it checked to be the same."""
    before = sheet_xml(rows, **around)
    positions = {position: edit for name, edit in edits.items() if (position := parse_cell(name))}
    after = patch_sheet(before, positions, sheet="Plan").decode()
    head, tail = before.decode().split(f"<sheetData>{rows}</sheetData>")
    assert after.startswith(head)
    assert after.endswith(tail)
    return after[len(head) + 11 : len(after) - len(tail) - 12]


def edited(cell: str, edit: Edit) -> str:
    """What becomes of the cell A1."""
    content = patched(f'<row r="1">{cell}</row>', {"A1": edit})
    return content.removeprefix('<row r="1">').removesuffix("</row>")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.5, '<c r="A1"><v>1.5</v></c>'),
        (3, '<c r="A1"><v>3</v></c>'),
        (3.0, '<c r="A1"><v>3</v></c>'),
        (0.1 + 0.2, '<c r="A1"><v>0.30000000000000004</v></c>'),
        (1e22, '<c r="A1"><v>1e+22</v></c>'),
        (2**60 + 1, '<c r="A1"><v>1.152921504606847e+18</v></c>'),
        (5e-324, '<c r="A1"><v>5e-324</v></c>'),
        (True, '<c r="A1" t="b"><v>1</v></c>'),
        (False, '<c r="A1" t="b"><v>0</v></c>'),
        (CellError("#N/A"), '<c r="A1" t="e"><v>#N/A</v></c>'),
        (None, '<c r="A1"/>'),
        ("text", '<c r="A1" t="inlineStr"><is><t>text</t></is></c>'),
        (" a\n", '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a\n</t></is></c>'),
        ("<&>\"'", '<c r="A1" t="inlineStr"><is><t>&lt;&amp;&gt;"\'</t></is></c>'),
        ("\x07\r_x0041_", '<c r="A1" t="inlineStr"><is><t>_x0007__x000D__x005F_x0041_</t></is></c>'),
        ("=1+1", '<c r="A1" t="inlineStr"><is><t>=1+1</t></is></c>'),
        ("数据😀", '<c r="A1" t="inlineStr"><is><t>数据😀</t></is></c>'),
    ],
)
def test_a_constant_gets_its_type_and_its_shortest_text(value: object, expected: str) -> None:
    assert edited('<c r="A1" t="s"><v>4</v></c>', Edit(value)) == expected  # type: ignore[arg-type]
    assert edited("", Edit(value)) == ("" if value is None else expected)  # type: ignore[arg-type]


def test_numpy_numbers_are_written_as_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    assert edited("", Edit(numpy.float64(0.1))) == '<c r="A1"><v>0.1</v></c>'
    assert edited("", Edit(numpy.int64(7))) == '<c r="A1"><v>7</v></c>'


@pytest.mark.parametrize(
    ("cell", "edit", "expected"),
    [
        ("<f>B1</f><v>1</v>", Edit(2.5), "<f>B1</f><v>2.5</v>"),
        ("<f>B1</f>", Edit("x<"), ' t="str"><f>B1</f><v>x&lt;</v>'),
        (' t="str"><f>B1</f><v>x</v>', Edit(2), "<f>B1</f><v>2</v>"),
        (' t="str"><f>B1</f><v>x</v>', Edit(None), "<f>B1</f>"),
        (' t="e"><f a="1">B1</f><v>#N/A</v>', Edit(2), '<f a="1">B1</f><v>2</v>'),
        ("<f>B1</f><v>1</v>", Edit(2, formula="drop"), "<v>2</v>"),
        ("<f>B1</f><v>1</v>", Edit(2, new_formula="C1<1"), "<f>C1&lt;1</f><v>2</v>"),
        ("<v>1</v>", Edit("a", new_formula="C1"), ' t="str"><f>C1</f><v>a</v>'),
        (' s="4" t="s"><v>1</v>', Edit(2), ' s="4"><v>2</v>'),
        (' s="4" t="s"><v>1</v>', Edit(2, style=9), ' s="9"><v>2</v>'),
        (
            "\n cm='1' vm='2'><f t='array' ref='A1'>B1</f>",
            Edit(2),
            "\n cm='1'><f t='array' ref='A1'>B1</f><v>2</v>",
        ),
        (' cm="1"><f t="array" ref="A1">B1</f><v>1</v>', Edit(2, formula="drop"), "<v>2</v>"),
        ('<v>1</v><extLst><ext uri="u"/></extLst>', Edit(2), '<v>2</v><extLst><ext uri="u"/></extLst>'),
        (" odd='a>b' t='s' ><v>1</v>", Edit(2), " odd='a>b'><v>2</v>"),
        (' t="inlineStr"><is><t>a</t></is>', Edit(2), "<v>2</v>"),
    ],
)
def test_a_cell_keeps_what_the_edit_does_not_touch(cell: str, edit: Edit, expected: str) -> None:
    before, after = ("<c" + ("" if content[0].isspace() else ">") + content for content in (cell, expected))
    assert edited(f"{before}</c>", edit) == f"{after}</c>"


def test_a_cell_that_closes_itself_may_stay_so() -> None:
    assert edited('<c r="A1"/>', Edit(None, style=9)) == '<c r="A1" s="9"/>'


def test_a_new_cell_stands_in_column_order() -> None:
    rows = '<row r="3" spans="1:6"><c r="B3"/><c r="D3"/></row>'
    edits = {"A3": Edit(1), "C3": Edit(2), "E3": Edit(3), "F3": Edit(4, style=2)}
    assert patched(rows, edits) == (
        '<row r="3" spans="1:6"><c r="A3"><v>1</v></c><c r="B3"/><c r="C3"><v>2</v></c><c r="D3"/>'
        '<c r="E3"><v>3</v></c><c r="F3" s="2"><v>4</v></c></row>'
    )


def test_a_new_row_stands_in_row_order() -> None:
    rows = '<row r="2"/>\n<row r="4"><c r="A4"/></row>'
    edits = {"A1": Edit(1), "A3": Edit(3), "B3": Edit(3), "A5": Edit(5), "A2": Edit(2)}
    assert patched(rows, edits) == (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>\n'
        '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><v>3</v></c></row><row r="4"><c r="A4"/></row>'
        '<row r="5"><c r="A5"><v>5</v></c></row>'
    )


def test_rows_and_cells_without_addresses_are_found_and_passed() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/></row>"
    assert patched(rows, {"B1": Edit(9), "C1": Edit(8), "B2": Edit(7), "A4": Edit(6)}) == (
        '<row><c><v>1</v></c><c><v>9</v></c><c r="C1"><v>8</v></c></row>'
        '<row><c/><c r="B2"><v>7</v></c></row><row r="4"><c r="A4"><v>6</v></c></row>'
    )


def test_a_blank_edit_of_a_missing_cell_writes_nothing() -> None:
    rows = '<row r="2"><c r="B2"/></row>'
    assert patched(rows, {"A2": Edit(None), "A9": Edit(None)}) == rows
    assert patched(rows, {"A9": Edit(None, style=3)}) == rows + '<row r="9"><c r="A9" s="3"/></row>'


def test_spans_go_only_when_a_new_cell_leaves_them() -> None:
    assert 'spans="1:3 7:9"' in patched('<row r="1" spans="1:3 7:9"/>', {"H1": Edit(1)})
    assert patched('<row r="1" spans="1:3" ht="9"/>', {"D1": Edit(1)}) == (
        '<row r="1" ht="9"><c r="D1"><v>1</v></c></row>'
    )
    assert patched('<row r="1" spans="1:1"><c r="A1"/></row>', {"B1": Edit(1)}) == (
        '<row r="1"><c r="A1"/><c r="B1"><v>1</v></c></row>'
    )


def test_an_empty_grid_takes_cells() -> None:
    xml = b'<x:worksheet xmlns:x="u"><x:dimension ref="A1"/><x:sheetData/><x:pageMargins/></x:worksheet>'
    assert patch_sheet(xml, {(2, 2): Edit("a"), (1, 3): Edit(1)}) == (
        b'<x:worksheet xmlns:x="u"><x:dimension ref="A1:C2"/><x:sheetData>'
        b'<x:row r="1"><x:c r="C1"><x:v>1</x:v></x:c></x:row>'
        b'<x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>'
        b"</x:sheetData><x:pageMargins/></x:worksheet>"
    )


def test_the_dimension_grows_with_new_cells_alone() -> None:
    xml = sheet_xml('<row r="5"><c r="C5"/></row>', before='<dimension ref="B2:D5"/>')
    inside = patch_sheet(xml, {(3, 3): Edit(1), (5, 3): Edit(1)})
    assert b'<dimension ref="B2:D5"/>' in inside
    assert b'<dimension ref="A2:D9"/>' in patch_sheet(xml, {(9, 1): Edit(1), (1, 9): Edit(None)})


SHARED = (
    '<row r="1"><c r="B1"><f t="shared" ref="B1:B3" si="0">A1&amp;"x"</f><v>1</v></c></row>'
    '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="3"><c r="B3"><f t="shared" si="0"></f><v>3</v></c></row>'
)


def test_a_shared_formula_keeps_its_text_when_its_first_cell_gets_a_value() -> None:
    assert patched(SHARED, {"B1": Edit(7)}) == SHARED.replace("<v>1</v>", "<v>7</v>")


def test_the_text_of_a_shared_formula_moves_on_when_its_cell_loses_it() -> None:
    assert patched(SHARED, {"B1": Edit(7, formula="drop")}) == (
        '<row r="1"><c r="B1"><v>7</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" ref="B2:B3" si="0">A2&amp;"x"</f><v>2</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"></f><v>3</v></c></row>'
    )


def test_the_text_moves_past_cells_that_lose_theirs_too_and_into_edited_ones() -> None:
    edits = {"B1": Edit(7, formula="drop"), "B2": Edit(8, new_formula="1+1"), "B3": Edit(9)}
    assert patched(SHARED, edits) == (
        '<row r="1"><c r="B1"><v>7</v></c></row><row r="2"><c r="B2"><f>1+1</f><v>8</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" ref="B3" si="0">A3&amp;"x"</f><v>9</v></c></row>'
    )


def test_a_shared_formula_may_end_with_its_last_cell() -> None:
    drop = Edit(0, formula="drop")
    assert "<f" not in patched(SHARED, {"B1": drop, "B2": drop, "B3": drop})


GRID = '<row r="1"><c r="A1"/></row><row r="2"><c r="A2"/><c r="B2"/></row>'


@pytest.mark.parametrize(
    ("rows", "after", "edit", "refused"),
    [
        ('<row r="1"><c r="A1"><f t="dataTable" ref="A1:B2" r1="D1"/></c></row>', "", Edit(1), ["A1", "B2"]),
        (
            '<row r="1"><c r="A1"><f t="array" ref="A1:B2">D1:E2</f></c></row>',
            "",
            Edit(1),
            ["B1", "A2", "B2"],
        ),
        (
            '<row r="1"><c r="A1"><f t="array" ref="A1:B2">D1:E2</f></c></row>',
            "",
            Edit(1, "drop"),
            ["A1", "B2"],
        ),
        (GRID, '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>', Edit(1), ["B1", "A2", "B2"]),
    ],
)
def test_cells_that_are_not_their_own_are_refused_all_at_once(
    rows: str, after: str, edit: Edit, refused: list[str]
) -> None:
    edits = {position: edit for name in refused if (position := parse_cell(name))}
    with pytest.raises(PlanError) as caught:
        patch_sheet(sheet_xml(rows, after=after), edits | {(9, 9): Edit(1)}, sheet="Plan")
    assert [problem.where() for problem in caught.value.problems] == [f"Plan!{name}" for name in refused]


def test_the_first_cell_of_an_array_and_of_a_merge_may_be_edited() -> None:
    rows = '<row r="1"><c r="A1"><f t="array" ref="A1:B1">D1:E1</f></c></row>'
    assert "<v>5</v>" in patched(rows, {"A1": Edit(5)})
    assert "<v>5</v>" in patched(
        GRID, {"A1": Edit(5)}, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    )


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Edit(math.nan), "nan"),
        (Edit(math.inf), "inf"),
        (Edit(-math.inf), "-inf"),
        (Edit("x" * 32_768), "32,767"),
        (Edit("😀" * 16_384), "32,767"),
        (Edit(1, new_formula="1" * 8_193), "8,192"),
    ],
)
def test_what_a_cell_cannot_hold_is_never_written(edit: Edit, message: str) -> None:
    with pytest.raises(PlanError, match=message) as caught:
        patch_sheet(sheet_xml(GRID), {(1, 1): edit}, sheet="Plan")
    assert caught.value.problems[0].where() == "Plan!A1"


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("<sheetData>", "exactly once"),
        ("<sheetData></sheetData><a>", "not well-formed"),
        ("", "no cell grid"),
        ("<row/>", "outside its cell grid"),
        ('<sheetData><row r="1"><c r="A1"/><c r="A1"/></row></sheetData>', "A1 is there twice"),
        ('<sheetData><row r="1"/><row r="1"/></sheetData>', "two rows numbered 1"),
        ('<sheetData><row r="1"><c r="A2"/></row></sheetData>', "A2 stands in row 1"),
        ("<sheetData><!-- </sheetData> --></sheetData>", "exactly once"),
        (f"<sheetData><row><c>{'<a>' * 99}{'</a>' * 99}</c></row></sheetData>", "deep"),
    ],
)
def test_a_damaged_sheet_is_refused(xml: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        patch_sheet(f"<worksheet>{xml}</worksheet>".encode(), {(1, 1): Edit(1)})


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_a_sheet_keeps_its_encoding(encoding: str) -> None:
    xml = sheet_xml('<row r="1"><c r="A1" t="str"><v>é</v></c></row>').decode().replace("UTF-8", encoding)
    after = patch_sheet(xml.encode(encoding), {(1, 2): Edit("ü數")}).decode(encoding)
    text = "ü數" if encoding == "utf-16" else "ü&#25976;"
    assert after == xml.replace("</row>", f'<c r="B1" t="inlineStr"><is><t>{text}</t></is></c></row>')
