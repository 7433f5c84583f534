"""What a cell of a number format shows, and what a terminal makes of it.

Expectations are written by hand from ECMA-376 part 1, 18.8.31 (numFmts): sections are for positive, negative
and zero; `0` is a digit always, `#` where it counts; `,` between digits groups thousands and behind them
divides by 1,000; `%` multiplies by 100; `_x` is as wide as x; `[$€-407]` shows a currency. A point stays
where all its decimals fall away.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from planner.report.numbers import readable
from planner.template.load import templates_folder
from planner.xlsx.number_format import Picture, has_condition, picture_of
from planner.xlsx.number_shown import render, shown

SHOWN = {
    "#,##0_);(#,##0);0_)": ("1,235_", "(0)", "0_"),
    "#,##0_);(#,##0);#,##0_)": ("1,235_", "(0)", "0_"),
    "#,##0.0_);(#,##0.0);0.0_)": ("1,234.6_", "(0.0)", "0.0_"),
    "#,##0.0_);(#,##0.0);#,##0.0_)": ("1,234.6_", "(0.0)", "0.0_"),
    "#,##0.00_);(#,##0.00);0.00_)": ("1,234.57_", "(0.03)", "0.00_"),
    "#,##0.00_);(#,##0.00);#,##0.00_)": ("1,234.57_", "(0.03)", "0.00_"),
    "#,##0.000_);(#,##0.000);#,##0.000_)": ("1,234.568_", "(0.032)", "0.000_"),
    "#,##0.###_);(#,##0.###);#,##0.###_)": ("1,234.568_", "(0.032)", "0._"),
    "#,##0.0#_);(#,##0.0#);#,##0.0#_)": ("1,234.57_", "(0.03)", "0.0_"),
    "#,##0.0##_);(#,##0.0##);#,##0.0##_)": ("1,234.568_", "(0.032)", "0.0_"),
    "#,##0.00#_);(#,##0.00#);#,##0.00#_)": ("1,234.568_", "(0.032)", "0.00_"),
    "#,##0.00##_);(#,##0.00##);0.00_)": ("1,234.5678_", "(0.0321)", "0.00_"),
    "0_);(0);0_)": ("1235_", "(0)", "0_"),
    "0.0_);(0.0);0.0_)": ("1234.6_", "(0.0)", "0.0_"),
    "0.0#_);(0.0#);0.0#_)": ("1234.57_", "(0.03)", "0.0_"),
    "0.00_);(0.00);0.00_)": ("1234.57_", "(0.03)", "0.00_"),
    "0.00#_);(0.00#);0.00#_)": ("1234.568_", "(0.032)", "0.00_"),
    "0.00##_);(0.00##);0.00##_)": ("1234.5678_", "(0.0321)", "0.00_"),
    "0.000_);(0.000);0.000_)": ("1234.568_", "(0.032)", "0.000_"),
    "0.0000_);(0.0000);0.0000_)": ("1234.5678_", "(0.0321)", "0.0000_"),
    "0.00000_);(0.00000);0.00000_)": ("1234.56780_", "(0.03210)", "0.00000_"),
    "0.0000_);(0.0000)": ("1234.5678_", "(0.0321)", "0.0000_"),
    "0.000000_);(0.000000)": ("1234.567800_", "(0.032100)", "0.000000_"),
    "0.0%_);(0.0%);0.0%_)": ("123456.8%_", "(3.2%)", "0.0%_"),
    "0.00%_);(0.00%);0.00%_)": ("123456.78%_", "(3.21%)", "0.00%_"),
    "0.0E+00_);(0.0E+00);0_)": ("1.2E+03_", "(3.2E-02)", "0_"),
    "0.0E+00_);(0.0E+00);0.0E+00_)": ("1.2E+03_", "(3.2E-02)", "0.0E+00_"),
    "0.00E+00_);(0.00E+00);0_)": ("1.23E+03_", "(3.21E-02)", "0_"),
    "0.000E+00_);(0.000E+00);0_)": ("1.235E+03_", "(3.210E-02)", "0_"),
    "0.000E+00_);(0.000E+00);0.000E+00_)": ("1.235E+03_", "(3.210E-02)", "0.000E+00_"),
    '"FY"0_);("FY"0);"FY"0_)': ("FY1235_", "(FY0)", "FY0_"),
    '0" months"_);(0" months");0" months"_)': ("1235 months_", "(0 months)", "0 months_"),
    "General": ("1234.5678", "-0.0321", "0"),
    "@": ("1234.5678", "-0.0321", "0"),
    '0.0%_);(0.0%);"–"_)': ("123456.8%_", "(3.2%)", "–_"),
    '#,##0.0"x"_);(#,##0.0"x");"n/a"_)': ("1,234.6x_", "(0.0x)", "n/a_"),
    '0.0%_);(0.0%);"n/a"_)': ("123456.8%_", "(3.2%)", "n/a_"),
}
"""Format -> what is shown of 1234.5678, -0.0321 and 0; `_` is the pad as wide as `)`."""

ON_AXES = {
    "#,##0.0##": ("1,234.568", "-0.032", "0.0"),
    "0.0000": ("1234.5678", "-0.0321", "0.0000"),
}
"""The same for the axes of charts, which have no parentheses."""

POWERS = {
    "0.00E+00_);(0.00E+00);0_)",
    "0.0E+00_);(0.0E+00);0_)",
    "0.0E+00_);(0.0E+00);0.0E+00_)",
    "0.000E+00_);(0.000E+00);0_)",
    "0.000E+00_);(0.000E+00);0.000E+00_)",
}


@pytest.mark.parametrize("number_format", SHOWN)
def test_a_number_is_shown_as_its_format_says(number_format: str) -> None:
    for value, text in zip((1234.5678, -0.0321, 0.0), SHOWN[number_format], strict=True):
        assert render(value, number_format) == text.replace("_", ")")
        assert render(value, number_format, pad="") == text.replace("_", "")
        assert shown(value, number_format) == text.replace("_", " ")


@pytest.mark.parametrize("number_format", sorted(set(SHOWN) - POWERS - {"General", "@"}))
def test_a_terminal_shows_the_same_grouped_and_without_a_pad_or_a_last_point(number_format: str) -> None:
    large, below, zero = (text.strip("_") for text in SHOWN[number_format])
    as_a_year = not re.search("[,.]", number_format.partition(";")[0])
    grouped = large if "%" in large or as_a_year else re.sub(r"^1(?=\d{3})", "1,", large)
    assert readable(1234.5678, number_format) == grouped
    assert readable(-0.0321, number_format) == below
    assert readable(0.0, number_format) == zero.removesuffix(".")


def test_a_number_that_may_be_a_year_is_not_grouped_and_a_larger_one_is() -> None:
    assert [readable(value, "0_);(0);0_)") for value in (2026.0, 9999.0, 20_260.0)] == [
        "2026",
        "9999",
        "20,260",
    ]


@pytest.mark.parametrize("number_format", sorted(POWERS))
def test_a_terminal_shows_powers_of_ten_with_four_digits(number_format: str) -> None:
    assert [readable(value, number_format) for value in (1234.5678, -0.0321)] == ["1.235e+03", "-3.210e-02"]


def test_every_format_of_the_template_is_in_this_table() -> None:
    written = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(Path(templates_folder()).rglob("*.toml"))
    )
    found = set(re.findall(r"""^(?:format|"[^"\n]+") *= *'([^'\n]*(?:0|@)[^'\n]*)'""", written, re.MULTILINE))
    assert len(found) > 20
    assert found <= {*SHOWN, *ON_AXES, "yyyy-mm-dd"}


