"""What a training run achieves per GPU when nobody has measured it, and the GPU-hours that follow.

    balance = max(0, min(balance_max, ln(peak / bandwidth / reference_balance)))
    size    = max(size_least, ln(active parameters / reference_parameters))
    MFU     = exp(intercept + balance x (balance_ln + size_balance_ln x size) + fp8 + experts + stack)
              x matmul
    hours   = FLOP / (MFU x BF16 peak x goodput)

MFU is model FLOP, attention included, over the dense BF16 peak. A chip with much arithmetic for its memory
bandwidth (H100: 295 FLOP per byte, A100: 153) leaves more of its peak unused, and a small model more than a
large one. The stack is typical, tuned by its owner, or a public library. The coefficients are in
``data/throughput_fit.csv``; ``throughput_fit`` computes them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from planner.reference.chips import Chip
from planner.reference.flops import training_flop
from planner.reference.tables import required, rows

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class ThroughputFit:
    """Coefficients of the formula. ``ln``: added to ln(MFU). Factors: multiply the median MFU."""

    reference_balance_flop_per_byte: float
    balance_max: float
    reference_parameters_b: float
    intercept_ln: float
    balance_ln: float
    size_balance_ln: float
    size_least_ln: float
    early_software_ln: float
    fp8_ln: float
    experts_ln: float
    mfu_low_factor: float
    mfu_high_factor: float
    goodput: float
    tuned_ln: float
    tuned_balance_ln: float
    tuned_recompute_ln: float
    tuned_experts_ln: float
    library_ln: float
    matmul_reference: float


@dataclass(frozen=True, slots=True)
class Workload:
    """What is known of a run beforehand. ``early``: software from before June 2022, without FlashAttention.

    ``tuned``: a stack tuned by its owner for the cluster, as benchmarks of specialists are; only then does
    full recomputation have a coefficient. ``library``: a public library as it is.
    """

    parameters_active_b: float
    early: bool = False
    tuned: bool = False
    library: bool = False
    full_recompute: bool = False
    fp8: bool = False
    mixture_of_experts: bool = False


@dataclass(frozen=True, slots=True)
class Throughput:
    """Median and 80 % band. ``mfu``: on the dense peak of ``precision``; TFLOP/s: model FLOP per GPU."""

    precision: str
    mfu: float
    mfu_low: float
    mfu_high: float
    tflops: float
    tflops_low: float
    tflops_high: float


@dataclass(frozen=True, slots=True)
class GpuHours:
    """Median and 80 % band of the hours of one run, its own restarts included."""

    gpu_hours: float
    gpu_hours_low: float
    gpu_hours_high: float


@cache
def load_throughput_fit() -> ThroughputFit:
    """The coefficients of ``data/throughput_fit.csv``."""
    table = {row["name"]: required(row, "value") for row in rows("throughput_fit.csv")}
    return ThroughputFit(**{name: table[name] for name in ThroughputFit.__dataclass_fields__})


def balance_term(chip: Chip, fit: ThroughputFit) -> float:
    """ln of the chip's FLOP per byte over the A100's, kept within what was observed (A100 to GB200).

    Raises:
        ValueError: the chip's peak or bandwidth is not known.
    """
    if chip.bf16_tflops is None or chip.memory_bandwidth_tb_s is None:
        raise ValueError(f"{chip.name}: BF16 peak or memory bandwidth is not known")
    balance = chip.bf16_tflops / chip.memory_bandwidth_tb_s / fit.reference_balance_flop_per_byte
    return max(0.0, min(fit.balance_max, math.log(balance)))


def matmul_factor(chip: Chip, fit: ThroughputFit) -> float:
    """A chip whose measured matrix product falls short of what NVIDIA chips reach of their peak.

    An assumption for chips without a single published run (MI300X: 668 of 1,307 TFLOP/s); 1 for all others.
    """
    if chip.vendor == "NVIDIA" or chip.matmul_bf16_tflops_measured is None or chip.bf16_tflops is None:
        return 1.0
    return min(1.0, chip.matmul_bf16_tflops_measured / chip.bf16_tflops / fit.matmul_reference)


def ln_mfu(balance: float, work: Workload, fit: ThroughputFit) -> float:
    """ln of the median MFU on the BF16 peak in a step, restarts not counted, before the matmul factor."""
    size = max(fit.size_least_ln, math.log(work.parameters_active_b / fit.reference_parameters_b))
    total = fit.intercept_ln + balance * (fit.balance_ln + fit.size_balance_ln * size)
    total += fit.early_software_ln * work.early
    total += fit.fp8_ln * work.fp8 + fit.experts_ln * work.mixture_of_experts
    total += fit.library_ln * work.library
    if work.tuned:
        total += fit.tuned_ln + fit.tuned_balance_ln * balance
        total += fit.tuned_recompute_ln * work.full_recompute
        total += fit.tuned_experts_ln * work.mixture_of_experts
    return total


def predict_throughput(
    chip: Chip, work: Workload, precision: str = "bf16", fit: ThroughputFit | None = None
) -> Throughput:
    """Model TFLOP/s per GPU in a step and its MFU on the dense peak of the precision.

    ``work.fp8`` says whether FP8 arithmetic makes the step faster; ``precision`` only of
    which peak the MFU is.

    Raises:
        ValueError: the chip has no BF16 peak, bandwidth or peak at that precision.
    """
    fit = fit or load_throughput_fit()
    peak = chip.peak_tflops(precision)
    if peak is None:
        raise ValueError(f"{chip.name} has no {precision} peak")
    mfu_bf16 = math.exp(ln_mfu(balance_term(chip, fit), work, fit)) * matmul_factor(chip, fit)
    tflops = mfu_bf16 * (chip.bf16_tflops or 0.0)
    low, high = fit.mfu_low_factor, fit.mfu_high_factor
    return Throughput(
        precision=precision,
        mfu=tflops / peak,
        mfu_low=tflops * low / peak,
        mfu_high=tflops * high / peak,
        tflops=tflops,
        tflops_low=tflops * low,
        tflops_high=tflops * high,
    )


def predict_gpu_hours(
    chip: Chip,
    work: Workload,
    tokens_b: float,
    *,
    attention_span_tokens: float | None = None,
    shape: tuple[float, float] | None = None,
    goodput: float | None = None,
    fit: ThroughputFit | None = None,
) -> GpuHours:
    """GPU-hours of one pass over the tokens: FLOP / throughput / goodput.

    The median goodput of published runs where none is given. The band holds for that median.
    """
    fit = fit or load_throughput_fit()
    rate = predict_throughput(chip, work, fit=fit)
    flop = training_flop(work.parameters_active_b, tokens_b, attention_span_tokens, shape)
    hours = flop / (rate.tflops * 1e12) / SECONDS_PER_HOUR / (fit.goodput if goodput is None else goodput)
    return GpuHours(hours, hours * rate.tflops / rate.tflops_high, hours * rate.tflops / rate.tflops_low)
