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
    held_bytes,
    kv_bytes_per_token,
    latency_s,
    predict_serving,
    read_bytes,
    terms,
)
from planner.reference.serving import load_serving_benchmarks, shape

IDEAL = ServingFit(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0)
"""Every figure of the data sheet reached, nothing fixed and no activations."""

GPT3 = Serving(shape("GPT-175B"), chip("A100 80GB"), 8, "bf16", 1, 128, 8)
SIZES = st.integers(min_value=1, max_value=512)


def test_the_cache_of_gpt3_takes_472_mb_a_hundred_tokens():
    # 2 x 96 layers x 12,288 x 2 bytes = 4.718592e6 bytes a token
    assert kv_bytes_per_token(GPT3) == approx(4_718_592)


def test_weights_and_cache_of_the_source_model_fill_592_of_640_gb():
    # 350 GB + 128 sequences x 400 tokens x 4.718592 MB = 350 + 241.6 GB
    cache = 128 * 400 * kv_bytes_per_token(GPT3)
    assert held_bytes(GPT3) == approx(350e9)
    assert (held_bytes(GPT3) + cache) / 1e9 == approx(591.6, abs=0.05)


def test_grouped_queries_shrink_the_cache_eightfold():
    # Llama 3 70B: 8 of 64 heads keep keys and values; 2 x 80 x 1,024 x 2 bytes = 327,680
    llama = replace(GPT3, shape=shape("Llama 3.3 70B"))
    assert kv_bytes_per_token(llama) == approx(327_680)


def test_the_largest_batch_by_hand():
    # 0.9 x 640 - 350 = 226 GB over (200 + 200) x 4.718592 MB = 1.8874368 GB: 119.7, so 119
    assert batch_that_fits(replace(GPT3, input_tokens=200, output_tokens=200)) == 119


def test_a_model_that_does_not_fit_has_no_batch():
    assert batch_that_fits(replace(GPT3, gpus=2)) == 0


def test_the_ideal_times_of_one_sequence_by_hand():
    found = terms(GPT3)
    # 2 x 175e9 FLOP a token over 8 x 312e12; 128 of them are read, one is written a step
    assert found.prefill_s == approx(128 * 3.5e11 / 2.496e15, rel=1e-9)
    assert found.arithmetic_step_s == approx(3.5e11 / 2.496e15, rel=1e-9)
    # each input sees 64 others: 4 x 96 layers x 12,288 x 128 x 64 FLOP
    assert found.prefill_attention_s == approx(4 * 96 * 12_288 * 128 * 64 / 2.496e15, rel=1e-9)
    # an output sees 128 + 8/2 = 132 tokens on average
    assert found.attention_step_s == approx(132 * 4 * 96 * 12_288 / 2.496e15, rel=1e-9)
    assert found.weights_step_s == approx(350e9 / 16.312e12, rel=1e-9)
    assert found.cache_step_s == approx(132 * 4_718_592 / 16.312e12, rel=1e-9)
    # two all-reduces a layer: 2 x 7/8 x (2 x 96 x 12,288 x 2 bytes) over 300e9 bytes/s, for each token
    assert found.links_step_s == approx(1.75 * 2 * 96 * 12_288 * 2 / 300e9, rel=1e-9)
    assert found.prefill_links_s == approx(128 * found.links_step_s, rel=1e-12)
    # one pass: 96 x 12,288 x 2 bytes a token
    assert found.activation_step_s == approx(96 * 12_288 * 2 / 16.312e12, rel=1e-9)
    assert (found.layers, found.joins, found.steps) == (96, 3, 8)


def test_the_lower_bound_is_that_of_the_plain_roofline():
    # the plain roofline of this row: 18.0 ms to read the prompt, 171.7 ms for 8 passes over the weights
    prompt = 2 * 175e9 * 128 / 2.496e15
    passes = 8 * 350e9 / 16.312e12
    assert prompt + passes == approx(0.1896, abs=0.0003)
    assert latency_s(replace(terms(GPT3), links_step_s=0.0, prefill_links_s=0.0), IDEAL) == approx(
        prompt + passes, rel=0.01
    )


