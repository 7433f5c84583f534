"""Serving, roofline: the time of a batch from what model and chip are, with measured efficiencies.

Prefill reads the inputs at the speed of arithmetic. A decode step reads weights and cache and gives one token
to every sequence; arithmetic and memory overlap, so that the slower of the two counts and some of the other.
GPUs exchange what they share of a layer. docs/model.md, section 13, states the lines; their constants are
fitted on published measurements (docs/validation.md).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from planner.model.arrays import yes
from planner.model.lines import line
from planner.model.maths import smaller, where
from planner.units import (
    BILLION,
    BYTES_PER_TB,
    FLOP_PER_TFLOP,
    BatchSequence,
    BillionParams,
    BytePerToken,
    Choice,
    Constant,
    Expert,
    Fraction,
    Gb,
    GbPerGpuSecond,
    GbPerStep,
    Gpu,
    Layer,
    MicrosecondPerLayerStep,
    NumberPerTokenLayer,
    Ratio,
    Second,
    SecondPerGb,
    SecondPerSequence,
    SecondPerStep,
    SecondPerToken,
    TbPerGpuSecond,
    TflopPerGpuSecond,
    TokenPerSequence,
)

FORWARD_FLOP = Constant(2, "FLOP parameter^-1 token^-1")
"""A multiplication and an addition for each weight. Kaplan et al. 2020, arXiv 2001.08361, section 2.1."""

PREFILL_ATTENTION_FLOP = Constant(4, "FLOP sequence number^-1 token^-1")
"""Queries on keys and scores on values, 2 FLOP each. Megatron-LM, arXiv 2104.04473, appendix."""

DECODE_ATTENTION_FLOP = Constant(4, "FLOP number^-1")
"""The same for the one query of a step, for each token in the cache."""

EXCHANGES_PER_LAYER = Constant(2, "")
"""After attention and after the feed-forward. Shoeybi et al. 2019, arXiv 1909.08053, section 3."""

BYTES_EXCHANGED = Constant(2, "byte number^-1 GPU^-1")
"""Activations stay in 16 bits."""

BYTES_TO_EXPERTS = Constant(3, "byte number^-1 GPU^-1")
"""On the way to the experts in 8 bits, back in 16. DeepSeek-V3, arXiv 2412.19437, section 3.3."""

BYTES_OF_ACTIVATION = Constant(2, "byte number^-1")
"""In 16 bits."""

PASSES_PER_EXCHANGE = Constant(2, "")
"""A ring adds up and then hands out, (n - 1) / n of the data each time."""

DIRECTIONS = Constant(2, "")
"""Data sheets count both directions of a link."""

OVERLAP = 3
"""Power of the norm by which two things at once take time: 1 would add them, a large one take the slower."""

SECONDS_PER_MICROSECOND = Constant(1e-6, "s microsecond^-1")
ONE_GPU, ONE_SEQUENCE, EACH_STEP = Constant(1, "GPU"), Constant(1, "sequence"), Constant(1, "step^-1")
STEPS_PER_TOKEN = Constant(1, "step sequence token^-1")
"""A step writes one token of every sequence."""


@line
def serving_layer_gpus(model_kind: Choice, serving_replica_gpus: Gpu, serving_attention_gpus: Gpu) -> Gpu:
    """GPUs that share the attention of a layer. Scalar.

    All GPUs share the layers of a dense model. In a mixture of experts the experts are spread over all, and
    the attention of a sequence stays on fewer, so that groups of GPUs exchange at the same time.
    """
    if model_kind == "dense":
        return serving_replica_gpus
    shared: Gpu = np.minimum(serving_attention_gpus, serving_replica_gpus)
    return shared


@line
def serving_peak_tflops(
    serving_precision: Choice,
    serving_chip_peak_tflops: TflopPerGpuSecond,
    serving_chip_fp8_tflops: TflopPerGpuSecond,
    serving_chip_fp4_tflops: TflopPerGpuSecond,
) -> TflopPerGpuSecond:
    """Dense peak of the chip at the precision of serving. Scalar."""
    peaks = {
        "BF16": serving_chip_peak_tflops,
        "FP8": serving_chip_fp8_tflops,
        "FP4": serving_chip_fp4_tflops,
    }
    return peaks[serving_precision]


@line
def serving_prefill_efficiency(
    serving_precision: Choice,
    prefill_bf16_efficiency: Fraction,
    prefill_fp8_efficiency: Fraction,
    prefill_fp4_efficiency: Fraction,
) -> Fraction:
    """Share of that peak that prefill reaches. Scalar."""
    reached = {"BF16": prefill_bf16_efficiency, "FP8": prefill_fp8_efficiency, "FP4": prefill_fp4_efficiency}
    return reached[serving_precision]


@line
def serving_decode_efficiency(
    serving_precision: Choice,
    decode_bf16_efficiency: Fraction,
    decode_fp8_efficiency: Fraction,
    decode_fp4_efficiency: Fraction,
) -> Fraction:
    """Share of that peak that decode reaches. Scalar."""
    reached = {"BF16": decode_bf16_efficiency, "FP8": decode_fp8_efficiency, "FP4": decode_fp4_efficiency}
    return reached[serving_precision]


@line
def serving_read_s(
    serving_replica_gpus: Gpu,
    serving_chip_bandwidth_tb_s: TbPerGpuSecond,
    serving_memory_efficiency: Fraction,
) -> SecondPerGb:
    """Time in which the replica reads 1 GB of its memory, spread over all GPUs. Scalar."""
    each = serving_chip_bandwidth_tb_s * BYTES_PER_TB * serving_memory_efficiency
    return BILLION / (each * serving_replica_gpus)


def token_s(
    active: BillionParams, gpus: Gpu, peak: TflopPerGpuSecond, efficiency: Fraction
) -> SecondPerToken:
    """Multiplying one token with the weights that it uses, on all GPUs."""
    return FORWARD_FLOP * (active * BILLION) / (peak * FLOP_PER_TFLOP * efficiency * gpus)


@line
def serving_prefill_arithmetic_s(
    active_parameters_b: BillionParams,
    serving_replica_gpus: Gpu,
    serving_peak_tflops: TflopPerGpuSecond,
    serving_prefill_efficiency: Fraction,
) -> SecondPerToken:
    """Arithmetic of one input token. Scalar. Excludes attention."""
    return token_s(active_parameters_b, serving_replica_gpus, serving_peak_tflops, serving_prefill_efficiency)


@line
def serving_decode_arithmetic_s(
    active_parameters_b: BillionParams,
    serving_replica_gpus: Gpu,
    serving_peak_tflops: TflopPerGpuSecond,
    serving_decode_efficiency: Fraction,
) -> SecondPerToken:
    """Arithmetic of one output token. Scalar. Excludes attention."""
    return token_s(active_parameters_b, serving_replica_gpus, serving_peak_tflops, serving_decode_efficiency)


def seen(tokens: TokenPerSequence, share: Fraction, window: TokenPerSequence) -> TokenPerSequence:
    """What a token sees of so many, averaged over layers of which a share sees no more than a window."""
    short: TokenPerSequence = np.minimum(tokens, window)
    return share * short + (1 - share) * tokens


@line
def serving_seen_tokens(
    serving_input_tokens: TokenPerSequence, windowed_layers: Fraction, attention_window: TokenPerSequence
) -> TokenPerSequence:
    """Inputs that an input sees on average: half of them, as it sees only those before it. Scalar."""
    return seen(serving_input_tokens / 2, windowed_layers, attention_window)


@line
def serving_attention_s(
    layers: Layer,
    attention_width: NumberPerTokenLayer,
    serving_input_tokens: TokenPerSequence,
    serving_seen_tokens: TokenPerSequence,
    serving_replica_gpus: Gpu,
    serving_chip_peak_tflops: TflopPerGpuSecond,
    prefill_bf16_efficiency: Fraction,
) -> SecondPerSequence:
    """Attention of the inputs of one sequence to one another, in BF16 at any precision. Scalar."""
    pairs = serving_input_tokens * serving_seen_tokens
    flop = PREFILL_ATTENTION_FLOP * pairs * attention_width * layers
    return (
        flop / (serving_replica_gpus * prefill_bf16_efficiency) / (serving_chip_peak_tflops * FLOP_PER_TFLOP)
    )


@line
def serving_context_tokens(
    serving_input_tokens: TokenPerSequence,
    serving_output_tokens: TokenPerSequence,
    windowed_layers: Fraction,
    attention_window: TokenPerSequence,
) -> TokenPerSequence:
    """Tokens in the cache that an output sees on average: all inputs and half of the outputs. Scalar."""
    return seen(serving_input_tokens + serving_output_tokens / 2, windowed_layers, attention_window)


@line
def serving_context_token_s(
    layers: Layer,
    attention_width: NumberPerTokenLayer,
    decode_attention_width: NumberPerTokenLayer,
    serving_replica_gpus: Gpu,
    serving_chip_peak_tflops: TflopPerGpuSecond,
    decode_bf16_efficiency: Fraction,
) -> SecondPerToken:
    """Attention of one output to one token in the cache, in BF16 at any precision. Scalar."""
    width = where(decode_attention_width > 0, decode_attention_width, attention_width)
    flop = DECODE_ATTENTION_FLOP * width * layers
    return flop / (serving_chip_peak_tflops * FLOP_PER_TFLOP * decode_bf16_efficiency * serving_replica_gpus)


@line
def serving_links_s(
    model_kind: Choice,
    layers: Layer,
    hidden_width: NumberPerTokenLayer,
    experts_per_token: Expert,
    serving_replica_gpus: Gpu,
    serving_layer_gpus: Gpu,
    serving_chip_link_gb_s: GbPerGpuSecond,
    serving_link_efficiency: Fraction,
) -> SecondPerToken:
    """Exchange between the GPUs that share a layer, and on the way to experts, for one token. Scalar.

    0 on a single GPU. Excludes that links between servers are slower.
    """
    groups = serving_replica_gpus / serving_layer_gpus
    exchanged = EXCHANGES_PER_LAYER * layers * hidden_width * BYTES_EXCHANGED
    passed = PASSES_PER_EXCHANGE * (1 - ONE_GPU / serving_layer_gpus) * exchanged / groups
    if model_kind != "dense":
        others = serving_replica_gpus / ONE_GPU - 1
        reached = smaller(experts_per_token, others) * (ONE_GPU / serving_replica_gpus)
        sent = BYTES_TO_EXPERTS * layers * hidden_width * reached
        passed = passed + sent * yes(groups > 1)
    return passed / (serving_chip_link_gb_s * BILLION * serving_link_efficiency) * DIRECTIONS


@line
def serving_activation_s(
    model_kind: Choice,
    layers: Layer,
    hidden_width: NumberPerTokenLayer,
    experts_per_token: Expert,
    serving_activation_passes: Ratio,
    serving_replica_gpus: Gpu,
    serving_chip_bandwidth_tb_s: TbPerGpuSecond,
) -> SecondPerToken:
    """Activations of one token, written and read again in memory between operations. Scalar."""
    copies = 1.0 if model_kind == "dense" else experts_per_token + 1
    moved = copies * serving_activation_passes * BYTES_OF_ACTIVATION * layers * hidden_width
    return moved / (serving_replica_gpus * serving_chip_bandwidth_tb_s * BYTES_PER_TB)


@line
def serving_fixed_s(
    layers: Layer,
    serving_replica_gpus: Gpu,
    serving_layer_overhead_us: MicrosecondPerLayerStep,
    serving_join_overhead_us: MicrosecondPerLayerStep,
) -> SecondPerStep:
    """Time of a step that no batch is small enough to avoid. Scalar."""
    waits = np.log2(serving_replica_gpus / ONE_GPU) * serving_join_overhead_us
    return (waits + serving_layer_overhead_us) * SECONDS_PER_MICROSECOND * layers


def weights_read(always: Gb, routed: Gb, share: Fraction, batch: BatchSequence) -> GbPerStep:
    """Weights that a step reads: those of every token, and the routed experts that the batch touches.

    Even routing is assumed: a sequence leaves an expert alone with probability 1 - share, a batch leaves it
    alone with that to the power of the batch.
    """
    left_alone = (1 - share) ** (batch / ONE_SEQUENCE)
    return (always + (1 - left_alone) * routed) * EACH_STEP


@line
def serving_weights_read_gb(
    serving_held_gb: Gb, serving_routed_gb: Gb, serving_expert_share: Fraction, serving_batch: BatchSequence
) -> GbPerStep:
    """Weights that one step of the chosen batch reads, each copy of them counted. Scalar."""
    always = serving_held_gb - serving_routed_gb
    return weights_read(always, serving_routed_gb, serving_expert_share, serving_batch)


def at_once(one: SecondPerStep, other: SecondPerStep) -> SecondPerStep:
    """Two things that overlap: the cube root of the sum of their cubes, the longer and a little more."""
    longer, shorter = np.maximum(one, other), np.minimum(one, other)
    return longer * (1 + (shorter / longer) ** OVERLAP) ** (1 / OVERLAP)


def reading_s(
    batch: BatchSequence, read: TokenPerSequence, token: SecondPerToken, attention: SecondPerSequence
) -> Second:
    """Seconds of the prefill of a batch, with all that one token takes and the attention of one sequence."""
    return (attention + read * token) * batch


def one_step_s(
    batch: BatchSequence,
    context: TokenPerSequence,
    weights: GbPerStep,
    step: DecodeOf,
) -> SecondPerStep:
    """Seconds of a step: weights, the cache of the batch, exchange and activations, and what is fixed."""
    tokens = batch / STEPS_PER_TOKEN
    multiplied = at_once(tokens * step.arithmetic_s, step.read_s * weights)
    in_cache = context * batch
    cache = in_cache * step.cache_bytes / BILLION * step.read_s * EACH_STEP
    looked_at = at_once(cache, in_cache * step.context_s * EACH_STEP)
    return multiplied + looked_at + tokens * step.moved_s + step.fixed_s


class DecodeOf(NamedTuple):
    """What a step takes of model and replica, whatever its batch.

    Attributes:
        arithmetic_s: of one output token.
        context_s: attention of one output to one token in the cache.
        moved_s: exchange and activations of one token.
        read_s: of 1 GB of memory.
        cache_bytes: of one token.
        fixed_s: of a step.
    """

    arithmetic_s: SecondPerToken
    context_s: SecondPerToken
    moved_s: SecondPerToken
    read_s: SecondPerGb
    cache_bytes: BytePerToken
    fixed_s: SecondPerStep


@line
def serving_prefill_s(
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
    serving_prefill_arithmetic_s: SecondPerToken,
    serving_links_s: SecondPerToken,
    serving_activation_s: SecondPerToken,
    serving_attention_s: SecondPerSequence,
) -> Second:
    """Prefill of the whole batch, by the roofline. Scalar."""
    token = serving_activation_s + serving_links_s + serving_prefill_arithmetic_s
    return reading_s(serving_batch, serving_input_tokens, token, serving_attention_s)


@line
def serving_step_s(
    serving_batch: BatchSequence,
    serving_context_tokens: TokenPerSequence,
    serving_weights_read_gb: GbPerStep,
    serving_decode_arithmetic_s: SecondPerToken,
    serving_context_token_s: SecondPerToken,
    serving_links_s: SecondPerToken,
    serving_activation_s: SecondPerToken,
    serving_read_s: SecondPerGb,
    serving_cache_bytes: BytePerToken,
    serving_fixed_s: SecondPerStep,
) -> SecondPerStep:
    """One decode step of the chosen batch, by the roofline. Scalar."""
    moved = serving_activation_s + serving_links_s
    step = DecodeOf(
        *(serving_decode_arithmetic_s, serving_context_token_s, moved),
        *(serving_read_s, serving_cache_bytes, serving_fixed_s),
    )
    return one_step_s(serving_batch, serving_context_tokens, serving_weights_read_gb, step)


@line
def serving_decode_s(serving_output_tokens: TokenPerSequence, serving_step_s: SecondPerStep) -> Second:
    """Decode of the whole batch, by the roofline. Scalar."""
    return serving_step_s * (STEPS_PER_TOKEN * serving_output_tokens)


@line
def serving_roofline_s(serving_prefill_s: Second, serving_decode_s: Second) -> Second:
    """One batch from first input to last output, middle of the band. Scalar."""
    return serving_decode_s + serving_prefill_s


@line
def serving_roofline_low_s(
    model_kind: Choice, serving_roofline_s: Second, serving_band_low: Ratio, serving_experts_band_low: Ratio
) -> Second:
    """Fast end of the 80 % band of the computed time. Scalar."""
    return (serving_band_low if model_kind == "dense" else serving_experts_band_low) * serving_roofline_s


@line
def serving_roofline_high_s(
    model_kind: Choice, serving_roofline_s: Second, serving_band_high: Ratio, serving_experts_band_high: Ratio
) -> Second:
    """Slow end of the 80 % band of the computed time. Scalar."""
    return (serving_band_high if model_kind == "dense" else serving_experts_band_high) * serving_roofline_s
