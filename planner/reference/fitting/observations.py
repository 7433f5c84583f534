"""What the package's runs and benchmarks say about throughput, each row as ln(MFU) and its known features.

MFU here: model FLOP with attention, dense BF16 peak, restarts taken out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.reference.architecture import attention_shape
from planner.reference.chips import Chip, chip
from planner.reference.flops import training_flop
from planner.reference.goodput import typical_goodput
from planner.reference.runs import TrainingRun, load_runs, load_throughput_benchmarks
from planner.reference.throughput import SECONDS_PER_HOUR, Workload

LOW_PRECISIONS = ("fp8", "mxfp8", "nvfp4")
"""Words for arithmetic in 8 bits or fewer; FP4 training computes most of its steps in 8."""

EXPERTS_FROM = 1.5
"""A model of more than so many times its active parameters is a mixture of experts."""


@dataclass(frozen=True, slots=True)
class Observation:
    """ln(MFU) in a step of one row, and what was known beforehand."""

    id: str
    organisation: str
    paper: str
    chip: Chip
    work: Workload
    ln_mfu: float
    run: TrainingRun | None = None


def flop_of(run: TrainingRun) -> float:
    """Model FLOP of a run with known parameters and tokens."""
    if run.parameters_active_b is None or run.tokens_b is None:
        raise ValueError(f"{run.id}: parameters or tokens are not known")
    shape = attention_shape(run.name, run.parameters_active_b)
    return training_flop(run.parameters_active_b, run.tokens_b, run.attention_span_tokens, shape)


def peak_flop_per_hour(of: Chip) -> float:
    """Dense BF16 peak in FLOP per GPU-hour."""
    if of.bf16_tflops is None:
        raise ValueError(f"{of.name}: BF16 peak is not known")
    return of.bf16_tflops * 1e12 * SECONDS_PER_HOUR


def _work(run: TrainingRun) -> Workload:
    return Workload(
        parameters_active_b=run.parameters_active_b or 0.0,
        early=run.software == "early",
        tuned=run.kind == "benchmark",
        full_recompute=run.recompute == "full",
        fp8=run.precision in LOW_PRECISIONS,
        mixture_of_experts=(run.parameters_total_b or 0.0) > EXPERTS_FROM * (run.parameters_active_b or 1.0),
    )


def _observe(run: TrainingRun, achieved: float) -> Observation:
    work = _work(run)
    return Observation(
        run.id, run.organisation, run.paper or run.organisation, chip(run.chip), work, math.log(achieved), run
    )


def production_rows() -> tuple[Observation, ...]:
    """Runs with usable GPU-hours, or a usable MFU where no hours are published.

    Restarts are taken out of hours with the median goodput of published runs; an MFU has none in it.
    """
    found = []
    for run in load_runs():
        if not (run.usable and run.kind == "run"):
            continue
        if run.gpu_hours is not None:
            goodput = typical_goodput() if run.includes_restarts else 1.0
            found.append(
                _observe(run, flop_of(run) / (run.gpu_hours * peak_flop_per_hour(chip(run.chip))) / goodput)
            )
        elif run.mfu is not None:
            found.append(_observe(run, run.mfu))
    return tuple(found)


def tuned_rows() -> tuple[Observation, ...]:
    """Steady-state measurements: tables of papers with an MFU, and the tuned benchmarks."""
    found = [
        _observe(run, run.mfu)
        for run in load_runs()
        if run.kind == "benchmark" and run.mfu is not None and "ZeRO" not in run.id
    ]
    for row in load_throughput_benchmarks():
        work = Workload(
            parameters_active_b=row.parameters_active_b,
            tuned=True,
            full_recompute=row.recompute == "full",
            fp8=row.precision in LOW_PRECISIONS,
            mixture_of_experts=row.mixture_of_experts,
        )
        of = chip(row.chip)
        achieved = row.model_tflops * 1e12 * SECONDS_PER_HOUR / peak_flop_per_hour(of)
        found.append(Observation(row.id, row.organisation, row.paper, of, work, math.log(achieved)))
    return tuple(found)
