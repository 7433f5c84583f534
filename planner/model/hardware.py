"""Hardware: the quotes and chips of both phases, and the rent of the training cluster."""

from __future__ import annotations

from planner.model.arrays import pick, whole_up
from planner.model.lines import line
from planner.model.maths import row_of
from planner.units import (
    FLOP_PER_TFLOP,
    HOURS_PER_DAY,
    SECONDS_PER_DAY,
    Choice,
    Cluster,
    Day,
    DayPerMonth,
    Flop,
    Fraction,
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


def month_price(
    row: RowNumber,
    by_month: UsdPerServerMonthColumn,
    by_hour: UsdPerGpuHourColumn,
    gpus: GpuPerServer,
    hours: HourPerMonth,
) -> UsdPerServerMonth:
    """Price of one server for a month by the quote in a row.

    The server-month price counts where the quote has one; otherwise the GPU-hour price for all GPUs of the
    server and all hours of the price list's month. A quote with neither never gets here: reading reports it.
    """
    place = int(row) - 1
    month, hour = by_month[place], by_hour[place]
    if month is not None:
        return month
    if hour is None:
        raise ValueError("a quote without any price reached the engine")
    return hour * gpus * hours


@line
def gpu_price_row(gpu_price_quote: Choice, gpu_prices_quote: TextColumn) -> RowNumber:
    """Where the quote for training stands in the price table, counted from 1. Scalar."""
    return row_of(gpu_price_quote, gpu_prices_quote)


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
    """Price of one server for training, for a month. Scalar."""
    return month_price(
        gpu_price_row,
        gpu_prices_server_month_usd,
        gpu_prices_gpu_hour_usd,
        gpus_per_server,
        price_hours_per_month,
    )


@line
def gpu_hour_usd(
    server_month_usd: UsdPerServerMonth, gpus_per_server: GpuPerServer, days_per_month: DayPerMonth
) -> UsdPerGpuHour:
    """Price of one GPU for one hour of a month of rent. Scalar. Every hour counts, used or not."""
    hours_per_month = days_per_month * HOURS_PER_DAY
    return server_month_usd / gpus_per_server / hours_per_month


@line
def training_chip_row(
    gpu_price_row: RowNumber, gpu_prices_chip: TextColumn, chips_chip: TextColumn
) -> RowNumber:
    """Where the chip of the quote for training stands in the table of chips, counted from 1. Scalar."""
    return row_of(gpu_prices_chip[int(gpu_price_row) - 1], chips_chip)


@line
def cluster_servers(training_gpus: Gpu, gpus_per_server: GpuPerServer) -> Server:
    """Servers that train. Scalar. A fraction means a server that is used in part; spare ones apart."""
    return training_gpus / gpus_per_server


@line
def rented_servers(cluster_servers: Server, spare_servers: Server) -> Server:
    """Servers that are paid for, those that stand by included. Scalar."""
    return spare_servers + cluster_servers


@line
def cluster_month_usd(rented_servers: Server, server_month_usd: UsdPerServerMonth) -> UsdPerMonth:
    """Rent of the training cluster for a whole month. Scalar. Excludes network, storage, overhead."""
    return server_month_usd * rented_servers


@line
def training_run_usd(cluster_month_usd: UsdPerMonth, training_days: Day, days_per_month: DayPerMonth) -> Usd:
    """Rent for the days that one run takes. Scalar. Excludes restarts, and the rest of a month paid whole."""
    months = training_days / days_per_month
    return months * cluster_month_usd


@line
def training_elapsed_usd(
    cluster_month_usd: UsdPerMonth, training_elapsed_days: Day, days_per_month: DayPerMonth
) -> Usd:
    """Rent from the start of one run to its end. Scalar. Excludes the rest of a month paid whole."""
    months = training_elapsed_days / days_per_month
    return months * cluster_month_usd


@line
def research_usd(research_fraction: Fraction, training_elapsed_usd: Usd) -> Usd:
    """Rent for the experiments and smaller runs before a final run. Scalar. At the same price an hour."""
    return training_elapsed_usd * research_fraction


@line
def gpus_for_deadline_exact(
    training_hardware_flop: Flop,
    training_hardware_tflops: TflopPerGpuSecond,
    deadline_days: Day,
    goodput: Fraction,
) -> Gpu:
    """GPUs that finish one run exactly at the deadline, not rounded. Scalar. At the plan's goodput."""
    useful_s = deadline_days * goodput * SECONDS_PER_DAY
    flop_per_gpu_s = training_hardware_tflops * FLOP_PER_TFLOP
    return training_hardware_flop / useful_s / flop_per_gpu_s


@line
def gpus_for_deadline(gpus_for_deadline_exact: Gpu, gpus_per_server: GpuPerServer) -> Gpu:
    """GPUs that meet the deadline when only whole servers can be had. Scalar."""
    servers = whole_up(gpus_for_deadline_exact / gpus_per_server)
    return servers * gpus_per_server


@line
def pool_clusters(pool_gpus: Gpu, training_gpus: Gpu) -> Cluster:
    """Training clusters that a pool of existing cards makes. Scalar. Fractions are kept."""
    return pool_gpus / training_gpus