@pytest.mark.parametrize("number_format", ON_AXES)
def test_a_number_on_an_axis_is_shown_as_its_format_says(number_format: str) -> None:
    for value, text in zip((1234.5678, -0.0321, 0.0), ON_AXES[number_format], strict=True):
        assert render(value, number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (-1_234.0, '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)', "$(1,234.00)"),
        (12_345_678.0, '0.0,,"m"', "12.3m"),
        (7.0, "00000", "00007"),
        (-7.0, '0" km"', "-7 km"),
        (1.25, "[Red]0.00", "1.25"),
        (46_350.25, "[$-409]d\\-mmm\\-yy;@", "24-Nov-26"),
        (46_350.0, "dddd, mmmm d, yyyy", "Tuesday, November 24, 2026"),
        (-1.0, "yyyy-mm-dd", None),
        (2_958_466.0, "yyyy-mm-dd", None),
    ],
)
def test_literals_pads_currencies_and_days(value: float, number_format: str, text: str | None) -> None:
    assert render(value, number_format, pad="") == text


def test_a_day_is_shown_in_its_format_wherever_it_comes_from() -> None:
    assert shown(date(2026, 11, 24), "yyyy-mm-dd") == "2026-11-24"
    assert readable(46_350.0, "yyyy-mm-dd") == "2026-11-24"


@pytest.mark.parametrize(("value", "text"), [("none", "none"), (True, "True"), (None, "None")])
def test_what_is_no_number_is_shown_as_it_is(value: object, text: str) -> None:
    assert shown(value, "#,##0_);(#,##0);0_)") == text


@pytest.mark.parametrize("number_format", ["# ?/?", "[h]:mm", "[>100]0;0.00"])
def test_a_number_of_a_format_that_is_not_understood_is_shown_without_one(number_format: str) -> None:
    assert render(2.5, number_format) is None
    assert shown(2.5, number_format) == "2.5"


def test_what_a_picture_holds() -> None:
    assert picture_of('"x0"#,##0.00##,,%_)') == Picture(1, True, 4, 2, 1, 2)
    assert picture_of("0.0E+00") == Picture(1, False, 1, power=True)
    assert picture_of('"none"') is None
    assert has_condition("[<1]0")
    assert not has_condition("[Red]0")
