"""Fits the throughput formula on the package's runs and benchmarks.

One regression of ln(MFU) over real runs, tables of papers and benchmarks, with partial pooling: rows of an
organisation share an error, and so do rows of a paper, so a table of twenty rows does not outvote twenty
organisations. The band is the middle 80 % of residuals of rows whose organisation and paper had no part in
the fit, where each organisation counts once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from statistics import fmean

from planner.reference.chips import chip, load_chips
from planner.reference.fitting.observations import Observation, production_rows, tuned_rows
from planner.reference.fitting.resampling import pooled, shared_band
from planner.reference.goodput import typical_goodput
from planner.reference.throughput import ThroughputFit, balance_term, ln_mfu

ROW, ORGANISATION, PAPER = 0.03, 0.03, 0.01
"""Variance of ln(MFU) of a row, and what rows of an organisation, of a paper share: about 17, 17 and 10 %."""

LOOSE = 0.25
"""Variance of a coefficient about 0 before the data."""

FP8_FIRST, FP8_LOOSE = 0.25, 0.02
"""FP8 in place of BF16: DeepSeek-V3 on GB200 782 to 1,003 TFLOP/s (Megatron Bridge 25.11), ln 0.25."""

LIBRARIES = ("BigScience", "EleutherAI", "MIT and MyShell")
"""Trained with a public library as it was: Megatron-DeepSpeed, GPT-NeoX, Megatron with MegaBlocks."""

NAMES = (
    *("intercept_ln", "balance_ln", "size_balance_ln", "early_software_ln", "fp8_ln", "experts_ln"),
    *("tuned_ln", "tuned_balance_ln", "tuned_recompute_ln", "tuned_experts_ln"),
)
REFERENCE_PARAMETERS_B, LEAST_PARAMETERS_B = 30.0, 4.0
FLOOR = ("A100 80GB", "GB200")  # the chips between which the balance term was observed


@cache
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
        size_least_ln=math.log(LEAST_PARAMETERS_B / REFERENCE_PARAMETERS_B),
        goodput=typical_goodput(),
        matmul_reference=sorted(shares)[len(shares) // 2],
    )


@cache
def _features(row: Observation) -> tuple[float, ...]:
    base = blank_fit()
    work = row.work
    balance = balance_term(row.chip, base)
    size = max(base.size_least_ln, math.log(work.parameters_active_b / base.reference_parameters_b))
    known = [1.0, balance, balance * size, float(work.early), float(work.fp8), float(work.mixture_of_experts)]
    tuned = [1.0, balance, float(work.full_recompute), float(work.mixture_of_experts)]
    return (*known, *(value * work.tuned for value in tuned))


def fit_rows(rows: Sequence[Observation]) -> ThroughputFit:
    """Every coefficient but that of public libraries, by regression with partial pooling."""
    base = blank_fit()
    loose = [math.inf, *([LOOSE] * (len(NAMES) - 1))]
    first = [0.0] * len(NAMES)
    fp8 = NAMES.index("fp8_ln")
    first[fp8], loose[fp8] = FP8_FIRST, FP8_LOOSE
    solved = pooled(
        [_features(row) for row in rows],
        [row.ln_mfu for row in rows],
        [(row.organisation, row.paper) for row in rows],
        (ROW, ORGANISATION, PAPER),
        first,
        loose,
    )
    return replace(base, **dict(zip(NAMES, solved, strict=True)))


def residual(row: Observation, fit: ThroughputFit) -> float:
    """ln(achieved over predicted MFU)."""
    return row.ln_mfu - ln_mfu(balance_term(row.chip, fit), row.work, fit)


@cache
def all_rows() -> tuple[Observation, ...]:
    """Real runs, then tables and benchmarks."""
    return production_rows() + tuned_rows()


def others(rows: Sequence[Observation], organisation: str, paper: str) -> list[Observation]:
    """The rows in which neither that organisation nor that paper had a part."""
    return [row for row in rows if organisation != row.organisation and paper != row.paper]


def left_out_residuals(rows: Sequence[Observation]) -> dict[str, float]:
    """Residual of every row under the fit without its own organisation and paper."""
    found: dict[str, float] = {}
    for organisation, paper in sorted({(row.organisation, row.paper) for row in rows}):
        fit = fit_rows(others(rows, organisation, paper))
        of = [row for row in rows if (row.organisation, row.paper) == (organisation, paper)]
        found.update({row.id: residual(row, fit) for row in of})
    return found


def _with_band(fit: ThroughputFit, rows: Sequence[Observation]) -> ThroughputFit:
    """The fit with its band, and with what public libraries lose."""
    found = left_out_residuals(rows)
    low, high = shared_band([found[row.id] for row in rows], [(row.organisation, row.paper) for row in rows])
    return replace(
        fit,
        mfu_low_factor=math.exp(low),
        mfu_high_factor=math.exp(high),
        library_ln=_libraries(rows, found),
    )


def _libraries(rows: Sequence[Observation], residuals: Mapping[str, float]) -> float:
    means = []
    for name in LIBRARIES:
        of = [residuals[row.id] for row in rows if row.organisation == name]
        means += [fmean(of)] if of else []
    return fmean(means) if means else 0.0


def fit_throughput() -> ThroughputFit:
    """The whole fit, with its band, on everything in the package."""
    rows = all_rows()
    return _with_band(fit_rows(rows), rows)


@cache
def fit_without(organisation: str, paper: str) -> ThroughputFit:
    """The fit and its band, in which nothing of that organisation or paper had a part."""
    rest = others(all_rows(), organisation, paper)
    return _with_band(fit_rows(rest), rest)
