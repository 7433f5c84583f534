"""Predicted against published figures, always with the tested group left out of the fit and of the band.

GPU-hours with throughput unknown, with throughput known, by a fixed 37.5 % MFU; serving latency by model and
by engine. Everything is returned as data; ``validate`` turns it into a page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from planner.reference.chips import chip
from planner.reference.fitting.layout import fit_steps_without
from planner.reference.fitting.observations import (
    Observation,
    flop_of,
    peak_flop_per_hour,
    production_rows,
    tuned_rows,
)
from planner.reference.fitting.roofline import (
    NAMES,
    ServingObservation,
    band_of,
    fit_serving,
    serving_residuals,
    serving_rows,
    with_bands,
)
from planner.reference.fitting.throughput import all_rows, fit_without, residual
from planner.reference.goodput import typical_goodput
from planner.reference.layout import load_layouts, step_tflops
from planner.reference.roofline import ServingFit, latency_s
from planner.reference.runs import TrainingRun, load_runs
from planner.reference.throughput import ThroughputFit

NAIVE_MFU = 0.375  # median of 33 frontier runs, Epoch AI (arXiv 2405.21015): data/power.csv


@dataclass(frozen=True, slots=True)
class Check:
    """One published figure, what was predicted without its group, and the 80 % band where there is one."""

    id: str
    name: str
    group: str
    published: float
    predicted: float
    low: float | None = None
    high: float | None = None

    @property
    def error(self) -> float:
        """Predicted over published, minus 1."""
        return self.predicted / self.published - 1

    @property
    def inside(self) -> bool | None:
        """Is the published figure inside the band? None without a band."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.published <= self.high


@dataclass(frozen=True, slots=True)
class Summary:
    """Errors are fractions of the published figure; ``bias`` is the median error with its sign."""

    rows: int
    groups: int
    median_error: float
    mean_error: float
    bias: float
    coverage: float | None


def summarise(checks: Sequence[Check]) -> Summary:
    """Median and mean absolute error, bias and coverage."""
    errors = [check.error for check in checks]
    inside = [check.inside for check in checks if check.inside is not None]
    return Summary(
        rows=len(checks),
        groups=len({check.group for check in checks}),
        median_error=median(abs(error) for error in errors),
        mean_error=fmean(abs(error) for error in errors),
        bias=median(errors),
        coverage=sum(inside) / len(inside) if inside else None,
    )


def _published_hours(row: Observation) -> float | None:
    return row.run.gpu_hours if row.run else None


def _hours_check(row: Observation, group: str, fit: ThroughputFit) -> Check | None:
    """exp(residual) is achieved over predicted MFU, which is predicted over published hours."""
    hours = _published_hours(row)
    if hours is None or row.run is None:
        return None
    predicted = hours * math.exp(residual(row, fit))
    low, high = predicted / fit.mfu_high_factor, predicted / fit.mfu_low_factor
    return Check(row.id, row.run.name, group, hours, predicted, low, high)


def _rate_check(row: Observation, group: str, fit: ThroughputFit) -> Check:
    """The same of model TFLOP/s of a GPU."""
    peak = row.chip.bf16_tflops or 0.0
    rate = math.exp(row.ln_mfu) * peak
    predicted = rate * math.exp(-residual(row, fit))
    low, high = predicted * fit.mfu_low_factor, predicted * fit.mfu_high_factor
    return Check(row.id, row.run.name if row.run else row.id, group, rate, predicted, low, high)


def production_unknown() -> tuple[Check, ...]:
    """GPU-hours of real runs, throughput predicted; each organisation left out of the fit and of the band."""
    checks = [
        _hours_check(row, row.organisation, fit_without(row.organisation, row.paper))
        for row in sorted(production_rows(), key=lambda row: row.organisation)
    ]
    return tuple(check for check in checks if check)


def tuned_unknown() -> tuple[Check, ...]:
    """GPU-hours that papers print for a stated number of tokens; paper and organisation left out."""
    checks = [
        _hours_check(row, row.paper, fit_without(row.organisation, row.paper))
        for row in sorted(tuned_rows(), key=lambda row: row.paper)
    ]
    return tuple(check for check in checks if check)


