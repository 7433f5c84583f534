"""What readers are told: sentences with live numbers, and money in the unit that people say."""

from __future__ import annotations

import pytest

from planner.check.checkers.base import FormulaError, Value
from planner.check.said import answer, in_units, money, money_scale, rounded
from planner.workbook import layout as at
from planner.workbook.arrange import arrange
from planner.workbook.cells import read_cells
from planner.workbook.locale import template_in
from planner.workbook.owned import owned_cells
from planner.workbook.parts import open_package
from planner.workbook.template import load_preset, load_template
from tools.examples import FOLDER

TEMPLATE = load_template()
DOLLARS: dict[tuple[str, str], Value] = {("reporting_currency", "base"): "USD"}


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1.5, 0, "2"),
        (2.5, 0, "3"),  # half away from zero, where Python rounds to even
        (-2.5, 0, "-3"),
        (1.005, 2, "1.01"),  # 1.00499999999999989 as a double; a spreadsheet looks at 15 digits first
        (17.0, 1, "17"),
        (0.04, 1, "0"),
        (-0.04, 1, "0"),
        (1234567.25, 1, "1234567.3"),
    ],
)
def test_numbers_in_sentences_are_rounded_as_spreadsheets_do(value: float, decimals: int, text: str) -> None:
    assert rounded(value, decimals) == text


def test_money_is_said_in_millions_and_days_as_they_are() -> None:
    assert in_units(2_500_000.0, "training_elapsed_usd", TEMPLATE, DOLLARS) == 2.5
    assert in_units(25.4, "training_elapsed_days", TEMPLATE, DOLLARS) == 25.4


def test_chinese_says_dollars_in_ten_thousand_and_yuan_in_a_hundred_million() -> None:
    chinese = template_in("zh")
    yuan = {("reporting_currency", "base"): "CNY"}
    assert in_units(2_500_000.0, "training_elapsed_usd", chinese, yuan) == 250
    assert in_units(2_500_000_000.0, "programme_total_cny", chinese, DOLLARS) == 25  # is in yuan always
    assert in_units(2_500_000_000.0, "annual_revenue_reported", chinese, yuan) == 25
    assert in_units(2_500_000.0, "annual_revenue_reported", chinese, DOLLARS) == 250
    assert (money(chinese, yuan), money(chinese, DOLLARS)) == ("亿元", "万美元")
    assert (money_scale(chinese, yuan), money_scale(chinese, DOLLARS)) == (1e8, 1e4)
    broken: dict[tuple[str, str], Value] = {("reporting_currency", "base"): FormulaError("#N/A")}
    assert in_units(1.0, "annual_revenue_reported", chinese, broken) == FormulaError("#N/A")


def test_the_unit_of_money_follows_the_currency_that_the_owner_chose() -> None:
    assert money(TEMPLATE, DOLLARS) == "million USD"
    assert money(TEMPLATE, {("reporting_currency", "base"): "CNY"}) == "million CNY"


def test_a_sentence_holds_its_numbers_and_an_error_stays_one() -> None:
    text = "It takes {training_elapsed_days@base:0} days and {training_elapsed_usd@low:1} {money}."
    live = {**DOLLARS, ("training_elapsed_days", "base"): 33.6, ("training_elapsed_usd", "low"): 250_000.0}
    assert answer(text, TEMPLATE, live) == "It takes 34 days and 0.3 million USD."
    broken = {**live, ("training_elapsed_usd", "low"): FormulaError("#DIV/0!")}
    assert answer(text, TEMPLATE, broken) == FormulaError("#DIV/0!")


def test_the_cover_of_the_essay_says_what_one_run_costs() -> None:
    """25.4 days of 1,280,000, 1,958,528 and 2,560,000 USD a month of 30 days (tests/cases/test_essay.py)."""
    place = arrange(TEMPLATE, load_preset("essay")).layout[at.answer_name(0)]
    cell = (place.row, place.column)
    shown = read_cells(open_package(FOLDER / "essay.xlsx"), at.COVER, [cell])[cell].value
    assert shown == (
        "One training run takes 25 days and costs 1.66 million USD of rent: 1.09 in the low-cost case, "
        "2.17 in the high-cost case."
    )


def test_formulas_of_sentences_are_short_enough_for_every_rule() -> None:
    for name in ("essay", "moe"):
        preset = load_preset(name)
        cells = owned_cells(TEMPLATE, preset, arrange(TEMPLATE, preset).layout)
        assert all(len(cell.formula) <= 255 for cell in cells if cell.role == "answer")
