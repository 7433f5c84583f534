"""A step of training from its layout: bubble, exchange, launches. GPU-seconds of a token, part by part.

Narayanan et al. 2021, arXiv 2104.04473; Shoeybi et al. 2019, arXiv 1909.08053. Excludes sends between stages,
the ring of context parallelism and the optimizer's own step.
"""

from __future__ import annotations

from planner.model.architecture import is_dense
from planner.model.chain.tables import cell, typed
from planner.model.lines import line
from planner.model.maths import exp, larger, smaller, where
from planner.model.training import MODEL_FLOP_PER_PARAM_TOKEN
from planner.units import (
    BILLION,
    BYTES_PER_TB,
    FLOP_PER_TFLOP,
    ONE_GPU,
    BatchSequence,
    BillionParams,
    BytePerNumber,
    Choice,
    Constant,
    Expert,
    Flag,
    FlopPerParamToken,
    FlopPerToken,
    Fraction,
    GbPerGpuSecond,
    Gpu,
    GpuSecondPerToken,
    Layer,
    NumberPerTokenLayer,
    Ratio,
    RowNumber,
    SecondPerLayer,
    TbPerGpuSecond,
    TflopPerGpuSecond,
    TokenPerSequence,
)

LAYER_PASSES = Constant(4, "")
"""Two all-reduces of a layer forward, two backward."""

RECOMPUTED_PASSES = Constant(2, "")
"""The forward ones again."""

NUMBER_BYTES = Constant(2, "byte number^-1")
GRADIENT_BYTES = Constant(2, "byte parameter^-1")
ONE_TOKEN = Constant(1, "token")
NO_TIME = Constant(0, "GPU s token^-1")


@line
def step_layer_passes() -> Ratio:
    """Exchanges of a layer in a step without recomputation. A constant."""
    return LAYER_PASSES


@line
def step_recomputed_passes() -> Ratio:
    """Further exchanges of a layer with full recomputation. A constant."""
    return RECOMPUTED_PASSES


def passes_of(recompute: str, first: Ratio, again: Ratio) -> Ratio:
    """How often a layer exchanges its activations in a step."""
    return first + again if recompute.casefold() == "full" else first


@line
def step_copies(
    training_gpus: Gpu, tensor_parallel: Gpu, pipeline_stages: Ratio, context_parallel: Ratio
) -> Ratio:
    """Copies of the model that work on sequences of their own. Scalar."""
    return training_gpus / tensor_parallel / pipeline_stages / context_parallel


@line
def step_bubble(
    pipeline_stages: Ratio,
    step_copies: Ratio,
    micro_batch: BatchSequence,
    global_batch: BatchSequence,
    virtual_stages: Ratio,
) -> Ratio:
    """Idle time of a pipeline over its work: (p - 1)/(m v). Scalar. 0 without a layout."""
    asked = where(global_batch > 0, global_batch, micro_batch)
    batches = asked / step_copies / micro_batch
    idle = (pipeline_stages - 1) / virtual_stages / batches
    return where(global_batch > 0, idle, 0.0)


@line
def step_change(
    training_fp8: Flag,
    predicted_fp8: Ratio,
    model_kind: Choice,
    predicted_experts: Ratio,
    training_stack: Choice,
    predicted_library: Ratio,
    predicted_tuned: Ratio,
    training_chip_row: RowNumber,
    chips_matmul_share: Fraction,
) -> Ratio:
    """What precision, experts, stack and chip change in the rate of arithmetic. Scalar."""
    power = training_fp8 * predicted_fp8
    if not is_dense(model_kind):
        power = power + predicted_experts
    stack = training_stack.casefold()
    if stack == "library":
        power = power + predicted_library
    elif stack == "tuned":
        power = power + predicted_tuned
    return cell(chips_matmul_share, training_chip_row) * exp(power)


def token_flop(active: BillionParams, attention: FlopPerToken) -> FlopPerToken:
    """Model FLOP of a token."""
    return attention + MODEL_FLOP_PER_PARAM_TOKEN * (active * BILLION)


@line
def step_arithmetic(
    active_parameters_b: BillionParams,
    attention_flop_per_token: FlopPerToken,
    flop_per_parameter_token: FlopPerParamToken,
    training_bf16_tflops: TflopPerGpuSecond,
    step_arithmetic_efficiency: Fraction,
    step_change: Ratio,
) -> GpuSecondPerToken:
    """Arithmetic of a token, recomputed work included. Scalar."""
    again = flop_per_parameter_token / MODEL_FLOP_PER_PARAM_TOKEN
    rate = step_change * step_arithmetic_efficiency * (training_bf16_tflops * FLOP_PER_TFLOP)
    return token_flop(active_parameters_b, attention_flop_per_token) / rate * again


@line
def step_activation(
    layers: Layer,
    hidden_width: NumberPerTokenLayer,
    step_activation_bytes: BytePerNumber,
    training_chip_row: RowNumber,
    chips_bandwidth_tb_s: TbPerGpuSecond,
) -> GpuSecondPerToken:
    """Activations of a token through memory, between matrix products. Scalar."""
    bandwidth = cell(chips_bandwidth_tb_s, training_chip_row) * BYTES_PER_TB
    return step_activation_bytes * hidden_width * layers / bandwidth


