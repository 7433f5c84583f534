"""The engine gives every number that the case of the specification has been worked out to.

The expected values were written beforehand by a third program and stand in files beside this test.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from tests.chain.case_inputs import ANSWERS, CASE, LEVELS, case_inputs, expected

LEVEL_NAMES = ("base", "high")
ROW_OF_MODEL = {"m1": 0, "m2": 1}
ROW_OF_PRODUCT = {"api": 0, "seats": 1, "deals": 2}

LINE_OF_COLUMN = {
    "training_gpu_hours_used": "training_gpu_hours_used",
    "training_gpu_hours_paid": "training_gpu_hours_paid",
    "training_rent": "training_rent",
    "tokens_fresh": "tokens_fresh",
    "tokens_cached": "tokens_cached",
    "tokens_output": "tokens_output",
    "revenue": "revenue",
    "payment_fees": "payment_fees",
    "idle_serving_cost": "idle_serving_cost",
    "serving_cost": "serving_cost",
    "commitments_within_1y": "commitments_1y",
    "commitments_1_to_3y": "commitments_3y",
    "commitments_after_3y": "commitments_later",
    "commitments_after_plan": "commitments_after_plan",
    "people": "people",
    "data": "data_cost",
    "overheads": "overheads",
    "cost_of_revenue": "cost_of_revenue",
    "gross_profit": "gross_profit",
    "r_and_d": "r_and_d",
    "s_and_m": "s_and_m",
    "g_and_a": "g_and_a",
    "operating_cash_flow": "operating_cash_flow",
    "funding": "funding_received",
    "cumulative_operating_cash_flow": "cumulative_cash_flow",
    "closing_cash": "closing_cash",
}
LINE_OF_PART = {
    "volume": "product_volume",
    "revenue": "product_revenue",
    "serving_cost": "product_serving_cost",
    "replicas_needed": "model_replicas_needed",
    "replicas_paid": "model_replicas",
    "serving_rent": "model_rent",
    "running_cost": "model_running_cost",
    "utilisation": "model_utilisation",
}
OTHER_COLUMNS = {"level", "month", "date", "fiscal_year", "runway_months"}

LINE_OF_ANSWER = {
    "breakeven_month": "breakeven_month",
    "cash_out_month": "cash_out_month",
    "peak_funding_need": "peak_funding_need",
    "peak_funding_month": "peak_funding_month",
    "minimum_cash": "minimum_cash",
    "minimum_cash_month": "minimum_cash_month",
    "closing_cash": "closing_cash_end",
    "minimum_runway": "shortest_runway_months",
    "minimum_runway_month": "shortest_runway_month",
    "npv": "npv",
    "terminal_value_gordon": "terminal_value",
    "npv_with_gordon": "npv_with_terminal_value",
}
LINE_OF_PHASE = {
    "flop": "phase_flop",
    "gpu_hours": "phase_gpu_hours",
    "days": "phase_days",
    "begin": "phase_begin",
    "end": "phase_end",
    "first_month": "phase_first_month",
    "end_month": "phase_end_month",
}
LINE_OF_YEAR = {
    "revenue": "year_revenue",
    "cost_of_revenue": "year_cost_of_revenue",
    "tokens_million": "year_tokens_m",
    "price_per_1m": "year_price_per_1m",
    "serving_cost_per_1m": "year_serving_cost_per_1m",
    "cost_of_revenue_per_1m": "year_cost_per_1m",
    "gross_margin": "year_gross_margin",
    "operating_cash_flow": "year_operating_cash_flow",
}
OTHER_ANSWERS = {
    *("phases", "launch_month", "runway_months_at_11", "by_fiscal_year"),
    *("terminal_value_exit_multiple", "npv_with_exit_multiple"),
}


@cache
def values(level: str, terminal_method: str = "perpetual growth") -> dict[str, Any]:
    return LINES.evaluate({**case_inputs(level), "terminal_method": terminal_method})


def close(number: Any) -> Any:
    """As the file has it, with twelve digits; a difference of two large sums is as good as they are."""
    return pytest.approx(number, rel=1e-9, abs=1e-9)


def line_of(column: str, level: str) -> Any:
    """The months that the engine has for a column of the file."""
    if column in LINE_OF_COLUMN:
        return values(level)[LINE_OF_COLUMN[column]]
    name, _, part = column.partition("_")
    row = {**ROW_OF_MODEL, **ROW_OF_PRODUCT}[name]
    return values(level)[LINE_OF_PART[part]][row]


@pytest.mark.parametrize("level", LEVEL_NAMES)
@pytest.mark.parametrize("column", [name for name in expected("base")[0] if name not in OTHER_COLUMNS])
def test_every_month_of_a_column_is_that_of_the_case(column: str, level: str) -> None:
    wanted = [float(row[column]) for row in expected(level)]
    assert list(line_of(column, level)) == close(wanted)


@pytest.mark.parametrize("level", LEVEL_NAMES)
def test_the_months_have_the_dates_and_fiscal_years_of_the_case(level: str) -> None:
    found = values(level)
    days = [date(1899, 12, 30) + timedelta(days=int(day)) for day in found["month_start_date"]]
    assert [f"{day:%Y-%m}" for day in days] == [row["date"] for row in expected(level)]
    years = [f"FY{year:.0f}" for year in found["fiscal_year"]]
    assert years == [row["fiscal_year"] for row in expected(level)]


@pytest.mark.parametrize("level", LEVEL_NAMES)
def test_the_runway_is_that_of_the_case_and_flagged_where_nothing_is_burnt(level: str) -> None:
    wanted = [row["runway_months"] for row in expected(level)]
    assert list(values(level)["cash_positive"]) == [float(text == "") for text in wanted]
    assert list(values(level)["runway_months"]) == close([float(text or 0) for text in wanted])


@pytest.mark.parametrize("level", LEVEL_NAMES)
def test_every_answer_is_that_of_the_case(level: str) -> None:
    answers, found = ANSWERS[LEVELS[level]], values(level)
    assert set(answers) == set(LINE_OF_ANSWER) | OTHER_ANSWERS
    for name, key in LINE_OF_ANSWER.items():
        assert found[key] == close(answers[name] or 0), name
    assert found["runway_months"][10] == close(answers["runway_months_at_11"])


@pytest.mark.parametrize("level", LEVEL_NAMES)
def test_the_exit_multiple_gives_the_terminal_value_of_the_case(level: str) -> None:
    answers, found = ANSWERS[LEVELS[level]], values(level, "exit multiple")
    assert found["terminal_value"] == close(answers["terminal_value_exit_multiple"])
    assert found["npv_with_terminal_value"] == close(answers["npv_with_exit_multiple"])


@pytest.mark.parametrize("level", LEVEL_NAMES)
def test_every_phase_is_that_of_the_case(level: str) -> None:
    answers, found = ANSWERS[LEVELS[level]]["phases"], values(level)
    assert list(answers) == [row["key"] for row in CASE["phases"]]
    for row, figures in enumerate(answers.values()):
        assert set(figures) == set(LINE_OF_PHASE)
        for name, key in LINE_OF_PHASE.items():
            assert found[key][row] == close(figures[name]), name


@pytest.mark.parametrize("level", LEVEL_NAMES)
def test_every_product_is_launched_in_the_month_of_the_case(level: str) -> None:
    launched = ANSWERS[LEVELS[level]]["launch_month"]
    assert list(launched) == list(ROW_OF_PRODUCT)
    assert list(values(level)["product_launch_month"][:3]) == list(launched.values())


@pytest.mark.parametrize("level", LEVEL_NAMES)
def test_every_figure_of_a_fiscal_year_is_that_of_the_case(level: str) -> None:
    by_year, found = ANSWERS[LEVELS[level]]["by_fiscal_year"], values(level)
    assert len(by_year) == 6
    for at, figures in enumerate(by_year.values()):
        assert set(figures) == set(LINE_OF_YEAR)
        for name, key in LINE_OF_YEAR.items():
            assert found[key][at] == close(figures[name] or 0), name


def test_the_favourable_level_of_the_case_is_its_base() -> None:
    low, base = values("low"), values("base")
    assert low["npv"] == base["npv"]
    assert np.array_equal(low["closing_cash"], base["closing_cash"])
