"""Model FLOP, the two conventions, and the throughput formula, by hand and by properties."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from planner.reference import flops
from planner.reference.architecture import attention_shape
from planner.reference.chips import chip
from planner.reference.fitting.resampling import band, pooled, shared_band
from planner.reference.runs import load_runs, load_throughput_benchmarks
from planner.reference.tables import rows
from planner.reference.throughput import (
    ThroughputFit,
    Workload,
    load_throughput_fit,
    matmul_factor,
    predict_gpu_hours,
    predict_throughput,
)

BY_HAND = replace(
    load_throughput_fit(),
    reference_balance_flop_per_byte=153.0,
    balance_max=0.8,
    reference_parameters_b=30.0,
    intercept_ln=math.log(0.5),
    balance_ln=-0.6,
    size_balance_ln=0.2,
    early_software_ln=math.log(0.7),
    size_least_ln=math.log(4 / 30),
    fp8_ln=math.log(1.2),
    experts_ln=math.log(0.8),
    tuned_ln=math.log(1.1),
    tuned_balance_ln=0.1,
    tuned_experts_ln=math.log(0.5),
    mfu_low_factor=0.8,
    mfu_high_factor=1.25,
    goodput=0.9,
)
SIZES = st.floats(min_value=1, max_value=1000)
CHIPS = st.sampled_from(["A100 80GB", "H100", "H20", "H200", "B200", "MI300X", "Ascend 910B"])


def test_one_pass_of_the_source_model_is_315e21_flop():
    assert flops.training_flop(175, 300) == approx(3.15e23)  # 6 x 1.75e11 x 3e11


@pytest.mark.parametrize(
    ("parameters_b", "published_width"), [(405.85, 16_384), (175, 12_288), (70.55, 8_192), (8.03, 4_096)]
)
def test_the_width_of_usual_proportions_is_close_to_the_published_one(parameters_b, published_width):
    assert flops.estimated_hidden(parameters_b) == approx(published_width, rel=0.12)


def test_attention_adds_the_span_over_six_widths():
    # GPT-3: 2,048 / (6 x 12,288) = 2.8 % by the published width, which the estimate meets within 1 %
    assert flops.training_flop(175, 1, 2048) / flops.training_flop(175, 1) == approx(
        1 + 2048 / (6 * 12_288), rel=0.001
    )


def test_attention_of_an_8b_model_at_8k_is_about_a_third():
    # 12 x 32 layers x 4,096 wide x 8,192 tokens over 6 x 8.03e9 = 26.7 %; the estimated width gives 31 %
    exact = 12 * 32 * 4096 * 8192 / (6 * 8.03e9)
    found = flops.training_flop(8.03, 1, 8192, attention_shape("Llama 3.1 8B", 8.03))
    assert found == approx(6 * 8.03e18 * (1 + exact), rel=1e-9)
    assert flops.training_flop(8.03, 1, 8192) == approx(found, rel=0.04)


def test_attention_of_a_mixture_of_experts_is_by_its_heads():
    # DeepSeek-V3, config.json: 61 layers, 128 heads of 192 (queries) and 128 (values): 20,480 on average;
    # 12 x 61 x 20,480 x 4,096 = 6.140e10 FLOP a token over 6 x 37e9 = 2.22e11: 27.7 %
    found = flops.training_flop(37, 1, 4096, attention_shape("DeepSeek-V3", 37)) / flops.training_flop(37, 1)
    assert found == approx(1 + 6.140e10 / 2.22e11, rel=1e-4)
    usual = flops.training_flop(37, 1, 4096) / flops.training_flop(37, 1)
    assert usual < 1.11, "the width of 37e9 parameters of usual proportions gives 9 %"


def test_without_a_span_only_6nd_counts():
    assert flops.training_flop(70, 1, None) == approx(6 * 70e18)


def test_full_recomputation_turns_6_into_8():
    assert flops.model_share_of_hardware_flop("full") == approx(6 / 8)
    # GLM-130B prints MFU 32.5 % and HFU 43.3 % (arXiv 2210.02414)
    assert flops.model_share_of_hardware_flop("full") == approx(32.5 / 43.3, rel=0.002)


def test_selective_recomputation_has_no_general_share():
    assert flops.model_share_of_hardware_flop("selective") is None
    assert flops.model_share_of_hardware_flop("none") == 1.0


def test_hardware_figures_of_papers_were_turned_into_model_figures():
    runs = {run.id: run for run in load_runs()}
    # BLOOM: 149.5 TFLOP/s with "4 x 2" FLOP, x 6/8 over 312
    assert runs["bloom-176b"].mfu == approx(149.5 * 0.75 / 312, rel=1e-3)
    # Megatron-LM Table 1, 1008B: 163 TFLOP/s counts the recomputed pass: 39 % MFU, not 52 %
    assert runs["megatron-t1-1008.0B"].mfu == approx(163 * 0.75 / 312, rel=1e-3)
    # Korthikanti et al. print both for 175B with selective recomputation
    assert (runs["korthikanti-175B"].mfu, runs["korthikanti-175B"].hfu) == (0.514, 0.528)


def test_mfu_never_exceeds_hfu():
    both = [run for run in load_runs() if run.mfu is not None and run.hfu is not None]
    assert len(both) > 30
    assert all(run.mfu <= run.hfu + 1e-9 for run in both)


def test_model_tflops_of_the_benchmarks_follow_from_their_tokens():
    # llm-foundry, MPT 7B (6.658859e9 parameters, 32 layers x 4,096) on 8 H100: 10,643 tokens/s and GPU;
    # 10,643 x (6 x 6.658859e9 + 12 x 32 x 4096 x 2048) = 459.5 TFLOP/s; the table prints 459
    row = next(row for row in load_throughput_benchmarks() if row.id == "mpt-7b-h100-2048-8-bf16")
    assert row.model_tflops == approx(10_643 * (6 * 6.658859e9 + 12 * 32 * 4096 * 2048) / 1e12, rel=0.002)


def test_the_formula_by_hand_on_an_h100():
    # balance = ln(989 / 3.35 / 153) = ln 1.929569 = 0.657297; size = ln(60 / 30) = 0.693147
    # MFU = 0.5 exp(0.657297 (-0.6 + 0.2 x 0.693147)) = 0.5 exp(-0.303257) = 0.369204
    rate = predict_throughput(chip("H100"), Workload(60), fit=BY_HAND)
    assert rate.mfu == approx(0.369204, rel=1e-5)
    assert rate.tflops == approx(0.369204 * 989, rel=1e-5)
    assert rate.mfu_low == approx(0.369204 * 0.8, rel=1e-5)
    assert rate.mfu_high == approx(0.369204 * 1.25, rel=1e-5)


def test_the_mfu_of_fp8_is_on_the_fp8_peak():
    # the same TFLOP/s over 1,979 instead of 989
    bf16 = predict_throughput(chip("H100"), Workload(60), fit=BY_HAND)
    fp8 = predict_throughput(chip("H100"), Workload(60), "fp8", BY_HAND)
    assert fp8.tflops == approx(bf16.tflops)
    assert fp8.mfu == approx(0.369204 * 989 / 1979, rel=1e-5)


def test_an_a100_does_not_depend_on_the_size():
    # its balance is the reference: ln(312 / 2.039 / 153) = 0.0001
    small, large = (
        predict_throughput(chip("A100 80GB"), Workload(size), fit=BY_HAND).mfu for size in (1, 500)
    )
    assert small == approx(0.5, rel=1e-3)
    assert large == approx(small, rel=1e-3)


def test_a_chip_rich_in_bandwidth_is_held_at_the_a100():
    # H20: 148 / 4.0 = 37 FLOP per byte, below anything observed
    assert predict_throughput(chip("H20"), Workload(70), fit=BY_HAND).mfu == approx(0.5)


def test_fp8_experts_and_a_tuned_stack_by_hand():
    # H100: balance 0.657297; size of 37 / 30: 0.209720. typical, FP8, experts:
    # 0.5 x 1.2 x 0.8 x exp(0.657297 (-0.6 + 0.2 x 0.209720)) = 0.48 exp(-0.366808) = 0.332611
    work = Workload(37, fp8=True, mixture_of_experts=True)
    assert predict_throughput(chip("H100"), work, fit=BY_HAND).mfu == approx(0.332611, rel=1e-4)
    # tuned: x 1.1 x 0.5 x exp(0.657297 x 0.1) = x 0.587366
    tuned = predict_throughput(chip("H100"), replace(work, tuned=True), fit=BY_HAND)
    assert tuned.mfu == approx(0.332611 * 0.55 * math.exp(0.0657297), rel=1e-4)


def test_below_4b_the_size_counts_no_further():
    one, four = (predict_throughput(chip("H100"), Workload(size), fit=BY_HAND).mfu for size in (1, 4))
    assert one == approx(four)


def test_early_software_lowers_the_rate():
    late = predict_throughput(chip("A100 80GB"), Workload(70), fit=BY_HAND)
    early = predict_throughput(chip("A100 80GB"), Workload(70, early=True), fit=BY_HAND)
    assert early.mfu == approx(late.mfu * 0.7)


def test_a_weak_matrix_product_lowers_the_rate_of_a_chip_without_runs():
    # MI300X: 668.4 of 1,307 TFLOP/s measured = 0.5114; over the reference 794.5 / 989 = 0.8033 it is 0.637
    fit = replace(BY_HAND, matmul_reference=794.5 / 989)
    assert matmul_factor(chip("MI300X"), fit) == approx(668.4 / 1307 / (794.5 / 989), rel=1e-6)
    assert matmul_factor(chip("H100"), fit) == 1.0
    assert matmul_factor(chip("Ascend 910B"), fit) == 1.0


def test_gpu_hours_by_hand():
    # 6 x 60e9 x 1e12 = 3.6e23 FLOP; / (0.369204 x 989e12 x 3600 s) / 0.9 = 304,294 h
    hours = predict_gpu_hours(chip("H100"), Workload(60), 1000, fit=BY_HAND)
    assert hours.gpu_hours == approx(3.6e23 / (0.369204 * 989e12 * 3600) / 0.9, rel=1e-5)
    assert hours.gpu_hours == approx(304_294, rel=1e-4)
    assert hours.gpu_hours_low == approx(hours.gpu_hours / 1.25)
    assert hours.gpu_hours_high == approx(hours.gpu_hours / 0.8)


def test_deepseek_v3_is_inside_its_band():
    # 2.664 million H800 hours for 14.8e12 tokens, 37e9 active (arXiv 2412.19437, Table 1)
    hours = predict_gpu_hours(chip("H800"), Workload(37), 14_800, attention_span_tokens=4096)
    assert hours.gpu_hours_low < 2_664_000 < hours.gpu_hours_high


def test_llama_31_405b_is_inside_its_band():
    # 30.84 million H100 hours for 15.6e12 tokens (model card)
    hours = predict_gpu_hours(chip("H100"), Workload(405.85), 15_600, attention_span_tokens=8192)
    assert hours.gpu_hours_low < 30_840_000 < hours.gpu_hours_high


def test_a_chip_without_figures_is_refused_not_guessed():
    unknown = replace(chip("H100"), name="X", memory_bandwidth_tb_s=None)
    with pytest.raises(ValueError, match="X: BF16 peak or memory bandwidth is not known"):
        predict_throughput(unknown, Workload(7))
    with pytest.raises(ValueError, match="no fp8 peak"):
        predict_throughput(chip("A100 80GB"), Workload(7), "fp8")


@given(CHIPS, SIZES, st.floats(min_value=1, max_value=1e5), st.floats(min_value=1.1, max_value=9))
def test_more_tokens_cost_proportionally_more_hours(name, size, tokens, factor):
    once = predict_gpu_hours(chip(name), Workload(size), tokens)
    more = predict_gpu_hours(chip(name), Workload(size), tokens * factor)
    assert more.gpu_hours == approx(once.gpu_hours * factor)


@given(CHIPS, SIZES)
def test_the_median_lies_inside_the_band_and_below_the_peak(name, size):
    rate = predict_throughput(chip(name), Workload(size))
    assert 0 < rate.mfu_low < rate.mfu < rate.mfu_high < 1


@given(st.floats(min_value=4, max_value=1000), st.floats(min_value=1.01, max_value=10))
def test_a_larger_model_uses_a_fast_chip_better(size, factor):
    small = predict_throughput(chip("H100"), Workload(size))
    large = predict_throughput(chip("H100"), Workload(size * factor))
    assert large.mfu > small.mfu


@given(SIZES, st.floats(min_value=0.3, max_value=1.0))
def test_lower_goodput_costs_hours_in_proportion(size, goodput):
    full = predict_gpu_hours(chip("H100"), Workload(size), 1000, goodput=1.0)
    real = predict_gpu_hours(chip("H100"), Workload(size), 1000, goodput=goodput)
    assert real.gpu_hours == approx(full.gpu_hours / goodput)


def test_every_coefficient_of_the_formula_is_in_the_table_with_its_unit():
    table = {row["name"]: row for row in rows("throughput_fit.csv")}
    assert set(ThroughputFit.__dataclass_fields__) <= set(table)
    assert all(row["unit"] for row in table.values())


def test_deciles_of_ten_equal_steps():
    assert band([float(value) for value in range(11)]) == (approx(1.0), approx(9.0))


def test_a_group_counts_once_in_a_shared_band():
    # group A has 9 rows of 0, groups B, C, D one each: weights 1/9 and 1, so 1/4 of the weight lies on 0
    low, high = shared_band([0.0] * 9 + [1.0, 2.0, 3.0], ["A"] * 9 + ["B", "C", "D"])
    # middles of the weights, of 4: 1.0 - 1/18 for the last 0, then 1.5, 2.5, 3.5; 0.1 and 0.9 are 0.4 and 3.6
    assert (low, high) == (approx(0.0), approx(3.0))


INFINITE = (math.inf, math.inf)


def test_pooling_without_shared_errors_is_an_ordinary_line():
    # y = 1 + 2x through three points
    found = pooled([(1, 0), (1, 1), (1, 2)], [1, 3, 5], [("a", 1)] * 3, (1, 0, 0), (0, 0), INFINITE)
    assert found == [approx(1.0), approx(2.0)]


def test_rows_of_a_group_count_as_little_as_their_shared_error_says():
    # a: two rows of 0, b: one row of 3. Mean of a has variance 1/2 + 2, b has 1 + 2:
    # weights 0.4 and 1/3, so 3 x (1/3)/(0.4 + 1/3) = 1.363636; without sharing it is 1
    groups = [("a", 1), ("a", 2), ("b", 1)]
    ones = [(1.0,)] * 3
    assert pooled(ones, [0, 0, 3], groups, (1, 2, 0), (0,), (math.inf,)) == [approx(1.363636, rel=1e-6)]
    assert pooled(ones, [0, 0, 3], groups, (1, 0, 0), (0,), (math.inf,)) == [approx(1.0)]


def test_a_coefficient_is_pulled_to_its_first_guess():
    # one row of 4 with variance 1, pulled to 2 with variance 1: half way
    assert pooled([(1.0,)], [4], [("a", 1)], (1, 0, 0), (2,), (1,)) == [approx(3.0)]
