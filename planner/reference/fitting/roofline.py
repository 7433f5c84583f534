"""Fits the constants of the roofline on published measurements, all positive, in relative error.

Gauss-Newton on the logarithms of the constants, each pulled a little towards a first guess. Rows weigh the
square root of their engine-and-model group, and less the farther off they are, so that the middle counts. The
bands come from rows of models that had no part in the fit: dense models, and mixtures of experts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from planner.reference.chips import chip
from planner.reference.fitting.resampling import band, group_weights
from planner.reference.roofline import (
    PRECISIONS,
    Serving,
    ServingFit,
    Terms,
    batch_that_fits,
    latency_s,
    terms,
)
from planner.reference.serving import ServingBenchmark, load_serving_benchmarks, shape

ITERATIONS = 40
PULL = 0.3
NEAR = 0.05  # a row that is nearer counts as one that is so far off, in ln units
LARGEST_STEP = 0.3  # in ln units
CLOSE_ENOUGH = 1e-5
START = {
    **{"prefill_bf16_efficiency": 0.6, "prefill_fp8_efficiency": 0.6, "prefill_fp4_efficiency": 0.45},
    **{"decode_bf16_efficiency": 0.6, "decode_fp8_efficiency": 0.5, "decode_fp4_efficiency": 0.35},
    **{"memory_efficiency": 0.85, "link_efficiency": 0.45, "activation_passes": 10.0},
    **{"layer_overhead_us": 100.0, "join_overhead_us": 25.0},
}
"""Where the fit begins, and what it is pulled to."""

NAMES = tuple(START)
OWN_ATTENTION = re.compile(r"\b(?:dep|dp|ep)[0-9]*\b", re.IGNORECASE)
"""How tables say that each GPU does the attention of its own sequences."""


@dataclass(frozen=True, slots=True)
class ServingObservation:
    """One usable row: its ideal times and the measured latency of its batch."""

    row: ServingBenchmark
    setup: Serving
    terms: Terms
    latency_s: float


def apart(parallelism: str) -> bool:
    """Whether each GPU does the attention of its own sequences, as `DEP8` and `wide EP` say."""
    return OWN_ATTENTION.search(parallelism) is not None


def setup_of(row: ServingBenchmark) -> Serving:
    """The server and load of a row; greatest load means the batch that fits.

    Weights of a model that is published in fewer bits than the chip can multiply are multiplied in BF16.
    """
    of, on = shape(row.model), chip(row.chip)
    stored = of.weight_bytes is not None and on.fp4_tflops is None
    setup = Serving(
        *(of, on, row.gpus, "bf16" if stored else row.precision, 1.0, row.input_tokens, row.output_tokens),
        attention_gpus=1 if apart(row.parallelism) else None,
        weight_bytes=of.weight_bytes,
    )
    return replace(setup, batch=batch_that_fits(setup) if row.batch is None else row.batch)


@cache
def serving_rows() -> tuple[ServingObservation, ...]:
    """Usable rows; a throughput becomes batch x out / rate."""
    found = []
    for row in load_serving_benchmarks():
        if not row.usable:
            continue
        setup = setup_of(row)
        if row.latency_ms is not None:
            seconds = row.latency_ms / 1000
        else:
            seconds = setup.batch * row.output_tokens / (row.output_tokens_per_second or math.nan)
        found.append(ServingObservation(row, setup, terms(setup), seconds))
    return tuple(found)


class _Side:
    """Constants for the rows of a fit, side by side: what `latency_s` asks of a `ServingFit`."""

    def __init__(self, theta: Any, at: Mapping[str, int], which: Any) -> None:
        self.theta, self.at, self.which = theta, at, which

    def __getattr__(self, name: str) -> Any:
        return self.theta[self.at[name]]

    def prefill(self, _: str) -> Any:
        """Of each row at its precision."""
        return self.theta[self.which]

    def decode(self, _: str) -> Any:
        """The same of decode."""
        return self.theta[self.which + len(PRECISIONS)]


def fit_serving(rows: Sequence[ServingObservation]) -> ServingFit:
    """The constants; the band factors are left at 1."""
    import numpy as np

    of = Terms(*(np.array([getattr(row.terms, one.name) for row in rows]) for one in fields(Terms)))
    which = np.array([PRECISIONS.index(row.setup.precision) for row in rows])
    at = {name: place for place, name in enumerate(NAMES)}
    measured = np.log([row.latency_s for row in rows])
    weights = group_weights([(row.row.engine, row.row.model) for row in rows])
    first = np.log(list(START.values()))

    def predicted(theta: Any) -> Any:
        return np.log(latency_s(of, _Side(np.exp(theta), at, which)))

    theta = _nearest(predicted, measured, weights, first)
    return ServingFit(**dict(zip(NAMES, map(float, np.exp(theta)), strict=True)))


def _nearest(predicted: Callable[[Any], Any], measured: Any, weights: Any, first: Any) -> Any:
    """The constants at which the predictions come nearest to what was measured, all in ln units."""
    import numpy as np

    theta, sides = first.copy(), np.eye(len(first))
    for _ in range(ITERATIONS):
        now = predicted(theta)
        slope = np.stack([(predicted(theta + 1e-5 * one) - now) / 1e-5 for one in sides], axis=1)
        off = measured - now
        weighed = (weights / np.maximum(np.abs(off), NEAR))[:, None] * slope
        pull = weighed.T @ off - PULL * (theta - first)
        step = np.linalg.solve(slope.T @ weighed + PULL * sides, pull)
        theta = theta + np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        if np.abs(step).max() < CLOSE_ENOUGH:
            break
    return theta


def serving_residual(row: ServingObservation, fit: ServingFit) -> float:
    """ln(measured over predicted latency)."""
    return math.log(row.latency_s / latency_s(row.terms, fit, row.setup.precision))


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


def has_experts(row: ServingObservation) -> bool:
    """Whether the model is a mixture of experts."""
    return row.setup.shape.experts > 0


def with_bands(
    fit: ServingFit, rows: Sequence[ServingObservation], residuals: Mapping[str, float]
) -> ServingFit:
    """The fit with the bands that residuals give: of dense models, and of mixtures of experts."""
    ends = []
    for experts in (False, True):
        of = [residuals[row.row.id] for row in rows if has_experts(row) == experts]
        ends += [math.exp(end) for end in (band(of) if of else (0.0, 0.0))]
    low, high, experts_low, experts_high = ends
    return replace(
        fit,
        latency_low_factor=low,
        latency_high_factor=high,
        experts_low_factor=experts_low,
        experts_high_factor=experts_high,
    )


def band_of(fit: ServingFit, row: ServingObservation) -> tuple[float, float]:
    """The ends of the band for a row, over its latency."""
    if has_experts(row):
        return fit.experts_low_factor, fit.experts_high_factor
    return fit.latency_low_factor, fit.latency_high_factor


@cache
def fit_roofline() -> ServingFit:
    """The whole fit, with its bands, on everything in the package."""
    found = serving_rows()
    return with_bands(fit_serving(found), found, serving_residuals(found, by_model))


@cache
def fit_without(model: str) -> ServingFit:
    """The fit and its bands, in which no row of that model had a part."""
    rest = [row for row in serving_rows() if model != row.row.model]
    return with_bands(fit_serving(rest), rest, serving_residuals(rest, by_model))