def rates_unknown() -> tuple[Check, ...]:
    """Model TFLOP/s of benchmarks, and of runs that publish no hours; paper and organisation left out."""
    found = [row for row in all_rows() if _published_hours(row) is None]
    return tuple(_rate_check(row, row.paper, fit_without(row.organisation, row.paper)) for row in found)


def steps_unknown() -> tuple[Check, ...]:
    """Model TFLOP/s of published steps whose layout is known, each paper left out of constants and band."""
    found = []
    for row in load_layouts():
        fit = fit_steps_without("", row.paper)
        rate = step_tflops(row.layout, row.chip, fit)
        name = f"{row.id}{', tuned by its owner' if row.tuned else ''}"
        low, high = rate * fit.low_factor, rate * fit.high_factor
        found.append(Check(row.id, name, row.paper, row.model_tflops, rate, low, high))
    return tuple(found)


def newest() -> tuple[Check, ...]:
    """Runs and benchmarks of 2025 and 2026 that were collected last, each strictly."""
    return tuple(
        check
        for check in (*production_unknown(), *rates_unknown())
        if check.id in {run.id for run in load_runs() if run.collection == "third"}
        or check.id.startswith(("mb2608", "mcore"))
    )


def throughput_known() -> tuple[Check, ...]:
    """GPU-hours from the MFU that the same publication reports, over the goodput of *other* runs."""
    checks = []
    for run in load_runs():
        tested = run.usable or "ZeRO" in run.id
        if tested and run.mfu is not None and run.gpu_hours is not None:
            goodput = typical_goodput(without_run=run.id) if run.includes_restarts else 1.0
            hours = flop_of(run) / (run.mfu * peak_flop_per_hour(chip(run.chip))) / goodput
            checks.append(Check(run.id, run.name, run.paper or run.organisation, run.gpu_hours, hours))
    return tuple(checks)


def naive(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The same rows by 6ND over 37.5 % of the BF16 peak: no attention, no goodput, nothing fitted."""
    runs = {run.id: run for run in load_runs()}
    found = []
    for check in checks:
        run = runs[check.id]
        flop = 6e18 * (run.parameters_active_b or 0.0) * (run.tokens_b or 0.0)
        hours = flop / (NAIVE_MFU * peak_flop_per_hour(chip(run.chip)))
        found.append(Check(check.id, check.name, check.group, check.published, hours))
    return tuple(found)


def excluded_runs() -> tuple[TrainingRun, ...]:
    """Rows that carry no test of GPU-hours, each with its reason."""
    return tuple(run for run in load_runs() if not run.usable)


def serving_unknown(group: Callable[[ServingObservation], str]) -> tuple[Check, ...]:
    """Seconds of a batch by the roofline; each group left out of the fit and of the band."""
    found = serving_rows()
    checks = []
    for name in sorted({group(row) for row in found}):
        fit = fit_serving([row for row in found if group(row) != name])
        residuals = serving_residuals(found, group, without=[name])
        fit = with_bands(fit, [row for row in found if group(row) != name], residuals)
        for row in found:
            if group(row) == name:
                seconds = latency_s(row.terms, fit, row.setup.precision)
                low, high = band_of(fit, row)
                label = f"{row.row.engine}, {row.row.model} on {row.row.gpus} x {row.row.chip}"
                checks.append(
                    Check(
                        row.row.id,
                        label,
                        name,
                        row.latency_s,
                        seconds,
                        seconds * low,
                        seconds * high,
                    )
                )
    return tuple(checks)


def serving_ideal() -> tuple[Check, ...]:
    """The same rows by the data sheet: every efficiency 1, no overhead."""
    whole = dict.fromkeys(NAMES, 1.0)
    ideal = ServingFit(
        **{**whole, "activation_passes": 0.0, "layer_overhead_us": 0.0, "join_overhead_us": 0.0}
    )
    found = []
    for row in serving_rows():
        seconds = latency_s(row.terms, ideal, row.setup.precision)
        found.append(Check(row.row.id, row.row.id, row.row.model, row.latency_s, seconds))
    return tuple(found)
