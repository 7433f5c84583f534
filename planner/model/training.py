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
    Flop,
    FlopPerParamToken,
    Fraction,
    Gpu,
    GpuHour,
    TflopPerGpuSecond,
    TokenPerParam,
)

FORWARD_FLOP_PER_PARAM_TOKEN = Constant(2, "FLOP parameter^-1 token^-1")
"""A multiplication and an addition, without attention. Kaplan et al. 2020, arXiv 2001.08361, section 2.1."""

BACKWARD_FLOP_PER_PARAM_TOKEN = Constant(4, "FLOP parameter^-1 token^-1")
"""Twice the forward pass: the gradients of activations and of weights. The same section."""


@line
def training_tokens_b(data_mix_tokens_b: BillionTokens, data_mix_epochs: Epoch) -> BillionTokens:
    """Tokens that the model sees: each source as often as it is repeated. Rows of the mix -> scalar."""
    return total(data_mix_tokens_b * data_mix_epochs)


@line
def tokens_per_parameter(training_tokens_b: BillionTokens, parameters_b: BillionParams) -> TokenPerParam:
    """Training tokens per parameter. Scalar. About 20 is compute-optimal for a dense model."""
    return training_tokens_b / parameters_b


@line
def forward_flop_per_parameter_token() -> FlopPerParamToken:
    """FLOP of the forward pass for one parameter and token: a multiplication and an addition. A constant."""
    return FORWARD_FLOP_PER_PARAM_TOKEN


@line
def backward_flop_per_parameter_token() -> FlopPerParamToken:
    """FLOP of the backward pass: gradients of activations and of weights. A constant."""
    return BACKWARD_FLOP_PER_PARAM_TOKEN


@line
def training_flop(
    training_tokens_b: BillionTokens,
    parameters_b: BillionParams,
    forward_flop_per_parameter_token: FlopPerParamToken,
    backward_flop_per_parameter_token: FlopPerParamToken,
) -> Flop:
    """Model FLOP of one run. Scalar. Excludes recomputed work and attention."""
    tokens = training_tokens_b * BILLION
    parameters = parameters_b * BILLION
    return tokens * parameters * (forward_flop_per_parameter_token + backward_flop_per_parameter_token)


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
def training_hardware_flop(
    training_tokens_b: BillionTokens, parameters_b: BillionParams, flop_per_parameter_token: FlopPerParamToken
) -> Flop:
    """FLOP that the hardware does in one run, recomputed work included. Scalar. Excludes restarts."""
    parameter_tokens = (parameters_b * BILLION) * (training_tokens_b * BILLION)
    return parameter_tokens * flop_per_parameter_token


@line
def training_days(training_hardware_flop: Flop, training_gpus: Gpu, gpu_tflops: TflopPerGpuSecond) -> Day:
    """Days of one run without a stop. Scalar. Excludes failures and restarts."""
    cluster_flop_per_s = training_gpus * (gpu_tflops * FLOP_PER_TFLOP)
    return training_hardware_flop / cluster_flop_per_s / SECONDS_PER_DAY


@line
def training_days_full_recompute(
    training_tokens_b: BillionTokens,
    parameters_b: BillionParams,
    training_gpus: Gpu,
    gpu_tflops: TflopPerGpuSecond,
    forward_flop_per_parameter_token: FlopPerParamToken,
    backward_flop_per_parameter_token: FlopPerParamToken,
) -> Day:
    """Days of one run if every activation were recomputed, at the same hardware throughput. Scalar.

    The forward pass runs twice: Megatron-LM, arXiv 2104.04473, equation 4.
    """
    flop = 2 * forward_flop_per_parameter_token + backward_flop_per_parameter_token
    parameter_tokens = (parameters_b * BILLION) * (training_tokens_b * BILLION)
    flop_per_day = gpu_tflops * FLOP_PER_TFLOP * training_gpus * SECONDS_PER_DAY
    return parameter_tokens * flop / flop_per_day


@line
def training_gpu_hours(training_gpus: Gpu, training_days: Day) -> GpuHour:
    """GPU time of one run. Scalar. Excludes failures and restarts."""
    return training_days * HOURS_PER_DAY * training_gpus
