"""Throughput of one GPU in training: measured, from a utilisation, or predicted from published runs.

Model FLOP are what the mathematics needs, hardware FLOP what the chip does, recomputed work included. MFU
and HFU are the two over the same dense peak; no line mixes them.
"""

from __future__ import annotations

from planner.model.architecture import is_dense
from planner.model.arrays import yes
from planner.model.chain.tables import cell, typed, where_architecture
from planner.model.lines import line
from planner.model.maths import exp, larger, log, smaller, where
from planner.model.training import MODEL_FLOP_PER_PARAM_TOKEN
from planner.units import (
    BillionParams,
    Choice,
    Flag,
    FlopPerByte,
    FlopPerParamToken,
    Fraction,
    Ratio,
    RowNumber,
    TbPerGpuSecond,
    TflopPerGpuSecond,
)


@line
def training_bf16_tflops(
    training_chip_row: RowNumber, chips_bf16_tflops: TflopPerGpuSecond
) -> TflopPerGpuSecond:
    """Dense BF16 peak of the chip that trains. Scalar."""
    return cell(chips_bf16_tflops, training_chip_row)


@line
def training_peak_tflops(
    training_precision: Choice,
    training_chip_row: RowNumber,
    chips_fp8_tflops: TflopPerGpuSecond,
    training_bf16_tflops: TflopPerGpuSecond,
) -> TflopPerGpuSecond:
    """Dense peak at the precision that counts; a chip without FP8 units counts with BF16. Scalar."""
    if training_precision.casefold() != "fp8":
        return training_bf16_tflops
    fp8 = cell(typed(chips_fp8_tflops), training_chip_row)
    return where(fp8 > 0, fp8, training_bf16_tflops)


def balance_of(
    peak: TflopPerGpuSecond, bandwidth: TbPerGpuSecond, reference: FlopPerByte, most: Ratio
) -> Ratio:
    """ln of a chip's FLOP per byte over the A100's, kept within what was observed."""
    return larger(0.0, smaller(most, log(peak / (bandwidth * reference))))


def predicted(
    balance: Ratio, constant: Ratio, slope: Ratio, fp8: Flag, fp8_change: Ratio, scale: Ratio
) -> Fraction:
    """MFU of a step by ``planner.reference.throughput``: exp(constant + balance x slope + FP8) x scale."""
    return smaller(1.0, scale * exp(constant + fp8 * fp8_change + slope * balance))


@line
def training_fp8(
    training_precision: Choice, training_chip_row: RowNumber, chips_fp8_tflops: TflopPerGpuSecond
) -> Flag:
    """1 where the arithmetic of training is FP8: asked for, and the chip has it. Scalar."""
    asked = 1.0 if training_precision.casefold() == "fp8" else 0.0
    return asked * yes(cell(typed(chips_fp8_tflops), training_chip_row) > 0)


@line
def training_balance(
    training_bf16_tflops: TflopPerGpuSecond,
    training_chip_row: RowNumber,
    chips_bandwidth_tb_s: TbPerGpuSecond,
    predicted_reference_balance: FlopPerByte,
    predicted_balance_most: Ratio,
) -> Ratio:
    """ln of the training chip's balance over the A100's. Scalar."""
    bandwidth = cell(chips_bandwidth_tb_s, training_chip_row)
    return balance_of(training_bf16_tflops, bandwidth, predicted_reference_balance, predicted_balance_most)


@line
def predicted_constant(
    model_kind: Choice,
    training_stack: Choice,
    recompute: Choice,
    predicted_intercept: Ratio,
    predicted_experts: Ratio,
    predicted_library: Ratio,
    predicted_tuned: Ratio,
    predicted_tuned_recompute: Ratio,
    predicted_tuned_experts: Ratio,
) -> Ratio:
    """ln of the MFU on a chip of the A100's balance, in BF16. Scalar. By the kind of model and the stack."""
    stack, dense = training_stack.casefold(), is_dense(model_kind)
    total = predicted_intercept if dense else predicted_intercept + predicted_experts
    if stack == "library":
        return total + predicted_library
    if stack != "tuned":
        return total
    total = total + predicted_tuned
    if recompute.casefold() == "full":
        total = total + predicted_tuned_recompute
    return total if dense else total + predicted_tuned_experts


