"""Throughput: the two utilisations kept apart, and predictions that are those of the reference."""

import math

import numpy as np
import pytest
from pytest import approx

from planner.measured.training import COEFFICIENTS
from planner.model import throughput as tp
from planner.model import training as tr
from planner.reference.chips import chip, load_chips
from planner.reference.throughput import Workload, load_throughput_fit, predict_throughput
from planner.template.load import load_preset

INPUT_OF_COEFFICIENT = COEFFICIENTS
CHIPS = load_preset("essay").tables["chips"]


def test_the_inputs_are_the_coefficients_of_the_reference() -> None:
    fit, given = load_throughput_fit(), load_preset("essay").inputs
    for key, name in INPUT_OF_COEFFICIENT.items():
        assert given[key]["base"] == getattr(fit, name), key
    band = given["predicted_band"]
    assert (band["low"], band["base"], band["high"]) == (fit.mfu_high_factor, 1, fit.mfu_low_factor)


@pytest.mark.parametrize("row", CHIPS, ids=[str(row["chip"]) for row in CHIPS])
@pytest.mark.parametrize("parameters", [7.0, 37.0, 405.0])
def test_a_prediction_is_that_of_the_reference(row: dict[str, float | str], parameters: float) -> None:
    fit, known = load_throughput_fit(), chip(str(row["chip"]))
    balance = tp.balance_of(
        float(row["bf16_tflops"]),
        float(row["bandwidth_tb_s"]),
        fit.reference_balance_flop_per_byte,
        fit.balance_max,
    )
    share = float(row["matmul_share"])
    slope = tp.predicted_slope(
        *("tuned", parameters, fit.reference_parameters_b, fit.balance_ln, fit.size_balance_ln),
        *(fit.size_least_ln, fit.tuned_balance_ln),
    )
    constant = tp.predicted_constant(
        *("mixture of experts", "tuned", "full", fit.intercept_ln, fit.experts_ln, fit.library_ln),
        *(fit.tuned_ln, fit.tuned_recompute_ln, fit.tuned_experts_ln),
    )
    mfu = tp.predicted(balance, constant, slope, 1.0, fit.fp8_ln, share)
    work = Workload(parameters, tuned=True, full_recompute=True, fp8=True, mixture_of_experts=True)
    assert mfu == approx(predict_throughput(known, work).mfu, rel=1e-4)  # shares have 4 digits


def test_the_chips_are_those_of_the_reference() -> None:
    known = {each.name: each for each in load_chips()}
    for row in CHIPS:
        of = known[row["chip"]]
        assert (row["bf16_tflops"], row.get("fp8_tflops"), row["memory_gb"], row["bandwidth_tb_s"]) == (
            of.bf16_tflops,
            of.fp8_tflops,
            of.memory_gb,
            of.memory_bandwidth_tb_s,
        )
        assert row["power_w"] == of.tdp_w
        assert of.scale_up_gb_s in {None, row["link_gb_s"]}


def test_an_a100_reaches_55_per_cent_by_the_fit() -> None:
    # Its balance is the reference, ln 1 = 0: EXP(-0.6) = 0.548812
    row = 1.0
    balance = tp.training_balance(312.0, row, [2.039], 153.016, 0.714061)
    assert balance == approx(0, abs=1e-5)
    assert tp.fitted_mfu(balance, -0.6, -0.7, 0.0, 0.27, 1.0, row, [1.0]) == approx(0.548812, rel=1e-5)


def test_the_constant_by_the_kind_of_model_and_the_stack() -> None:
    # -0.6; -0.2 for experts; library -0.05; tuned 0.1, -0.3 with full recomputation, -0.5 with experts
    given = (-0.6, -0.2, -0.05, 0.1, -0.3, -0.5)
    for kind, stack, recompute, total in (
        ("dense", "typical", "full", -0.6),
        ("mixture of experts", "Typical", "none", -0.8),
        ("dense", "library", "full", -0.65),
        ("dense", "tuned", "selective", -0.5),
        ("mixture of experts", "tuned", "full", -0.6 - 0.2 + 0.1 - 0.3 - 0.5),
    ):
        assert tp.predicted_constant(kind, stack, recompute, *given) == approx(total)


def test_the_slope_by_size_and_stack() -> None:
    # size 60 / 30: ln 2 = 0.693147 x 0.2; 1 / 30 is held at -2; tuned adds 0.5
    given = (30.0, -0.8, 0.2, -2.0, 0.5)
    assert tp.predicted_slope("typical", 60.0, *given) == approx(-0.8 + 0.2 * 0.693147)
    assert tp.predicted_slope("typical", 1.0, *given) == approx(-1.2)
    assert tp.predicted_slope("Tuned", 1.0, *given) == approx(-0.7)


