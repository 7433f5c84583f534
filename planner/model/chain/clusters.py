"""Clusters: the quote of each, and the GPUs that it needs in each month.

docs/model.md, section 4. For each cluster: along clusters, or clusters x months; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import rows, yes
from planner.model.chain.prices import rolled
from planner.model.chain.registry import line
from planner.model.chain.tables import CLUSTERS, over, padded, padded_rows, positions, taken, typed, up
from planner.units import (
    ONE_MONTH,
    ONE_SERVER,
    Date,
    Flag,
    Fraction,
    Gpu,
    GpuPerServer,
    Month,
    OwnPerGpuHour,
    Ratio,
    RowNumber,
    TextColumn,
    TflopPerGpuSecond,
)

LEAST_USE = 1e-9
"""A share of a month below this is the last bit of a division, and no use."""


@line(axis="cluster")
def cluster_quote_row(clusters_quote: TextColumn, quotes_quote: TextColumn) -> RowNumber:
    """Row of each cluster's quote. Clusters. 0 for no cluster."""
    return padded_rows(positions(clusters_quote, quotes_quote), CLUSTERS)


@line(axis="cluster")
def cluster_price(
    cluster_quote_row: RowNumber,
    quotes_price_per_gpu_hour: OwnPerGpuHour,
    quotes_quote_date: Date,
    quotes_valid_to_month: Month,
    quotes_path: TextColumn,
    price_paths_path: TextColumn,
    price_paths_before_plan: Fraction,
    plan_start: Date,
) -> OwnPerGpuHour:
    """Price of each cluster's quote, rolled to the plan's start. Clusters. `price x roll`."""
    before = taken(typed(price_paths_before_plan), positions(quotes_path, price_paths_path))
    factor = rolled(before, plan_start, typed(quotes_quote_date), typed(quotes_valid_to_month))
    return taken(typed(quotes_price_per_gpu_hour) * factor, cluster_quote_row)


@line(axis="cluster")
def cluster_term_months(cluster_quote_row: RowNumber, quotes_term_months: Month) -> Month:
    """Length of a contract. Clusters. 0 is on demand."""
    return taken(typed(quotes_term_months), cluster_quote_row)


@line(axis="cluster")
def cluster_valid_to_month(cluster_quote_row: RowNumber, quotes_valid_to_month: Month) -> Month:
    """Last month in which the signed price can be had. Clusters. 0 where nothing is signed."""
    return taken(typed(quotes_valid_to_month), cluster_quote_row)


@line(axis="cluster")
def cluster_path_row(
    cluster_quote_row: RowNumber, quotes_path: TextColumn, price_paths_path: TextColumn
) -> RowNumber:
    """Row of the quote's price path. Clusters. 0 for none."""
    return taken(positions(quotes_path, price_paths_path), cluster_quote_row)


@line(axis="cluster")
def cluster_currency_row(
    cluster_quote_row: RowNumber, quotes_currency: TextColumn, currencies_currency: TextColumn
) -> RowNumber:
    """Row of the quote's currency. Clusters. 0 for none."""
    return taken(positions(quotes_currency, currencies_currency), cluster_quote_row)


@line(axis="cluster")
def cluster_peak_tflops(
    cluster_quote_row: RowNumber,
    quotes_chip: TextColumn,
    chips_chip: TextColumn,
    chips_dense_tflops: TflopPerGpuSecond,
) -> TflopPerGpuSecond:
    """Peak of a GPU of the quote's chip, without sparsity. Clusters."""
    return taken(taken(typed(chips_dense_tflops), positions(quotes_chip, chips_chip)), cluster_quote_row)


@line(axis="cluster")
def cluster_paid_gpus(
    clusters_gpus: Gpu, cluster_quote_row: RowNumber, quotes_server_gpus: GpuPerServer
) -> Gpu:
    """GPUs of each cluster in whole servers. Clusters. `UP(gpus/server_gpus) x server_gpus`."""
    server = taken(typed(quotes_server_gpus), cluster_quote_row)
    servers = up(over(padded(clusters_gpus, CLUSTERS), server) / ONE_SERVER) * ONE_SERVER
    return servers * server


@line(axis="month", each="cluster")
def cluster_use(phase_begin: Month, phase_end: Month, phase_cluster_row: RowNumber, month: Month) -> Ratio:
    """Share of the month in which a phase runs on each cluster. Clusters x months.

    Above 1 where phases overlap.

    Sum over its phases of `MAX(0, MIN(m, end) - MAX(m-1, begin))`.
    """
    ended, begun = np.minimum(month, rows(phase_end)), np.maximum(month - ONE_MONTH, rows(phase_begin))
    running = np.maximum(ended - begun, 0.0) / ONE_MONTH
    on_cluster = np.asarray(phase_cluster_row) == np.arange(1, CLUSTERS + 1)[:, None]
    use: Ratio = np.add.reduce(running[..., None, :, :] * on_cluster[..., None], axis=-2)
    return use


@line(axis="month", each="cluster")
def cluster_held(clusters_hold_from: Month, clusters_hold_to: Month, month: Month) -> Flag:
    """1 while each cluster is kept whether used or not. Clusters x months.

    `[hold_from > 0] x [hold_from <= m] x [m <= hold_to]`.
    """
    begin, end = rows(padded(clusters_hold_from, CLUSTERS)), rows(padded(clusters_hold_to, CLUSTERS))
    return yes((begin > 0) & (begin <= month) & (month <= end))


@line(axis="month", each="cluster")
def cluster_need_gpus(cluster_paid_gpus: Gpu, cluster_held: Flag, cluster_use: Ratio) -> Gpu:
    """GPUs that must be paid. Clusters x months. Those of the cluster where it is held or used, else 0."""
    needed = (cluster_held > 0) | (cluster_use > LEAST_USE)
    return rows(cluster_paid_gpus) * needed