def test_constants_act_as_their_names_say():
    found = terms(GPT3)
    fit = ServingFit(0.5, 0.3, 0.2, 0.25, 0.15, 0.1, 0.8, 0.4, 3, 10, 2, 0.8, 1.2, 0.7, 1.4)
    read = found.prefill_s * 2 + found.prefill_attention_s * 2
    read += found.prefill_links_s * 2.5 + found.prefill_activation_s * 3
    multiplied = ((found.arithmetic_step_s * 4) ** 3 + (found.weights_step_s / 0.8) ** 3) ** (1 / 3)
    looked_at = ((found.attention_step_s * 4) ** 3 + (found.cache_step_s / 0.8) ** 3) ** (1 / 3)
    step = multiplied + looked_at + found.links_step_s * 2.5 + found.activation_step_s * 3
    expected = read + 8 * (step + 96 * (10 + 3 * 2) * 1e-6)
    assert latency_s(found, fit) == approx(expected)
    answer = predict_serving(GPT3, fit)
    assert answer.latency_s == approx(expected)
    assert (answer.latency_low_s, answer.latency_high_s) == (approx(expected * 0.8), approx(expected * 1.2))
    assert answer.output_tokens_per_s == approx(8 / expected)
    assert answer.output_tokens_per_s_low == approx(8 / (expected * 1.2))


def test_one_gpu_exchanges_nothing():
    alone = terms(replace(GPT3, shape=shape("GPT-6.7B"), gpus=1))
    assert (alone.links_step_s, alone.prefill_links_s, alone.joins) == (0.0, 0.0, 0.0)


def test_experts_are_read_as_tokens_touch_them():
    qwen = replace(GPT3, shape=shape("Qwen3-235B-A22B"), chip=chip("H100"), precision="fp8")
    # of 235 rest 213 of a token, 15/16 of the routed experts: these are 227.2, the others 7.8
    routed, others = 213 / (15 / 16), 235 - 213 / (15 / 16)
    assert read_bytes(qwen) == approx(22e9)
    assert read_bytes(replace(qwen, batch=2)) == approx((others + routed * (1 - (15 / 16) ** 2)) * 1e9)
    assert read_bytes(replace(qwen, batch=5000)) == approx(235e9)
    # where each of 8 GPUs does attention apart, each holds and reads the others
    apart = replace(qwen, attention_gpus=1)
    assert held_bytes(apart) == approx((routed + 8 * others) * 1e9)
    assert read_bytes(replace(apart, batch=5000)) == approx((routed + 8 * others) * 1e9)
    assert read_bytes(GPT3) == approx(350e9)


def test_a_published_cache_of_latent_attention_and_its_decode():
    # DeepSeek-V3: 576 numbers a layer, 61 layers; 128 heads on 512 + 64 / 2 numbers
    deepseek = replace(GPT3, shape=shape("DeepSeek-V3"), chip=chip("H200"), precision="fp8")
    assert kv_bytes_per_token(deepseek) == 61 * 576
    assert terms(deepseek).attention_step_s == approx(132 * 4 * 61 * 128 * 544 / (8 * 989e12), rel=1e-9)
    assert terms(deepseek).prefill_attention_s == approx(128 * 64 * 4 * 61 * 20_480 / (8 * 989e12), rel=1e-9)


def test_a_window_ends_what_a_token_sees():
    # GPT-OSS: every other layer sees 128 tokens. 1,000 in, 1,000 out: (1,500 + 128) / 2 = 814
    oss = replace(GPT3, shape=shape("GPT-OSS 120B"), chip=chip("B200"), precision="fp4", gpus=1)
    oss = replace(oss, input_tokens=1000, output_tokens=1000)
    assert terms(oss).cache_step_s == approx(814 * 2 * 36 * 512 / 8e12, rel=1e-9)


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
