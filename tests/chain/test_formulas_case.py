"""The formulas of the template `chain` come to what a third program has worked out for a case.

That program knows neither these formulas nor the engine. Its figures have twelve digits.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from math import isclose
from pathlib import Path
from typing import Any

import pytest

from planner import days
from planner.book.read import read_inputs
from tests.chain.book import OTHERS, WITHIN, WITNESS, Chain, Values, case_preset, differing, written
from tests.sampled import sampled

FOLDER = Path(__file__).parent
LEVELS = {"base": "base", "adverse": "high"}

PRODUCTS = {"api": 1, "seats": 2, "deals": 3}
MODELS = {"m1": 1, "m2": 2}
PHASES = ("pt1", "rl1", "pt2")
LINES = {
    "commitments_within_1y": "commitments_1y",
    "commitments_1_to_3y": "commitments_3y",
    "commitments_after_3y": "commitments_later",
    "data": "data_cost",
    "funding": "funding_received",
    "cumulative_operating_cash_flow": "cumulative_cash_flow",
}
"""Column of the case -> the key of docs/model.md, where it is another."""
LINES |= {
    f"{product}_{said}": f"product_{said}_{number}"
    for product, number in PRODUCTS.items()
    for said in ("volume", "revenue", "serving_cost")
}
LINES |= {
    f"{model}_{said}": f"model_{key}_{number}"
    for model, number in MODELS.items()
    for said, key in (
        ("replicas_needed", "replicas_needed"),
        ("replicas_paid", "replicas"),
        ("serving_rent", "rent"),
        ("running_cost", "running_cost"),
        ("utilisation", "utilisation"),
    )
}
ANSWERS = {
    "closing_cash": "closing_cash_end",
    "minimum_runway": "shortest_runway_months",
    "minimum_runway_month": "shortest_runway_month",
    "terminal_value_gordon": "terminal_value",
    "npv_with_gordon": "npv_with_terminal_value",
}
WITH_EXIT_MULTIPLE = {
    "terminal_value_exit_multiple": "terminal_value",
    "npv_with_exit_multiple": "npv_with_terminal_value",
}
BY_YEAR = {
    "revenue": "year_revenue",
    "cost_of_revenue": "year_cost_of_revenue",
    "tokens_million": "year_tokens_m",
    "price_per_1m": "year_price_per_1m",
    "serving_cost_per_1m": "year_serving_cost_per_1m",
    "cost_of_revenue_per_1m": "year_cost_per_1m",
    "gross_margin": "year_gross_margin",
    "operating_cash_flow": "year_operating_cash_flow",
}
PHASE_LINES = {
    "flop": "phase_flop",
    "gpu_hours": "phase_gpu_hours",
    "days": "phase_days",
    "begin": "phase_begin",
    "end": "phase_end",
    "first_month": "phase_first_month",
    "end_month": "phase_end_month",
}

EXPECTED = list(csv.DictReader((FOLDER / "case_chain_expected.csv").open(encoding="utf-8")))
WORKED = json.loads((FOLDER / "case_chain_answers.json").read_text(encoding="utf-8"))
NAMES = {"level", "month"}
"""Columns that say which row it is."""


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    return written(tmp_path_factory.mktemp("chain") / "case.xlsx")


@pytest.fixture(scope="module")
def values(chain: Chain) -> Values:
    return chain.values("ironcalc")


@pytest.fixture(scope="module")
def with_exit_multiple(tmp_path_factory: pytest.TempPathFactory) -> Values:
    path = tmp_path_factory.mktemp("chain") / "exit.xlsx"
    return written(path, terminal_method="exit multiple").values("ironcalc")


def worked(column: str, text: str) -> float:
    """A figure of the case as its line has it."""
    if column == "date":
        return float(days.serial(date.fromisoformat(f"{text}-01")))
    return float(text.removeprefix("FY") or 0)


def off(pairs: Mapping[Any, tuple[Any, float]]) -> dict[Any, tuple[Any, float]]:
    """What is not the same number to twelve digits: what the formula comes to, what was worked out."""
    return {
        where: (found, figure)
        for where, (found, figure) in pairs.items()
        if not (isinstance(found, float) and isclose(found, figure, rel_tol=WITHIN))
    }


@pytest.mark.parametrize("column", [column for column in EXPECTED[0] if column not in NAMES])
def test_every_month_of_a_column(column: str, values: Values) -> None:
    key = {"date": "month_start_date"}.get(column) or LINES.get(column, column)
    pairs = {
        (row["level"], row["month"]): (
            values[key, LEVELS[row["level"]], int(row["month"]) - 1],
            worked(column, row[column]),
        )
        for row in EXPECTED
    }
    assert len(pairs) == 120
    assert off(pairs) == {}


@pytest.mark.parametrize("level", LEVELS)
def test_every_answer(level: str, values: Values, with_exit_multiple: Values) -> None:
    scenario: str = LEVELS[level]
    told = {name: figure for name, figure in WORKED[level].items() if not isinstance(figure, dict)}
    pairs = {"runway at month 11": (values["runway_months", scenario, 10], told.pop("runway_months_at_11"))}
    for name, key in WITH_EXIT_MULTIPLE.items():
        pairs[name] = (with_exit_multiple[key, scenario, 0], told.pop(name))
    for name, figure in told.items():
        pairs[name] = (values[ANSWERS.get(name, name), scenario, 0], figure or 0.0)
    assert len(pairs) == 15
    assert off(pairs) == {}


@pytest.mark.parametrize("level", LEVELS)
def test_every_phase_and_launch(level: str, values: Values) -> None:
    scenario = LEVELS[level]
    pairs = {
        (phase, said): (values[PHASE_LINES[said], scenario, PHASES.index(phase)], figure)
        for phase, lines in WORKED[level]["phases"].items()
        for said, figure in lines.items()
    }
    for product, month in WORKED[level]["launch_month"].items():
        pairs[product, "launch"] = (values["product_launch_month", scenario, PRODUCTS[product] - 1], month)
    assert len(pairs) == 3 * len(PHASE_LINES) + 3
    assert off(pairs) == {}


@pytest.mark.parametrize("level", LEVELS)
def test_every_fiscal_year(level: str, values: Values) -> None:
    pairs = {
        (year, said): (values[BY_YEAR[said], LEVELS[level], position], figure or 0.0)
        for position, (year, lines) in enumerate(WORKED[level]["by_fiscal_year"].items())
        for said, figure in lines.items()
    }
    assert len(pairs) == 6 * len(BY_YEAR)
    assert off(pairs) == {}


@pytest.mark.parametrize("program", sampled(OTHERS, (WITNESS,)))
@pytest.mark.usefixtures("soffice")
def test_other_programs_come_to_the_same(program: str, chain: Chain, values: Values) -> None:
    assert differing(values, chain.values_of(program)) == {}


def test_the_case_keeps_within_the_bounds_of_the_template(chain: Chain) -> None:
    """Also where a column names other rows of its own table, such as the phase that a phase follows."""
    inputs, problems = read_inputs(chain.book, {})
    assert problems == []
    assert inputs.tables["phases"]["after"] == (None, "pt1", "pt1")


def test_a_row_more_than_there_are_rows_of_formulas_is_a_problem(tmp_path: Path) -> None:
    """What it says would be counted by nothing."""
    currencies = case_preset().tables["currencies"]
    more = tuple({**currencies[1], "currency": f"C{number}"} for number in range(3, 8))
    book = written(tmp_path / "more.xlsx", {"currencies": (*currencies, *more)}).book
    (problem,) = read_inputs(book, {})[1]
    assert problem.key == "currencies"
    assert "has 7 rows, and a plan takes at most 6" in problem.message
    assert problem.cell == book.layout.tables["currencies"].cell("currency", 6).a1
