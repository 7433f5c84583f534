"""The roofline in the plan: by hand, against published rows, and against the reference predictor."""

from __future__ import annotations

from statistics import median
from typing import Any

import pytest
from pytest import approx

from planner.model import serving_memory as memory
from planner.model import serving_phases as phases
from planner.model import serving_roofline as roofline
from planner.reference.chips import chip
from planner.reference.roofline import Serving, predict_serving
from planner.reference.serving import load_serving_benchmarks, shape
from tests.cases.serving_plans import results

FIT = {
    **{"memory": 0.884196, "prefill": 0.599123, "decode": 0.507749, "link": 0.600827},
    **{"passes": 35.9852, "layer": 114.65e-6, "join": 42.3671e-6},
}
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
    peak, bandwidth = 8 * 312e12, 8 * 2.039e12
    links = 2 * 7 / 8 * (2 * 96 * 12_288 * 2) / (300e9 * FIT["link"])
    moved = links + 96 * 12_288 * 2 * FIT["passes"] / bandwidth
    read = 128 * (2 * 175e9 / (peak * FIT["prefill"]) + moved)
    read += 4 * 96 * 12_288 * 128 * 64 / (peak * FIT["prefill"])
    multiplied = cubes(2 * 175e9 / (peak * FIT["decode"]), 350e9 / (bandwidth * FIT["memory"]))
    looked_at = cubes(
        132 * 4 * 96 * 12_288 / (peak * FIT["decode"]), 132 * 4_718_592 / (bandwidth * FIT["memory"])
    )
    step = multiplied + looked_at + moved + 96 * (FIT["layer"] + 3 * FIT["join"])
    assert found["serving_prefill_s"] == approx(read, rel=1e-9)
    assert found["serving_step_s"] == approx(step, rel=1e-9)
    assert found["serving_decode_s"] == approx(8 * step, rel=1e-9)
    # 0.194 s of weights, 0.037 of prefill, 0.186 of fixed time, and little else; measured: 0.489
    assert found["serving_roofline_s"] == approx(0.4171, abs=0.0005)


def cubes(one: float, other: float) -> float:
    """What two things take that overlap: the cube root of the sum of their cubes."""
    return (one**3 + other**3) ** (1 / 3)


def test_the_sources_batch_takes_23_5_seconds_and_its_20_lie_within_the_band():
    found = results()
    peak, bandwidth = 8 * 312e12, 8 * 2.039e12
    moved = 1.75 * 2 * 96 * 12_288 * 2 / (300e9 * FIT["link"]) + 96 * 12_288 * 2 * FIT["passes"] / bandwidth
    token = 2 * 175e9 / peak
    read = 128 * (
        200 * (token / FIT["prefill"] + moved) + 4 * 96 * 12_288 * 200 * 100 / peak / FIT["prefill"]
    )
    step = cubes(128 * token / FIT["decode"], 350e9 / bandwidth / FIT["memory"])
    step += 128 * 300 * cubes(4 * 96 * 12_288 / peak / FIT["decode"], 4_718_592 / bandwidth / FIT["memory"])
    step += 128 * moved + 96 * (FIT["layer"] + 3 * FIT["join"])
    assert found["serving_roofline_s"] == approx(read + 200 * step, rel=1e-9)
    assert found["serving_roofline_s"] == approx(23.5, abs=0.05)
    assert found["serving_roofline_low_s"] == approx(23.528 * 0.809852, abs=0.01)
    assert found["serving_roofline_high_s"] == approx(23.528 * 1.14511, abs=0.01)
    assert found["serving_batch_s"] == 20
    assert found["serving_roofline_low_s"] < found["serving_batch_s"] < found["serving_roofline_s"]


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
    assert roofline.serving_links_s("dense", 32.0, 4096.0, 8.0, 3.0, 1.0, 1.0, 900.0, 0.5) == 0
    assert roofline.serving_fixed_s(32.0, 1.0, 100.0, 30.0) == approx(32 * 100e-6, rel=1e-12)


def test_groups_of_gpus_exchange_at_the_same_time_and_send_tokens_to_experts():
    # 32 GPUs in 4 groups of 8: a quarter of the time that one group of 8 takes for each token, and the way
    # to 8 experts in 8 bits and back in 16: 61 x 7,168 x 3 bytes x 8 / 32, over half of 400 GB/s x 0.5
    one = roofline.serving_links_s("mixture of experts", 61.0, 7168.0, 8.0, 3.0, 8.0, 8.0, 400.0, 0.5)
    four = roofline.serving_links_s("mixture of experts", 61.0, 7168.0, 8.0, 3.0, 32.0, 8.0, 400.0, 0.5)
    assert one == approx(2 * 7 / 8 * 2 * 61 * 7168 * 2 / 100e9, rel=1e-12)
    assert four == approx(one / 4 + 61 * 7168 * 3 * 8 / 32 / 100e9, rel=1e-12)


