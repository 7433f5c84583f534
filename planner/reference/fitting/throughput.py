"""Fits the throughput formula on the package's runs and benchmarks.

Two steps. The production coefficients come from runs with published GPU-hours alone, by ridge regression of
ln(MFU) with each organisation weighing the square root of its rows. The tuned coefficients come from what
the benchmark tables achieve beyond that. Bands come from residuals of rows whose organisation (or paper)
had no part in the fit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from planner.reference.chips import chip, load_chips
from planner.reference.fitting.observations import Observation, production_rows, tuned_rows
from planner.reference.fitting.resampling import band, group_weights, ridge
from planner.reference.goodput import typical_goodput
from planner.reference.throughput import ThroughputFit, balance_term, ln_mfu

RIDGE = 0.1
REFERENCE_PARAMETERS_B = 30.0
FLOOR = ("A100 80GB", "GB200")  # the chips between which the balance term was observed


def blank_fit() -> ThroughputFit:
    """Constants of the formula, every coefficient zero."""
    names = ThroughputFit.__dataclass_fields__
    fit = ThroughputFit(**dict.fromkeys(names, 0.0))
    reference, widest = (chip(name) for name in FLOOR)
    balance = (reference.bf16_tflops or 0.0) / (reference.memory_bandwidth_tb_s or 1.0)
    top = (widest.bf16_tflops or 0.0) / (widest.memory_bandwidth_tb_s or 1.0)
    shares = [
        known.matmul_bf16_tflops_measured / known.bf16_tflops
        for known in load_chips()
        if known.name in ("A100 80GB", "H100", "B200")
        and known.matmul_bf16_tflops_measured
        and known.bf16_tflops
    ]
    return replace(
        fit,
        reference_balance_flop_per_byte=balance,
        balance_max=math.log(top / balance),
        reference_parameters_b=REFERENCE_PARAMETERS_B,
        goodput=typical_goodput(),
        matmul_reference=sorted(shares)[len(shares) // 2],
    )


def fit_production(rows: Sequence[Observation]) -> ThroughputFit:
    """Intercept, balance, balance x size and early software, by weighted ridge regression."""
    base = blank_fit()
    features = []
    for row in rows:
        balance = balance_term(row.chip, base)
        size = math.log(row.work.parameters_active_b / base.reference_parameters_b)
        features.append([1.0, balance, balance * size, float(row.work.early)])
    weights = group_weights([row.organisation for row in rows])
    solved = ridge(features, [row.ln_mfu for row in rows], weights, RIDGE, free=1)
    return replace(
        base,
        intercept_ln=solved[0],
        balance_ln=solved[1],
        size_balance_ln=solved[2],
        early_software_ln=solved[3],
    )


def fit_tuned(production: ThroughputFit, rows: Sequence[Observation]) -> ThroughputFit:
    """Adds what tuned benchmarks achieve beyond production runs."""
    features, target = [], []
    for row in rows:
        work = row.work
        balance = balance_term(row.chip, production)
        features.append(
            [1.0, balance, float(work.full_recompute), float(work.fp8), float(work.mixture_of_experts)]
        )
        target.append(row.ln_mfu - ln_mfu(balance, replace(work, tuned=False), production))
    weights = group_weights([row.paper for row in rows])
    solved = ridge(features, target, weights, RIDGE, free=1)
    return replace(
        production,
        tuned_ln=solved[0],
        tuned_balance_ln=solved[1],
        tuned_recompute_ln=solved[2],
        tuned_fp8_ln=solved[3],
        tuned_experts_ln=solved[4],
    )


def residual(row: Observation, fit: ThroughputFit) -> float:
    """ln(achieved over predicted MFU)."""
    return row.ln_mfu - ln_mfu(balance_term(row.chip, fit), row.work, fit)


def production_residuals(rows: Sequence[Observation], without: Iterable[str] = ()) -> dict[str, float]:
    """Residual of every row under the fit without its own organisation, and without further ones."""
    out = set(without)
    kept = [row for row in rows if row.organisation not in out]
    found: dict[str, float] = {}
    for name in sorted({row.organisation for row in kept}):
        fit = fit_production([row for row in kept if row.organisation != name])
        found.update({row.id: residual(row, fit) for row in kept if row.organisation == name})
    return found


def tuned_residuals(
    production: Sequence[Observation], rows: Sequence[Observation], without: Iterable[str] = ()
) -> dict[str, float]:
    """Residual of every tuned row under the fit without its paper and without its organisation's runs."""
    out = set(without)
    kept = [row for row in rows if row.paper not in out]
    found: dict[str, float] = {}
    for paper in sorted({row.paper for row in kept}):
        tested = [row for row in kept if row.paper == paper]
        organisations = {row.organisation for row in tested}
        base = fit_production([row for row in production if row.organisation not in organisations])
        fit = fit_tuned(base, [row for row in kept if row.paper != paper])
        found.update({row.id: residual(row, fit) for row in tested})
    return found


def fit_throughput() -> ThroughputFit:
    """The whole fit, with both bands, on everything in the package."""
    production, tuned = production_rows(), tuned_rows()
    fit = fit_tuned(fit_production(production), tuned)
    low, high = band(list(production_residuals(production).values()))
    tuned_low, tuned_high = band(list(tuned_residuals(production, tuned).values()))
    return replace(
        fit,
        mfu_low_factor=math.exp(low),
        mfu_high_factor=math.exp(high),
        tuned_low_factor=math.exp(tuned_low),
        tuned_high_factor=math.exp(tuned_high),
    )


@cache
def fit_without(organisation: str, paper: str) -> ThroughputFit:
    """The fit of real runs and its band, in which none of that organisation or paper had a part."""
    rest = [row for row in production_rows() if organisation != row.organisation and paper != row.paper]
    low, high = band(list(production_residuals(rest).values()))
    return replace(fit_production(rest), mfu_low_factor=math.exp(low), mfu_high_factor=math.exp(high))
