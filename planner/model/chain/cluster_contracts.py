"""Contracts of clusters: GPUs signed for and paid, their rent, and what is owed. docs/model.md, section 4.

For each cluster: clusters x months, draws of the cost factor, MFU and goodput in front. T is the term of the
quote.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import rows
from planner.model.chain.contracts import (
    ONE_YEAR_MONTHS,
    THREE_YEARS_MONTHS,
    newly_signed,
    owed,
    owed_after_plan,
    standing,
)
from planner.model.chain.prices import in_plan_currency, paths_of, price_when_signed
from planner.model.chain.tables import grid
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    Flag,
    Fraction,
    Gpu,
    HourPerMonth,
    Month,
    OwnPerGpuHour,
    PlanMoney,
    PlanPerOwn,
    Ratio,
    RowNumber,
)


@line(axis="month", each="cluster")
def cluster_unit_price(
    cluster_price: OwnPerGpuHour,
    cluster_valid_to_month: Month,
    cluster_path_row: RowNumber,
    cluster_path_when_valid: Ratio,
    path_index: Ratio,
    cost_factor: Ratio,
    month: Month,
) -> OwnPerGpuHour:
    """What a GPU-hour signed for in each month costs. Clusters x months. `U(m)` of section 3."""
    moved = paths_of(path_index, cluster_path_row) / rows(cluster_path_when_valid)
    return price_when_signed(cluster_price, cluster_valid_to_month, moved, cost_factor, month)


@line(axis="month", each="cluster")
def cluster_new_gpus(cluster_need_gpus: Gpu, cluster_term_months: Month) -> Gpu:
    """GPUs signed for in each month. Clusters x months. 0 on demand.

    `MAX(0, need(m) - those signed in m-T+1 to m-1)`, with T the term.
    """
    return newly_signed(cluster_need_gpus, cluster_term_months)


@line(axis="month", each="cluster")
def cluster_gpus(
    cluster_need_gpus: Gpu,
    cluster_held: Flag,
    cluster_use: Fraction,
    cluster_new_gpus: Gpu,
    cluster_term_months: Month,
) -> Gpu:
    """GPUs paid. Clusters x months.

    Those signed for in m-T+1 to m; on demand `need x MAX(held, MIN(1, use))`.
    """
    hired = cluster_need_gpus * np.maximum(cluster_held, np.minimum(cluster_use, 1.0))
    gpus: Gpu = np.where(
        rows(cluster_term_months) > 0, standing(cluster_new_gpus, cluster_term_months), hired
    )
    return gpus


@line(axis="month", each="cluster")
def cluster_rent(
    cluster_new_gpus: Gpu,
    cluster_gpus: Gpu,
    cluster_unit_price: OwnPerGpuHour,
    cluster_term_months: Month,
    cluster_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """Rent of each cluster. Clusters x months.

    `fx x H x` the sum over s in m-T+1 to m of `new(s) x U(s)`; on demand `fx x H x gpus x U(m)`.
    """
    signed = standing(cluster_new_gpus * cluster_unit_price, cluster_term_months)
    own = np.where(rows(cluster_term_months) > 0, signed, cluster_gpus * cluster_unit_price)
    return in_plan_currency(currency_rate, cluster_currency_row) * own * grid(hours_per_month) * ONE_MONTH


@line(axis="month", each="cluster")
def cluster_owed_1y(
    cluster_new_gpus: Gpu,
    cluster_unit_price: OwnPerGpuHour,
    cluster_term_months: Month,
    cluster_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """Rent owed at the month's end and due within 12 months. Clusters x months.

    `V x MIN(12, left)`, at fx of m.
    """
    rent = cluster_new_gpus * cluster_unit_price * grid(hours_per_month)
    due = owed(rent, cluster_term_months, 0.0, ONE_YEAR_MONTHS)
    return due * in_plan_currency(currency_rate, cluster_currency_row)


@line(axis="month", each="cluster")
def cluster_owed_3y(
    cluster_new_gpus: Gpu,
    cluster_unit_price: OwnPerGpuHour,
    cluster_term_months: Month,
    cluster_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """The same, due in months 13 to 36 from then. Clusters x months.

    `V x (MIN(36, left) - MIN(12, left))`.
    """
    rent = cluster_new_gpus * cluster_unit_price * grid(hours_per_month)
    due = owed(rent, cluster_term_months, ONE_YEAR_MONTHS, THREE_YEARS_MONTHS)
    return due * in_plan_currency(currency_rate, cluster_currency_row)


@line(axis="month", each="cluster")
def cluster_owed_later(
    cluster_new_gpus: Gpu,
    cluster_unit_price: OwnPerGpuHour,
    cluster_term_months: Month,
    cluster_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """The same, due later. Clusters x months. `V x (left - MIN(36, left))`."""
    rent = cluster_new_gpus * cluster_unit_price * grid(hours_per_month)
    due = owed(rent, cluster_term_months, THREE_YEARS_MONTHS, np.inf)
    return due * in_plan_currency(currency_rate, cluster_currency_row)


@line(axis="month", each="cluster")
def cluster_owed_after_plan(
    cluster_new_gpus: Gpu,
    cluster_unit_price: OwnPerGpuHour,
    cluster_term_months: Month,
    cluster_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """Rent signed for by the month's end and due after month 60. Clusters x months.

    `V x MAX(0, s+T-1-60)`.
    """
    rent = cluster_new_gpus * cluster_unit_price * grid(hours_per_month)
    due = owed_after_plan(rent, cluster_term_months)
    return due * in_plan_currency(currency_rate, cluster_currency_row)
