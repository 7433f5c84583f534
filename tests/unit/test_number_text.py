"""What to enter in place of a text: a number only where there is one certain reading."""

from __future__ import annotations

import pytest

from planner.book.number_text import as_number


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        ("300", "days", 300),
        (" 300 ", "days", 300),
        ("10,000", "CNY", 10_000),
        ("1,234,567.5", "CNY", 1_234_567.5),
        ("10_000", "CNY", 10_000),
        ("10 000", "CNY", 10_000),
        ("10\u00a0000", "CNY", 10_000),
        ("0,5", "days", 0.5),
        ("1.234.567,5", "CNY", 1_234_567.5),
        ("１７５", "1e9 parameters", 175),
        ("1.5e3", "days", 1500),
        ("(5)", "CNY", -5),
        ("-5", "CNY", -5),
        ("\N{MINUS SIGN}5", "CNY", -5),
        ("$10,000", "USD", 10_000),
        ("30 days", "days", 30),
        ("30 day", "days", 30),
        ("40%", "fraction", 0.4),
        ("40 ％", "fraction", 0.4),
        ("300b", "1e9 tokens", 300),
        ("0.3 trillion", "1e9 tokens", 300),
        ("3 bn", "CNY", 3e9),
        ("30亿", "CNY", 3e9),
        ("12万", "CNY", 120_000),
    ],
)
def test_a_text_with_one_reading_becomes_that_number(written: str, unit: str, number: float) -> None:
    assert as_number(written, unit) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("two hundred", "days"),
        ("1.2.3", "days"),
        ("1,23,456", "days"),
        ("0x10", "days"),
        ("20 ms", "seconds"),
        ("3 weeks", "days"),
        ("$5", "CNY"),
        ("40%", "days"),
        ("5-6", "days"),
        ("=5", "days"),
        ("", "days"),
        ("1" * 100, "days"),
    ],
)
def test_a_text_with_no_certain_reading_becomes_none(written: str, unit: str) -> None:
    assert as_number(written, unit) is None
