"""Numbers in a terminal look as they do in the workbook."""

import pytest

from planner.report.numbers import readable

MONEY = "#,##0_);(#,##0);0_)"


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1234.5, MONEY, "1,234"),
        (-1234.0, MONEY, "(1,234)"),
        (0.0, MONEY, "0"),
        (99_999_999.0, MONEY, "99,999,999"),
        (114_892_800.0, MONEY, "114.9 m"),
        (-1_198_928_000.0, MONEY, "(1,198.9 m)"),
        (3.15e23, "0.000E+00", "3.150e+23"),
        (3.15e23, "#,##0", "3.150e+23"),
        (0.0800686689, "0.0%_);(0.0%);0.0%_)", "8.0%"),
        (-0.05, "0.0%_);(0.0%);0.0%_)", "(5.0%)"),
        (0.00301408179, "0.00000_)", "0.00301"),
        (128.0, "#,##0.0#_)", "128.0"),
        (1.953125, "#,##0.0#_)", "1.95"),
        (7.2, "0.00##_)", "7.20"),
        (6.8125, "0.00##_)", "6.8125"),
        (1e9 / 3, "General", "3.33333e+08"),
        ("none", "@", "none"),
        (46_350.0, "yyyy-mm-dd", "2026-11-24"),
    ],
)
def test_a_value_in_its_format(value: float | str, number_format: str, shown: str) -> None:
    assert readable(value, number_format) == shown
