"""The registry of lines: order, mistakes that are named, and arrays that go through every function."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from planner.model.lines import CircularLinesError, Lines, UnknownKeysError, rows_of_grid
from planner.template.load import load_preset, load_template, presets
from planner.template.rows import SCENARIOS
from planner.units import Day, Ratio, Usd
from tests.books import Values
from tests.inputs import engine_inputs
from tests.random_values import one_of, random_values
from tests.sampled import sampled

DRAWS = SCENARIOS
"""Three plans that become three draws of one."""


def lines_of(*functions: Any) -> Lines:
    lines = Lines()
    for function in functions:
        lines.line(function)
    return lines


def price(quote: Usd) -> Usd:
    return quote * 2


def cost(price: Usd, days: Day) -> Usd:
    return price * days


def share(cost: Usd, price: Usd) -> Ratio:
    return price / cost


def egg(hen: Usd) -> Usd:
    return hen


def hen(nest: Usd) -> Usd:
    return nest


def nest(egg: Usd, price: Usd) -> Usd:
    return egg + price


@pytest.mark.parametrize("functions", [(price, cost, share), (share, cost, price), (cost, share, price)])
def test_lines_are_computed_after_what_they_need_whatever_their_order(functions: Any) -> None:
    lines = lines_of(*functions)
    assert [line.key for line in lines.in_order()] == ["price", "cost", "share"]
    assert lines.evaluate({"quote": 5.0, "days": 3.0}) == {"price": 10.0, "cost": 30.0, "share": 10 / 30}


def test_all_lines_of_the_engine_are_in_order() -> None:
    seen = set(LINES.inputs)
    for line in LINES.in_order():
        assert set(line.needs) <= seen, line.key
        seen.add(line.key)
    assert seen == LINES.inputs | set(LINES)


def test_inputs_are_what_no_line_computes() -> None:
    assert lines_of(price, cost, share).inputs == {"quote", "days"}


def test_upstream_is_everything_that_a_line_depends_on() -> None:
    lines = lines_of(price, cost, share)
    assert lines.upstream("share") == {"cost", "price", "quote", "days"}
    assert lines.upstream("price") == {"quote"}
    assert lines.upstream("quote") == set()


def test_a_circle_is_named_in_the_order_in_which_it_runs() -> None:
    with pytest.raises(CircularLinesError) as error:
        lines_of(egg, hen, nest, price).evaluate({"quote": 1.0})
    circle = str(error.value).partition(": ")[2].split(" -> ")
    assert circle[0] == circle[-1]
    assert set(circle) == {"egg", "hen", "nest"}
    needs = {"egg": "hen", "hen": "nest", "nest": "egg"}
    assert all(needs[one] == other for one, other in pairwise(circle))


def test_a_line_that_needs_itself_is_a_circle() -> None:
    def debt(debt: Usd) -> Usd:
        return debt

    with pytest.raises(CircularLinesError, match="debt -> debt"):
        lines_of(debt).in_order()


def test_every_missing_input_is_named_with_the_lines_that_need_it() -> None:
    with pytest.raises(UnknownKeysError) as error:
        lines_of(price, cost, share).evaluate({})
    assert "days (for cost)" in str(error.value)
    assert "quote (for price)" in str(error.value)


@pytest.mark.parametrize("missing", sorted(LINES.inputs))
def test_the_engine_misses_each_of_its_inputs(missing: str) -> None:
    inputs = engine_inputs(load_template(), load_preset("essay"), "base")
    del inputs[missing]
    with pytest.raises(UnknownKeysError, match=f"{missing} \\(for "):
        LINES.evaluate(inputs)


def test_two_functions_of_one_name_are_refused() -> None:
    lines = lines_of(price)

    def price_again(quote: Usd) -> Usd:
        return quote

    price_again.__name__ = "price"
    with pytest.raises(ValueError, match="price"):
        lines.line(price_again)


def test_inputs_stay_as_they_were() -> None:
    inputs = engine_inputs(load_template(), load_preset("essay"), "base")
    before = dict(inputs)
    LINES.evaluate(inputs)
    assert inputs.keys() == before.keys()
    assert all(inputs[key] is before[key] for key in before)


def three_plans(seed: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Inputs of three plans that share their texts, days and tables; the same as one, with draws."""
    template, preset = load_template(), load_preset(one_of(presets(), seed))
    values = random_values(template, seed, like=Values.of(preset))
    shared = {
        row.key: {"base": values.scalars[row.key]["base"]}
        for row in template.inputs
        if row.is_text or row.is_date
    }
    values = Values({**values.scalars, **shared}, values.tables, values.axes)
    plans = [engine_inputs(template, values.preset(preset), scenario, values.axes) for scenario in SCENARIOS]
    draws = plans[0] | {"level": np.array(SCENARIOS)}
    for row in template.inputs:
        if row.key not in shared:
            draws[row.key] = np.array([plan[row.key] for plan in plans])
    return plans, draws


