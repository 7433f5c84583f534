"""What a sheet shows of itself: formats, colours, periods, headings, kinds, numbers in texts, pages."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from planner.book.number_text import is_number_text
from planner.lint import kinds, registry
from planner.lint.book import read_book
from planner.lint.calls import calls_of
from planner.lint.colours import BLACK, BLUE, GREEN, OTHER, hue
from planner.lint.functions import ALLOWED
from planner.lint.paper import printed
from planner.lint.periods import are_counted, are_dates_apart, are_periods, are_years
from planner.lint.rules.printing import _print_area, _repeated
from planner.lint.unittext import tells_unit, tells_unit_of_all
from planner.results.statuses import FINDS, PASSES
from planner.xlsx.formula_tokens import tokenize
from planner.xlsx.number_format import brackets_negatives, hides, is_date, names_unit
from planner.xlsx.number_shown import render
from planner.xlsx.package import open_package
from planner.xlsx.theme import tinted
from tests.checkers.test_dialect import SAFE
from tests.lint.model import Model, Tab, bakery
from tests.surgery import MAIN, Surgery, q

MONEY = '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1234.5, "#,##0_);(#,##0);0_)", "1,234)"),  # a pad is as wide as its letter
        (-1234.5, "#,##0_);(#,##0);0_)", "(1,234)"),
        (0.0, "#,##0_);(#,##0);0_)", "0)"),
        (0.1234, "0.0%", "12.3%"),
        (1.5, "0.00##", "1.50"),
        (1.25, "0.0##", "1.25"),
        (3.15e23, "0.000E+00", "3.150E+23"),
        (12345678.0, '0.0,,"m"', "12.3m"),
        (12.0, "00000", "00012"),
        (1234.0, "#,##0 [$€-407]", "1,234 €"),
        (-5.0, "0.0", "-5.0"),
        (5.0, ";;;", ""),
        (46350.0, "yyyy-mm-dd", "2026-11-24"),
        (46350.0, "[$-409]d\\-mmm\\-yy;@", "24-Nov-26"),
        (2.0, "# ?/?", None),
        (1.5, "[h]:mm", None),
        (5.0, "[>100]0;0.00", None),
    ],
)
def test_a_number_is_shown_in_its_format(value: float, number_format: str, shown: str | None) -> None:
    assert render(value, number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "brackets", "date", "hidden", "unit"),
    [
        ("#,##0_);(#,##0)", True, False, False, False),
        ("#,##0_);[Red]\\(#,##0\\)", True, False, False, False),
        ("#,##0_);-#,##0_)", False, False, False, False),
        ("#,##0_)", False, False, False, False),
        ("General", False, False, False, False),
        (MONEY, True, False, False, True),
        ("0.0%", False, False, False, True),
        ('0.0" km"', False, False, False, True),
        ("[$-409]mmm yyyy", False, True, False, False),
        ("[$£-809]0", False, False, False, True),
        (";;;", False, False, True, False),
        ('"";"";"no"', False, False, False, True),
    ],
)
def test_what_a_format_says(number_format: str, brackets: bool, date: bool, hidden: bool, unit: bool) -> None:
    found = (f(number_format) for f in (brackets_negatives, is_date, hides, names_unit))
    assert tuple(found) == (brackets, date, hidden, unit)


@pytest.mark.parametrize(
    "text",
    [
        "10",
        "10,000",
        "1.234,5",
        "40%",
        "１０",
        "(12)",
        "$5",
        "USD 5",
        "-3",
        " 7 ",
        "1e5",
        "5 €",
        "1 234 567",
        ".5",
    ],
)
def test_a_number_as_text_is_known(text: str) -> None:
    assert is_number_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H100",
        "1.0.0",
        "2026-11-24",
        "2024-25",
        "v1",
        "10 GPUs",
        "12:30",
        "555-1234",
        "A1",
        "ab12 34cd",
        "1/2",
    ],
)
def test_a_name_with_digits_is_no_number(text: str) -> None:
    assert not is_number_text(text)


@pytest.mark.parametrize(
    ("rgb", "colour"),
    [
        ("0000FF", BLUE), ("0070C0", BLUE), ("4472C4", BLUE), ("000000", BLACK), ("1A1A1A", BLACK),
        ("00B050", GREEN), ("007A33", GREEN), ("FF0000", OTHER), ("FFFFFF", OTHER), ("1F3864", OTHER),
        ("808080", OTHER), ("", OTHER),
    ],
)  # fmt: skip
def test_colours_as_people_call_them(rgb: str, colour: str) -> None:
    assert hue(rgb) == colour


def test_a_tint_makes_a_colour_lighter_or_darker() -> None:
    assert tinted("000000", 0.5) == "808080"
    assert tinted("FFFFFF", -0.5) == "808080"
    assert tinted("4472C4", 0.0) == "4472C4"


@pytest.mark.parametrize(
    "texts",
    [
        ["Jan", "Feb", "Mar"], ["Jan-26", "Feb-26", "Mar-26"], ["Q1 2026", "Q2 2026", "Q3 2026"],
        ["2025A", "2026E", "2027E"], ["Year 1", "Year 2", "Year 3"], ["FY24/25", "FY25/26", "FY26/27"],
        ["M1", "M2", "M3"], ["2026-01", "2026-02", "2026-03"], ["1月", "2月", "3月"],
        ["第1年", "第2年", "第3年"], ["1Q26", "2Q26", "3Q26"],
    ],
    ids=str,
)  # fmt: skip
def test_periods_are_known_by_their_names(texts: list[str]) -> None:
    assert are_periods(texts)


@pytest.mark.parametrize(
    "texts", [["Low", "Base", "High"], ["Jan", "Jan", "Feb"], ["Q1", "Q2"], ["A1", "A2", "A3"]]
)
def test_other_headings_are_no_periods(texts: list[str]) -> None:
    assert not are_periods(texts)


def test_numbers_and_dates_make_an_axis_only_in_steps() -> None:
    assert are_years([2026, 2027, 2028])
    assert not are_years([2026, 2028, 2030])
    assert not are_years([12, 13, 14])
    assert are_counted([1, 2, 3, 4])
    assert are_counted([0, 1, 2, 3])
    assert not are_counted([1, 2, 3])
    assert not are_counted([2, 3, 4, 5])
    assert are_dates_apart([46053, 46081, 46112])  # ends of months
    assert are_dates_apart([46023, 46388, 46753])
    assert not are_dates_apart([46023, 46024, 46388])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Inputs", "input"), ("Key assumptions", "input"), ("Calc_Debt", "calculation"),
        ("Workings", "calculation"), ("Summary", "output"), ("Dashboard 2", "output"),
        ("Checks", "control"), ("Version log", "control"),
        ("输入", "input"), ("检查", "control"), ("Sheet1", ""), ("Recalculated", ""), ("Blog", ""),
    ],
)  # fmt: skip
def test_a_name_tells_what_a_sheet_is_for(name: str, kind: str) -> None:
    assert kinds.kind_in(name) == kind


def test_a_unit_stands_in_many_ways() -> None:
    for text in (
        "Rent (USD)",
        "Share, %",
        "Tokens per second",
        "Headcount",
        "成本 万元",
        "# of users",
        "Cost in EUR",
    ):
        assert tells_unit(text), text
    for text in ("Revenue", "Total", "Growth of the market", "Quiz1"):
        assert not tells_unit(text), text
    assert tells_unit_of_all("All figures in thousand USD")
    assert tells_unit_of_all("单位：万元")
    assert not tells_unit_of_all("What it costs")


def test_the_allowed_functions_are_those_of_the_dialect() -> None:
    """What every checker and Excel since 2016 evaluate alike; docs/dialect.md says how that is known."""
    formulas = [formula for topic in SAFE.values() for formula in topic]
    used = {call.name for formula in formulas for call in calls_of(tokenize(formula))}
    assert used == ALLOWED


def test_headings_lines_and_axes_of_a_sheet(tmp_path: Path) -> None:
    book = read_book(open_package(bakery().write(tmp_path / "bakery.xlsx")))
    calculations, inputs = book.read["Calculations"], book.read["Inputs"]
    (axis,) = calculations.axes
    assert (axis.row, axis.first, axis.last, axis.values) == (3, 3, 8, (1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
    assert [(line.row, line.label, line.unit) for line in calculations.lines][:2] == [
        (4, "Loaves sold", "loaves"),
        (5, "Revenue", "USD"),
    ]
    assert inputs.inputs == {(row, 3) for row in range(4, 9)}
    assert inputs.lines[0].note == "Survey of May 2026"
    assert [reading.kind for reading in book.read.values()] == [
        "output",
        "input",
        "calculation",
        "control",
        "control",
    ]


X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


def test_validations_and_formats_of_later_excel_versions_are_read(tmp_path: Path) -> None:
    path = bakery().write(tmp_path / "x14.xlsx")
    extension = f"""<extLst xmlns="{MAIN}" xmlns:x14="{X14}" xmlns:xm="{XM}"><ext uri="x">
        <x14:dataValidations count="1"><x14:dataValidation type="list" prompt="Loaves">
          <x14:formula1><xm:f>Inputs!$C$4:$C$5</xm:f></x14:formula1><xm:sqref>C4:C8 D9</xm:sqref>
        </x14:dataValidation></x14:dataValidations>
        <x14:conditionalFormattings><x14:conditionalFormatting>
          <x14:cfRule type="expression"><xm:f>TODAY()&gt;C4</xm:f></x14:cfRule><xm:sqref>C4</xm:sqref>
        </x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"""
    with Surgery(path) as surgery:
        tree = surgery.tree(surgery.sheets["Inputs"])
        tree.remove(tree.find(q("dataValidations")))
        tree.append(etree.fromstring(extension))
    book = read_book(open_package(path))
    (validation,) = book.by_name["Inputs"].validations
    assert (validation.kind, validation.formulas, validation.prompt) == (
        "list",
        ("Inputs!$C$4:$C$5",),
        "Loaves",
    )
    assert [str(area) for area in validation.areas] == ["C4:C8", "D9"]
    (condition,) = book.by_name["Inputs"].conditions
    assert condition.formulas == ("TODAY()>C4",)
    statuses = {one.rule.name: one.status for one in registry.run(book)}
    assert (statuses["input-validation"], statuses["no-volatile-functions"]) == (PASSES, FINDS)


def test_a_list_of_records_is_no_list_of_lines(tmp_path: Path) -> None:
    model = Model({"Inputs": Tab(), "Calculations": Tab()})
    for at, text in zip("AB", ("Product", "Sold (USD)"), strict=True):
        model["Inputs"].put(f"{at}1", text, "head")
    for row in range(2, 12):
        model["Inputs"].put(f"A{row}", "Bread" if row % 2 else "Cake")
        model["Inputs"].put(f"B{row}", row, "input")
    book = read_book(open_package(model.write(tmp_path / "list.xlsx")))
    (labels,) = (one for one in registry.run(book) if one.rule.name == "unique-labels")
    assert labels.findings == ()


@pytest.mark.parametrize("rows", [10, 150])
def test_pages_are_counted_about_as_libreoffice_prints_them(rows: int, soffice: Path, tmp_path: Path) -> None:
    model = bakery()
    for row in range(3, rows):
        model["Log"].put(f"C{row}", "Nothing changed")
    model["Log"].printed = f"A1:H{rows}"
    path = model.write(tmp_path / "pages.xlsx")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [str(soffice), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "pages.pdf").read_bytes()))
    book = read_book(open_package(path))
    guessed = 0
    for sheet in book.sheets:
        area = _print_area(book, sheet)
        assert area is not None
        guessed += printed(sheet, book.styles, area, _repeated(book, sheet, area)).pages
    assert abs(guessed - pages) <= 1
