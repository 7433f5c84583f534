"""What the case of the third program does not have: worked out by hand, and what must hold of any plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from planner.template.load import load_template
from tests.chain.book import OTHERS, Chain, Rows, Values, case_preset, differing, written
from tests.sampled import sampled

FLAT = {f"year_{year}": 0 for year in range(1, 7)}
START = date(2027, 1, 1)

HAND: Mapping[str, Rows] = {
    "currencies": (
        {"currency": "EUR", **{f"year_{year}": 7 for year in range(1, 7)}},
        {"currency": "USD", **{f"year_{year}": 0.5 for year in range(1, 7)}, "low_1": 0.4, "high_2": 0.8},
    ),
    "price_paths": ({"path": "flat", "before_plan": -0.5, **FLAT},),
    "gpu_prices": (
        {
            "quote": "long",
            "chip": "H100",
            "provider": "by hand",
            "source": "by hand",
            "price_per_gpu_hour": 2,
            "currency": "USD",
            "date": START,
            "contract": "3 years",
            "valid_to_month": 2,
            "path": "flat",
            "gpus_per_server": 8,
        },
        {
            "quote": "now",
            "chip": "H100",
            "provider": "by hand",
            "source": "by hand",
            "price_per_gpu_hour": 6,
            "currency": "EUR",
            "date": date(2026, 1, 1),
            "contract": "on demand",
            "valid_to_month": 0,
            "path": "flat",
            "gpus_per_server": 8,
        },
    ),
    "models": (
        {
            "model": "m",
            "figures_from": "typed",
            "serving_quote": "now",
            "total_parameters_b": 1,
            "active_parameters_b": 1,
            "attention_gflop_per_token": 0,
            "replica_gpus": 8,
            "prefill_tokens_per_s": 1000,
            "decode_tokens_per_s": 100,
            "cached_cost_share": 0,
            "peak_to_average": 2,
            "spare_share": 0,
            "minimum_replicas": 1,
            "running_cost_per_replica": 0,
        },
    ),
    "clusters": (
        {"cluster": "held", "quote": "long", "gpus": 10, "hold_from": 2, "hold_to": 3},
        {"cluster": "used", "quote": "now", "gpus": 8},
    ),
    "phases": (
        {
            "phase": "ev",
            "model": "m",
            "kind": "evaluation",
            "cluster": "used",
            "tokens_b": 0.001,
            "output_tokens_b": 0.0002,
            "utilisation": 0.5,
            "start_month": 2,
            "repetitions": 3,
            "gates_launch": "no",
        },
        {
            "phase": "ex",
            "model": "m",
            "kind": "experiments",
            "cluster": "used",
            "after": "ev",
            "gap_months": 1,
            "repetitions": 2,
            "gpu_hours_typed": 100,
            "fraction_of": "ev",
            "fraction": 0.5,
            "gates_launch": "no",
        },
    ),
    "products": (
        {
            "product": "nothing yet",
            "kind": "API",
            "model": "m",
            "launch_month": 2,
            "first_volume": 0,
            "ceiling": 1000,
            "monthly_growth": 0.1,
            "price_output": 1,
            "input_tokens": 0,
            "output_tokens": 1000,
            "currency": "EUR",
        },
    ),
    "roles": (),
    "data_items": (),
    "other_costs": (),
    "rounds": (),
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    path = tmp_path_factory.mktemp("chain") / "hand.xlsx"
    inputs: dict[str, Any] = {"plan_currency": "EUR", "days_per_month": 30, "typed_goodput": 0.5}
    inputs |= {"fiscal_year_end_month": 12, "cost_factor": 1.5, "opening_cash": 0}
    return written(path, HAND, **inputs)


@pytest.fixture(scope="module")
def hand(plan: Chain) -> Values:
    return plan.values("ironcalc")


def at(values: Values, key: str, month: int = 1, scenario: str = "base") -> Any:
    return values[key, scenario, month - 1]


def test_no_cell_of_a_plan_without_sales_people_and_money_is_an_error(hand: Values) -> None:
    assert [where for where, value in hand.items() if not isinstance(value, float)] == []


@pytest.mark.parametrize("program", sampled(OTHERS, ("libreoffice",)))
@pytest.mark.usefixtures("soffice")
def test_other_programs_come_to_the_same_where_tables_have_one_blank_row(
    program: str, plan: Chain, hand: Values
) -> None:
    assert differing(hand, plan.values_of(program)) == {}


def test_a_rate_is_that_of_level_and_year_or_the_base_where_it_is_blank(hand: Values) -> None:
    assert [at(hand, "currency_rate_1", month) for month in (1, 60)] == [1, 1]
    assert [at(hand, "currency_rate_2", month, "low") for month in (1, 12, 13)] == [0.4, 0.4, 0.5]
    assert [at(hand, "currency_rate_2", month, "high") for month in (12, 13, 24, 25)] == [0.5, 0.8, 0.8, 0.5]
    assert [at(hand, "currency_rate_3", month) for month in (1, 60)] == [0, 0]


def test_what_begins_with_nothing_grows_to_nothing(hand: Values) -> None:
    """Whatever its ceiling: section 6 says 0 where the first volume is."""
    assert [at(hand, "product_launch_month"), at(hand, "product_room")] == [2, 0]
    assert {at(hand, "product_new_1", month) for month in range(1, 61)} == {0}
    assert {at(hand, "revenue", month) for month in range(1, 61)} == {0}


def test_evaluation_and_experiments(hand: Values) -> None:
    """(1e6/1000 + 2e5/100) s x 8 GPUs / 0.5 = 48,000 GPU-seconds; x 3 / 3600 / 0.5 = 80 GPU-hours."""
    assert [at(hand, "phase_gpu_seconds", phase) for phase in (1, 2, 3)] == [48_000, 0, 0]
    assert [at(hand, "phase_gpu_hours", phase) for phase in (1, 2, 3)] == pytest.approx([80, 240, 0])
    assert [at(hand, "phase_flop", phase) for phase in (1, 2)] == [0, 0]
    days = [80 / 8 / 24, 240 / 8 / 24]
    assert [at(hand, "phase_days", phase) for phase in (1, 2)] == pytest.approx(days)
    begins = [1, 1 + days[0] / 30 + 1]
    assert [at(hand, "phase_begin", phase) for phase in (1, 2)] == pytest.approx(begins)
    assert at(hand, "phase_end_month", 2) == 3
    assert at(hand, "model_ready_month", 1) == 1, "no phase gates it"


def test_on_demand_is_paid_for_the_share_of_the_month_at_the_rolled_price(hand: Values) -> None:
    """6 EUR a year before the plan, falling by half a year: 3 EUR; on demand takes the cost factor."""
    assert at(hand, "cluster_price", 2) == pytest.approx(3)
    assert at(hand, "cluster_use_2", 2) == pytest.approx(10 / 720)
    assert at(hand, "cluster_rent_2", 2) == pytest.approx(80 * 3 * 1.5)
    assert at(hand, "cluster_rent_2", 3) == pytest.approx(240 * 3 * 1.5)
    assert at(hand, "cluster_rent_2", 4) == 0


def test_a_contract_of_36_months_is_owed_in_parts(hand: Values) -> None:
    """16 GPUs x 720 h x 2 USD x 0.5 = 11,520 EUR a month, from month 2 to 37."""
    monthly = 16 * 720 * 2 * 0.5
    assert [at(hand, "cluster_new_gpus_1", month) for month in (1, 2, 3, 4, 38)] == [0, 16, 0, 0, 0]
    assert [at(hand, "cluster_gpus_1", month) for month in (1, 2, 37, 38)] == [0, 16, 16, 0]
    assert [at(hand, "cluster_rent_1", month) for month in (1, 2, 37, 38)] == [0, monthly, monthly, 0]
    owed = ("cluster_owed_1y_1", "cluster_owed_3y_1", "cluster_owed_later_1", "cluster_owed_after_plan_1")
    assert [at(hand, key, 2) / monthly for key in owed] == pytest.approx([12, 23, 0, 0])
    assert [at(hand, key, 20) / monthly for key in owed] == pytest.approx([12, 5, 0, 0])
    assert [at(hand, key, 33) / monthly for key in owed] == [4, 0, 0, 0]
    assert [at(hand, key, 37) for key in owed] == [0, 0, 0, 0]
    assert at(hand, "cluster_signed_value_1", 2) == pytest.approx(36 * monthly / 0.5)
    assert at(hand, "owed_check") == 1, "all of it is paid"
    assert at(hand, "idle_check") == 0, "no phase runs on it"
    assert at(hand, "signing_check") == 1, "signed in the last month of its price"


def test_without_revenue_there_is_no_break_even_and_all_is_burnt(hand: Values) -> None:
    assert at(hand, "breakeven_month") == 0
    assert at(hand, "cash_out_month") == 2
    total = 320 * 3 * 1.5 + 36 * 11_520
    assert at(hand, "peak_funding_need") == pytest.approx(total)
    assert (at(hand, "peak_funding_month"), at(hand, "minimum_cash_month")) == (37, 37)
    assert at(hand, "closing_cash_end") == pytest.approx(-total)
    assert (at(hand, "runway_months", 10), at(hand, "cash_positive", 1), at(hand, "cash_positive", 52)) == (
        0,
        1,
        1,
    )


AXES = {"clusters": "cluster", "models": "model", "products": "product"}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Values:
    """As many clusters, models and products as there may be, each the same as the first."""
    tables: dict[str, Rows] = {}
    for table, key in AXES.items():
        first = case_preset().tables[table][0]
        count = 8 if table == "products" else 6
        tables[table] = tuple({**first, key: f"{key} {number}"} for number in range(1, count + 1))
    phase = dict(case_preset().tables["phases"][0])
    tables["phases"] = tuple(
        {**phase, "phase": f"p{n}", "model": f"model {n}", "cluster": f"cluster {n}"} for n in range(1, 7)
    )
    tables["products"] = tuple(
        {**row, "model": f"model {min(n, 6)}", "successor": None}
        for n, row in enumerate(tables["products"], start=1)
    )
    tables["data_items"] = ({"item": "d", "amount": 10, "currency": "EUR", "phase": "p6"},)
    path = tmp_path_factory.mktemp("chain") / "full.xlsx"
    return written(path, tables).values("ironcalc")


def test_what_is_the_same_comes_to_the_same_in_every_row_of_its_number(full: Values) -> None:
    template = load_template()
    stems = {row.stem: len(template.rows_of(row.stem)) for row in template.formulas if row.stem}
    for stem in stems:
        if stem.startswith("cluster_"):
            numbers = range(1, 7)
        elif stem.startswith(("model_", "product_")):
            numbers = range(1, 6)  # the sixth model serves three products
        else:
            continue
        lines = [[at(full, f"{stem}_{number}", month) for month in range(1, 61)] for number in numbers]
        if stem == "product_model_row":
            lines = [[value and value - number for value in line] for number, line in enumerate(lines)]
        assert all(line == lines[0] for line in lines), stem
        none = "owed" in stem or "signed" in stem or stem == "cluster_new_gpus"
        assert any(lines[0]) or none, stem


def test_totals_are_sums_over_all_of_them(full: Values) -> None:
    for month in (5, 20, 60):
        for total, part, count in (
            ("training_rent", "cluster_rent_1", 6),
            ("revenue", "product_revenue_1", 8),
            ("tokens_output", "product_output_tokens_1", 8),
        ):
            assert at(full, total, month) == pytest.approx(count * at(full, part, month))
        fee = case_preset().tables["products"][0]["payment_fee"]
        assert at(full, "payment_fees", month) == pytest.approx(fee * at(full, "revenue", month))
        used = sum(at(full, f"cluster_use_{number}", month) for number in range(1, 7)) * 250 * 365 * 2
        assert at(full, "training_gpu_hours_used", month) == pytest.approx(used)
        assert at(full, "model_now_replicas_6", month) == pytest.approx(
            3 * at(full, "model_now_replicas_1", month)
        )


def test_data_is_paid_in_the_first_month_of_its_phase_at_that_months_rate(full: Values) -> None:
    assert [at(full, "data_cost", month) for month in (2, 3, 4)] == pytest.approx([0, 11.6, 0])
    assert at(full, "data_cost", 3, "high") == pytest.approx(10 * 1.2 * 1.1)


def test_the_cost_of_serving_is_that_of_all_products_and_of_idle_replicas(full: Values) -> None:
    for month in range(1, 61):
        parts = sum(at(full, f"product_serving_cost_{number}", month) for number in range(1, 9))
        parts += at(full, "idle_serving_cost", month)
        assert parts == pytest.approx(at(full, "serving_cost", month))
