"""Hardware: the quotes and chips of both phases, and the rent of the training cluster."""

from __future__ import annotations

from planner.model.arrays import pick, whole_up
from planner.model.chain.exchange import or_nothing, rate_at
from planner.model.chain.quotes import rolls
from planner.model.chain.tables import CLUSTERS, cell, first, padded, positions, typed
from planner.model.lines import line
from planner.model.maths import where
from planner.units import (
    FLOP_PER_TFLOP,
    SECONDS_PER_DAY,
    USD_BY_NAME,
    Cluster,
    Date,
    Day,
    DayPerMonth,
    Flop,
    Fraction,
    Gpu,
    GpuPerServer,
    HourPerMonth,
    Month,
    OwnPerGpuHour,
    OwnPerServerMonth,
    PerYear,
    PlanPerOwn,
    RowNumber,
    Server,
    TextColumn,
    TflopPerGpuSecond,
    Usd,
    UsdPerGpuHour,
    UsdPerMonth,
    UsdPerServerMonth,
)


@line
def gpu_price_row(cluster_quote_row: RowNumber) -> RowNumber:
    """Row of the first cluster's quote, counted from 1. Scalar. 0 for none."""
    return first(cluster_quote_row)


@line
def gpus_per_server(gpu_price_row: RowNumber, gpu_prices_gpus_per_server: GpuPerServer) -> GpuPerServer:
    """GPUs in one server of that quote. Scalar."""
    return cell(typed(gpu_prices_gpus_per_server), gpu_price_row)


@line
def gpu_hour_usd(
    cluster_price: OwnPerGpuHour,
    cluster_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    usd_rate: PlanPerOwn,
) -> UsdPerGpuHour:
    """Price of a GPU-hour on the first cluster, signed for in month 1. Scalar. Before the cost factor.

    Every hour of a month counts, used or not.
    """
    rate = rate_at(currency_rate, first(cluster_currency_row))
    return first(cluster_price) * or_nothing(rate, usd_rate) * USD_BY_NAME


@line
def server_month_usd(
    gpu_price_row: RowNumber,
    gpu_prices_price_per_server_month: OwnPerServerMonth,
    gpu_prices_date: Date,
    gpu_prices_valid_to_month: Month,
    gpu_prices_path: TextColumn,
    price_paths_path: TextColumn,
    price_paths_before_plan: PerYear,
    plan_start: Date,
    cluster_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    usd_rate: PlanPerOwn,
    gpu_hour_usd: UsdPerGpuHour,
    gpus_per_server: GpuPerServer,
    hours_per_month: HourPerMonth,
) -> UsdPerServerMonth:
    """Price of one server for training, for a month. Scalar.

    The typed server-month, rolled to the plan's start, where there is one, else that of its GPU-hours.
    """
    path = gpu_prices_path, price_paths_path, price_paths_before_plan
    factor = rolls(*path, plan_start, gpu_prices_date, gpu_prices_valid_to_month)
    rolled = cell(typed(gpu_prices_price_per_server_month) * factor, gpu_price_row)
    rate = rate_at(currency_rate, first(cluster_currency_row))
    by_month = rolled * or_nothing(rate, usd_rate) * USD_BY_NAME
    return where(by_month > 0, by_month, gpu_hour_usd * gpus_per_server * hours_per_month)


@line
def training_gpus(clusters_gpus: Gpu) -> Gpu:
    """GPUs of the first cluster. Scalar."""
    return pick(padded(clusters_gpus, CLUSTERS), 1.0)


@line
def spare_servers(clusters_spare_servers: Server) -> Server:
    """Spare servers of the first cluster. Scalar."""
    return pick(padded(clusters_spare_servers, CLUSTERS), 1.0)


@line
def training_chip_row(
    gpu_price_row: RowNumber, gpu_prices_chip: TextColumn, chips_chip: TextColumn
) -> RowNumber:
    """Where the chip of the quote for training stands in the table of chips, counted from 1. Scalar."""
    return cell(positions(gpu_prices_chip, chips_chip), gpu_price_row)


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
