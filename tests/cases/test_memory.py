"""Memory of training, by hand and as published."""

import numpy as np
import pytest
from pytest import approx

from planner.model import memory as mem


@pytest.mark.parametrize(
    ("sharding", "gb"),
    [
        ("none", 72.0),  # 4 x (6 + 12)
        ("optimizer", 36.0),  # 4 x 6 + 1 x 12
        ("all", 18.0),  # 1 x 18
        ("ALL", 18.0),
    ],
)
def test_what_is_shared_out_is_divided_by_the_whole_cluster(sharding: str, gb: float) -> None:
    assert mem.state_gb(sharding, 4.0, 1.0, 6.0, 12.0) == gb


def test_megatrons_bytes_per_parameter() -> None:
    # README of Megatron-LM: 18 bytes without, 6 + 12/d with a distributed optimizer over d copies
    copies = 8
    assert mem.state_gb("optimizer", 1.0, 1 / copies, 6.0, 12.0) == approx(6 + 12 / copies)


def test_zero_holds_a_7_5b_model_in_120_gb_or_1_9() -> None:
    # ZeRO, arXiv 1910.02054, figure 1: 7.5B parameters, 64 GPUs, 16 bytes: 120 GB; stage 1 31.4; stage 3 1.9
    assert mem.state_gb("none", 7.5, 7.5 / 64, 4.0, 12.0) == 120
    assert mem.state_gb("optimizer", 7.5, 7.5 / 64, 4.0, 12.0) == approx(31.4, abs=0.01)
    assert mem.state_gb("all", 7.5, 7.5 / 64, 4.0, 12.0) == approx(1.9, abs=0.03)


def test_activations_of_gpt_3_by_the_published_formula() -> None:
    # Korthikanti et al.: s b h (34 + 5 a s / h) bytes a layer. s 2,048, b 1, h 12,288, a 96: 34 + 80
    activations = mem.activation_gb("none", 1.0, 12_288.0, 1.0, 2_048.0, 34.0, 2.0, 1.0)
    scores = mem.score_gb("yes", "none", 1.0, 96.0, 1.0, 2_048.0, 5.0, 1.0)
    assert activations + scores == approx(2_048 * 12_288 * (34 + 80) / 1e9, rel=1e-12)


@pytest.mark.parametrize(("recompute", "each"), [("none", 34), ("selective", 34), ("full", 2)])
def test_full_recomputation_keeps_what_enters_a_layer(recompute: str, each: float) -> None:
    found = mem.activation_gb(recompute, 10.0, 1_000.0, 2.0, 100.0, 34.0, 2.0, 4.0)
    assert found == approx(10 * 1_000 * 2 * 100 * each / 4 / 1e9)


@pytest.mark.parametrize(("kept", "recompute"), [("no", "none"), ("yes", "selective"), ("yes", "full")])
def test_scores_are_not_kept_with_flash_attention_or_recomputation(kept: str, recompute: str) -> None:
    assert mem.score_gb(kept, recompute, 96.0, 96.0, 1.0, 2_048.0, 5.0, 8.0) == 0


def test_experts_are_spread_and_the_rest_is_not() -> None:
    # 100 of which 80 are experts, over 2 x 5 GPUs of a copy and 4 groups: 20/10 + 80/40
    assert mem.parameters_per_gpu_b(100.0, 80.0, 2.0, 5.0, 4.0) == approx(4)
    assert mem.spread_parameters_b("dense", 100.0, 1.0, 80.0) == 0
    assert mem.spread_parameters_b("mixture of experts", 100.0, 1.0, 80.0) == 80
    assert mem.spread_parameters_b("mixture of experts", 60.0, 1.0, 80.0) == 60


def test_the_smallest_cluster_holds_everything_once() -> None:
    # 18 x 175 = 3,150 GB and 8 x 2 of activations, 72 GB usable: 43.97 GPUs, six servers of 8
    whole = mem.model_memory_gb(175.0, 6.0, 12.0, 1.0, 1.0, 8.0)
    assert whole == 3_166
    assert mem.smallest_cluster_gpus(whole, 72.0, 8.0) == 48


@pytest.mark.parametrize(
    ("needs", "copy", "fits"), [(72.0, 1_024.0, 1), (72.1, 1_024.0, 0), (10.0, 1_025.0, 0)]
)
def test_a_model_fits_where_each_gpu_and_a_copy_do(needs: float, copy: float, fits: int) -> None:
    assert mem.memory_check(needs, 72.0, copy, 1_024.0, np.array([1.0, 0.0])) == fits
    assert mem.memory_check(needs, 72.0, copy, 1_024.0, np.zeros(2)) == 1, "no model has these figures"


def test_a_copy_takes_the_product_of_its_splits() -> None:
    assert mem.copy_gpus("mixture of experts", 8.0, 16.0, 2.0) == 256


def test_a_dense_model_has_no_experts_to_spread() -> None:
    assert mem.copy_gpus("dense", 8.0, 16.0, 2.0) == 128


def test_usable_memory_is_a_share_of_the_chips() -> None:
    assert mem.usable_memory_gb(mem.training_chip_memory_gb(2.0, [80.0, 96.0]), 0.75) == 72


def test_all_that_a_gpu_keeps_adds_up() -> None:
    assert mem.memory_per_gpu_gb(18.5, 10.3, 24.2) == approx(53.0)
