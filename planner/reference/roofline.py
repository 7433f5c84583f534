"""Latency and throughput of serving a model on a server, from first principles with measured efficiencies.

A batch of ``b`` sequences, ``i`` tokens in and ``o`` out, on ``n`` GPUs, in groups that do attention apart:

    prefill = b x i x (2 x active / (n x peak x e_prefill) + exchange + activations)
            + b x i x seen x 4 x layers x attention / (n x BF16 peak x e_prefill of BF16)
    step    = norm(b x 2 x active / (n x peak x e_decode), weights / (n x bandwidth x e_memory))
            + norm(b x context x cache / (n x bandwidth x e_memory),
                   b x context x 4 x layers x decode attention / (n x BF16 peak x e_decode of BF16))
            + b x (exchange + activations) + layers x (t_layer + t_join x log2 n)
    latency = prefill + o x step,   norm(x, y) = (x^3 + y^3)^(1/3)

Weights read in a step of a mixture of experts: what every token uses, once a group, and the routed experts
that ``b`` tokens touch under even routing. The constants are in ``data/serving_fit.csv``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from planner.reference.chips import Chip
from planner.reference.serving import ModelShape
from planner.reference.tables import required, rows

BYTES_PER_NUMBER = {"bf16": 2.0, "fp8": 1.0, "int8": 1.0, "fp4": 0.5}
PRECISIONS = ("bf16", "fp8", "fp4")
ACTIVATION_BYTES = 2.0  # activations stay in 16 bits
EXPERT_BYTES = 3.0  # to the experts in 8 bits, back in 16: DeepSeek-V3, arXiv 2412.19437, section 3.3
USABLE_MEMORY = (
    0.90  # the share of memory an engine takes for weights and cache: vLLM and TensorRT-LLM default
)
LARGEST_BATCH = 2048.0  # default limit on sequences in flight of TensorRT-LLM's benchmark tool, a group
EXCHANGES_PER_LAYER = 2.0  # all-reduce after attention and after the feed-forward; Megatron-LM 2019
KV_PER_TOKEN = 2.0  # a key and a value


@dataclass(frozen=True, slots=True)
class Serving:
    """One server, one load.

    Attributes:
        precision: of the arithmetic.
        attention_gpus: that share the attention of a sequence; all of them for None.
        weight_bytes: of a parameter; those of the precision for None.
        kv_bytes: of a cached number; those of the precision, at least 1, for None.
    """

    shape: ModelShape
    chip: Chip
    gpus: int
    precision: str
    batch: float
    input_tokens: float
    output_tokens: float
    attention_gpus: int | None = None
    weight_bytes: float | None = None
    kv_bytes: float | None = None

    @property
    def groups(self) -> float:
        """Groups of GPUs that do attention apart."""
        return self.gpus / (self.attention_gpus or self.gpus)

    @property
    def number_bytes(self) -> float:
        """Bytes of a parameter."""
        return self.weight_bytes or BYTES_PER_NUMBER[self.precision]

    @property
    def routed_share(self) -> float:
        """Share of the weights that are routed experts."""
        unused = 1 - self.shape.expert_share
        resting = 1 - self.shape.parameters_active_b / self.shape.parameters_total_b
        return min(1.0, resting / unused) if unused > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Terms:
    """Seconds of a batch by the data sheet, each an array where the cases of a fit stand side by side.

    ``*_step_s`` are those of one decode step. ``activation_*`` are one pass through memory.
    """

    prefill_s: Any
    prefill_attention_s: Any
    prefill_links_s: Any
    prefill_activation_s: Any
    arithmetic_step_s: Any
    weights_step_s: Any
    cache_step_s: Any
    attention_step_s: Any
    links_step_s: Any
    activation_step_s: Any
    layers: Any
    joins: Any
    steps: Any


@dataclass(frozen=True, slots=True)
class ServingFit:
    """Efficiencies (fractions of the data-sheet figure), overheads in microseconds, and the 80 % bands.

    The bands multiply the latency: of dense models, and of mixtures of experts.
    """

    prefill_bf16_efficiency: float
    prefill_fp8_efficiency: float
    prefill_fp4_efficiency: float
    decode_bf16_efficiency: float
    decode_fp8_efficiency: float
    decode_fp4_efficiency: float
    memory_efficiency: float
    link_efficiency: float
    activation_passes: float
    layer_overhead_us: float
    join_overhead_us: float
    latency_low_factor: float = 1.0
    latency_high_factor: float = 1.0
    experts_low_factor: float = 1.0
    experts_high_factor: float = 1.0

    def prefill(self, precision: str) -> float:
        """Share of the peak that prefill reaches."""
        return float(getattr(self, f"prefill_{precision}_efficiency"))

    def decode(self, precision: str) -> float:
        """Share of the peak that decode reaches."""
        return float(getattr(self, f"decode_{precision}_efficiency"))


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


def held_bytes(setup: Serving) -> float:
    """Weights in memory: routed experts once, all others once a group."""
    weights = setup.shape.parameters_total_b * 1e9 * setup.number_bytes
    return weights * (setup.routed_share + (1 - setup.routed_share) * setup.groups)


def read_bytes(setup: Serving) -> float:
    """Weights that a step reads: of the routed experts those that the batch touches."""
    weights = setup.shape.parameters_total_b * 1e9 * setup.number_bytes
    touched: float = 1 - (1 - setup.shape.expert_share) ** setup.batch
    return weights * (setup.routed_share * touched + (1 - setup.routed_share) * setup.groups)


def batch_that_fits(setup: Serving) -> float:
    """The largest batch whose cache, inputs and outputs, fits beside the weights; 0 if none does.

    Raises:
        ValueError: the chip's memory is not known.
    """
    if setup.chip.memory_gb is None:
        raise ValueError(f"{setup.chip.name}: memory is not known")
    free = USABLE_MEMORY * setup.gpus * setup.chip.memory_gb * 1e9 - held_bytes(setup)
    fits = math.floor(free / (kv_bytes_per_token(setup) * (setup.input_tokens + setup.output_tokens)))
    return float(max(0.0, min(LARGEST_BATCH * setup.groups, fits)))


def seen(tokens: float, shape: ModelShape) -> float:
    """What a token sees of so many, averaged over layers of which some see no more than a window."""
    short = min(tokens, shape.attention_window)
    return float((1 - shape.windowed_layers) * tokens + shape.windowed_layers * short)


def exchanged_s(setup: Serving) -> float:
    """Seconds in which the links of the data sheet move what one token needs moved."""
    shape, n, link = setup.shape, setup.gpus, setup.chip.scale_up_gb_s
    if n == 1:
        return 0.0
    if link is None:
        raise ValueError(f"{setup.chip.name}: scale-up link is not known")
    sharing = n / setup.groups
    moved = 2 * (sharing - 1) * EXCHANGES_PER_LAYER * ACTIVATION_BYTES
    if setup.groups > 1:
        moved += EXPERT_BYTES * min(shape.experts_per_token, n - 1)
    return float(moved * shape.layers * shape.hidden / n / (link / 2 * 1e9))


def _figures(setup: Serving) -> tuple[float, float, float]:
    """Of the chip: FLOP/s at the precision and in BF16, bytes/s of its memory."""
    peak, bf16 = setup.chip.peak_tflops(setup.precision), setup.chip.bf16_tflops
    bandwidth = setup.chip.memory_bandwidth_tb_s
    if peak is None or bf16 is None or bandwidth is None:
        raise ValueError(f"{setup.chip.name}: {setup.precision} peak or memory bandwidth is not known")
    return peak * 1e12, bf16 * 1e12, bandwidth * 1e12


def terms(setup: Serving) -> Terms:
    """The times of a batch by the data sheet.

    Raises:
        ValueError: a figure of the chip that the load needs is not known.
    """
    shape, n, b = setup.shape, setup.gpus, setup.batch
    peak, bf16, bandwidth = _figures(setup)
    read, context = setup.input_tokens, seen(setup.input_tokens + setup.output_tokens / 2, shape)
    token = 2 * shape.parameters_active_b * 1e9 / (n * peak)
    attention, links = 4 * shape.layers / (n * bf16), exchanged_s(setup)
    copies = 1 + shape.experts_per_token
    activation = shape.layers * shape.hidden * ACTIVATION_BYTES * copies / (n * bandwidth)
    return Terms(
        prefill_s=b * read * token,
        prefill_attention_s=b * read * seen(read / 2, shape) * shape.attention * attention,
        prefill_links_s=b * read * links,
        prefill_activation_s=b * read * activation,
        arithmetic_step_s=b * token,
        weights_step_s=read_bytes(setup) / (n * bandwidth),
        cache_step_s=b * context * kv_bytes_per_token(setup) / (n * bandwidth),
        attention_step_s=b * context * (shape.decode_attention or shape.attention) * attention,
        links_step_s=b * links,
        activation_step_s=b * activation,
        layers=float(shape.layers),
        joins=math.log2(n),
        steps=setup.output_tokens,
    )


def latency_s(of: Terms, fit: Any, precision: str = "bf16") -> Any:
    """Seconds from the arrival of the batch to its last token.

    Args:
        fit: a `ServingFit`, or arrays under the names of its fields, with `prefill` and `decode`.
        precision: of the arithmetic.
    """
    prefill, decode = fit.prefill(precision), fit.decode(precision)
    passes, link = fit.activation_passes, fit.link_efficiency
    read = (
        of.prefill_s / prefill
        + of.prefill_attention_s / fit.prefill_bf16_efficiency
        + of.prefill_links_s / link
        + of.prefill_activation_s * passes
    )
    fixed = of.layers * (fit.layer_overhead_us + fit.join_overhead_us * of.joins) * 1e-6
    step = (
        norm(of.arithmetic_step_s / decode, of.weights_step_s / fit.memory_efficiency)
        + norm(of.attention_step_s / fit.decode_bf16_efficiency, of.cache_step_s / fit.memory_efficiency)
        + of.links_step_s / link
        + of.activation_step_s * passes
        + fixed
    )
    return read + of.steps * step


def norm(one: Any, other: Any) -> Any:
    """What two things take that overlap."""
    return (one**3 + other**3) ** (1 / 3)


def predict_serving(setup: Serving, fit: ServingFit | None = None) -> ServingPrediction:
    """Latency of a static batch, which is also the steady state of a server kept at that batch.

    Raises:
        ValueError: a figure of the chip that the load needs is not known.
    """
    fit = fit or load_serving_fit()
    seconds = latency_s(terms(setup), fit, setup.precision)
    tokens = setup.batch * setup.output_tokens
    experts = setup.shape.experts_per_token > 0
    low = seconds * (fit.experts_low_factor if experts else fit.latency_low_factor)
    high = seconds * (fit.experts_high_factor if experts else fit.latency_high_factor)
    return ServingPrediction(seconds, low, high, tokens / seconds, tokens / high, tokens / low)
