"""The serving roofline, by hand and by properties."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from planner.reference.chips import chip
from planner.reference.roofline import (
    Serving,
    ServingFit,
    batch_that_fits,
    kv_bytes_per_token,
    latency_s,
    predict_serving,
    terms,
    weight_bytes,
    weights_read_share,
)
from planner.reference.serving import load_serving_benchmarks, shape

IDEAL = ServingFit(1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0)
GPT3 = Serving(shape("GPT-175B"), chip("A100 80GB"), 8, "bf16", 1, 128, 8)
SIZES = st.integers(min_value=1, max_value=512)


def test_the_cache_of_gpt3_takes_472_mb_a_hundred_tokens():
    # 2 x 96 layers x 12,288 x 2 bytes = 4.718592e6 bytes a token
    assert kv_bytes_per_token(GPT3) == approx(4_718_592)


def test_weights_and_cache_of_the_source_model_fill_592_of_640_gb():
    # 350 GB + 128 sequences x 400 tokens x 4.718592 MB = 350 + 241.6 GB
    cache = 128 * 400 * kv_bytes_per_token(GPT3)
    assert weight_bytes(GPT3) == approx(350e9)
    assert (weight_bytes(GPT3) + cache) / 1e9 == approx(591.6, abs=0.05)


def test_grouped_queries_shrink_the_cache_eightfold():
    # Llama 3 70B: 8 of 64 heads keep keys and values; 2 x 80 x 1,024 x 2 bytes = 327,680
    llama = replace(GPT3, shape=shape("Llama 3.3 70B"))
    assert kv_bytes_per_token(llama) == approx(327_680)


def test_the_largest_batch_by_hand():
    # 0.9 x 640 - 350 = 226 GB over (200 + 100) x 4.718592 MB = 1.4155776 GB: 159.65, so 159
    assert batch_that_fits(replace(GPT3, input_tokens=200, output_tokens=200)) == 159


def test_a_model_that_does_not_fit_has_no_batch():
    assert batch_that_fits(replace(GPT3, gpus=2)) == 0


def test_the_ideal_times_of_one_sequence_by_hand():
    found = terms(GPT3)
    # 8 steps x (350e9 + 132 x 4.718592e6) bytes over 8 x 2.039e12 bytes/s
    assert found.memory_s == approx(8 * (350e9 + 132 * 4_718_592) / 16.312e12, rel=1e-9)
    # (2 x 175e9 x 136 + 2 x 96 x 12,288 x 128^2) FLOP over 8 x 312e12
    assert found.compute_s == approx((4.76e13 + 3.8654705664e10) / 2.496e15, rel=1e-9)
    # 2 x 7/8 x (2 x 96 x 12,288 x 2 bytes x 136 tokens) over 300e9 bytes/s
    assert found.links_s == approx(1.75 * 2 * 96 * 12_288 * 2 * 136 / 300e9, rel=1e-9)
    assert found.layer_steps == 96 * 8
    assert found.join_steps == 96 * 8 * 3


def test_the_lower_bound_is_that_of_the_plain_roofline():
    # the plain roofline of this row: 18.0 ms to read the prompt, 171.7 ms for 8 passes over the weights
    prompt = 2 * 175e9 * 128 / 2.496e15
    passes = 8 * 350e9 / 16.312e12
    assert prompt + passes == approx(0.1896, abs=0.0003)
    assert latency_s(replace(terms(GPT3), links_s=0.0), IDEAL) == approx(prompt + passes, rel=0.01)


def test_constants_act_as_their_names_say():
    found = terms(GPT3)
    fit = ServingFit(0.5, 0.25, 0.1, 10.0, 2.0, 0.8, 1.2)
    expected = found.memory_s * 2 + found.compute_s * 4 + found.links_s * 10 + 768 * 10e-6 + 768 * 3 * 2e-6
    assert latency_s(found, fit) == approx(expected)
    answer = predict_serving(GPT3, fit)
    assert answer.latency_s == approx(expected)
    assert (answer.latency_low_s, answer.latency_high_s) == (approx(expected * 0.8), approx(expected * 1.2))
    assert answer.output_tokens_per_s == approx(8 / expected)
    assert answer.output_tokens_per_s_low == approx(8 / (expected * 1.2))


def test_one_gpu_exchanges_nothing():
    alone = terms(replace(GPT3, shape=shape("GPT-6.7B"), gpus=1))
    assert (alone.links_s, alone.join_steps) == (0.0, 0.0)


def test_experts_are_read_as_tokens_touch_them():
    experts = shape("Qwen3-235B-A22B")
    assert weights_read_share(experts, 1) == approx(22 / 235)
    # two tokens: 1 - (1 - 22/235)^2 = 0.17847
    assert weights_read_share(experts, 2) == approx(1 - (213 / 235) ** 2)
    assert weights_read_share(experts, 1000) == approx(1.0)
    assert weights_read_share(shape("GPT-175B"), 1) == 1.0


def test_a_published_row_is_inside_the_band():
    # FasterTransformer guide, 175B on 8 A100 80 GB, batch 32, 128 in and 8 out: 1,547 ms
    answer = predict_serving(replace(GPT3, batch=32))
    assert answer.latency_low_s < 1.547 < answer.latency_high_s


def test_a_missing_figure_of_the_chip_is_refused_not_guessed():
    with pytest.raises(ValueError, match="fp8 peak"):
        predict_serving(replace(GPT3, precision="fp8"))
    with pytest.raises(ValueError, match="scale-up link"):
        predict_serving(replace(GPT3, chip=chip("Ascend 910B"), gpus=8))


@given(SIZES, st.integers(min_value=1, max_value=4000), st.integers(min_value=1, max_value=4000))
def test_more_work_never_takes_less_time(batch, read, written):
    setup = replace(GPT3, batch=batch, input_tokens=read, output_tokens=written)
    base = predict_serving(setup).latency_s
    for change in ({"batch": batch + 1}, {"input_tokens": read + 1}, {"output_tokens": written + 1}):
        assert predict_serving(replace(setup, **change)).latency_s > base


@given(SIZES)
def test_a_larger_batch_serves_more_tokens_a_second(batch):
    setup = replace(GPT3, batch=batch, input_tokens=200, output_tokens=200)
    more = predict_serving(replace(setup, batch=batch + 1))
    assert more.output_tokens_per_s > predict_serving(setup).output_tokens_per_s


@given(SIZES)
def test_narrower_numbers_are_faster(batch):
    setup = Serving(shape("Llama 3.3 70B"), chip("H100"), 8, "bf16", batch, 500, 500)
    assert predict_serving(replace(setup, precision="fp8")).latency_s < predict_serving(setup).latency_s


def test_published_latency_and_throughput_agree_where_both_are_given():
    both = [
        row
        for row in load_serving_benchmarks()
        if row.latency_ms and row.output_tokens_per_second and row.batch
    ]
    assert len(both) > 300
    for row in both:
        rate = row.batch * row.output_tokens / (row.latency_ms / 1000)
        assert rate == approx(row.output_tokens_per_second, rel=0.01), row.id


def test_excluded_rows_say_why_and_usable_rows_have_a_measurement():
    for row in load_serving_benchmarks():
        assert row.usable == (row.exclusion == "")
        if row.usable:
            assert row.latency_ms or row.output_tokens_per_second
            assert row.pipeline_parallel == 1
            assert not math.isnan(row.output_tokens)
