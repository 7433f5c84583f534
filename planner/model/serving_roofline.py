"""Serving, roofline: the time of a batch from what model and chip are, with measured efficiencies.

Inputs are read at the speed of arithmetic, outputs are written at the speed of memory: each step reads the
weights and the cache and gives one token to every sequence. GPUs that share a layer exchange its result.
The terms add up, as a real engine overlaps little of them (docs/validation.md). Sources: `planner.reference`
(`roofline.py`, fitted on 400 published measurements); attention over the inputs counts half the square of
their number, as a token sees only those before it.
"""

from __future__ import annotations

import numpy as np

from planner.model.lines import line
from planner.units import (
    BILLION,
    BYTES_PER_TB,
    FLOP_PER_TFLOP,
    BatchSequence,
    BillionParams,
    BytePerToken,
    Choice,
    Constant,
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

ATTENTION_FLOP = Constant(2, "FLOP sequence number^-1 token^-1")
"""Queries on keys and scores on values, 2 FLOP each, over half the square. Megatron-LM, arXiv 2104.04473."""

EXCHANGES_PER_LAYER = Constant(2, "")
"""After attention and after the feed-forward. Shoeybi et al. 2019, arXiv 1909.08053, section 3."""

BYTES_EXCHANGED = Constant(2, "byte number^-1 GPU^-1")
"""Activations stay in 16 bits."""

PASSES_PER_EXCHANGE = Constant(2, "")
"""A ring adds up and then hands out, (n - 1) / n of the data each time."""

DIRECTIONS = Constant(2, "")
"""Data sheets count both directions of a link."""

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
def serving_read_s(
    serving_replica_gpus: Gpu,
    serving_chip_bandwidth_tb_s: TbPerGpuSecond,
    serving_memory_efficiency: Fraction,
) -> SecondPerGb:
    """Time in which the replica reads 1 GB of its memory, spread over all GPUs. Scalar."""
    each = serving_chip_bandwidth_tb_s * BYTES_PER_TB * serving_memory_efficiency
    return BILLION / (each * serving_replica_gpus)


@line
def serving_arithmetic_s(
    active_parameters_b: BillionParams,
    serving_replica_gpus: Gpu,
    serving_peak_tflops: TflopPerGpuSecond,
    serving_compute_efficiency: Fraction,
) -> SecondPerToken:
    """Arithmetic of one token, read or written, on all GPUs. Scalar. Excludes attention."""
    flop_per_s = serving_peak_tflops * FLOP_PER_TFLOP * serving_compute_efficiency * serving_replica_gpus
    return FORWARD_FLOP * (active_parameters_b * BILLION) / flop_per_s


@line
def serving_attention_s(
    layers: Layer,
    hidden_width: NumberPerTokenLayer,
    serving_input_tokens: TokenPerSequence,
    serving_replica_gpus: Gpu,
    serving_peak_tflops: TflopPerGpuSecond,
    serving_compute_efficiency: Fraction,
) -> SecondPerSequence:
    """Attention of the inputs of one sequence to one another. Scalar. It grows with their square."""
    flop = ATTENTION_FLOP * serving_input_tokens**2 * hidden_width * layers
    return flop / (serving_replica_gpus * serving_compute_efficiency) / (serving_peak_tflops * FLOP_PER_TFLOP)


@line
def serving_links_s(
    layers: Layer,
    hidden_width: NumberPerTokenLayer,
    serving_replica_gpus: Gpu,
    serving_layer_gpus: Gpu,
    serving_chip_link_gb_s: GbPerGpuSecond,
    serving_link_efficiency: Fraction,
) -> SecondPerToken:
    """Exchange between the GPUs that share a layer, for one token. Scalar. 0 on a single GPU.

    Excludes what experts send one another, and that links between servers are slower.
    """
    exchanged = EXCHANGES_PER_LAYER * layers * hidden_width * BYTES_EXCHANGED
    passed = PASSES_PER_EXCHANGE * (1 - ONE_GPU / serving_layer_gpus) * exchanged
    groups = serving_replica_gpus / serving_layer_gpus
    return passed / (serving_chip_link_gb_s * BILLION * serving_link_efficiency) * DIRECTIONS / groups


@line
def serving_fixed_s(
    layers: Layer,
    serving_layer_gpus: Gpu,
    serving_layer_overhead_us: MicrosecondPerLayerStep,
    serving_join_overhead_us: MicrosecondPerLayerStep,
) -> SecondPerStep:
    """Time of a step that no batch is small enough to avoid. Scalar."""
    waits = np.log2(serving_layer_gpus / ONE_GPU) * serving_join_overhead_us
    return (waits + serving_layer_overhead_us) * SECONDS_PER_MICROSECOND * layers


def weights_read(weights: Gb, total: BillionParams, active: BillionParams, batch: BatchSequence) -> GbPerStep:
    """Weights that a step reads: all of a dense model, of experts those that the batch touches.

    Even routing is assumed: a sequence leaves a weight alone with probability 1 - active / total, a batch
    leaves it alone with that to the power of the batch.
    """
    left_alone = (1 - active / total) ** (batch / ONE_SEQUENCE)
    return (1 - left_alone) * weights * EACH_STEP


@line
def serving_weights_read_gb(
    serving_weights_gb: Gb,
    parameters_b: BillionParams,
    active_parameters_b: BillionParams,
    serving_batch: BatchSequence,
) -> GbPerStep:
    """Weights that one step of the chosen batch reads. Scalar."""
    return weights_read(serving_weights_gb, parameters_b, active_parameters_b, serving_batch)


def reading_s(
    batch: BatchSequence,
    read: TokenPerSequence,
    arithmetic: SecondPerToken,
    links: SecondPerToken,
    attention: SecondPerSequence,
) -> Second:
    """Seconds to read the inputs of a batch: arithmetic, exchange, and attention among the inputs."""
    per_sequence = attention + read * (links + arithmetic)
    return per_sequence * batch


def one_step_s(
    batch: BatchSequence,
    read: TokenPerSequence,
    written: TokenPerSequence,
    weights: GbPerStep,
    cache: BytePerToken,
    read_s: SecondPerGb,
    fixed_s: SecondPerStep,
) -> SecondPerStep:
    """Seconds of a step, arithmetic apart: all inputs and half of the outputs are in the cache it reads."""
    seen = (read + written / 2) * batch
    return fixed_s + read_s * weights + read_s * (seen * cache / BILLION * EACH_STEP)


def writing_s(
    batch: BatchSequence, written: TokenPerSequence, step_s: SecondPerStep, token_s: SecondPerToken
) -> Second:
    """Seconds to write the outputs of a batch: as many steps as outputs, and the arithmetic of each token."""
    return written * STEPS_PER_TOKEN * step_s + written * batch * token_s


@line
def serving_prefill_s(
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
    serving_arithmetic_s: SecondPerToken,
    serving_links_s: SecondPerToken,
    serving_attention_s: SecondPerSequence,
) -> Second:
    """Reading the inputs of the whole batch, by the roofline. Scalar."""
    return reading_s(
        serving_batch, serving_input_tokens, serving_arithmetic_s, serving_links_s, serving_attention_s
    )


@line
def serving_step_s(
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
    serving_output_tokens: TokenPerSequence,
    serving_weights_read_gb: GbPerStep,
    serving_cache_bytes: BytePerToken,
    serving_read_s: SecondPerGb,
    serving_fixed_s: SecondPerStep,
) -> SecondPerStep:
    """One step of the chosen batch, by the roofline. Scalar. Excludes arithmetic and exchange."""
    return one_step_s(
        serving_batch,
        serving_input_tokens,
        serving_output_tokens,
        serving_weights_read_gb,
        serving_cache_bytes,
        serving_read_s,
        serving_fixed_s,
    )


@line
def serving_decode_s(
    serving_batch: BatchSequence,
    serving_output_tokens: TokenPerSequence,
    serving_step_s: SecondPerStep,
    serving_arithmetic_s: SecondPerToken,
    serving_links_s: SecondPerToken,
) -> Second:
    """Writing the outputs of the whole batch, by the roofline. Scalar."""
    token_s = serving_links_s + serving_arithmetic_s
    return writing_s(serving_batch, serving_output_tokens, serving_step_s, token_s)


@line
def serving_roofline_s(serving_prefill_s: Second, serving_decode_s: Second) -> Second:
    """One batch from first input to last output, middle of the band. Scalar."""
    return serving_decode_s + serving_prefill_s


@line
def serving_roofline_low_s(serving_roofline_s: Second, serving_band_low: Ratio) -> Second:
    """Fast end of the 80 % band of the computed time. Scalar."""
    return serving_band_low * serving_roofline_s


@line
def serving_roofline_high_s(serving_roofline_s: Second, serving_band_high: Ratio) -> Second:
    """Slow end of the 80 % band of the computed time. Scalar."""
    return serving_band_high * serving_roofline_s
