"""Page 1 and the titles of pages: a true variant for every outcome, in both computations."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.check.checkers.base import FormulaError, Value
from planner.check.checkers.run import evaluate
from planner.check.front import chosen_level, message
from planner.layout.arrange import arrange
from planner.layout.messages import message_cells
from planner.layout.places import MONEY, SCALE, axis_name, key_number_name
from planner.template.load import load_preset, load_template
from planner.template.locale import template_in
from planner.template.references import MONEY as MONEY_WORD
from planner.template.references import references
from planner.template.rows import SCENARIOS
from planner.template.schema import Template

TEMPLATE = load_template()
FLAGS = ("plan_carries", "plan_sells", "cash_check")
Live = dict[tuple[str, str], Value]


def outcome(**values: float) -> Live:
    """A plan that begins in January 2027, of which all lines of page 1 are 0 but those that are given."""
    live: Live = {
        (line.partition("@")[0], scenario): 0.0
        for cases in TEMPLATE.messages.values()
        for case in cases
        for line in (*case.when, *references(case.text))
        for scenario in SCENARIOS
    }
    live |= {(key, scenario): 1e6 for key in TEMPLATE.said.sizes for scenario in SCENARIOS}
    live |= {("plan_currency", "base"): "USD", ("plan_start", "base"): 46388.0}
    for name, value in values.items():
        key, _, scenario = name.partition("__")
        live[key, scenario or "base"] = value
    return live


LASTS = {"minimum_cash": 2_540_000.0, "minimum_cash_month": 7.0, "cash_check": 1.0}
SHORT = {"minimum_cash__high": -1_260_000.0, "minimum_cash_month__high": 20.0, "cash_out_month__high": 14.0}


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("verdict", {"plan_carries": 1.0}, "YES"),
        ("verdict", {}, "NO"),
        (
            "reason",
            {**LASTS, "plan_carries": 1.0, "plan_sells": 1.0, "breakeven_month": 47.0},
            "In Base operating cash flow breaks even for good in Nov 2030, and cash never falls below 2.5 "
            "million USD (Jul 2027), rounds included.",
        ),
        (
            "reason",
            {**LASTS, "plan_carries": 1.0},
            "In Base the cash lasts for sixty months: it is least in Jul 2027, 2.5 million USD, and nothing "
            "is sold.",
        ),
        (
            "reason",
            {**LASTS, "plan_sells": 1.0},
            "In Base the cash lasts, and is least in Jul 2027, 2.5 million USD, but operating cash flow does "
            "not break even within sixty months.",
        ),
        (
            "reason",
            {
                "minimum_cash": -1_260_000.0,
                "minimum_cash_month": 20.0,
                "cash_out_month": 14.0,
                "plan_sells": 1.0,
            },
            "In Base cash runs out in Feb 2028; the gap is 1.3 million USD at most, in Aug 2028.",
        ),
        (
            "downside",
            SHORT,
            "In Adverse cash runs out in Feb 2028; the gap is 1.3 million USD at most, in Aug 2028.",
        ),
        (
            "cash",
            {**LASTS, **SHORT},
            "Cash never falls below 2.5 million USD in Base; in Adverse it runs out in Feb 2028",
        ),
        ("ask", {}, "no round in the plan"),
        ("ask", {"ask_amount": 16e6}, "16 million USD"),
        ("ask", {"ask_amount": 16e6, "ask_post_money": 66e6}, "16 million USD, at 66 post-money"),
        ("statements", {}, "Nothing is sold: in Base the plan spends what it is given"),
        (
            "statements",
            {"plan_sells": 1.0},
            "In Base operating cash flow does not break even within sixty months",
        ),
    ],
)
def test_a_sentence_says_what_the_plan_comes_to(name: str, values: dict[str, float], said: str) -> None:
    assert message(TEMPLATE.messages[name], TEMPLATE, outcome(**values)) == said


def test_an_error_in_what_decides_is_the_sentence() -> None:
    live = outcome() | {("plan_carries", "base"): FormulaError("#N/A")}
    assert message(TEMPLATE.messages["verdict"], TEMPLATE, live) == FormulaError("#N/A")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", TEMPLATE.messages)
def test_formula_and_second_computation_say_the_same_for_every_outcome(
    name: str, language: str, tmp_path: Path
) -> None:
    """All lines that decide a variant at 0 and at another number, in every combination."""
    template = template_in(language)
    deciding = sorted({line for case in template.messages[name] for line in case.when})
    for number, values in enumerate(product((0.0, 1.0), repeat=len(deciding))):
        given = {line.replace("@", "__"): value * 14 for line, value in zip(deciding, values, strict=True)}
        live = outcome(**{**LASTS, **SHORT, "ask_amount": 3e6, **given})
        said = message(template.messages[name], template, live)
        assert isinstance(said, str)
        assert by_formula(name, template, live, tmp_path / f"{number}.xlsx") == said


def by_formula(name: str, template: Template, live: Live, path: Path) -> Value:
    """What the formula of a sentence comes to where the cells that it reads hold these values."""
    layout = arrange(template, load_preset("essay")).layout
    cell = next(one for one in message_cells(template, layout) if one.key == name)
    book: Any = openpyxl.Workbook()
    book.remove(book.worksheets[0])

    def put(place: Any, value: Value) -> None:
        if place.sheet not in book.sheetnames:
            book.create_sheet(place.sheet)
        book[place.sheet][place.a1] = value

    scale = template.said.steps[0].scale
    put(layout[SCALE], scale)
    put(layout[MONEY], template.said.steps[0].units["USD"])
    home = next(found for found, axis in template.axes if axis.key == "month")
    put(layout[axis_name(home, "base")].at(59), 60.0)
    put(layout.cell(template.row("plan_start"), "base"), live["plan_start", "base"])
    for case in template.messages[name]:
        for line in (*case.when, *(one for one in references(case.text) if one != MONEY_WORD)):
            key, _, scenario = line.partition(":")[0].partition("@")
            row = template.row(key)
            put(layout.cell(row, scenario), live[key, scenario])
            if any(shown.key == key for shown in template.key_numbers):
                value = live[key, scenario]
                assert isinstance(value, float)
                shown = value / scale if template.is_money(row) else value
                put(layout[key_number_name(key)].at(1 + SCENARIOS.index(scenario)), shown)
    put(cell.place, f"={cell.formula}")
    book.save(path)
    at = (cell.place.row, cell.place.column)
    return evaluate(path, {cell.place.sheet: [at]}, checker="ironcalc").values[cell.place.sheet, *at]


@pytest.mark.parametrize(
    ("language", "typed", "level"),
    [
        ("en", "Favourable", "low"),
        ("en", "adverse", "high"),
        ("en", "Base", "base"),
        ("en", "another word", "base"),
        ("zh", "不利", "high"),
        ("zh", "Adverse", "base"),
    ],
)
def test_a_statement_shows_the_level_that_its_owner_names(language: str, typed: str, level: str) -> None:
    assert chosen_level(template_in(language), {"statement_level": typed}) == level
