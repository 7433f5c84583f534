"""Fits the five constants of the roofline on published measurements, all positive, in relative error.

Gauss-Newton on the logarithms, rows weighted by the square root of their engine-and-model group. The band
comes from rows of models that had no part in the fit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from planner.reference.chips import chip
from planner.reference.fitting.resampling import band, group_weights
from planner.reference.roofline import Serving, ServingFit, Terms, batch_that_fits, latency_s, terms
from planner.reference.serving import ServingBenchmark, load_serving_benchmarks, shape

ITERATIONS = 60
DAMPING = 0.05
LARGEST_STEP = 1.0  # in ln units
START = (2.0, 2.0, 2.0, 20e-6, 20e-6)


@dataclass(frozen=True, slots=True)
class ServingObservation:
    """One usable row: its ideal times and the measured latency of its batch."""

    row: ServingBenchmark
    setup: Serving
    terms: Terms
    latency_s: float


def serving_rows() -> tuple[ServingObservation, ...]:
    """Usable rows; maximum load means the batch that fits, a throughput becomes batch x out / rate."""
    found = []
    for row in load_serving_benchmarks():
        if not row.usable:
            continue
        setup = Serving(
            shape(row.model),
            chip(row.chip),
            row.gpus,
            row.precision,
            1.0,
            row.input_tokens,
            row.output_tokens,
        )
        setup = replace(setup, batch=batch_that_fits(setup) if row.batch is None else row.batch)
        if row.latency_ms is not None:
            seconds = row.latency_ms / 1000
        else:
            seconds = setup.batch * row.output_tokens / (row.output_tokens_per_second or math.nan)
        found.append(ServingObservation(row, setup, terms(setup), seconds))
    return tuple(found)


def fit_serving(rows: Sequence[ServingObservation]) -> ServingFit:
    """The five constants; the band factors are left at 1."""
    import numpy as np

    x = np.array(
        [
            (r.terms.memory_s, r.terms.compute_s, r.terms.links_s, r.terms.layer_steps, r.terms.join_steps)
            for r in rows
        ]
    )
    y = np.log([r.latency_s for r in rows])
    weights = group_weights([(r.row.engine, r.row.model) for r in rows])
    theta = np.log(np.array(START))
    for _ in range(ITERATIONS):
        parts = x * np.exp(theta)
        total = parts.sum(axis=1)
        slope = parts / total[:, None]
        normal = slope.T @ (weights[:, None] * slope) + DAMPING * np.eye(len(theta))
        step = np.linalg.solve(normal, slope.T @ (weights * (y - np.log(total))))
        theta = theta + np.clip(step, -LARGEST_STEP, LARGEST_STEP)
    memory, compute, links, layer, join = (float(value) for value in np.exp(theta))
    return ServingFit(1 / memory, 1 / compute, 1 / links, layer * 1e6, join * 1e6, 1.0, 1.0)


def serving_residual(row: ServingObservation, fit: ServingFit) -> float:
    """ln(measured over predicted latency)."""
    return math.log(row.latency_s / latency_s(row.terms, fit))


def serving_residuals(
    rows: Sequence[ServingObservation],
    group: Callable[[ServingObservation], str],
    without: Iterable[str] = (),
) -> dict[str, float]:
    """Residual of every row under the fit without its own group, and without further groups."""
    out = set(without)
    kept = [row for row in rows if group(row) not in out]
    found: dict[str, float] = {}
    for name in sorted({group(row) for row in kept}):
        fit = fit_serving([row for row in kept if group(row) != name])
        found.update({row.row.id: serving_residual(row, fit) for row in kept if group(row) == name})
    return found


def by_model(row: ServingObservation) -> str:
    """The group of a row: its model."""
    return row.row.model


def by_engine(row: ServingObservation) -> str:
    """The group of a row: its engine and version."""
    return row.row.engine


def fit_roofline() -> ServingFit:
    """The whole fit, with its band, on everything in the package."""
    found = serving_rows()
    low, high = band(list(serving_residuals(found, by_model).values()))
    return replace(fit_serving(found), latency_low_factor=math.exp(low), latency_high_factor=math.exp(high))


@cache
def fit_without(model: str, engine: str) -> ServingFit:
    """The fit and its band, in which no row of that model or that engine had a part."""
    rest = [row for row in serving_rows() if model != row.row.model and engine != row.row.engine]
    low, high = band(list(serving_residuals(rest, by_model).values()))
    return replace(fit_serving(rest), latency_low_factor=math.exp(low), latency_high_factor=math.exp(high))