@line
def predicted_slope(
    training_stack: Choice,
    active_parameters_b: BillionParams,
    predicted_reference_parameters_b: BillionParams,
    predicted_balance_slope: Ratio,
    predicted_size_slope: Ratio,
    predicted_size_least: Ratio,
    predicted_tuned_balance: Ratio,
) -> Ratio:
    """Change of that logarithm with the chip's balance. Scalar. Large models and tuned stacks lose less."""
    size = larger(predicted_size_least, log(active_parameters_b / predicted_reference_parameters_b))
    slope = size * predicted_size_slope + predicted_balance_slope
    return slope + predicted_tuned_balance if training_stack.casefold() == "tuned" else slope


@line
def fitted_mfu(
    training_balance: Ratio,
    predicted_constant: Ratio,
    predicted_slope: Ratio,
    training_fp8: Flag,
    predicted_fp8: Ratio,
    predicted_band: Ratio,
    training_chip_row: RowNumber,
    chips_matmul_share: Fraction,
) -> Fraction:
    """Model FLOP utilisation of the BF16 peak in a step, attention counted. Scalar. At most 1.

    Fitted on published runs and benchmarks (docs/validation.md); the band holds for 80 % of those left out.
    """
    scale = predicted_band * cell(chips_matmul_share, training_chip_row)
    return predicted(
        training_balance, predicted_constant, predicted_slope, training_fp8, predicted_fp8, scale
    )


@line
def training_hardware_tflops(
    throughput_from: Choice,
    gpu_tflops: TflopPerGpuSecond,
    mfu: Fraction,
    training_peak_tflops: TflopPerGpuSecond,
    predicted_mfu: Fraction,
    training_bf16_tflops: TflopPerGpuSecond,
    flop_per_parameter_token: FlopPerParamToken,
) -> TflopPerGpuSecond:
    """What one GPU does in a second, recomputed work included. Scalar.

    A measured figure is hardware FLOP already; an MFU is model FLOP and grows by the recomputed work.
    """
    source = throughput_from.casefold()
    if source == "measured":
        return gpu_tflops
    model = predicted_mfu * training_bf16_tflops if source == "predicted" else mfu * training_peak_tflops
    return model * (flop_per_parameter_token / MODEL_FLOP_PER_PARAM_TOKEN)


@line
def training_model_tflops(
    training_hardware_tflops: TflopPerGpuSecond, flop_per_parameter_token: FlopPerParamToken
) -> TflopPerGpuSecond:
    """What one GPU does in a second, recomputed work left out. Scalar."""
    return training_hardware_tflops / (flop_per_parameter_token / MODEL_FLOP_PER_PARAM_TOKEN)


@line
def training_mfu(
    training_model_tflops: TflopPerGpuSecond, training_peak_tflops: TflopPerGpuSecond
) -> Fraction:
    """Model FLOP over the dense peak. Scalar."""
    return training_model_tflops / training_peak_tflops


@line
def training_hfu(
    training_hardware_tflops: TflopPerGpuSecond, training_peak_tflops: TflopPerGpuSecond
) -> Fraction:
    """Hardware FLOP over the dense peak. Scalar."""
    return training_hardware_tflops / training_peak_tflops


@line
def throughput_check(
    training_hardware_tflops: TflopPerGpuSecond,
    training_peak_tflops: TflopPerGpuSecond,
    model_from_architecture: Flag,
) -> Flag:
    """1 where the chip can do what the plan asks of it. Scalar. Catches sparse peaks and wrong chips.

    Met where no model takes the architecture's figures.
    """
    can = yes(training_hardware_tflops <= training_peak_tflops)
    return where_architecture(model_from_architecture, can)
