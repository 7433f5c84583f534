"""Predicted against published figures, always with the tested group left out of the fit and of the band.

GPU-hours with throughput unknown, with throughput known, by a fixed 37.5 % MFU; serving latency by model and
by engine. Everything is returned as data; ``validate`` turns it into a page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from planner.reference.chips import chip
from planner.reference.fitting.observations import (
    Observation,
    flop_of,
    peak_flop_per_hour,
    production_rows,
    tuned_rows,
)
from planner.reference.fitting.resampling import band
from planner.reference.fitting.roofline import (
    NAMES,
    ServingObservation,
    band_of,
    fit_serving,
    serving_residuals,
    serving_rows,
    with_bands,
)
from planner.reference.fitting.throughput import (
    fit_production,
    fit_tuned,
    production_residuals,
    residual,
    tuned_residuals,
)
from planner.reference.goodput import typical_goodput
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


def _hours_check(
    row: Observation, group: str, fit: ThroughputFit, residuals: Iterable[float] = ()
) -> Check | None:
    """exp(residual) is achieved over predicted MFU, which is predicted over published hours."""
    hours = _published_hours(row)
    if hours is None or row.run is None:
        return None
    predicted = hours * math.exp(residual(row, fit))
    known = list(residuals)
    low, high = (None, None)
    if known:
        below, above = band(known)
        low, high = predicted * math.exp(-above), predicted * math.exp(-below)
    return Check(row.id, row.run.name, group, hours, predicted, low, high)


def production_unknown() -> tuple[Check, ...]:
    """GPU-hours of real runs, throughput predicted; each organisation left out of the fit and of the band."""
    found = production_rows()
    checks = []
    for name in sorted({row.organisation for row in found}):
        rest = [row for row in found if row.organisation != name]
        fit, known = fit_production(rest), production_residuals(found, without=[name])
        checks += [_hours_check(row, name, fit, known.values()) for row in found if row.organisation == name]
    return tuple(check for check in checks if check)


def tuned_unknown() -> tuple[Check, ...]:
    """GPU-hours that papers print for a stated number of tokens, throughput predicted; papers left out."""
    production, found = production_rows(), tuned_rows()
    checks = []
    for paper in sorted({row.paper for row in found if _published_hours(row) is not None}):
        tested = [row for row in found if row.paper == paper]
        own = {row.organisation for row in tested}
        base = fit_production([row for row in production if row.organisation not in own])
        fit = fit_tuned(base, [row for row in found if row.paper != paper])
        known = tuned_residuals(production, found, without=[paper])
        checks += [_hours_check(row, paper, fit, known.values()) for row in tested]
    return tuple(check for check in checks if check)


def second_collection() -> tuple[Check, ...]:
    """Runs collected after the form of the formula was fixed, under the fit on those collected before.

    An organisation may occur in both collections: this tests time, not organisations.
    """
    found = production_rows()
    first = [row for row in found if row.run and row.run.collection == "first"]
    fit, known = fit_production(first), production_residuals(first)
    checks = [
        _hours_check(row, row.organisation, fit, known.values())
        for row in found
        if row.run and row.run.collection == "second"
    ]
    return tuple(check for check in checks if check)


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
