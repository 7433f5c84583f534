"""A step of training from its layout, each part by hand, and the whole of a published one."""

import numpy as np
from pytest import approx

from planner.model import step


def test_the_bubble_of_a_pipeline() -> None:
    # arXiv 2104.04473, section 2.2: (p - 1)/m; 8 stages, 64 sequences over 2 copies, one by one: 7/32
    assert step.step_bubble(8.0, 2.0, 1.0, 64.0, 1.0) == approx(7 / 32)
    # interleaved with 2 stages a GPU: half of that
    assert step.step_bubble(8.0, 2.0, 1.0, 64.0, 2.0) == approx(7 / 64)
    assert step.step_bubble(8.0, 2.0, 1.0, 0.0, 2.0) == 0, "no layout"


def test_copies_are_what_the_other_parallelisms_leave() -> None:
    assert step.step_copies(1024.0, 8.0, 16.0, 2.0) == 4


def test_exchange_inside_a_layer() -> None:
    # 4 passes x 2 x 7 x 10 layers x 1,000 numbers x 2 bytes = 1.12e6 bytes; one way of 600 GB/s at 0.5: 150e9
    given = (4.0, 2.0, 8.0, 10.0, 1_000.0, 1.0, np.array([600.0]), 0.5)
    assert step.step_tensor("none", *given, 64.0) == approx(1.12e6 / 150e9)
    # with full recomputation 6 passes
    assert step.step_tensor("full", *given, 64.0) == approx(1.68e6 / 150e9)
    assert step.step_tensor("full", *given, 0.0) == 0, "no layout"
    alone = (4.0, 2.0, 1.0, 10.0, 1_000.0, 1.0, np.array([np.nan]), 0.5)
    assert step.step_tensor("none", *alone, 64.0) == 0, "a layer on one GPU needs no link"


def test_exchange_with_experts() -> None:
    # 4 passes x 8 experts x 1,000 numbers x 10 layers x 2 bytes x (1 - 1/4) = 480,000 bytes over 50e9 x 0.5
    given = ("none", 4.0, 2.0, 10.0, 8.0, 1_000.0, 4.0, 50.0, 0.5)
    assert step.step_experts("mixture of experts", *given) == approx(480_000 / 25e9)
    assert step.step_experts("dense", *given) == 0


def test_gradients_of_a_step() -> None:
    # 16e9 parameters over 8 GPUs, 2 bytes: 4e9 bytes x 2 x (1 - 1/4) = 6e9 over 50e9 x 0.6 = 0.2 s,
    # on 32 GPUs
    # for 64 x 1,000 tokens: 0.2 x 32/64,000
    given = (64.0, 1_000.0, 32.0, 4.0, 16.0)
    assert step.step_gradients(*given, "dense", 0.0, 1.0, 1.0, 8.0, 1.0, 50.0, 0.6) == approx(
        0.2 * 32 / 64_000
    )
    # 12 of the 16 are routed experts over 4: 4 + 3 = 7 of 16 are left
    found = step.step_gradients(*given, "mixture of experts", 3.0, 4.0, 4.0, 8.0, 1.0, 50.0, 0.6)
    assert found == approx(0.2 * 32 / 64_000 * 7 / 16)
    assert step.step_gradients(0.0, *given[1:], "dense", 0.0, 1.0, 1.0, 8.0, 1.0, 50.0, 0.6) == 0


def test_launches_and_activations_of_a_token() -> None:
    # 10 layers x 0.0003 s x 8 GPUs / (2 x 1,000 tokens) = 1.2e-5; with the forward pass again 8/6 of it
    assert step.step_launches(10.0, 3e-4, 8.0, 1.0, 2.0, 1_000.0, 6.0) == approx(1.2e-5)
    assert step.step_launches(10.0, 3e-4, 8.0, 1.0, 2.0, 1_000.0, 8.0) == approx(1.6e-5)
    # 10 x 1,000 x 200 bytes over 2 TB/s
    assert step.step_activation(10.0, 1_000.0, 200.0, 1.0, np.array([2.0])) == approx(1e-6)


def test_what_precision_experts_and_stack_change() -> None:
    given = (0.25, "mixture of experts", -0.2, "tuned", -0.05, 0.1, 1.0, np.array([0.5]))
    assert step.step_change(1.0, *given) == approx(0.5 * np.exp(0.25 - 0.2 + 0.1))
    plain = (0.25, "dense", -0.2, "library", -0.05, 0.1, 1.0, np.array([1.0]))
    assert step.step_change(0.0, *plain) == approx(np.exp(-0.05))


def test_the_whole_of_a_step() -> None:
    # 6 x 1e9 FLOP a token on 100 TFLOP/s at 0.5: 1.2e-4; parts of 2, 3, 0, 1 e-5 more: 1.8e-4;
    # bubble 0.5: 2.7e-4; gradients 3e-5: 3e-4. Least: 6e9/100e12 = 6e-5, 20 %; band 1.25: 25 %
    arithmetic = step.step_arithmetic(1.0, 0.0, 6.0, 100.0, 0.5, 1.0)
    assert arithmetic == approx(1.2e-4)
    given = (1.0, 0.0, 100.0, arithmetic, 2e-5, 3e-5, 0.0, 1e-5, 0.5, 3e-5)
    assert step.layout_mfu(64.0, 1.25, *given) == approx(0.25)
    assert step.layout_mfu(0.0, 1.25, *given) == 0
    assert step.predicted_mfu(64.0, 0.25, 0.4) == 0.25
    assert step.predicted_mfu(0.0, 0.0, 0.4) == 0.4


def test_passes_are_constants() -> None:
    assert (float(step.step_layer_passes()), float(step.step_recomputed_passes())) == (4, 2)
