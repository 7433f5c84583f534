"""How values look in a cell, and how much room they take."""

from __future__ import annotations

from datetime import date

import pytest

from planner.xlsx.measure import column_width, line_count, pixels_inside, text_pixels
from planner.xlsx.number_shown import shown


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234567.891, "#,##0_);(#,##0);0_)", "1,234,568 "),
        (-1234.5, "#,##0.00_);(#,##0.00);0.00_)", "(1,234.50)"),
        (0.4, "0.0%_);(0.0%);0.0%_)", "40.0% "),
        (-0.4, "0.0%_);(0.0%);0.0%_)", "(40.0%)"),
        (6.8, "0.00##", "6.80"),
        (6.8125, "0.00##", "6.8125"),
        (2, "#,##0.0#_)", "2.0 "),
        (3.15e23, "0.000E+00", "3.150E+23"),
        (-5, "0", "-5"),
        (12.5, "General", "12.5"),
        ("none", "General", "none"),
        (date(2026, 11, 3), "yyyy-mm-dd", "2026-11-03"),
    ],
)
def test_a_value_is_shown_as_excel_shows_it(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_ten_digits_of_the_normal_font_take_ten_digits_of_column() -> None:
    # Excel: a column of width 10 holds ten digits of the normal font, 7 pixels each, and 5 pixels of margin.
    assert pixels_inside(10.0 + 5 / 7) == pytest.approx(70)
    assert text_pixels("0" * 10, 10) == pytest.approx(70, rel=0.12)


def test_chinese_takes_a_whole_square_for_each_sign() -> None:
    assert text_pixels("亿元", 9) == pytest.approx(2 * 9 * 96 / 72, rel=0.1)


def test_a_text_fits_on_one_line_of_the_column_made_for_it() -> None:
    text = "Rent of one cluster for a year, overhead included"
    assert line_count(text, pixels_inside(column_width(text_pixels(text, 10))), 10) == 1


def test_a_text_twice_as_wide_as_its_column_takes_at_least_two_lines() -> None:
    text = "No published row has 175B at batch 128 with 200 and 200 tokens"
    assert line_count(text, text_pixels(text, 9) / 2, 9) in (2, 3)


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert line_count("x" * 100, text_pixels("x" * 30, 9), 9) == 4


def test_each_paragraph_starts_a_line() -> None:
    assert line_count("one\ntwo\nthree", 500, 9) == 3
