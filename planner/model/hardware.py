"""Hardware: the price of a server, and the rent of a training cluster."""

from __future__ import annotations

from planner.model.arrays import pick, whole_up
from planner.model.lines import line
from planner.units import (
    FLOP_PER_TFLOP,
    HOURS_PER_DAY,
    SECONDS_PER_DAY,
    Choice,
    Cluster,
    Day,
    DayPerMonth,
    Flop,
    Gpu,
    GpuPerServer,
    HourPerMonth,
    RowNumber,
    Server,
    TextColumn,
    TflopPerGpuSecond,
    Usd,
    UsdPerGpuHour,
    UsdPerGpuHourColumn,
    UsdPerMonth,
    UsdPerServerMonth,
    UsdPerServerMonthColumn,
)


@line
def gpu_price_row(gpu_price_quote: Choice, gpu_prices_quote: TextColumn) -> RowNumber:
    """Where the chosen quote stands in the price table, counted from 1. Scalar. Case does not matter."""
    quotes = [quote.casefold() for quote in gpu_prices_quote]
    return float(quotes.index(gpu_price_quote.casefold()) + 1)


@line
def gpus_per_server(gpu_price_row: RowNumber, gpu_prices_gpus_per_server: GpuPerServer) -> GpuPerServer:
    """GPUs in one server of the chosen quote. Scalar."""
    return pick(gpu_prices_gpus_per_server, gpu_price_row)


@line
def server_month_usd(
    gpu_price_row: RowNumber,
    gpu_prices_server_month_usd: UsdPerServerMonthColumn,
    gpu_prices_gpu_hour_usd: UsdPerGpuHourColumn,
    gpus_per_server: GpuPerServer,
    price_hours_per_month: HourPerMonth,
) -> UsdPerServerMonth:
    """Price of one server for a month by the chosen quote. Scalar.

    The server-month price counts where the quote has one; otherwise the GPU-hour price for all GPUs of the
    server and all hours of the price list's month. A quote with neither never gets here: reading reports it.
    """
    row = int(gpu_price_row) - 1
    by_month = gpu_prices_server_month_usd[row]
    if by_month is not None:
        return by_month
    by_hour = gpu_prices_gpu_hour_usd[row]
    if by_hour is None:
        raise ValueError("a quote without any price reached the engine")
    return by_hour * gpus_per_server * price_hours_per_month


@line
def gpu_hour_usd(
    server_month_usd: UsdPerServerMonth, gpus_per_server: GpuPerServer, days_per_month: DayPerMonth
) -> UsdPerGpuHour:
    """Price of one GPU for one hour of a month of rent. Scalar. Every hour counts, used or not."""
    hours_per_month = days_per_month * HOURS_PER_DAY
    return server_month_usd / gpus_per_server / hours_per_month


@line
def cluster_servers(training_gpus: Gpu, gpus_per_server: GpuPerServer) -> Server:
    """Servers of the training cluster. Scalar. A fraction means a server that is used in part."""
    return training_gpus / gpus_per_server


@line
def cluster_month_usd(cluster_servers: Server, server_month_usd: UsdPerServerMonth) -> UsdPerMonth:
    """Rent of the training cluster for a whole month. Scalar. Excludes network, storage, overhead."""
    return server_month_usd * cluster_servers


@line
def training_run_usd(cluster_month_usd: UsdPerMonth, training_days: Day, days_per_month: DayPerMonth) -> Usd:
    """Rent for the days that one run takes. Scalar. Excludes restarts, and the rest of a month paid whole."""
    months = training_days / days_per_month
    return months * cluster_month_usd


@line
def gpus_for_deadline_exact(
    training_hardware_flop: Flop, gpu_tflops: TflopPerGpuSecond, deadline_days: Day
) -> Gpu:
    """GPUs that finish one run exactly at the deadline, not rounded. Scalar. Excludes restarts."""
    deadline_s = deadline_days * SECONDS_PER_DAY
    flop_per_gpu_s = gpu_tflops * FLOP_PER_TFLOP
    return training_hardware_flop / deadline_s / flop_per_gpu_s


@line
def gpus_for_deadline(gpus_for_deadline_exact: Gpu, gpus_per_server: GpuPerServer) -> Gpu:
    """GPUs that meet the deadline when only whole servers can be had. Scalar."""
    servers = whole_up(gpus_for_deadline_exact / gpus_per_server)
    return servers * gpus_per_server


@line
def pool_clusters(pool_gpus: Gpu, training_gpus: Gpu) -> Cluster:
    """Training clusters that a pool of existing cards makes. Scalar. Fractions are kept."""
    return pool_gpus / training_gpus
