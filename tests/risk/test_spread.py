"""Draws by other processes, by a Dask scheduler, and by a Sobol sequence."""

from __future__ import annotations

import json
import math
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner import plan
from planner.cli.pool import pool_of
from planner.risk.default_rows import default_rows
from planner.risk.engine import Engine
from planner.risk.running import CHUNK, NotDrawn, Run, run
from planner.risk.sampling import REPLICATES, Counting, Sampler, Sobol
from planner.risk.statistics import figures
from planner.risk.uncertain import METALOG, Uncertain
from planner.risk.work import Work, piece_of
from planner.template.load import load_template
from planner.template.review import risk_texts
from planner.usecases.asked import model_of
from tests.command import planner

MFU = load_template().row("mfu")


def work(sampler: Callable[..., Sampler] = Counting) -> Work:
    model = model_of("startup", None)
    rows = default_rows(model.template, model.inputs, risk_texts("en"))
    return Work(
        Engine(model, rows, ["minimum_cash", "npv"], ["cash_check", "breakeven_check"]), sampler(rows, 7)
    )


def same(one: Run, other: Run) -> bool:
    """To the last bit."""
    columns = [
        [
            *run.results.values(),
            *run.inputs.values(),
            *run.checks.values(),
            *run.fails.values(),
            run.cash,
            run.short,
        ]
        for run in (one, other)
    ]
    alike = [np.array_equal(a, b, equal_nan=True) for a, b in zip(*columns, strict=True)]
    return all(alike) and (one.done, one.left_out) == (other.done, other.left_out)


def test_processes_draw_the_same_to_the_bit() -> None:
    here = run(work(), 3 * CHUNK + 17)
    with pool_of(2) as pool:
        assert same(here, run(work(), 3 * CHUNK + 17, executor=pool))
    assert not same(here, run(work(), 3 * CHUNK + 18))


class Backwards(Executor):
    """Computes the last that it was given first, as machines of different speed do."""

    def __init__(self) -> None:
        self.given: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, work: Callable[..., Any], /, *given: Any, **more: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.given.append((future, work, given))
        if len(self.given) == 3:
            for waiting, one, arguments in reversed(self.given):
                waiting.set_result(one(*arguments))
        return future


def test_whoever_is_done_first_the_draws_stand_in_the_order_of_their_numbers() -> None:
    assert same(run(work(), 3 * CHUNK), run(work(), 3 * CHUNK, executor=Backwards()))


def test_a_process_that_is_killed_is_told_in_one_line(startup: Path) -> None:
    before = startup.read_bytes()
    with pool_of(1) as pool:
        (process,) = (pool.submit(os.getpid).result(),)
        os.kill(process, signal.SIGKILL)
        found = plan.simulate(startup, draws=20, replay=0, write=True, executor=pool)
    assert "who was to compute the draws has not done so (BrokenProcessPool" in str(found.problems[0])
    assert len(found.problems) == 1 and startup.read_bytes() == before


def test_another_version_of_planner_computes_nothing() -> None:
    asked = work()
    asked.version = "0.0.9"
    with pytest.raises(ValueError, match=r"planner 0\.0\.9 asks"):
        piece_of(asked.packed(), 0, 10)


def test_ctrl_c_ends_processes_with_the_draws_that_are_done() -> None:
    def told(done: int) -> None:
        raise KeyboardInterrupt

    with pool_of(1) as pool:
        found = run(work(), 3 * CHUNK, told, pool)
    assert (found.done, found.stopped) == (CHUNK, True)


def test_many_plans_are_a_table_with_a_row_each(startup: Path, plans: Callable[..., Path]) -> None:
    """Two plans and the kept version of one, named by a pattern: that version is left alone."""
    other, kept = startup.with_name("other.xlsx"), startup.with_name("plan.bak.xlsx")
    other.write_bytes(plans("essay").read_bytes())
    kept.write_bytes(startup.read_bytes())
    done = planner("simulate", startup.parent / "*.xlsx", "--draws", "40", "--replay", "0", "--json")
    assert done.status == 0 and f"{kept}: left alone" in done.err
    found = {one["file"]: one for one in map(json.loads, done.out.splitlines())}
    assert found == {
        str(path): json.loads(json.dumps(plan.simulate(path, draws=40, replay=0).as_dict()))
        for path in (other, startup)
    }
    table = planner("simulate", other, startup, "--draws", "40", "--replay", "1").out.splitlines()
    rows = [line for line in table if "1 of 1" in line]
    assert len(rows) == 2 and "CNY" in rows[0] and "USD" in rows[1]


def test_one_bad_plan_of_many_is_one_line_and_the_others_are_drawn(startup: Path) -> None:
    done = planner("simulate", startup, startup.with_name("none.xlsx"), "--draws", "20", "--replay", "0")
    assert done.status == 1 and "20" in done.out
    assert len([line for line in done.lines if "there is no such file" in line]) == 1


# Sobol sequences


def row(kind: str = METALOG, number: int = 1, **more: Any) -> Uncertain:
    return Uncertain(f"row {number}", kind, 0.2, 0.24, 0.28, MFU, variable=number, **more)


