"""Clusters: the quote of each, and the GPUs that it needs in each month.

docs/model.md, section 4. For each cluster: along clusters, or clusters x months; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import rows, yes
from planner.model.chain.prices import paths_of
from planner.model.chain.quotes import rolls, row_at_level, server_hours, terms
from planner.model.chain.tables import (
    CLUSTERS,
    at_month,
    over,
    padded,
    padded_rows,
    positions,
    taken,
    typed,
    up,
)
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    ONE_SERVER,
    Choice,
    ChoiceColumn,
    Date,
    Flag,
    Fraction,
    Gpu,
    GpuPerServer,
    HourPerMonth,
    Month,
    OwnPerGpuHour,
    OwnPerServerMonth,
    PerYear,
    Ratio,
    RowNumber,
    Server,
    TextColumn,
    TflopPerGpuSecond,
)

LEAST_USE = 1e-9
"""A share of a month below this is the last bit of a division, and no use."""


@line(axis="cluster")
def cluster_base_quote_row(clusters_quote: TextColumn, gpu_prices_quote: TextColumn) -> RowNumber:
    """Row of each cluster's quote in the base. Clusters. 0 for none."""
    return padded_rows(positions(clusters_quote, gpu_prices_quote), CLUSTERS)


@line(axis="cluster")
def cluster_low_quote_row(clusters_quote_low: TextColumn, gpu_prices_quote: TextColumn) -> RowNumber:
    """Row of each cluster's quote typed for the favourable case. Clusters. 0 for none."""
    return padded_rows(positions(clusters_quote_low, gpu_prices_quote), CLUSTERS)


@line(axis="cluster")
def cluster_high_quote_row(clusters_quote_high: TextColumn, gpu_prices_quote: TextColumn) -> RowNumber:
    """Row of each cluster's quote typed for the adverse case. Clusters. 0 for none."""
    return padded_rows(positions(clusters_quote_high, gpu_prices_quote), CLUSTERS)


@line(axis="cluster")
def cluster_quote_row(
    cluster_base_quote_row: RowNumber,
    cluster_low_quote_row: RowNumber,
    cluster_high_quote_row: RowNumber,
    level: Choice,
) -> RowNumber:
    """Row of each cluster's quote at the level, in the base where that has none. Clusters. 0 for none."""
    return row_at_level(level, cluster_base_quote_row, cluster_low_quote_row, cluster_high_quote_row)


@line(axis="cluster")
def cluster_server_month(
    cluster_quote_row: RowNumber, gpu_prices_price_per_server_month: OwnPerServerMonth
) -> OwnPerServerMonth:
    """Price of a server-month of each quote, where it is typed. Clusters. Else 0."""
    return taken(typed(gpu_prices_price_per_server_month), cluster_quote_row)


@line(axis="cluster")
def cluster_quoted_price(
    cluster_quote_row: RowNumber,
    cluster_server_month: OwnPerServerMonth,
    gpu_prices_price_per_gpu_hour: OwnPerGpuHour,
    gpu_prices_gpus_per_server: GpuPerServer,
    hours_per_month: HourPerMonth,
) -> OwnPerGpuHour:
    """Price of a GPU-hour of each quote as it is typed, in its currency. Clusters.

    `server_month/(gpus_per_server x hours_per_month)` where a server-month is typed, else
    `price_per_gpu_hour`.
    """
    hours = taken(server_hours(gpu_prices_gpus_per_server, hours_per_month), cluster_quote_row)
    by_hour = taken(typed(gpu_prices_price_per_gpu_hour), cluster_quote_row)
    price: OwnPerGpuHour = np.where(cluster_server_month > 0, over(cluster_server_month, hours), by_hour)
    return price


@line(axis="cluster")
def cluster_price(
    cluster_quote_row: RowNumber,
    cluster_quoted_price: OwnPerGpuHour,
    gpu_prices_date: Date,
    gpu_prices_valid_to_month: Month,
    gpu_prices_path: TextColumn,
    price_paths_path: TextColumn,
    price_paths_before_plan: PerYear,
    plan_start: Date,
) -> OwnPerGpuHour:
    """Price of a GPU-hour by each quote, rolled to the plan's start. Clusters. `price x roll`."""
    path = gpu_prices_path, price_paths_path, price_paths_before_plan
    factor = rolls(*path, plan_start, gpu_prices_date, gpu_prices_valid_to_month)
    return cluster_quoted_price * taken(factor, cluster_quote_row)


@line(axis="cluster")
def cluster_term_months(cluster_quote_row: RowNumber, gpu_prices_contract: ChoiceColumn) -> Month:
    """Length of a contract. Clusters. 0 is on demand or spot."""
    return taken(terms(gpu_prices_contract), cluster_quote_row)


@line(axis="cluster")
def cluster_valid_to_month(cluster_quote_row: RowNumber, gpu_prices_valid_to_month: Month) -> Month:
    """Last month in which the signed price can be had. Clusters. 0 where nothing is signed."""
    return taken(typed(gpu_prices_valid_to_month), cluster_quote_row)