def assert_each_draw_is_a_plan(draws: dict[str, Any], plans: list[dict[str, Any]]) -> None:
    """Lines that nothing drawn reaches may come without draws in front."""
    together = LINES.evaluate(draws)
    for number, plan in enumerate(plans):
        for key, alone in LINES.evaluate(plan).items():
            shape = (len(DRAWS), *np.shape(alone))
            drawn = np.broadcast_to(together[key], shape)[number]
            assert drawn == pytest.approx(np.asarray(alone), rel=1e-9, abs=0.0), key


@pytest.mark.parametrize("seed", sampled(range(15), range(5)))
def test_three_draws_at_once_are_three_plans(seed: int) -> None:
    plans, draws = three_plans(seed)
    assert_each_draw_is_a_plan(draws, plans)


def test_draws_of_table_columns_lead_their_rows() -> None:
    plans, draws = three_plans(0)
    factors = np.array([[1.0], [2.0], [0.5]])
    columns = ("data_mix_epochs", "roles_annual_pay", "data_items_amount", "rounds_amount", "chips_memory_gb")
    scaled = {key: np.asarray(draws[key]) * factors for key in columns}
    plans = [plan | {key: scaled[key][number] for key in columns} for number, plan in enumerate(plans)]
    assert_each_draw_is_a_plan(draws | scaled, plans)


def test_a_price_may_be_drawn_too() -> None:
    inputs = engine_inputs(load_template(), load_preset("essay"), "low")
    prices = np.array([9_000.0, 10_000.0, 12_000.0])
    months = np.tile(inputs["gpu_prices_price_per_server_month"], (3, 1))
    months[:, inputs["gpu_prices_quote"].index("Source, 3 years")] = prices
    values = LINES.evaluate(inputs | {"gpu_prices_price_per_server_month": months})
    assert values["cluster_month_usd"] == pytest.approx(128 * prices, rel=1e-12)


def test_a_line_for_each_cluster_has_a_row_of_months_for_each() -> None:
    lines = Lines()

    @lines.line(axis="month", each="cluster")
    def cluster_rent(month: Ratio) -> Ratio:
        return np.stack([month, 10.0 * np.asarray(month)])

    @lines.line(axis="month")
    def twice(cluster_rent: Ratio) -> Ratio:
        return 2.0 * np.asarray(cluster_rent)[..., 0, :]

    assert (lines["cluster_rent"].axis, lines["cluster_rent"].each) == ("month", "cluster")
    assert (lines["twice"].axis, lines["twice"].each) == ("month", "")
    values = lines.evaluate({"month": np.array([1.0, 2.0])})
    spread = lines.spread(values)
    assert list(spread) == ["cluster_rent_1", "cluster_rent_2", "twice"]
    assert {key: list(value) for key, value in spread.items()} == {
        "cluster_rent_1": [1.0, 2.0],
        "cluster_rent_2": [10.0, 20.0],
        "twice": [2.0, 4.0],
    }


def test_draws_stay_in_front_when_a_grid_is_parted() -> None:
    rows = rows_of_grid("cluster_rent", np.arange(12.0).reshape(2, 3, 2))
    assert {key: value.tolist() for key, value in rows.items()} == {
        "cluster_rent_1": [[0.0, 1.0], [6.0, 7.0]],
        "cluster_rent_2": [[2.0, 3.0], [8.0, 9.0]],
        "cluster_rent_3": [[4.0, 5.0], [10.0, 11.0]],
    }