def test_a_sobol_sequence_is_spread_evenly_in_every_replicate() -> None:
    """Of 256 points of a sequence each of 256 equal intervals has one; by chance 162 would have any."""
    pytest.importorskip("scipy")
    rows = [row(number=at) for at in range(1, 6)]
    shares = Sobol(rows, 3).shares(0, 256 * REPLICATES)
    for one in shares.values():
        for replicate in range(REPLICATES):
            assert len({*np.floor(one[replicate::REPLICATES] * 256).tolist()}) == 256


def test_sobol_draws_are_the_same_in_whatever_parts_and_another_seed_makes_others() -> None:
    pytest.importorskip("scipy")
    rows = [row(number=at) for at in range(1, 4)]
    whole, parts = Sobol(rows, 3).shares(0, 100), Sobol(rows, 3)
    later, sooner = parts.shares(37, 63), parts.shares(0, 37)  # the later ones first
    for at, one in whole.items():
        assert np.array_equal(one, np.concatenate([sooner[at], later[at]]))
    assert not np.array_equal(whole[1, 1], Sobol(rows, 4).shares(0, 100)[1, 1])
    with pool_of(1) as pool:
        assert same(run(work(Sobol), 1_500), run(work(Sobol), 1_500, executor=pool))


def test_a_sobol_mean_is_as_near_to_the_truth_as_its_error_says() -> None:
    """The mean of exp(u1 + u2) is (e - 1)^2. Over 40 seeds the distance to it is about the error said, and
    both are a twentieth or less of what as many draws by chance have: deviation over root of 4,096."""
    pytest.importorskip("scipy")
    rows, truth = [row(number=1), row(number=2)], (math.e - 1) ** 2
    off, said = [], []
    for seed in range(40):
        shares = Sobol(rows, seed).shares(0, 4_096)
        found = figures(np.exp(shares[1, 1] + shares[2, 1]), REPLICATES)
        assert found is not None
        off.append(found.mean - truth)
        said.append(found.error)
    spread = float(np.sqrt(np.mean(np.square(off))))
    variance = ((math.e**2 - 1) / 2) ** 2 - truth**2
    assert 0.7 < spread / float(np.mean(said)) < 1.4
    assert spread < math.sqrt(variance / 4_096) / 20


def test_errors_of_replicates_by_hand() -> None:
    """Two samples, 0 0 0 and 2 2 2, in turn: the mean is 1, its error the deviation of 0 and 2 over the root
    of 2, which is 1; a percentile lies within 12.706 of that on both sides."""
    found = figures(np.array([0.0, 2, 0, 2, 0, 2]), 2)
    assert found is not None and (found.mean, found.error) == (1, pytest.approx(1))
    assert found.between[50] == pytest.approx((1 - 12.706, 1 + 12.706))


def test_a_simulation_by_sobol_says_so_and_replays_draws(startup: Path) -> None:
    pytest.importorskip("scipy")
    found = plan.simulate(startup, draws=320, replay=2, sampling="sobol")
    assert found.ok and found.replayed is not None and found.replayed.agree == 2
    assert found.as_dict()["sampling"] == "sobol"
    assert found.results["npv"].error < plan.simulate(startup, draws=320, replay=0).results["npv"].error / 2


def test_sheets_are_not_written_of_a_sobol_sequence(startup: Path) -> None:
    before = startup.read_bytes()
    done = planner("simulate", startup, "--sampling", "sobol", "--write")
    assert done.status == 2 and len(done.lines) == 1 and "none of another sampling" in done.err
    assert startup.read_bytes() == before


# Dask


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=60
    ) as made:
        yield made


def test_dask_draws_the_same_to_the_bit_though_a_worker_is_killed(startup: Path) -> None:
    """A scheduler and two workers, one of which is killed after the first chunk."""
    from planner.usecases.scheduler import executor_at

    here = run(work(), 12 * CHUNK)
    with cluster(2) as made, executor_at(made.scheduler_address) as executor:
        killed = []

        def told(done: int) -> None:
            if not killed:
                killed.append(made.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        assert same(here, run(work(), 12 * CHUNK, told, executor))
        assert killed
        done = planner(
            "simulate", startup, "--draws", "50", "--replay", "0", "--scheduler", made.scheduler_address
        )
        assert done.status == 0 and "50 draws" in done.out


def test_a_scheduler_that_dies_is_told_in_one_line() -> None:
    from planner.usecases.scheduler import executor_at

    with cluster(1) as made, executor_at(made.scheduler_address) as executor:

        def told(done: int) -> None:
            made.close()

        began = time.monotonic()
        with pytest.raises(NotDrawn):
            run(work(), 400 * CHUNK, told, executor)
        assert time.monotonic() - began < 60


def test_a_scheduler_that_is_not_there_is_one_line(startup: Path) -> None:
    pytest.importorskip("distributed")
    before = startup.read_bytes()
    done = planner("simulate", startup, "--draws", "10", "--scheduler", "tcp://127.0.0.1:9", "--write")
    assert done.status == 1 and len(done.lines) == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in done.err
    assert startup.read_bytes() == before
