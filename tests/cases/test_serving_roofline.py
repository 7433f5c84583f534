"""The roofline in the plan: by hand, against published rows, and against the reference predictor."""

from __future__ import annotations

from statistics import median
from typing import Any

import pytest
from pytest import approx

from planner.model import serving_roofline as roofline
from planner.reference.chips import chip
from planner.reference.roofline import Serving, predict_serving
from planner.reference.serving import load_serving_benchmarks, shape
from tests.cases.serving_plans import results

FIT = {"memory": 0.903411, "compute": 0.589862, "link": 0.456267, "layer": 126.926e-6, "join": 30.2371e-6}
"""planner/reference/data/serving_fit.csv, which no test may read for its expected numbers."""

PUBLISHED = [
    row
    for row in load_serving_benchmarks()
    if row.usable and row.engine == "FasterTransformer" and row.model == "GPT-175B"
]
"""FasterTransformer, docs/gpt_guide.md: 175B in 16 bits on 8 A100 80 GB."""


def gpt3(**changes: Any) -> dict[str, Any]:
    return results(serving_throughput_from="roofline", serving_roofline_point="middle", **changes)


def test_one_sequence_of_gpt3_by_hand():
    # FasterTransformer's first row: batch 1, 128 tokens in, 8 out
    found = gpt3(serving_batch=1, serving_input_tokens=128, serving_output_tokens=8)
    rate = 8 * 312e12 * FIT["compute"]
    read = 128 * 2 * 175e9 / rate + 2 * 96 * 12_288 * 128**2 / rate
    links = 2 * 7 / 8 * (2 * 96 * 12_288 * 2) / (300e9 * FIT["link"])
    step = (350e9 + 132 * 4_718_592) / (8 * 2.039e12 * FIT["memory"]) + 96 * (FIT["layer"] + 3 * FIT["join"])
    assert found["serving_prefill_s"] == approx(read + 128 * links, rel=1e-9)
    assert found["serving_step_s"] == approx(step, rel=1e-9)
    assert found["serving_decode_s"] == approx(8 * (step + 2 * 175e9 / rate + links), rel=1e-9)
    # 0.190 s of memory, 0.032 of arithmetic, 0.008 of links and 0.167 of fixed time
    assert found["serving_roofline_s"] == approx(0.3980, abs=0.0002)


def test_the_sources_batch_takes_26_7_seconds_and_its_20_lie_below_the_band():
    # docs/validation.md: 26.7 s, band 21.4 to 32.6 s
    found = results()
    assert found["serving_roofline_s"] == approx(26.7, abs=0.05)
    assert found["serving_roofline_low_s"] == approx(21.4, abs=0.05)
    assert found["serving_roofline_high_s"] == approx(32.6, abs=0.05)
    assert found["serving_batch_s"] == 20
    assert found["serving_batch_s"] < found["serving_roofline_low_s"]


def test_published_rows_of_fastertransformer_lie_about_the_roofline():
    assert len(PUBLISHED) == 13
    ratios = []
    for row in PUBLISHED:
        found = gpt3(
            serving_batch=row.batch,
            serving_input_tokens=row.input_tokens,
            serving_output_tokens=row.output_tokens,
        )
        ratios.append(row.latency_ms / 1000 / found["serving_roofline_s"])
    assert median(abs(ratio - 1) for ratio in ratios) < 0.12
    assert sum(0.801891 <= ratio <= 1.22355 for ratio in ratios) >= 11


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row.id)
def test_the_plan_and_the_reference_predictor_say_the_same(row):
    setup = Serving(
        shape("GPT-175B"), chip("A100 80GB"), 8, "bf16", row.batch, row.input_tokens, row.output_tokens
    )
    found = gpt3(
        serving_batch=row.batch,
        serving_input_tokens=row.input_tokens,
        serving_output_tokens=row.output_tokens,
    )
    assert found["serving_roofline_s"] == approx(predict_serving(setup).latency_s, rel=1e-5)


def test_one_gpu_exchanges_nothing():
    assert roofline.serving_links_s(32.0, 4096.0, 1.0, 1.0, 900.0, 0.5) == 0
    assert roofline.serving_fixed_s(32.0, 1.0, 100.0, 30.0) == approx(32 * 100e-6, rel=1e-12)


def test_groups_of_gpus_exchange_at_the_same_time():
    # 32 GPUs in 4 groups of 8: a quarter of the time that one group of 8 takes for each token
    one = roofline.serving_links_s(61.0, 7168.0, 8.0, 8.0, 400.0, 0.5)
    four = roofline.serving_links_s(61.0, 7168.0, 32.0, 8.0, 400.0, 0.5)
    assert four == approx(one / 4, rel=1e-12)


def test_experts_are_read_as_the_batch_touches_them():
    # Qwen3-235B-A22B: one token touches 22 of 235, two touch 1 - (213/235)^2 = 17.85 %
    assert roofline.weights_read(235.0, 235.0, 22.0, 1.0) == approx(22.0, rel=1e-12)
    assert roofline.weights_read(235.0, 235.0, 22.0, 2.0) == approx(235 * (1 - (213 / 235) ** 2), rel=1e-12)
    assert roofline.weights_read(235.0, 235.0, 22.0, 500.0) == approx(235.0, rel=1e-9)


def test_a_dense_model_is_read_whole_at_every_batch():
    assert roofline.weights_read(350.0, 175.0, 175.0, 1.0) == 350
    assert roofline.weights_read(350.0, 175.0, 175.0, 128.0) == 350


def test_precision_picks_the_peak():
    assert roofline.serving_peak_tflops("BF16", 2250.0, 4500.0, 9000.0) == 2250
    assert roofline.serving_peak_tflops("FP8", 2250.0, 4500.0, 9000.0) == 4500
    assert roofline.serving_peak_tflops("FP4", 2250.0, 4500.0, 9000.0) == 9000


def test_a_dense_model_shares_its_layers_among_all_gpus():
    assert roofline.serving_layer_gpus("dense", 16.0, 8.0) == 16
    assert roofline.serving_layer_gpus("mixture of experts", 32.0, 8.0) == 8
    assert roofline.serving_layer_gpus("mixture of experts", 4.0, 8.0) == 4
