"""Serving, roofline: what one token takes of model and chip, with measured efficiencies.

Prefill reads the inputs at the speed of arithmetic; a decode step reads weights and cache and gives one token
to every sequence. GPUs exchange what they share of a layer. docs/model.md, section 13, states the lines; the
constants are fitted on published measurements (docs/validation.md).
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import yes
from planner.model.lines import line
from planner.model.maths import smaller, where
from planner.units import (
    BILLION,
    BYTES_PER_TB,
    FLOP_PER_TFLOP,
    BillionParams,
    BytePerNumber,
    Choice,
    Constant,
    Expert,
    Fraction,
    GbPerGpuSecond,
    Gpu,
    Layer,
    MicrosecondPerLayerStep,
    NumberPerTokenLayer,
    Ratio,
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

EXPERT_EXCHANGE = Constant(3, "byte number^-1")
EACH_GPU = Constant(1, "GPU^-1")
"""What each sends at the same time."""

BYTES_OF_ACTIVATION = Constant(2, "byte number^-1")
"""In 16 bits."""

PASSES_PER_EXCHANGE = Constant(2, "")
"""A ring adds up and then hands out, (n - 1) / n of the data each time."""

DIRECTIONS = Constant(2, "")
"""Data sheets count both directions of a link."""

SECONDS_PER_MICROSECOND = Constant(1e-6, "s microsecond^-1")
ONE_GPU = Constant(1, "GPU")


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
def expert_exchange_bytes() -> BytePerNumber:
    """Of a number on its way to an expert in 8 bits and back in 16. Scalar.

    DeepSeek-V3, arXiv 2412.19437, section 3.3.
    """
    return EXPERT_EXCHANGE


@line
def serving_links_s(
    model_kind: Choice,
    layers: Layer,
    hidden_width: NumberPerTokenLayer,
    experts_per_token: Expert,
    expert_exchange_bytes: BytePerNumber,
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
        sent = expert_exchange_bytes * EACH_GPU * layers * hidden_width * reached
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