@pytest.mark.parametrize(
    ("precision", "fp8", "counts"), [("BF16", 1_979.0, 0), ("fp8", 1_979.0, 1), ("FP8", None, 0)]
)
def test_fp8_counts_where_it_is_asked_for_and_there(precision: str, fp8: float | None, counts: int) -> None:
    assert tp.training_fp8(precision, 1.0, np.array([fp8], dtype=float)) == counts
    # EXP(-0.6 + 0.25 x 1 - 0.8 x 0.5) = EXP(-0.75) = 0.472367; without EXP(-1) = 0.367879
    mfu = tp.predicted(0.5, -0.6, -0.8, float(counts), 0.25, 1.0)
    assert mfu == approx(0.472367 if counts else 0.367879, rel=1e-5)


def test_nothing_is_predicted_above_the_peak() -> None:
    assert tp.predicted(0.0, -0.1, 0.0, 0.0, 0.0, 2.0) == 1


def test_balance_is_kept_within_what_was_observed() -> None:
    assert tp.balance_of(100.0, 2.0, 153.0, 0.7) == 0
    assert tp.balance_of(5_000.0, 2.0, 153.0, 0.7) == 0.7


def test_glm_130b_prints_both_utilisations() -> None:
    # arXiv 2210.02414: HFU 43.3 %, MFU 32.5 %, with full recomputation on an A100
    hardware = tp.training_hardware_tflops("utilisation", 1.0, 0.325, 312.0, 0.5, 312.0, 8.0)
    assert tp.training_hfu(hardware, 312.0) == approx(0.433, abs=5e-4)
    assert tp.training_mfu(tp.training_model_tflops(hardware, 8.0), 312.0) == approx(0.325)


def test_megatrons_140_tflops_are_a_third_of_the_peak_in_model_flop() -> None:
    # arXiv 2104.04473: 140 TFLOP/s count the recomputed pass: 105 of 312 are model FLOP
    assert tp.training_model_tflops(140.0, 8.0) == approx(105)
    assert tp.training_hfu(140.0, 312.0) == approx(0.4487, abs=1e-4)


def test_a_measured_throughput_is_taken_as_it_is() -> None:
    assert tp.training_hardware_tflops("measured", 140.0, 0.9, 312.0, 0.5, 312.0, 8.0) == 140


def test_a_predicted_throughput_goes_by_the_bf16_peak() -> None:
    assert tp.training_hardware_tflops("Predicted", 1.0, 1.0, 1_979.0, 0.4, 989.0, 6.0) == approx(395.6)


@pytest.mark.parametrize(
    ("precision", "fp8", "peak"), [("BF16", 1_979.0, 989), ("FP8", 1_979.0, 1_979), ("FP8", None, 989)]
)
def test_a_chip_without_fp8_counts_with_bf16(precision: str, fp8: float | None, peak: float) -> None:
    assert tp.training_peak_tflops(precision, 1.0, np.array([fp8], dtype=float), 989.0) == peak


def test_a_sparse_peak_is_caught() -> None:
    # 1,000 TFLOP/s on an H100 is within its sparse peak of 1,979 and above its dense one of 989
    trained = np.array([0.0, 1.0])
    assert tp.throughput_check(1_000.0, 989.0, trained) == 0
    assert tp.throughput_check(989.0, 989.0, trained) == 1
    assert tp.throughput_check(1_000.0, 989.0, np.zeros(2)) == 1, "no model has the architecture's figures"


def test_attention_adds_2_8_per_cent_to_gpt_3() -> None:
    # s / (6 h) = 2,048 / (6 x 12,288) = 0.02778 of 6 x 12 l h^2 per token
    attention = tr.attention_flop(tr.attention_flop_per_token(1.0, 96.0, 12_288.0, 2_048.0), 300.0)
    dense = 6 * 12 * 96 * 12_288**2 * 300e9
    assert attention / dense == approx(2_048 / (6 * 12_288), rel=1e-12)


@pytest.mark.parametrize(
    ("asked", "source", "counted"),
    [("no", "measured", 0), ("no", "utilisation", 0), ("no", "predicted", 1), ("YES", "measured", 1)],
)
def test_a_prediction_always_counts_attention(asked: str, source: str, counted: int) -> None:
    assert tr.attention_counted(asked, source) == counted


def test_the_band_of_the_plan_covers_80_per_cent() -> None:
    fit = load_throughput_fit()
    assert math.log(fit.mfu_high_factor) - math.log(fit.mfu_low_factor) == approx(0.6162, abs=2e-2)