@line
def step_tensor(
    recompute: Choice,
    step_layer_passes: Ratio,
    step_recomputed_passes: Ratio,
    tensor_parallel: Gpu,
    layers: Layer,
    hidden_width: NumberPerTokenLayer,
    training_chip_row: RowNumber,
    chips_link_gb_s: GbPerGpuSecond,
    step_link_efficiency: Fraction,
    global_batch: BatchSequence,
) -> GpuSecondPerToken:
    """Exchange of a token among the GPUs of a layer, a ring in one direction. Scalar. 0 without a layout."""
    passes = passes_of(recompute, step_layer_passes, step_recomputed_passes)
    link = cell(typed(chips_link_gb_s), training_chip_row)
    one_way = link / 2 * BILLION * step_link_efficiency
    numbers = passes * layers * hidden_width * NUMBER_BYTES
    exchanged = 2 * (tensor_parallel / ONE_GPU - 1) * numbers / one_way
    alone = where(tensor_parallel > ONE_GPU, exchanged, NO_TIME)
    return where(global_batch > 0, alone, NO_TIME)


@line
def step_experts(
    model_kind: Choice,
    recompute: Choice,
    step_layer_passes: Ratio,
    step_recomputed_passes: Ratio,
    expert_layers: Layer,
    experts_per_token: Expert,
    hidden_width: NumberPerTokenLayer,
    expert_parallel: Ratio,
    network_gb_s: GbPerGpuSecond,
    step_network_efficiency: Fraction,
) -> GpuSecondPerToken:
    """All-to-all of a token to its experts and back, between servers. Scalar. 0 where dense."""
    passes = passes_of(recompute, step_layer_passes, step_recomputed_passes)
    numbers = passes * experts_per_token * hidden_width * expert_layers * NUMBER_BYTES
    elsewhere = 1 - 1 / expert_parallel
    found = elsewhere * numbers / (BILLION * network_gb_s * step_network_efficiency)
    return 0 * found if is_dense(model_kind) else found


@line
def step_launches(
    layers: Layer,
    step_layer_s: SecondPerLayer,
    tensor_parallel: Gpu,
    context_parallel: Ratio,
    micro_batch: BatchSequence,
    sequence_length: TokenPerSequence,
    flop_per_parameter_token: FlopPerParamToken,
) -> GpuSecondPerToken:
    """Launches of kernels, shared by the tokens of a micro-batch. Scalar."""
    again = flop_per_parameter_token / MODEL_FLOP_PER_PARAM_TOKEN
    gpus = tensor_parallel * context_parallel
    return again * gpus * layers * step_layer_s / sequence_length / micro_batch


@line
def step_gradients(
    global_batch: BatchSequence,
    sequence_length: TokenPerSequence,
    training_gpus: Gpu,
    step_copies: Ratio,
    parameters_b: BillionParams,
    model_kind: Choice,
    one_expert_parameters_b: BillionParams,
    experts: Expert,
    expert_parallel: Ratio,
    tensor_parallel: Gpu,
    pipeline_stages: Ratio,
    network_gb_s: GbPerGpuSecond,
    step_network_efficiency: Fraction,
) -> GpuSecondPerToken:
    """All-reduce of the gradients among copies, for a token. Scalar. 0 without a layout."""
    held = parameters_b
    if not is_dense(model_kind):
        routed = smaller(experts * one_expert_parameters_b, parameters_b)
        held = held - routed + routed / expert_parallel
    of_gpu = held * BILLION / pipeline_stages / (tensor_parallel / ONE_GPU) * GRADIENT_BYTES
    seconds = 2 * (1 - 1 / step_copies) * of_gpu / (network_gb_s * BILLION * step_network_efficiency)
    tokens = larger(ONE_TOKEN, global_batch * sequence_length)
    found = seconds * (training_gpus / ONE_GPU) / tokens
    return where(global_batch > 0, found, NO_TIME)


@line
def layout_mfu(
    global_batch: BatchSequence,
    step_band: Ratio,
    active_parameters_b: BillionParams,
    attention_flop_per_token: FlopPerToken,
    training_bf16_tflops: TflopPerGpuSecond,
    step_arithmetic: GpuSecondPerToken,
    step_activation: GpuSecondPerToken,
    step_tensor: GpuSecondPerToken,
    step_experts: GpuSecondPerToken,
    step_launches: GpuSecondPerToken,
    step_bubble: Ratio,
    step_gradients: GpuSecondPerToken,
) -> Fraction:
    """Model FLOP utilisation of the BF16 peak by the layout. Scalar. At most 1; 0 without a layout."""
    work = step_launches + step_experts + step_tensor + step_activation + step_arithmetic
    whole = work + step_bubble * work + step_gradients
    least = token_flop(active_parameters_b, attention_flop_per_token) / (
        training_bf16_tflops * FLOP_PER_TFLOP
    )
    found = smaller(1.0, least / whole * step_band)
    return where(global_batch > 0, found, 0.0)


@line
def predicted_mfu(global_batch: BatchSequence, layout_mfu: Fraction, fitted_mfu: Fraction) -> Fraction:
    """MFU of the BF16 peak in a step: by the layout where one is typed, else by published runs. Scalar."""
    return where(global_batch > 0, layout_mfu, fitted_mfu)
