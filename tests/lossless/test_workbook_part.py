"""The wish to recalculate on load, and the calculation chain."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.disk.replace import write_back
from planner.problems import PlanError
from planner.xlsx.package import Package, open_package
from planner.xlsx.patch import ASK, SETTLED, Edit, patched_parts
from planner.xlsx.patch_book import with_recalculation
from planner.xlsx.xml import Part
from tests.lossless.packages import RELATIONS, parts, save, sheet_xml

PART = Part("plan.xlsx", "xl/workbook.xml")
FORMULAS = sheet_xml(
    '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1</f><v>2</v></c><c r="C1"><v>1</v></c></row>'
)
CHAIN = '<c r="B1" i="11"/><c r="A1" l="1"/><c r="A1" i="12"/><c r="B1"/>'


def book(tmp_path: Path, chain: str = CHAIN) -> Package:
    return open_package(save(tmp_path / "a.xlsx", parts({"One": FORMULAS, "Two": FORMULAS}, chain=chain)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<calcPr calcId='9'/>", "<calcPr calcId='9' fullCalcOnLoad=\"1\"/>"),
        ('<calcPr fullCalcOnLoad="0"></calcPr>', '<calcPr fullCalcOnLoad="1"></calcPr>'),
        ("<definedNames/><oleSize/>", '<definedNames/><calcPr fullCalcOnLoad="1"/><oleSize/>'),
        ("<extLst><sheets/></extLst>", '<calcPr fullCalcOnLoad="1"/><extLst><sheets/></extLst>'),
    ],
)
def test_recalculation_is_asked_for_in_its_place_and_taken_back(before: str, after: str) -> None:
    xml = f"<workbook><sheets><sheet/></sheets>{before}</workbook>".encode()
    asked = with_recalculation(xml, PART, on_load=True)
    assert asked == f"<workbook><sheets><sheet/></sheets>{after}</workbook>".encode()
    assert with_recalculation(asked, PART, on_load=True) is asked
    assert b"fullCalcOnLoad" not in with_recalculation(asked, PART, on_load=False)


def test_a_prefix_is_kept_when_the_setting_is_new() -> None:
    xml = b'<x:workbook xmlns:x="u"><x:sheets/></x:workbook>'
    assert with_recalculation(xml, PART, on_load=True) == xml.replace(
        b"<x:sheets/>", b'<x:sheets/><x:calcPr fullCalcOnLoad="1"/>'
    )
    assert with_recalculation(xml, PART, on_load=False) is xml


def test_the_workbook_part_changes_only_when_asked(tmp_path: Path) -> None:
    package = book(tmp_path)
    edits = {"One": {(1, 3): Edit(2)}}
    assert set(patched_parts(package, edits)) == {"xl/worksheets/part98.xml"}
    assert set(patched_parts(package, edits, on_load=SETTLED)) == {"xl/worksheets/part98.xml"}
    assert "xl/workbook.xml" in patched_parts(package, edits, on_load=ASK)


def test_values_and_new_formulas_leave_the_chain_alone(tmp_path: Path) -> None:
    edits = {"One": {(1, 1): Edit(5), (1, 2): Edit(5, new_formula="2+3"), (1, 3): Edit(5, "drop")}}
    assert set(patched_parts(book(tmp_path), edits)) == {"xl/worksheets/part98.xml"}


@pytest.mark.parametrize(
    ("sheet", "cell", "left"),
    [
        ("One", (1, 2), '<c r="A1" l="1" i="11"/><c r="A1" i="12"/><c r="B1"/>'),
        ("One", (1, 1), '<c r="B1" i="11"/><c r="A1" i="12"/><c r="B1"/>'),
        ("Two", (1, 1), '<c r="B1" i="11"/><c r="A1" l="1"/><c r="B1" i="12"/>'),
        ("Two", (1, 2), '<c r="B1" i="11"/><c r="A1" l="1"/><c r="A1" i="12"/>'),
    ],
)
def test_a_cell_without_its_formula_leaves_the_chain(
    tmp_path: Path, sheet: str, cell: tuple[int, int], left: str
) -> None:
    changed = patched_parts(book(tmp_path), {sheet: {cell: Edit(5, formula="drop")}})
    chain = changed["xl/calcChain.xml"]
    assert chain is not None
    assert chain.decode().endswith(f"{left}</calcChain>")


def test_an_empty_chain_goes_and_nothing_mentions_it(tmp_path: Path) -> None:
    package = book(tmp_path, '<c r="A1" i="11"/>')
    write_back(package, {"One": {(1, 1): Edit(5, formula="drop")}})
    after = open_package(package.path)
    assert "xl/calcChain.xml" not in after.names
    assert after.related_part("calcChain") is None
    assert b"calcChain" not in after.read("[Content_Types].xml") + after.read("xl/_rels/workbook.xml.rels")
    assert [name for name in package.names if name != "xl/calcChain.xml"] == list(after.names)


def test_the_header_of_a_table_is_not_edited(tmp_path: Path) -> None:
    table = (
        b'<table displayName="T" ref="A1:B3"><tableColumns count="2"><tableColumn name="a"/>'
        b'<tableColumn name="b"/></tableColumns></table>'
    ).replace(b"<table ", b'<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ', 1)
    relation = f'<Relationship Id="rId1" Type="{RELATIONS}/table" Target="/xl/t.xml"/>'
    made = parts({"Plan": sheet_xml("")}, sheet_relations={"Plan": relation}, more={"xl/t.xml": table})
    package = open_package(save(tmp_path / "a.xlsx", made))
    patched_parts(package, {"Plan": {(1, 1): Edit("a"), (2, 2): Edit("x")}})
    with pytest.raises(PlanError, match="Plan!B1: the cell is the header of a column of the table T"):
        patched_parts(package, {"Plan": {(1, 2): Edit("x")}})
