"""What readers are told: sentences with live numbers, and money in the unit that people say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.check.checkers.base import FormulaError, Value
from planner.check.checkers.run import evaluate
from planner.check.readers import answer, in_units, money, money_scale, rounded, unit_of
from planner.layout.arrange import arrange
from planner.layout.owned import owned_cells
from planner.layout.places import CURRENCY, MONEY, SCALE, answer_name
from planner.template.load import load_preset, load_template
from planner.template.locale import template_in
from planner.template.rows import SCENARIOS
from planner.template.schema import COVER, Template
from planner.xlsx.cells import read_cells
from planner.xlsx.package import open_package
from tests.chain.book import case_preset

TEMPLATE = load_template()
Live = dict[tuple[str, str], Value]


def amounting_to(largest: float, currency: str = "USD") -> Live:
    """A plan whose peak funding need and closing cash are of that size."""
    live: Live = {(key, scenario): largest for key in TEMPLATE.said.sizes for scenario in SCENARIOS}
    return live | {("plan_currency", "base"): currency}


def run_of(dollars: float) -> Live:
    """A small plan in which one run costs so much."""
    return amounting_to(1e6) | {("training_elapsed_usd", scenario): dollars for scenario in SCENARIOS}


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
    assert in_units(2_500_000.0, "year_revenue", TEMPLATE, amounting_to(3e7)) == 2.5
    assert in_units(2_500_000.0, "training_elapsed_usd", TEMPLATE, run_of(2_500_000.0)) == 2.5
    assert in_units(25.4, "training_elapsed_days", TEMPLATE, amounting_to(3e7)) == 25.4


@pytest.mark.parametrize(
    ("largest", "scale", "dollars", "yuan"),
    [
        (0.0, 1e4, "万美元", "万元"),
        (99_999_999.4, 1e4, "万美元", "万元"),
        (99_999_999.5, 1e8, "亿美元", "亿元"),  # rounded to whole amounts first
        (7_286_083_456.0, 1e8, "亿美元", "亿元"),
        (1e300, 1e8, "亿美元", "亿元"),
    ],
)
def test_chinese_counts_in_ten_thousand_and_from_a_hundred_million_on_in_that(
    largest: float, scale: float, dollars: str, yuan: str
) -> None:
    chinese = template_in("zh")
    in_dollars, in_yuan = amounting_to(largest), amounting_to(largest, "CNY")
    assert (money(chinese, in_dollars), money(chinese, in_yuan)) == (dollars, yuan)
    assert money_scale(chinese, in_dollars) == money_scale(chinese, in_yuan) == scale
    assert in_units(2.5 * scale, "year_revenue", chinese, in_dollars) == 2.5
    assert unit_of("year_revenue", chinese, in_dollars) == dollars


@pytest.mark.parametrize("key", TEMPLATE.said.sizes)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_any_of_the_large_amounts_in_any_scenario_decides(key: str, scenario: str) -> None:
    live = amounting_to(1e6) | {(key, scenario): 1e10}
    assert (money(TEMPLATE, live), money_scale(TEMPLATE, live)) == ("billion USD", 1e9)
    assert money(TEMPLATE, amounting_to(9_999_999_999.0)) == "million USD"


def test_an_amount_that_is_always_in_dollars_has_the_unit_that_itself_needs() -> None:
    chinese = template_in("zh")
    small, large = run_of(332_490.0), run_of(82_777_770.0) | {("training_elapsed_usd", "high"): 124_831_099.0}
    assert unit_of("training_elapsed_usd", chinese, small) == "万美元"
    assert in_units(332_490.0, "training_elapsed_usd", chinese, small) == 33.249
    assert unit_of("training_elapsed_usd", chinese, large) == "亿美元"
    assert in_units(124_831_099.0, "training_elapsed_usd", chinese, large) == 1.24831099


def test_an_error_in_what_decides_is_the_answer() -> None:
    error = FormulaError("#N/A")
    broken = amounting_to(1e6) | {("peak_funding_need", "high"): error}
    assert in_units(1.0, "year_revenue", TEMPLATE, broken) == error
    assert money(TEMPLATE, broken) == money_scale(TEMPLATE, broken) == error
    assert money(TEMPLATE, amounting_to(1e6) | {("plan_currency", "base"): error}) == error
    run = run_of(1e6) | {("training_elapsed_usd", "low"): error}
    assert unit_of("training_elapsed_usd", TEMPLATE, run) == error


def test_the_unit_of_money_follows_the_currency_that_the_owner_chose() -> None:
    assert money(TEMPLATE, amounting_to(1e6)) == "million USD"
    assert money(TEMPLATE, amounting_to(1e6, "CNY")) == "million CNY"


def with_currencies(*names: str) -> Template:
    steps = tuple(
        step._replace(units={name: f"{word} {name}" for name in names})
        for step, word in zip(TEMPLATE.said.steps, ("million", "billion"), strict=True)
    )
    return replace(TEMPLATE, said=TEMPLATE.said._replace(steps=steps))


@pytest.mark.parametrize(
    ("currencies", "chosen", "largest", "said"),
    [
        (("USD", "CNY", "EUR"), "USD", 1e6, "million USD"),
        (("USD", "CNY", "EUR"), "CNY", 1e6, "million CNY"),
        (("USD", "CNY", "EUR"), "eur", 1e6, "million EUR"),
        (("USD", "CNY", "EUR"), "USD", 1e10, "billion USD"),
        (("USD", "CNY", "EUR"), "CNY", 1e10, "billion CNY"),
        (("USD", "CNY", "EUR"), "EUR", 1e10, "billion EUR"),
        (("USD", "CNY", "EUR"), "pounds", 1e10, "billion EUR"),  # a word that is none counts as the last
        (("EUR",), "EUR", 1e6, "million EUR"),
        (("EUR",), "EUR", 1e10, "billion EUR"),
    ],
)
def test_any_number_of_currencies_has_its_units_in_formula_and_second_computation(
    currencies: tuple[str, ...], chosen: str, largest: float, said: str, tmp_path: Path
) -> None:
    template = with_currencies(*currencies)
    live = amounting_to(largest, chosen)
    assert money(template, live) == said
    preset = load_preset("essay")
    layout = arrange(template, preset).layout
    currency, unit, scale = (layout[name] for name in (CURRENCY, MONEY, SCALE))
    formula = next(one.formula for one in owned_cells(template, preset, layout) if one.place == unit)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets: dict[str, Any] = {name: book.create_sheet(name) for name in (unit.sheet, scale.sheet)}
    sheets[currency.sheet][currency.a1] = chosen
    sheets[scale.sheet][scale.a1] = money_scale(template, live)
    sheets[unit.sheet][unit.a1] = f"={formula}"
    book.save(tmp_path / "units.xlsx")
    found = evaluate(tmp_path / "units.xlsx", {unit.sheet: [(unit.row, unit.column)]}, checker="ironcalc")
    assert found.values[unit.sheet, unit.row, unit.column] == said


def test_a_sentence_holds_its_numbers_and_an_error_stays_one() -> None:
    text = "It takes {training_elapsed_days@base:0} days and {training_elapsed_usd@low:1} {money}."
    live = run_of(250_000.0) | {("training_elapsed_days", "base"): 33.6}
    assert answer(text, TEMPLATE, live) == "It takes 34 days and 0.3 million USD."
    own = "It costs {training_elapsed_usd@low:2} {training_elapsed_usd@unit}."
    assert answer(own, TEMPLATE, live) == "It costs 0.25 million USD."
    broken = {**live, ("training_elapsed_usd", "low"): FormulaError("#DIV/0!")}
    assert answer(text, TEMPLATE, broken) == FormulaError("#DIV/0!")


def test_the_cover_of_the_essay_says_that_it_never_breaks_even(essay: Path) -> None:
    """Five years without revenue (tests/cases/test_essay.py)."""
    place = arrange(TEMPLATE, load_preset("essay")).layout[answer_name(1)]
    cell = (place.row, place.column)
    shown = read_cells(open_package(essay), COVER, [cell])[cell].value
    breaks_even = "Within sixty months, operating cash flow breaks even for good"
    assert shown == f"{breaks_even}: none; favourable none, adverse none."


def test_a_plan_in_a_currency_without_a_word_of_its_own_is_said_in_that_of_the_plan() -> None:
    assert money(TEMPLATE, amounting_to(1e6, "CHF")) == "million of the plan currency"


def test_no_text_in_the_formula_of_a_sentence_is_longer_than_programs_take() -> None:
    for preset in (load_preset("essay"), case_preset()):
        cells = owned_cells(TEMPLATE, preset, arrange(TEMPLATE, preset).layout)
        formulas = [cell.formula for cell in cells if cell.role == "answer"]
        assert len(formulas) == len(TEMPLATE.answers) > 2
        texts = [text for formula in formulas for text in re.findall('"([^"]*)"', formula)]
        assert max(map(len, texts)) <= 255
        assert max(map(len, formulas)) <= 8192
