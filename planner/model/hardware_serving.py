"""Hardware for serving: its quote, its chip, and what that chip can do."""

from __future__ import annotations

from planner.model.chain.exchange import or_nothing, rate_at
from planner.model.chain.quotes import rolls
from planner.model.chain.tables import cell, first, positions, typed
from planner.model.lines import line
from planner.model.maths import where
from planner.units import (
    USD_BY_NAME,
    Date,
    GbPerGpu,
    GbPerGpuSecond,
    GpuPerServer,
    HourPerMonth,
    Month,
    OwnPerGpuHour,
    OwnPerServerMonth,
    PerYear,
    PlanPerOwn,
    RowNumber,
    TbPerGpuSecond,
    TextColumn,
    TflopPerGpuSecond,
    UsdPerGpuHour,
    UsdPerServerMonth,
)


@line
def serving_price_row(model_quote_row: RowNumber) -> RowNumber:
    """Row of the first model's serving quote, counted from 1. Scalar. 0 for none."""
    return first(model_quote_row)


@line
def serving_gpus_per_server(model_server_gpus: GpuPerServer) -> GpuPerServer:
    """GPUs in one server that serves. Scalar."""
    return first(model_server_gpus)


@line
def serving_gpu_hour_usd(
    model_price: OwnPerGpuHour,
    model_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    usd_rate: PlanPerOwn,
) -> UsdPerGpuHour:
    """Price of a GPU-hour of the first model's replicas, signed for in month 1. Scalar."""
    rate = rate_at(currency_rate, first(model_currency_row))
    return first(model_price) * or_nothing(rate, usd_rate) * USD_BY_NAME


@line
def serving_server_month_usd(
    serving_price_row: RowNumber,
    gpu_prices_price_per_server_month: OwnPerServerMonth,
    gpu_prices_date: Date,
    gpu_prices_valid_to_month: Month,
    gpu_prices_path: TextColumn,
    price_paths_path: TextColumn,
    price_paths_before_plan: PerYear,
    plan_start: Date,
    model_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    usd_rate: PlanPerOwn,
    serving_gpu_hour_usd: UsdPerGpuHour,
    serving_gpus_per_server: GpuPerServer,
    hours_per_month: HourPerMonth,
) -> UsdPerServerMonth:
    """Price of one server that serves, for a month. Scalar. As `server_month_usd`."""
    path = gpu_prices_path, price_paths_path, price_paths_before_plan
    factor = rolls(*path, plan_start, gpu_prices_date, gpu_prices_valid_to_month)
    rolled = cell(typed(gpu_prices_price_per_server_month) * factor, serving_price_row)
    rate = rate_at(currency_rate, first(model_currency_row))
    by_month = rolled * or_nothing(rate, usd_rate) * USD_BY_NAME
    by_hour = serving_gpu_hour_usd * serving_gpus_per_server * hours_per_month
    return where(by_month > 0, by_month, by_hour)


@line
def serving_chip_row(
    serving_price_row: RowNumber, gpu_prices_chip: TextColumn, chips_chip: TextColumn
) -> RowNumber:
    """Where the chip that serves stands in the table of chips, counted from 1. Scalar."""
    return cell(positions(gpu_prices_chip, chips_chip), serving_price_row)


@line
def serving_chip_peak_tflops(
    serving_chip_row: RowNumber, chips_bf16_tflops: TflopPerGpuSecond
) -> TflopPerGpuSecond:
    """Dense BF16 peak of the chip that serves. Scalar."""
    return cell(chips_bf16_tflops, serving_chip_row)


@line
def serving_chip_fp8_tflops(
    serving_chip_row: RowNumber,
    chips_fp8_tflops: TflopPerGpuSecond,
    serving_chip_peak_tflops: TflopPerGpuSecond,
) -> TflopPerGpuSecond:
    """Dense FP8 peak of the chip that serves; its BF16 peak where it has no such units. Scalar."""
    fp8 = cell(typed(chips_fp8_tflops), serving_chip_row)
    return where(fp8 > 0, fp8, serving_chip_peak_tflops)


@line
def serving_chip_fp4_tflops(
    serving_chip_row: RowNumber,
    chips_fp4_tflops: TflopPerGpuSecond,
    serving_chip_fp8_tflops: TflopPerGpuSecond,
) -> TflopPerGpuSecond:
    """Dense FP4 peak of the chip that serves; its FP8 peak where it has no such units. Scalar."""
    fp4 = cell(typed(chips_fp4_tflops), serving_chip_row)
    return where(fp4 > 0, fp4, serving_chip_fp8_tflops)


@line
def serving_chip_memory_gb(serving_chip_row: RowNumber, chips_memory_gb: GbPerGpu) -> GbPerGpu:
    """Memory of the chip that serves. Scalar."""
    return cell(chips_memory_gb, serving_chip_row)


@line
def serving_chip_bandwidth_tb_s(
    serving_chip_row: RowNumber, chips_bandwidth_tb_s: TbPerGpuSecond
) -> TbPerGpuSecond:
    """Memory bandwidth of the chip that serves. Scalar."""
    return cell(chips_bandwidth_tb_s, serving_chip_row)


@line
def serving_chip_link_gb_s(serving_chip_row: RowNumber, chips_link_gb_s: GbPerGpuSecond) -> GbPerGpuSecond:
    """Link between the GPUs of a server, both directions added. Scalar."""
    return cell(chips_link_gb_s, serving_chip_row)
