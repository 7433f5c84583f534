"""What planner knows of a workbook before it reads a cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.problems import PlanError
from planner.xlsx.a1 import Area
from planner.xlsx.package import open_package
from tests.lossless.packages import RELATIONS, one_sheet, parts, save, sheet_xml

TABLE = (
    b'<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="t1" '
    b'displayName="Prices" ref="B2:D6" totalsRowCount="1"><tableColumns count="3">'
    b'<tableColumn id="1" name="GPU"/><tableColumn id="2" name="USD_x000a_per hour"/>'
    b'<tableColumn id="3" name="&lt;note&gt;"/></tableColumns></table>'
)


def test_sheets_are_found_through_relationships_and_keep_their_order(tmp_path: Path) -> None:
    blank = sheet_xml("")
    package = open_package(save(tmp_path / "a.xlsx", parts({"Zeta": blank, "数据 &amp; more": blank})))
    assert [(sheet.name, sheet.part) for sheet in package.sheets] == [
        ("Zeta", "xl/worksheets/part98.xml"),
        ("数据 & more", "xl/worksheets/part97.xml"),
    ]
    assert package.sheet("zeta").sheet_id == "11"
    with pytest.raises(PlanError, match="no worksheet 'Gone'"):
        package.sheet("Gone")


def test_defined_names_keep_workbook_and_sheet_scope_apart(tmp_path: Path) -> None:
    names = (
        '<definedNames><definedName name="in_mfu">Plan!$D$7:$F$7</definedName>'
        '<definedName name="x" localSheetId="0">"a&amp;b"</definedName></definedNames>'
    )
    package = open_package(one_sheet(tmp_path / "a.xlsx", "", workbook=names))
    assert package.defined_names == {"in_mfu": "Plan!$D$7:$F$7"}
    assert package.local_names == {"Plan": {"x": '"a&b"'}}


def test_a_table_tells_its_range_and_columns(tmp_path: Path) -> None:
    relation = f'<Relationship Id="rId1" Type="{RELATIONS}/table" Target="../tables/any.xml"/>'
    made = parts(
        {"Plan": sheet_xml("")}, sheet_relations={"Plan": relation}, more={"xl/tables/any.xml": TABLE}
    )
    table = open_package(save(tmp_path / "a.xlsx", made)).tables["Prices"]
    assert (table.sheet, table.part) == ("Plan", "xl/tables/any.xml")
    assert (table.area, table.body) == (Area(2, 2, 6, 4), Area(3, 2, 5, 4))
    assert table.columns == ("GPU", "USD\nper hour", "<note>")


def test_calculation_settings_are_read(tmp_path: Path) -> None:
    settings = '<calcPr calcMode="manual" fullCalcOnLoad="1" iterate="true" fullPrecision="0"/>'
    package = open_package(one_sheet(tmp_path / "a.xlsx", "", workbook=settings, properties=' date1904="1"'))
    assert package.date1904
    calculation = package.calculation
    assert (calculation.mode, calculation.full_on_load, calculation.iterate) == ("manual", True, True)
    assert not calculation.full_precision


def test_settings_that_are_not_there_have_excels_defaults(tmp_path: Path) -> None:
    package = open_package(one_sheet(tmp_path / "a.xlsx", ""))
    calculation = package.calculation
    assert (calculation.mode, calculation.full_on_load, calculation.iterate) == ("auto", False, False)
    assert calculation.full_precision
    assert not (package.date1904 or package.signed or package.encryption)


def test_shared_strings_are_plain_text(tmp_path: Path) -> None:
    strings = (
        "<si><t>plain</t></si><si><r><rPr><b/></rPr><t>ri</t></r><r><t xml:space='preserve'>ch </t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
        "<si><t>a_x000D_b_x005F_x0041_</t></si><si/>"
    )
    package = open_package(one_sheet(tmp_path / "a.xlsx", "", strings=strings))
    assert package.shared_strings == ("plain", "rich ", "東京", "a\rb_x0041_", "")


def test_the_state_tells_size_time_and_content(tmp_path: Path) -> None:
    path = one_sheet(tmp_path / "a.xlsx", "")
    state = open_package(path).state
    assert (state.size, state.mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)
    assert len(state.sha256) == 64


def test_hidden_sheets_and_chartsheets_are_told_apart(tmp_path: Path) -> None:
    made = parts({"Plan": sheet_xml(""), "Deep": sheet_xml("")})
    book = made["xl/workbook.xml"].replace(b'name="Deep"', b'name="Deep" state="veryHidden"')
    relations = made["xl/_rels/workbook.xml.rels"].replace(
        b'/worksheet" Target="worksheets/part97', b'/chartsheet" Target="worksheets/part97'
    )
    made |= {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": relations}
    sheets = open_package(save(tmp_path / "a.xlsx", made)).sheets
    assert [(sheet.state, sheet.kind) for sheet in sheets] == [
        ("visible", "worksheet"),
        ("veryHidden", "chartsheet"),
    ]


def test_strict_workbooks_read_like_transitional_ones(corpus: Callable[[str], Path]) -> None:
    package = open_package(corpus("strict"))
    assert [sheet.name for sheet in package.sheets] == ["First", "Second"]
    assert list(package.shared_strings) == ["Rent", "Power", "two words", "no"]
