"""Goodput from checkpoints, failures and restarts, worked by hand."""

import pytest
from pytest import approx

from planner.model import goodput as gp
from planner.model import training as tr


def test_a_job_fails_as_often_as_any_of_its_servers() -> None:
    assert gp.job_mtbf_hours(128.0, 128.0) == 24


def test_llama_3_stopped_every_three_hours() -> None:
    # The Llama 3 Herd of Models: 419 unexpected stops in 54 days on 2,048 servers. 54 x 24 / 419 = 3.09 h
    server_days = 54 * 2_048 / 419
    assert gp.job_mtbf_hours(server_days, 2_048.0) == approx(54 * 24 / 419)


def test_the_source_materials_example() -> None:
    # 1,024 GPUs, M = 7.9 h, 2 minutes a checkpoint, 15 to restart: tau = 0.73 h, loss 12.4 %
    tau = gp.young_hours(120.0, 7.9)
    assert tau == approx(0.7257, abs=1e-4)
    lost = gp.lost_fraction(120.0, tau, 7.9, 0.25)
    assert lost == approx(0.124, abs=5e-4)
    # and M = 49.5 h: tau = 1.8 h, loss 4.2 %
    tau = gp.young_hours(120.0, 49.5)
    assert tau == approx(1.817, abs=1e-3)
    assert gp.lost_fraction(120.0, tau, 49.5, 0.25) == approx(0.042, abs=5e-4)


def test_no_interval_loses_less_than_youngs() -> None:
    best = gp.young_hours(120.0, 10.0)
    lost = [gp.lost_fraction(120.0, best * factor, 10.0, 0.25) for factor in (0.8, 1, 1.25)]
    assert min(lost) == lost[1]


def test_dalys_interval_by_hand() -> None:
    # delta 72 s = 0.02 h, M = 10 h: x = 0.001; sqrt(2 x 0.02 x 10) = 0.63246
    # x (1 + sqrt(0.001)/3 + 0.001/9) = 0.63919; less 0.02 = 0.61919
    ratio = gp.checkpoint_ratio(72.0, 10.0)
    assert ratio == approx(0.001)
    assert gp.daly_hours(gp.young_hours(72.0, 10.0), ratio, gp.daly_divisor(), 72.0, 10.0) == approx(
        0.619194, abs=1e-5
    )


def test_daly_gives_up_where_a_checkpoint_takes_twice_as_long_as_the_job_lives() -> None:
    assert gp.daly_hours(1.0, gp.checkpoint_ratio(7_200.0, 1.0), 3.0, 7_200.0, 1.0) == 1


@pytest.mark.parametrize(("rule", "hours"), [("Young", 1), ("Daly", 2), ("typed", 3), ("TYPED", 3)])
def test_the_interval_is_that_of_the_rule(rule: str, hours: float) -> None:
    assert gp.checkpoint_hours(rule, 1.0, 2.0, 3.0) == hours


def test_spares_stand_in_for_what_is_being_mended() -> None:
    # 128 servers, one failure in 128 days each: one a day; 24 h to mend: one is broken at any time
    broken = gp.broken_servers(128.0, 24.0, 128.0)
    assert broken == approx(1)
    assert gp.spare_cover(0.0, broken) == 0
    assert gp.spare_cover(0.5, broken) == approx(0.5)
    assert gp.spare_cover(3.0, broken) == 1


def test_without_a_spare_the_run_waits_for_the_repair() -> None:
    assert gp.restart_hours(15.0, 24.0, 1.0) == 0.25
    assert gp.restart_hours(15.0, 24.0, 0.0) == 24.25
    assert gp.restart_hours(15.0, 24.0, 0.5) == 12.25


@pytest.mark.parametrize(("source", "share"), [("not counted", 1), ("typed", 0.77), ("failures", 0.8)])
def test_goodput_is_taken_from_where_the_plan_says(source: str, share: float) -> None:
    assert gp.goodput(source, 0.77, 0.25) == approx(share)


def test_opt_175b_took_56_days_for_33() -> None:
    # metaseq, OPT chronicles: 33 ideal days, 56 elapsed: goodput 0.59
    assert tr.training_elapsed_days(33.0, 33 / 56) == approx(56)


def test_a_run_of_ten_days_meets_ten_failures() -> None:
    assert gp.expected_failures(10.0, 24.0) == 10


def test_a_run_of_two_and_a_half_days_on_a_thousand_gpus() -> None:
    assert tr.training_elapsed_gpu_hours(1_000.0, 2.5) == 60_000
