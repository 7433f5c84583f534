"""Training: the work of one run, and the time it takes."""

from __future__ import annotations

from planner.model.arrays import total
from planner.model.lines import line
from planner.units import (
    BILLION,
    FLOP_PER_TFLOP,
    HOURS_PER_DAY,
    SECONDS_PER_DAY,
    BillionParams,
    BillionTokens,
    Choice,
    Constant,
    Day,
    Epoch,
    Flag,
    Flop,
    FlopPerParamToken,
    FlopPerToken,
    Fraction,
    Gpu,
    GpuHour,
    Layer,
    NumberPerTokenLayer,
    TflopPerGpuSecond,
    TokenPerParam,
    TokenPerSequence,
)

FORWARD_FLOP_PER_PARAM_TOKEN = Constant(2, "FLOP parameter^-1 token^-1")
"""A multiplication and an addition, without attention. Kaplan et al. 2020, arXiv 2001.08361, section 2.1."""

BACKWARD_FLOP_PER_PARAM_TOKEN = Constant(4, "FLOP parameter^-1 token^-1")
"""Twice the forward pass: the gradients of activations and of weights. The same section."""

MODEL_FLOP_PER_PARAM_TOKEN = Constant(6, "FLOP parameter^-1 token^-1")
"""Both passes."""

FULL_RECOMPUTE_FLOP_PER_PARAM_TOKEN = Constant(8, "FLOP parameter^-1 token^-1")
"""The same with the forward pass run twice. Megatron-LM, arXiv 2104.04473, equation 4."""

ATTENTION_FLOP = Constant(12, "FLOP number^-1 token^-1 sequence")
"""Per layer and width, for each token and each token of its sequence: PaLM, arXiv 2204.02311, appendix B."""


@line
def training_tokens_b(data_mix_tokens_b: BillionTokens, data_mix_epochs: Epoch) -> BillionTokens:
    """Tokens that the model sees: each source as often as it is repeated. Rows of the mix -> scalar."""
    return total(data_mix_tokens_b * data_mix_epochs)


@line
def tokens_per_parameter(
    training_tokens_b: BillionTokens, active_parameters_b: BillionParams
) -> TokenPerParam:
    """Training tokens per parameter that works on them. Scalar. About 20 is optimal for a dense model."""
    return training_tokens_b / active_parameters_b


@line
def attention_counted(count_attention: Choice, throughput_from: Choice) -> Flag:
    """1 where attention scores count as work: by choice, and always with a predicted throughput. Scalar."""
    return 1.0 if count_attention.casefold() == "yes" or throughput_from.casefold() == "predicted" else 0.0


@line
def attention_flop_per_token(
    attention_counted: Flag,
    layers: Layer,
    attention_width: NumberPerTokenLayer,
    sequence_length: TokenPerSequence,
) -> FlopPerToken:
    """Model FLOP of attention scores of one token, where counted. Scalar. No discount for a causal mask."""
    return attention_counted * (attention_width * layers * sequence_length * ATTENTION_FLOP)


@line
def attention_flop(attention_flop_per_token: FlopPerToken, training_tokens_b: BillionTokens) -> Flop:
    """Model FLOP of attention scores over one run. Scalar."""
    return attention_flop_per_token * (training_tokens_b * BILLION)


@line
def training_flop(
    training_tokens_b: BillionTokens, active_parameters_b: BillionParams, attention_flop: Flop
) -> Flop:
    """Model FLOP of one run. Scalar. Excludes recomputed work."""
    tokens = training_tokens_b * BILLION
    parameters = active_parameters_b * BILLION
    return attention_flop + tokens * parameters * MODEL_FLOP_PER_PARAM_TOKEN


@line
def forward_flop_per_parameter_token() -> FlopPerParamToken:
    """FLOP of the forward pass for one parameter and token: a multiplication and an addition. A constant."""
    return FORWARD_FLOP_PER_PARAM_TOKEN


@line
def backward_flop_per_parameter_token() -> FlopPerParamToken:
    """FLOP of the backward pass: gradients of activations and of weights. A constant."""
    return BACKWARD_FLOP_PER_PARAM_TOKEN


@line
def flop_per_parameter_token(
    recompute: Choice,
    selective_recompute_overhead: Fraction,
    forward_flop_per_parameter_token: FlopPerParamToken,
    backward_flop_per_parameter_token: FlopPerParamToken,
) -> FlopPerParamToken:
    """Hardware FLOP for one parameter and token, recomputed work included. Scalar.

    Full recomputation adds one forward pass; selective recomputation a measured share of the model FLOP.
    """
    model_flop = forward_flop_per_parameter_token + backward_flop_per_parameter_token
    if recompute.casefold() == "full":
        return model_flop + forward_flop_per_parameter_token
    if recompute.casefold() == "selective":
        return (1 + selective_recompute_overhead) * model_flop
    return model_flop


@line
def training_hardware_flop(training_flop: Flop, flop_per_parameter_token: FlopPerParamToken) -> Flop:
    """FLOP that the hardware does in one run, recomputed work included. Scalar. Excludes restarts."""
    return training_flop / (MODEL_FLOP_PER_PARAM_TOKEN / flop_per_parameter_token)


@line
def training_days(
    training_hardware_flop: Flop, training_gpus: Gpu, training_hardware_tflops: TflopPerGpuSecond
) -> Day:
    """Days of one run without a stop. Scalar. Excludes failures and restarts."""
    cluster_flop_per_s = training_gpus * (training_hardware_tflops * FLOP_PER_TFLOP)
    return training_hardware_flop / cluster_flop_per_s / SECONDS_PER_DAY


@line
def training_days_full_recompute(
    training_flop: Flop, training_gpus: Gpu, training_hardware_tflops: TflopPerGpuSecond
) -> Day:
    """Days of one run if every activation were recomputed, at the same hardware throughput. Scalar."""
    recomputed = FULL_RECOMPUTE_FLOP_PER_PARAM_TOKEN / MODEL_FLOP_PER_PARAM_TOKEN
    flop_per_day = training_hardware_tflops * FLOP_PER_TFLOP * training_gpus * SECONDS_PER_DAY
    return training_flop / flop_per_day * recomputed


@line
def training_gpu_hours(training_gpus: Gpu, training_days: Day) -> GpuHour:
    """GPU time of one run. Scalar. Excludes failures and restarts."""
    return training_days * HOURS_PER_DAY * training_gpus


@line
def training_elapsed_days(training_days: Day, goodput: Fraction) -> Day:
    """Days from the start of one run to its end, stops and restarts included. Scalar."""
    return training_days / goodput


@line
def training_elapsed_gpu_hours(training_gpus: Gpu, training_elapsed_days: Day) -> GpuHour:
    """GPU time from the start of one run to its end. Scalar. Spare servers are not in it."""
    return training_elapsed_days * training_gpus * HOURS_PER_DAY