@line(axis="cluster")
def cluster_path_row(
    cluster_quote_row: RowNumber, gpu_prices_path: TextColumn, price_paths_path: TextColumn
) -> RowNumber:
    """Row of the quote's price path. Clusters. 0 for none."""
    return taken(positions(gpu_prices_path, price_paths_path), cluster_quote_row)


@line(axis="cluster")
def cluster_path_when_valid(
    cluster_path_row: RowNumber, cluster_valid_to_month: Month, path_index: Ratio, month: Month
) -> Ratio:
    """Price path in the last month of the signed price, against month 1. Clusters. 1 without a path."""
    until = np.minimum(np.maximum(cluster_valid_to_month, ONE_MONTH), np.max(month))
    return at_month(paths_of(path_index, cluster_path_row), month, until)


@line(axis="cluster")
def cluster_currency_row(
    cluster_quote_row: RowNumber, gpu_prices_currency: TextColumn, currencies_currency: TextColumn
) -> RowNumber:
    """Row of the quote's currency. Clusters. 0 for none."""
    return taken(positions(gpu_prices_currency, currencies_currency), cluster_quote_row)


@line(axis="cluster")
def cluster_chip_row(
    cluster_quote_row: RowNumber, gpu_prices_chip: TextColumn, chips_chip: TextColumn
) -> RowNumber:
    """Row of the quote's chip. Clusters. 0 for no cluster."""
    return taken(positions(gpu_prices_chip, chips_chip), cluster_quote_row)


@line(axis="cluster")
def cluster_fp8_tflops(
    cluster_chip_row: RowNumber, chips_fp8_tflops: TflopPerGpuSecond, training_precision: Choice
) -> TflopPerGpuSecond:
    """Dense FP8 peak of a GPU of the quote's chip, where the plan trains in FP8. Clusters. Else 0."""
    counts = float(training_precision.casefold() == "fp8")
    return taken(typed(chips_fp8_tflops), cluster_chip_row) * counts


@line(axis="cluster")
def cluster_peak_tflops(
    cluster_chip_row: RowNumber, cluster_fp8_tflops: TflopPerGpuSecond, chips_bf16_tflops: TflopPerGpuSecond
) -> TflopPerGpuSecond:
    """Dense peak of a GPU of the quote's chip, at the precision that counts. Clusters.

    FP8 where the plan trains in FP8 and the chip has such units, else BF16.
    """
    bf16 = taken(typed(chips_bf16_tflops), cluster_chip_row)
    peak: TflopPerGpuSecond = np.where(cluster_fp8_tflops > 0, cluster_fp8_tflops, bf16)
    return peak


@line(axis="cluster")
def cluster_paid_gpus(
    clusters_gpus: Gpu,
    clusters_spare_servers: Server,
    cluster_quote_row: RowNumber,
    gpu_prices_gpus_per_server: GpuPerServer,
) -> Gpu:
    """GPUs of each cluster in whole servers, spare ones included. Clusters.

    `(UP(gpus/gpus_per_server) + spare_servers) x gpus_per_server`.
    """
    server = taken(typed(gpu_prices_gpus_per_server), cluster_quote_row)
    servers = up(over(padded(clusters_gpus, CLUSTERS), server) / ONE_SERVER) * ONE_SERVER
    return (servers + padded(clusters_spare_servers, CLUSTERS)) * server


@line(axis="month", each="cluster")
def cluster_use(phase_begin: Month, phase_end: Month, phase_cluster_row: RowNumber, month: Month) -> Fraction:
    """Share of the month in which a phase runs on each cluster. Clusters x months.

    Above 1 where phases overlap.

    Sum over its phases of `MAX(0, MIN(m, end) - MAX(m-1, begin))`.
    """
    ended, begun = np.minimum(month, rows(phase_end)), np.maximum(month - ONE_MONTH, rows(phase_begin))
    running = np.maximum(ended - begun, 0.0) / ONE_MONTH
    on_cluster = np.asarray(phase_cluster_row) == np.arange(1, CLUSTERS + 1)[:, None]
    use: Fraction = np.add.reduce(running[..., None, :, :] * on_cluster[..., None], axis=-2)
    return use


@line(axis="month", each="cluster")
def cluster_held(clusters_hold_from: Month, clusters_hold_to: Month, month: Month) -> Flag:
    """1 while each cluster is kept whether used or not. Clusters x months.

    `[hold_from > 0] x [hold_from <= m] x [m <= hold_to]`.
    """
    begin, end = rows(padded(clusters_hold_from, CLUSTERS)), rows(padded(clusters_hold_to, CLUSTERS))
    return yes((begin > 0) & (begin <= month) & (month <= end))


@line(axis="month", each="cluster")
def cluster_need_gpus(cluster_paid_gpus: Gpu, cluster_held: Flag, cluster_use: Fraction) -> Gpu:
    """GPUs that must be paid. Clusters x months. Those of the cluster where it is held or used, else 0."""
    needed = (cluster_held > 0) | (cluster_use > LEAST_USE)
    return rows(cluster_paid_gpus) * needed
