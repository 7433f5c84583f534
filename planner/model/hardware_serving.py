"""Hardware for serving: its quote, its chip, and what that chip can do."""

from __future__ import annotations

from planner.model.arrays import pick
from planner.model.hardware import month_price
from planner.model.lines import line
from planner.model.maths import row_of
from planner.units import (
    HOURS_PER_DAY,
    Choice,
    DayPerMonth,
    GbPerGpu,
    GbPerGpuSecond,
    GpuPerServer,
    HourPerMonth,
    RowNumber,
    TbPerGpuSecond,
    TextColumn,
    TflopPerGpuSecond,
    TflopPerGpuSecondColumn,
    UsdPerGpuHour,
    UsdPerGpuHourColumn,
    UsdPerServerMonth,
    UsdPerServerMonthColumn,
)


@line
def serving_price_row(serving_price_quote: Choice, gpu_prices_quote: TextColumn) -> RowNumber:
    """Where the quote for serving stands in the price table, counted from 1. Scalar."""
    return row_of(serving_price_quote, gpu_prices_quote)


@line
def serving_gpus_per_server(
    serving_price_row: RowNumber, gpu_prices_gpus_per_server: GpuPerServer
) -> GpuPerServer:
    """GPUs in one server that serves. Scalar."""
    return pick(gpu_prices_gpus_per_server, serving_price_row)


@line
def serving_server_month_usd(
    serving_price_row: RowNumber,
    gpu_prices_server_month_usd: UsdPerServerMonthColumn,
    gpu_prices_gpu_hour_usd: UsdPerGpuHourColumn,
    serving_gpus_per_server: GpuPerServer,
    price_hours_per_month: HourPerMonth,
) -> UsdPerServerMonth:
    """Price of one server that serves, for a month. Scalar."""
    return month_price(
        serving_price_row,
        gpu_prices_server_month_usd,
        gpu_prices_gpu_hour_usd,
        serving_gpus_per_server,
        price_hours_per_month,
    )


@line
def serving_gpu_hour_usd(
    serving_server_month_usd: UsdPerServerMonth,
    serving_gpus_per_server: GpuPerServer,
    days_per_month: DayPerMonth,
) -> UsdPerGpuHour:
    """Price of one GPU that serves, for one hour of a month of rent. Scalar."""
    gpu_hours = serving_gpus_per_server * (days_per_month * HOURS_PER_DAY)
    return serving_server_month_usd / gpu_hours


@line
def serving_chip_row(
    serving_price_row: RowNumber, gpu_prices_chip: TextColumn, chips_chip: TextColumn
) -> RowNumber:
    """Where the chip that serves stands in the table of chips, counted from 1. Scalar."""
    return row_of(gpu_prices_chip[int(serving_price_row) - 1], chips_chip)


@line
def serving_chip_peak_tflops(
    serving_chip_row: RowNumber, chips_bf16_tflops: TflopPerGpuSecond
) -> TflopPerGpuSecond:
    """Dense BF16 peak of the chip that serves. Scalar."""
    return pick(chips_bf16_tflops, serving_chip_row)


@line
def serving_chip_fp8_tflops(
    serving_chip_row: RowNumber,
    chips_fp8_tflops: TflopPerGpuSecondColumn,
    serving_chip_peak_tflops: TflopPerGpuSecond,
) -> TflopPerGpuSecond:
    """Dense FP8 peak of the chip that serves; its BF16 peak where it has no such units. Scalar."""
    fp8 = chips_fp8_tflops[int(serving_chip_row) - 1]
    return serving_chip_peak_tflops if fp8 is None else fp8


@line
def serving_chip_memory_gb(serving_chip_row: RowNumber, chips_memory_gb: GbPerGpu) -> GbPerGpu:
    """Memory of the chip that serves. Scalar."""
    return pick(chips_memory_gb, serving_chip_row)


@line
def serving_chip_bandwidth_tb_s(
    serving_chip_row: RowNumber, chips_bandwidth_tb_s: TbPerGpuSecond
) -> TbPerGpuSecond:
    """Memory bandwidth of the chip that serves. Scalar."""
    return pick(chips_bandwidth_tb_s, serving_chip_row)


@line
def serving_chip_link_gb_s(serving_chip_row: RowNumber, chips_link_gb_s: GbPerGpuSecond) -> GbPerGpuSecond:
    """Link between the GPUs of a server, both directions added. Scalar."""
    return pick(chips_link_gb_s, serving_chip_row)
