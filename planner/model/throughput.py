"""Throughput of one GPU in training: measured, from a utilisation, or predicted from published runs.

Model FLOP are what the mathematics needs, hardware FLOP what the chip does, recomputed work included. MFU
and HFU are the two over the same dense peak; no line mixes them.
"""

from __future__ import annotations

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
    balance: Ratio, size: Ratio, intercept: Ratio, slope: Ratio, size_slope: Ratio, scale: Ratio
) -> Fraction:
    """MFU of a step by ``planner.reference.throughput``: exp(a + balance x (b + c ln size)) x scale."""
    exponent = intercept + slope * balance + size_slope * balance * log(size)
    return smaller(1.0, scale * exp(exponent))


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
def predicted_mfu(
    training_balance: Ratio,
    active_parameters_b: BillionParams,
    predicted_reference_parameters_b: BillionParams,
    predicted_intercept: Ratio,
    predicted_balance_slope: Ratio,
    predicted_size_slope: Ratio,
    predicted_band: Ratio,
    training_chip_row: RowNumber,
    chips_matmul_share: Fraction,
) -> Fraction:
    """Model FLOP utilisation of the BF16 peak in a step, attention counted. Scalar. At most 1.

    Fitted on 41 published runs (docs/validation.md); the band holds for 80 % of them.
    """
    size = active_parameters_b / predicted_reference_parameters_b
    scale = predicted_band * cell(chips_matmul_share, training_chip_row)
    return predicted(
        training_balance, size, predicted_intercept, predicted_balance_slope, predicted_size_slope, scale
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
