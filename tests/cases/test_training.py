"""Training: worked cases, by hand or as published."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from planner.model import hardware as hw
from planner.model import training as tr


def test_tokens_are_counted_once_an_epoch() -> None:
    assert tr.training_tokens_b(np.array([100.0, 50.0]), np.array([0.5, 2.0])) == 150  # 50 + 100


def test_chinchilla_saw_twenty_tokens_a_parameter() -> None:
    assert tr.tokens_per_parameter(1400.0, 70.0) == 20  # arXiv 2203.15556: 70B parameters, 1.4T tokens


def test_gpt_3_took_3_14e23_flop() -> None:
    # arXiv 2005.14165, table D.1: 174,600 million parameters, 300 billion tokens, 3.14E+23 FLOP
    assert tr.training_flop(300.0, 174.6, 0.0) == pytest.approx(3.14e23, rel=1e-3)


@pytest.mark.parametrize(("recompute", "flop"), [("none", 6.0), ("selective", 6 * 1.0272), ("full", 8.0)])
@pytest.mark.parametrize("spelled", [str.lower, str.upper, str.title])
def test_recomputation_adds_flop(recompute: str, flop: float, spelled: Callable[[str], str]) -> None:
    assert tr.flop_per_parameter_token(spelled(recompute), 0.0272, 2.0, 4.0) == pytest.approx(flop, rel=1e-12)


@pytest.mark.parametrize(("flop", "work"), [(6.0, 3.15e23), (6.1632, 3.23568e23), (8.0, 4.2e23)])
def test_hardware_does_the_recomputed_work_too(flop: float, work: float) -> None:
    assert tr.training_hardware_flop(3.15e23, flop) == pytest.approx(work, rel=1e-12)


def test_ten_gpus_of_100_tflops_do_8_64e19_flop_in_a_day() -> None:
    assert tr.training_days(8.64e19, 10.0, 100.0) == pytest.approx(1, rel=1e-12)


def test_megatron_estimates_34_days_for_gpt_3() -> None:
    # arXiv 2104.04473, section 5.1: T = 300 billion, P = 175 billion, n = 1024, X = 140, by 8TP / nX
    flop = tr.training_flop(300.0, 175.0, 0.0)
    assert round(tr.training_days_full_recompute(flop, 1024.0, 140.0)) == 34


def test_megatron_estimates_84_days_for_a_trillion_parameters() -> None:
    # the same section: T = 450 billion, n = 3072, X = 163; P = 1,008 billion by table 1
    flop = tr.training_flop(450.0, 1008.0, 0.0)
    assert round(tr.training_days_full_recompute(flop, 3072.0, 163.0)) == 84


def test_selective_recomputation_gives_22_days() -> None:
    # The source model's third trap. Megatron-LM's README: 52.8 % of 312 TFLOP/s, recomputed work counted
    flop = tr.flop_per_parameter_token("selective", 0.0272, 2.0, 4.0)
    work = tr.training_hardware_flop(3.15e23, flop)
    assert tr.training_days(work, 1024.0, 0.528 * 312) == pytest.approx(22.2, abs=0.05)


def test_gpu_hours_are_gpus_times_hours() -> None:
    assert tr.training_gpu_hours(1000.0, 2.5) == 60_000


def test_gpus_for_a_deadline_by_hand() -> None:
    # A GPU of 100 TFLOP/s does 1e14 x 864,000 s = 8.64e19 FLOP in 10 days
    assert hw.gpus_for_deadline_exact(8.64e21, 100.0, 10.0, 1.0) == pytest.approx(100, rel=1e-12)
    assert hw.gpus_for_deadline_exact(8.64e21, 100.0, 10.0, 0.8) == pytest.approx(125, rel=1e-12)


def test_a_deadline_and_a_cluster_are_two_ways_to_say_the_same() -> None:
    days = tr.training_days(3.15e23, 1024.0, 140.0)
    assert hw.gpus_for_deadline_exact(3.15e23, 140.0, days, 1.0) == pytest.approx(1024, rel=1e-12)


@pytest.mark.parametrize(
    ("exact", "per_server", "gpus"),
    [
        (868.0555555555555, 8.0, 872.0),  # 108.51 servers
        (872.0, 8.0, 872.0),  # exactly 109
        (872.0000000001, 8.0, 872.0),  # noise of a division
        (871.9999999999, 8.0, 872.0),
        (872.00001, 8.0, 880.0),  # 109.00000125 servers: more than half a millionth over
        (872.000001, 8.0, 872.0),  # 109.000000125 servers: less
        (0.0, 8.0, 0.0),  # nothing to train
        (0.001, 8.0, 8.0),
        (1.0, 1.0, 1.0),
        (73.0, 72.0, 144.0),
        (120_000_000.00000001, 8.0, 120_000_000.0),  # fifteen million servers and the noise of a division
    ],
)
def test_only_whole_servers_can_be_had(exact: float, per_server: float, gpus: float) -> None:
    assert hw.gpus_for_deadline(exact, per_server) == gpus
    assert hw.gpus_for_deadline(np.array([exact, exact]), per_server).tolist() == [gpus, gpus]


def test_a_pool_makes_fractions_of_clusters() -> None:
    assert hw.pool_clusters(1536.0, 1024.0) == 1.5
