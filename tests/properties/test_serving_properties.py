"""What serving must do for any plan: more work takes longer, idle time costs, replicas are whole."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from tests.cases.serving_plans import results

BATCH = st.integers(min_value=1, max_value=4000)
TOKENS = st.integers(min_value=1, max_value=20_000)
FRACTION = st.floats(min_value=0.05, max_value=0.95)
QUICK = settings(max_examples=40, deadline=None)


SERVING = frozenset({"serving_batch_s", "serving_output_tokens_per_s", "serving_usd_per_1k_tokens"})
SERVING |= {
    "serving_user_tokens_per_s",
    "serving_weights_gb",
    "serving_largest_batch",
    "serving_memory_check",
}
"""Lines that are asked for here: without all others an evaluation takes a tenth of the time."""


def by_roofline(**changes):
    return results(only=SERVING, serving_throughput_from="roofline", **changes)


@QUICK
@given(BATCH, TOKENS, TOKENS)
def test_more_work_never_takes_less_time(batch, read, written):
    plan = {"serving_batch": batch, "serving_input_tokens": read, "serving_output_tokens": written}
    before = by_roofline(**plan)["serving_batch_s"]
    for key in plan:
        assert by_roofline(**{**plan, key: plan[key] + 1})["serving_batch_s"] > before


@QUICK
@given(BATCH)
def test_a_larger_batch_gives_more_tokens_a_second_and_slower_ones(batch):
    small, large = by_roofline(serving_batch=batch), by_roofline(serving_batch=batch + 1)
    assert large["serving_output_tokens_per_s"] > small["serving_output_tokens_per_s"]
    assert large["serving_user_tokens_per_s"] < small["serving_user_tokens_per_s"]
    assert large["serving_usd_per_1k_tokens"] < small["serving_usd_per_1k_tokens"]


@QUICK
@given(FRACTION, FRACTION)
def test_fewer_active_parameters_are_never_slower(share, more):
    sizes = {"model_kind": "mixture of experts", "serving_batch": 4}
    few = by_roofline(**sizes, moe_active_parameters_b=175 * share * more)
    many = by_roofline(**sizes, moe_active_parameters_b=175 * share)
    assert few["serving_batch_s"] < many["serving_batch_s"]
    assert few["serving_weights_gb"] == many["serving_weights_gb"] == 350


def test_an_expert_model_that_uses_every_parameter_is_a_dense_one():
    """But for the activations, which experts write and read each for themselves, and their own band."""
    ends = ("serving_band_low", "serving_band_high", "serving_experts_band_low", "serving_experts_band_high")
    still = {"serving_activation_passes": 0, **dict.fromkeys(ends, 1.0)}
    experts = by_roofline(model_kind="mixture of experts", moe_active_parameters_b=175, **still)
    assert experts["serving_batch_s"] == approx(by_roofline(**still)["serving_batch_s"], rel=1e-12)


@QUICK
@given(st.floats(min_value=0.25, max_value=3.9))
def test_narrower_numbers_are_faster_and_let_more_sequences_in(width):
    wide = by_roofline(serving_weight_bytes=width + 0.1)
    narrow = by_roofline(serving_weight_bytes=width)
    assert narrow["serving_batch_s"] < wide["serving_batch_s"]
    assert narrow["serving_largest_batch"] >= wide["serving_largest_batch"]


@QUICK
@given(FRACTION)
def test_half_the_load_doubles_the_cost(load):
    full, half = results(serving_utilisation=load), results(serving_utilisation=load / 2)
    for key in (
        "serving_usd_per_1k_output_tokens",
        "serving_usd_per_1m_tokens_read",
        "batch_usd_per_1m_tokens",
    ):
        assert half[key] == approx(2 * full[key], rel=1e-12)


@settings(max_examples=15, deadline=None)
@given(
    st.floats(min_value=0, max_value=100),
    st.floats(min_value=1, max_value=20),
    st.floats(min_value=0, max_value=2),
)
def test_replicas_are_whole_and_carry_the_busiest_hour(demand, peak, spares):
    shares = {"models_peak_to_average": np.full(2, peak), "models_spare_share": np.full(2, spares)}
    found = results("startup", "base", demand_factor=demand, **shares)
    replicas, asked = found["model_replicas_needed"], found["model_now_replicas"]
    assert np.array_equal(replicas, np.round(replicas))
    assert np.all(replicas >= asked * peak - 1e-6)


@QUICK
@given(st.integers(min_value=1, max_value=4000))
def test_the_memory_check_is_the_largest_batch(batch):
    found = results(only=SERVING, serving_memory_share=0.9, serving_batch=batch)
    assert found["serving_memory_check"] == (batch <= found["serving_largest_batch"])


def test_draws_give_what_each_gives_alone():
    loads, latencies = np.array([1.0, 0.5, 0.25]), np.array([20.0, 10.0, 40.0])
    drawn = results(serving_utilisation=loads, serving_latency_s=latencies)
    for number, (load, latency) in enumerate(zip(loads, latencies, strict=True)):
        alone = results(serving_utilisation=float(load), serving_latency_s=float(latency))
        for key in ("serving_usd_per_1k_tokens", "batch_usd_per_1m_tokens", "replica_tokens_month_b"):
            assert drawn[key][number] == approx(alone[key], rel=1e-12)