def test_experts_are_read_as_the_batch_touches_them():
    # of 235, a token uses all of 7.8 and 1/16 of 227.2: 22 (Qwen3-235B-A22B, 8 of 128 experts)
    routed = 213 * 16 / 15
    assert memory.serving_routed_gb("mixture of experts", 235.0, 22.0, 235.0, 1 / 16) == approx(routed)
    assert phases.weights_read(235 - routed, routed, 1 / 16, 1.0) == approx(22.0, rel=1e-12)
    two = 235 - routed + routed * (1 - (15 / 16) ** 2)
    assert phases.weights_read(235 - routed, routed, 1 / 16, 2.0) == approx(two, rel=1e-12)
    assert phases.weights_read(235 - routed, routed, 1 / 16, 500.0) == approx(235.0, rel=1e-9)


def test_groups_that_do_attention_apart_hold_what_every_token_uses():
    routed = 213 * 16 / 15
    assert memory.serving_held_gb(235.0, routed, 8.0, 8.0) == approx(235.0)
    assert memory.serving_held_gb(235.0, routed, 8.0, 1.0) == approx(routed + 8 * (235 - routed))


def test_a_model_of_which_each_token_uses_every_expert_routes_none():
    assert memory.serving_routed_gb("mixture of experts", 235.0, 235.0, 235.0, 1.0) == 0
    assert memory.serving_routed_gb("dense", 350.0, 175.0, 175.0, 1.0) == 0


def test_the_share_of_experts_that_a_token_uses():
    assert memory.serving_expert_share("mixture of experts", 8.0, 128.0) == 1 / 16
    assert memory.serving_expert_share("mixture of experts", 8.0, 4.0) == 1
    assert memory.serving_expert_share("dense", 8.0, 128.0) == 1


def test_a_dense_model_is_read_whole_at_every_batch():
    assert phases.weights_read(350.0, 0.0, 1.0, 1.0) == 350
    assert phases.weights_read(350.0, 0.0, 1.0, 128.0) == 350


def test_what_is_seen_through_a_window():
    # every other layer sees 128: (500 + 128) / 2, and 64 where there are no more
    assert roofline.serving_seen_tokens(1000.0, 0.5, 128.0) == 314
    assert roofline.serving_seen_tokens(128.0, 0.5, 128.0) == 64
    assert roofline.serving_context_tokens(1000.0, 1000.0, 0.5, 128.0) == 814


def test_efficiency_follows_the_precision():
    for word, share in (("BF16", 0.1), ("FP8", 0.2), ("FP4", 0.3)):
        assert roofline.serving_prefill_efficiency(word, 0.1, 0.2, 0.3) == share
        assert roofline.serving_decode_efficiency(word, 0.1, 0.2, 0.3) == share


def test_latent_attention_works_on_its_cache():
    # 128 heads on 512 + 64 / 2 numbers, 61 layers, 8 H800 at half of their BF16 peak
    seconds = roofline.serving_context_token_s(61.0, 20_480.0, 69_632.0, 8.0, 989.0, 0.5)
    assert seconds == approx(4 * 61 * 69_632 / (8 * 989e12 * 0.5), rel=1e-12)
    plain = roofline.serving_context_token_s(61.0, 20_480.0, 0.0, 8.0, 989.0, 0.5)
    assert plain == approx(4 * 61 * 20_480 / (8 * 989e12 * 0.5), rel=1e-12)


def test_activations_of_experts_pass_apart():
    dense = roofline.serving_activation_s("dense", 48.0, 2048.0, 8.0, 36.0, 2.0, 8.0)
    assert dense == approx(48 * 2048 * 2 * 36 / (2 * 8e12), rel=1e-12)
    experts = roofline.serving_activation_s("mixture of experts", 48.0, 2048.0, 8.0, 36.0, 2.0, 8.0)
    assert experts == approx(9 * dense, rel=1e-12)


def test_precision_picks_the_peak():
    assert roofline.serving_peak_tflops("BF16", 2250.0, 4500.0, 9000.0) == 2250
    assert roofline.serving_peak_tflops("FP8", 2250.0, 4500.0, 9000.0) == 4500
    assert roofline.serving_peak_tflops("FP4", 2250.0, 4500.0, 9000.0) == 9000


def test_a_dense_model_shares_its_layers_among_all_gpus():
    assert roofline.serving_layer_gpus("dense", 16.0, 8.0) == 16
    assert roofline.serving_layer_gpus("mixture of experts", 32.0, 8.0) == 8
    assert roofline.serving_layer_gpus("mixture of experts", 4.0, 8.0) == 4
