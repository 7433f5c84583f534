"""What must hold for every plan: scaling, direction, sums."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import LINES
from planner.template.load import load_preset, load_template
from tests.inputs import engine_inputs
from tests.random_values import random_values

TEMPLATE = load_template()
ROWS = {row.key: row for row in TEMPLATE.inputs}

FEW = settings(max_examples=25, deadline=None, derandomize=True)

LEFT_OUT = {
    "model_kind": "dense",
    "count_attention": "no",
    "throughput_from": "measured",
    "goodput_from": "not counted",
    "serving_throughput_from": "measured",
    "token_cost_at": "typed load",
    "source_budget": "yes",
}
"""What the source model does not count; without it lines follow their inputs in whole powers."""

NOTHING_OF = ("clusters_spare_servers", "models_running_cost_per_replica")
"""Columns that are 0 for the same reason."""

THREE = {"currencies": 3}
"""USD, CNY and another one."""


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """The engine's inputs of a plan within the template's bounds; servers are priced by the month."""
    values = random_values(TEMPLATE, draw(st.integers(0, 100_000)), sizes=THREE)
    plan = engine_inputs(TEMPLATE, values.preset(load_preset("essay")), "base", values.axes) | LEFT_OUT
    plan |= {key: np.zeros_like(plan[key]) for key in NOTHING_OF}
    by_month, by_hour = (plan[f"gpu_prices_price_per_{unit}"] for unit in ("server_month", "gpu_hour"))
    plan["gpu_prices_price_per_server_month"] = np.where(np.isnan(by_month), by_hour * 5_840, by_month)
    return plan


def evaluated(inputs: dict[str, Any], **changed: Any) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        return LINES.evaluate(inputs | changed)


def priced(plan: dict[str, Any], factor: float) -> dict[str, Any]:
    """The plan with every price multiplied."""
    keys = ("gpu_prices_price_per_server_month", "gpu_prices_price_per_gpu_hour")
    return plan | {key: plan[key] * factor for key in keys}


PROPORTIONAL = {
    "parameters_b": {
        "training_flop": 1,
        "training_hardware_flop": 1,
        "training_days": 1,
        "training_days_full_recompute": 1,
        "training_gpu_hours": 1,
        "training_run_usd": 1,
        "gpus_for_deadline_exact": 1,
        "tokens_per_parameter": -1,
    },
    "clusters_gpus": {
        "training_days": -1,
        "training_days_full_recompute": -1,
        "training_gpu_hours": 0,
        "training_run_usd": 0,
        "cluster_servers": 1,
        "cluster_month_usd": 1,
        "hardware_annual_cny": 1,
        "pool_clusters": -1,
    },
    "gpu_tflops": {
        "training_days": -1,
        "training_days_full_recompute": -1,
        "training_gpu_hours": -1,
        "training_run_usd": -1,
        "gpus_for_deadline_exact": -1,
    },
    "deadline_days": {"gpus_for_deadline_exact": -1},
    "pool_gpus": {"pool_clusters": 1},
    "days_per_month": {
        "gpu_hour_usd": -1,
        "training_run_usd": -1,
        "serving_batch_usd": -1,
        "serving_usd_per_1k_tokens": -1,
        "serving_usd_per_1k_output_tokens": -1,
    },
    "programme_years": {"programme_total_cny": 1},
    "serving_servers": {"serving_month_usd": 1, "serving_usd_per_1k_tokens": 1},
    "serving_latency_s": {"serving_batch_usd": 1, "serving_usd_per_1k_output_tokens": 1},
    "serving_utilisation": {"serving_batch_usd": -1, "serving_usd_per_1k_output_tokens": -1},
    "serving_batch": {"serving_usd_per_1k_tokens": -1, "serving_usd_per_1k_output_tokens": -1},
    "serving_output_tokens": {"serving_usd_per_1k_output_tokens": -1},
}
"""Input -> line -> the power with which the line follows it; whatever is left out here and downstream may do
something else, but what an input does not reach must stay."""


@pytest.mark.parametrize("key", PROPORTIONAL)
@FEW
@given(plan=plans(), factor=st.floats(0.01, 100))
def test_a_line_follows_an_input_in_its_power(key: str, plan: dict[str, Any], factor: float) -> None:
    before, after = evaluated(plan), evaluated(plan, **{key: plan[key] * factor})
    for line, power in PROPORTIONAL[key].items():
        assert after[line] == pytest.approx(before[line] * factor**power, rel=1e-9, abs=0), line


@settings(FEW, max_examples=1)
@given(plan=plans())
def test_an_input_changes_nothing_that_it_does_not_reach(plan: dict[str, Any]) -> None:
    before = evaluated(plan)
    for key, row in ROWS.items():
        if row.is_text:
            names = plan[row.choices_from.replace(".", "_")] if row.choices_from else row.choices
            other = next((name for name in names if name != plan[key]), plan[key])
        else:
            other = row.max if row.max is not None and plan[key] != row.max else plan[key] + 1
        after = evaluated(plan, **{key: other})
        moved = {line for line in LINES if not np.array_equal(after[line], before[line], equal_nan=True)}
        assert moved <= {line for line in LINES if key in LINES.upstream(line)}, key


@FEW
@given(plan=plans(), factor=st.floats(0.01, 100))
def test_doubling_every_price_doubles_every_cost_of_hardware(plan: dict[str, Any], factor: float) -> None:
    before, after = evaluated(plan), evaluated(priced(plan, factor))
    lines = (
        "server_month_usd",
        "gpu_hour_usd",
        "cluster_month_usd",
        "training_run_usd",
        "hardware_annual_cny",
    )
    for line in (*lines, "serving_usd_per_1k_tokens", "serving_usd_per_1k_output_tokens"):
        assert after[line] == pytest.approx(before[line] * factor, rel=1e-9, abs=0), line
    assert after["training_days"] == before["training_days"]


@FEW
@given(plan=plans())
def test_costs_are_sums_of_their_parts(plan: dict[str, Any]) -> None:
    values = evaluated(plan)
    year, team = values["hardware_annual_cny"], values["team_annual_cny"]
    assert values["annual_total_cny"] == pytest.approx(year + team, rel=1e-12)
    parallel = plan["parallel_clusters"] * year + team
    assert values["annual_parallel_total_cny"] == pytest.approx(parallel, rel=1e-12)
    spent = plan["programme_years"] * parallel
    assert values["reserve_margin_cny"] + spent == pytest.approx(
        plan["reserve_cny"], rel=1e-9, abs=1e-9 * spent
    )
    assert values["team_share"] + year / values["annual_total_cny"] == pytest.approx(1, rel=1e-12)
    first = dict(zip(plan["currencies_currency"], values["currency_rate"][:, 0], strict=False))
    known = {name.casefold(): rate for name, rate in first.items()}
    rates = [known[name.casefold()] / known["cny"] for name in plan["roles_currency"]]
    pay = plan["roles_headcount"] * plan["roles_annual_pay"] * (1 + plan["roles_loading"])
    assert team == pytest.approx(sum(pay * rates), rel=1e-12)


WHERE_A_ROW_STANDS = {line for line in LINES if line.endswith("_row")}
IN_ANY_ORDER = (
    *("gpu_prices", "chips", "exports", "data_mix", "serving_benchmarks", "roles", "data_items"),
    *("other_costs", "rounds", "acknowledged"),
)
"""Tables that no line numbers the rows of."""


@settings(FEW, max_examples=8)
@given(plan=plans())
def test_table_rows_may_stand_in_any_order(plan: dict[str, Any]) -> None:
    tables = [table for table in TEMPLATE.tables if table.key in IN_ANY_ORDER]
    columns = {f"{table.key}_{column.key}" for table in tables for column in table.columns}
    before = LINES.spread(evaluated(plan))
    turned = {key: value[::-1] if key in columns else value for key, value in plan.items()}
    after = LINES.spread(evaluated(turned))
    for row in TEMPLATE.formulas:
        if row.key not in WHERE_A_ROW_STANDS:
            size = np.max(np.abs(before.get(row.scale, plan.get(row.scale, row.size))))
            assert after[row.key] == pytest.approx(before[row.key], rel=1e-9, abs=1e-9 * size), row.key


@FEW
@given(plan=plans())
def test_a_source_that_is_split_in_two_is_the_same_text(plan: dict[str, Any]) -> None:
    tokens, epochs = plan["data_mix_tokens_b"], plan["data_mix_epochs"]
    split = np.concatenate([tokens, tokens[:1] / 2])
    split[0] /= 2
    halves = {"data_mix_tokens_b": split, "data_mix_epochs": np.concatenate([epochs, epochs[:1]])}
    before, after = evaluated(plan), evaluated(plan | halves)
    assert after["training_tokens_b"] == pytest.approx(before["training_tokens_b"], rel=1e-12)


@FEW
@given(plan=plans())
def test_recomputation_never_makes_a_run_shorter(plan: dict[str, Any]) -> None:
    plan = plan | {"selective_recompute_overhead": min(plan["selective_recompute_overhead"], 1 / 3)}
    none, selective, full = (
        evaluated(plan, recompute=word)["training_days"] for word in ("none", "selective", "full")
    )
    assert none <= selective <= full * (1 + 1e-12)
    assert full == pytest.approx(evaluated(plan)["training_days_full_recompute"], rel=1e-12)


@FEW
@given(plan=plans())
def test_gpus_for_a_deadline_are_whole_servers_and_no_server_too_many(plan: dict[str, Any]) -> None:
    values = evaluated(plan)
    servers = values["gpus_for_deadline"] / values["gpus_per_server"]
    needed = values["gpus_for_deadline_exact"] / values["gpus_per_server"]
    assert servers == round(servers)
    assert needed - 1e-6 - 1e-9 * needed <= servers < needed + 1 + 1e-9 * needed


@FEW
@given(plan=plans(), more=st.floats(0, 1e12))
def test_more_money_never_turns_a_pass_into_a_failure(plan: dict[str, Any], more: float) -> None:
    richer = evaluated(plan, reserve_cny=plan["reserve_cny"] + more)
    assert richer["reserve_check"] >= evaluated(plan)["reserve_check"]
    noise = richer["programme_total_cny"] / 1e12
    assert richer["reserve_check"] == (richer["reserve_margin_cny"] + noise >= 0)


@FEW
@given(plan=plans())
def test_a_token_of_either_kind_costs_less_than_one_of_output_alone(plan: dict[str, Any]) -> None:
    values = evaluated(plan)
    ratio = values["serving_usd_per_1k_output_tokens"] / values["serving_usd_per_1k_tokens"]
    lengths = plan["serving_input_tokens"], plan["serving_output_tokens"]
    assert ratio == pytest.approx(sum(lengths) / lengths[1], rel=1e-9)
    assert ratio > 1
