"""What must hold in every plan, whatever its numbers, and draws that are plans of their own."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from tests.chain.case_inputs import case_inputs
from tests.chain.hand_plan import BASE, LEVELS, hand_inputs

DRAWN = (
    *("models_decode_tokens_per_s", "gpu_prices_price_per_gpu_hour", "roles_annual_pay", "products_price"),
    *("phases_tokens_b", "clusters_hold_to", "other_costs_amount", "rounds_amount"),
    *("price_paths_year_2", "currencies_year_1", "products_first_volume"),
    *("models_total_parameters_b", "models_replica_gpus", "models_peak_to_average"),
)
"""Columns of which each draw has its own."""

SCALARS = (
    *("days_per_month", "opening_cash", "discount_rate", "terminal_growth", "exit_multiple"),
    *("overhead_share", "runway_target_months"),
)
"""Numbers of the plan that have no levels; dates are those of every draw."""

ROWS = {
    **{"chip": 2, "batch": 2, "funding_round": 10},
    **{"month": 60, "fiscal": 6, "phase": 24},
    **{"cluster": 6, "model": 6, "product": 8, "path": 8, "currency": 6, "loan": 6},
}

PLANS = {"the case": case_inputs, "by hand": hand_inputs}


@cache
def plan(name: str, level: str) -> dict[str, Any]:
    """Inputs and lines."""
    inputs = PLANS[name](level)
    return {**inputs, **LINES.evaluate(inputs)}


@pytest.fixture(params=[(name, level) for name in PLANS for level in LEVELS], ids=" ".join)
def known(request: pytest.FixtureRequest) -> dict[str, Any]:
    return plan(*request.param)


def same(wanted: Any) -> Any:
    return pytest.approx(np.asarray(wanted), rel=1e-11, abs=1e-6)


@pytest.mark.parametrize("kind", ["cluster", "model"])
def test_what_is_owed_grows_by_new_contracts_and_shrinks_by_rent(kind: str, known: dict[str, Any]) -> None:
    """`owed(m) = owed(m-1) + T x V(m) - rent(m)/fx(m)` in own currency, against the cohorts."""
    new = known["cluster_new_gpus"] if kind == "cluster" else known["model_new_replicas"]
    parts = [known[f"{kind}_owed_{part}"] for part in ("1y", "3y", "later")]
    checked = 0
    for row, term in enumerate(known[f"{kind}_term_months"]):
        if term == 0:
            continue
        checked += 1
        gpus = 1.0 if kind == "cluster" else known["models_replica_gpus"][row]
        fx = known["currency_rate"][int(known[f"{kind}_currency_row"][row]) - 1]
        month_rent = new[row] * known[f"{kind}_unit_price"][row] * known["hours_per_month"] * gpus
        owed = 0.0
        for month in range(60):
            owed += term * month_rent[month] - known[f"{kind}_rent"][row, month] / fx[month]
            assert sum(part[row, month] for part in parts) / fx[month] == same(owed)
    assert checked


@pytest.mark.parametrize("kind", ["cluster", "model"])
def test_what_is_owed_at_the_end_is_due_after_the_plan(kind: str, known: dict[str, Any]) -> None:
    at_end = sum(known[f"{kind}_owed_{part}"][:, -1] for part in ("1y", "3y", "later"))
    assert known[f"{kind}_owed_after_plan"][:, -1] == same(at_end)


def test_products_and_idle_replicas_are_all_of_the_serving_cost(known: dict[str, Any]) -> None:
    parts = known["product_serving_cost"].sum(axis=0) + known["idle_serving_cost"]
    assert known["serving_cost"].any()
    assert parts == same(known["serving_cost"])


def test_unit_figures_times_tokens_are_the_figures_of_the_year(known: dict[str, Any]) -> None:
    sold = known["year_tokens_m"] > 0
    for unit, whole in {
        "year_price_per_1m": "year_revenue",
        "year_serving_cost_per_1m": "year_serving_cost",
        "year_cost_per_1m": "year_cost_of_revenue",
    }.items():
        times = known[unit] * known["year_tokens_m"]
        assert times[sold] == same(known[whole][sold])
        assert not times[~sold].any()


def test_years_are_all_of_the_months(known: dict[str, Any]) -> None:
    for line in ("revenue", "cost_of_revenue", "serving_cost", "operating_cash_flow"):
        assert known[f"year_{line}"].sum() == same(known[line].sum())


def test_a_path_starts_at_one(known: dict[str, Any]) -> None:
    assert set(known["path_index"][:, 0]) == {1.0}


def test_growth_never_passes_its_ceiling(known: dict[str, Any]) -> None:
    count = len(known["products_ceiling"])
    ceiling = known["products_ceiling"] * known["demand_factor"]
    assert np.all(known["product_new"][:count] <= ceiling[:, None] * (1 + 1e-12))
    assert np.all(np.diff(known["product_new"], axis=-1) >= 0)


def test_what_is_paid_covers_what_is_needed(known: dict[str, Any]) -> None:
    assert np.all(known["model_replicas"] >= known["model_replicas_needed"])
    contracts = known["cluster_term_months"] > 0
    assert np.all((known["cluster_gpus"] >= known["cluster_need_gpus"])[contracts])
    assert np.all(known["model_utilisation"] <= 1)


def test_cash_is_what_was_there_and_what_came_in(known: dict[str, Any]) -> None:
    moved = known["operating_cash_flow"].sum() + known["funding_received"].sum()
    assert known["closing_cash_end"] == same(known["opening_cash"] + moved)
    assert known["minimum_cash"] == known["closing_cash"].min()


def test_levels_in_front_are_plans_of_their_own() -> None:
    """Three levels at once, with every input that differs as an array."""
    inputs = hand_inputs() | {key: np.array([LEVELS[name][key] for name in LEVELS]) for key in BASE}
    together = LINES.evaluate(inputs | {"level": np.array(list(LEVELS))})
    assert_each_draw_is_a_plan(together, [hand_inputs(level) for level in LEVELS])


def test_every_other_number_of_the_plan_may_be_drawn() -> None:
    drawn = {key: np.array([1.0, 1.2, 0.9]) * hand_inputs()[key] for key in SCALARS}
    together = LINES.evaluate(hand_inputs() | drawn | {"terminal_method": "perpetual growth"})
    plans = [hand_inputs() | {key: float(drawn[key][draw]) for key in SCALARS} for draw in range(3)]
    assert_each_draw_is_a_plan(together, [each | {"terminal_method": "perpetual growth"} for each in plans])


def test_columns_of_tables_may_be_drawn_beside_levels() -> None:
    factors = np.array([[1.0], [1.5], [0.5]])
    plans = [hand_inputs(level) for level in LEVELS]
    drawn = {key: factors * plans[0][key] for key in DRAWN}
    plans = [each | {key: drawn[key][row] for key in DRAWN} for row, each in enumerate(plans)]
    levels = {key: np.array([LEVELS[name][key] for name in LEVELS]) for key in BASE}
    together = LINES.evaluate(hand_inputs() | levels | drawn | {"level": np.array(list(LEVELS))})
    assert_each_draw_is_a_plan(together, plans)


def assert_each_draw_is_a_plan(together: dict[str, Any], plans: list[dict[str, Any]]) -> None:
    """Lines that nothing drawn reaches may come without draws in front."""
    for draw, inputs in enumerate(plans):
        for key, wanted in LINES.evaluate(inputs).items():
            found = np.broadcast_to(together[key], (len(plans), *np.shape(wanted)))[draw]
            assert found == pytest.approx(np.asarray(wanted), rel=1e-9, abs=1e-9), key


def test_a_line_for_each_has_as_many_rows_as_its_table_can_have() -> None:
    assert {line.each for line in LINES.values()} == {"", "cluster", "model", "product", "path", "currency"}
    for key, line in LINES.items():
        shape = np.shape(plan("the case", "base")[key])
        assert shape == tuple(ROWS[axis] for axis in (line.each, line.axis) if axis), key


def test_every_row_of_a_workbook_has_its_values() -> None:
    lines = LINES.spread(LINES.evaluate(case_inputs("base")))
    grid = plan("the case", "base")["cluster_rent"]
    rents = [key for key in lines if key.startswith("cluster_rent")]
    assert rents == [f"cluster_rent_{row}" for row in range(1, 7)]
    assert np.array_equal(lines["cluster_rent_2"], grid[1])
    assert len(lines) == sum(ROWS.get(line.each, 1) for line in LINES.values())
