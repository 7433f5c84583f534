"""Latency and throughput of serving a model on a server, from first principles with measured efficiencies.

A batch of ``b`` sequences, ``s`` tokens in and ``o`` out, on ``n`` GPUs that share every layer:

    memory   = o x (weights + b x kv x (s + o/2)) / (n x bandwidth)
    compute  = b x (2 x active x (s + o) + 2 x layers x hidden x s^2) / (n x peak)
    links    = 2 (n-1)/n x 2 x layers x hidden x 2 bytes x b x (s + o) / (link / 2)
    steps    = layers x o

    latency  = memory/e_memory + compute/e_compute + links/e_link + steps x (t_layer + t_join x log2 n)

The terms add: a real engine overlaps little of them. Weights read in a step of a mixture of experts: those
that b tokens touch under even routing. The five constants are in ``data/serving_fit.csv``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from planner.reference.chips import Chip
from planner.reference.serving import ModelShape
from planner.reference.tables import required, rows

BYTES_PER_NUMBER = {"bf16": 2.0, "fp8": 1.0, "int8": 1.0, "fp4": 0.5}
ACTIVATION_BYTES = 2.0  # what the GPUs exchange stays in 16 bits
USABLE_MEMORY = (
    0.90  # the share of memory an engine takes for weights and cache: vLLM and TensorRT-LLM default
)
LARGEST_BATCH = 2048.0  # default limit on sequences in flight of TensorRT-LLM's benchmark tool
EXCHANGES_PER_LAYER = 2.0  # all-reduce after attention and after the feed-forward; Megatron-LM 2019
KV_PER_TOKEN = 2.0  # a key and a value


@dataclass(frozen=True, slots=True)
class Serving:
    """One server, one load. ``kv_bytes``: bytes of a cached number; if None the precision's, at least 1."""

    shape: ModelShape
    chip: Chip
    gpus: int
    precision: str
    batch: float
    input_tokens: float
    output_tokens: float
    kv_bytes: float | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Ideal seconds of memory, compute and links, and how often a layer is entered in a batch's life."""

    memory_s: float
    compute_s: float
    links_s: float
    layer_steps: float
    join_steps: float


@dataclass(frozen=True, slots=True)
class ServingFit:
    """Efficiencies (fractions of the data-sheet figure), overheads in microseconds, and the 80 % band."""

    memory_efficiency: float
    compute_efficiency: float
    link_efficiency: float
    layer_overhead_us: float
    join_overhead_us: float
    latency_low_factor: float
    latency_high_factor: float


@dataclass(frozen=True, slots=True)
class ServingPrediction:
    """Median and 80 % band: seconds for the batch, and output tokens per second of the whole server."""

    latency_s: float
    latency_low_s: float
    latency_high_s: float
    output_tokens_per_s: float
    output_tokens_per_s_low: float
    output_tokens_per_s_high: float


@cache
def load_serving_fit() -> ServingFit:
    """The constants of ``data/serving_fit.csv``."""
    table = {row["name"]: required(row, "value") for row in rows("serving_fit.csv")}
    return ServingFit(**{name: table[name] for name in ServingFit.__dataclass_fields__})


def kv_bytes_per_token(setup: Serving) -> float:
    """Cache of one token: a key and a value in every layer. GPT-3 in 16 bits: 4.72 MB."""
    width = setup.kv_bytes if setup.kv_bytes is not None else max(1.0, BYTES_PER_NUMBER[setup.precision])
    return KV_PER_TOKEN * setup.shape.layers * setup.shape.kv_width * width


def weight_bytes(setup: Serving) -> float:
    """All weights of the model at the precision."""
    return setup.shape.parameters_total_b * 1e9 * BYTES_PER_NUMBER[setup.precision]


def weights_read_share(shape: ModelShape, batch: float) -> float:
    """Share of the weights that a step reads: all if dense, else what ``batch`` tokens touch."""
    active = shape.parameters_active_b / shape.parameters_total_b
    return 1.0 - (1.0 - active) ** batch if active < 1 else 1.0


def batch_that_fits(setup: Serving) -> float:
    """The largest batch whose cache (inputs and half of the outputs) fits beside the weights; 0 if none does.

    Raises:
        ValueError: the chip's memory is not known.
    """
    if setup.chip.memory_gb is None:
        raise ValueError(f"{setup.chip.name}: memory is not known")
    free = USABLE_MEMORY * setup.gpus * setup.chip.memory_gb * 1e9 - weight_bytes(setup)
    tokens = setup.input_tokens + setup.output_tokens / 2
    return float(max(0.0, min(LARGEST_BATCH, math.floor(free / (kv_bytes_per_token(setup) * tokens)))))


def terms(setup: Serving) -> Terms:
    """The ideal times of a batch.

    Raises:
        ValueError: a figure of the chip that the load needs is not known.
    """
    shape, n, b = setup.shape, setup.gpus, setup.batch
    peak, bandwidth = setup.chip.peak_tflops(setup.precision), setup.chip.memory_bandwidth_tb_s
    link = setup.chip.scale_up_gb_s
    if peak is None or bandwidth is None:
        raise ValueError(f"{setup.chip.name}: {setup.precision} peak or memory bandwidth is not known")
    if n > 1 and link is None:
        raise ValueError(f"{setup.chip.name}: scale-up link is not known")
    read, written = setup.input_tokens, setup.output_tokens
    weights = weight_bytes(setup) * weights_read_share(shape, b)
    cache_bytes = b * kv_bytes_per_token(setup) * (read + written / 2)
    flop = b * (
        2 * shape.parameters_active_b * 1e9 * (read + written) + 2 * shape.layers * shape.hidden * read**2
    )
    exchanged = 0.0
    if link is not None and n > 1:
        passed = EXCHANGES_PER_LAYER * shape.layers * shape.hidden * ACTIVATION_BYTES * b * (read + written)
        exchanged = 2 * (n - 1) / n * passed / (link / 2 * 1e9)
    return Terms(
        memory_s=written * (weights + cache_bytes) / (n * bandwidth * 1e12),
        compute_s=flop / (n * peak * 1e12),
        links_s=exchanged,
        layer_steps=shape.layers * written,
        join_steps=shape.layers * written * math.log2(n),
    )


def latency_s(of: Terms, fit: ServingFit) -> float:
    """Seconds from the arrival of the batch to its last token."""
    return (
        of.memory_s / fit.memory_efficiency
        + of.compute_s / fit.compute_efficiency
        + of.links_s / fit.link_efficiency
        + (of.layer_steps * fit.layer_overhead_us + of.join_steps * fit.join_overhead_us) * 1e-6
    )


def predict_serving(setup: Serving, fit: ServingFit | None = None) -> ServingPrediction:
    """Latency of a static batch, which is also the steady state of a server kept at that batch.

    Raises:
        ValueError: a figure of the chip that the load needs is not known.
    """
    fit = fit or load_serving_fit()
    seconds = latency_s(terms(setup), fit)
    tokens = setup.batch * setup.output_tokens
    low, high = seconds * fit.latency_low_factor, seconds * fit.latency_high_factor
    return ServingPrediction(seconds, low, high, tokens / seconds, tokens / high, tokens / low)
