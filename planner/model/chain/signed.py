"""What contracts come to: signed for, paid or owed, used. docs/model.md, section 11, what the checks read.

For each cluster or model, by month; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, rows, to_date, total_of_rows, yes
from planner.model.chain.prices import in_plan_currency
from planner.model.chain.tables import CLUSTERS, grid, over, padded, taken, typed
from planner.model.lines import line
from planner.units import (
    ONE_REPLICA,
    Date,
    Day,
    Flag,
    Fraction,
    Gpu,
    HourPerMonth,
    Month,
    Num,
    Own,
    OwnPerGpuHour,
    PlanMoney,
    PlanPerOwn,
    Replica,
    RowNumber,
)


@line(axis="cluster")
def cluster_quote_old(
    cluster_quote_row: RowNumber,
    gpu_prices_date: Date,
    gpu_prices_valid_to_month: Month,
    plan_start: Date,
    max_price_age_days: Day,
) -> Flag:
    """1 where a cluster's quote is unsigned and old at the plan's start. Clusters. 0 for no quote.

    `[valid_to_month = 0] x [plan_start - date > max_price_age_days]`; a blank date is old.
    """
    old = _old(gpu_prices_date, gpu_prices_valid_to_month, plan_start, max_price_age_days)
    return taken(old, cluster_quote_row)


@line(axis="model")
def model_quote_old(
    model_quote_row: RowNumber,
    gpu_prices_date: Date,
    gpu_prices_valid_to_month: Month,
    plan_start: Date,
    max_price_age_days: Day,
) -> Flag:
    """1 where a serving quote is unsigned and old at the plan's start. Models. 0 for no quote."""
    old = _old(gpu_prices_date, gpu_prices_valid_to_month, plan_start, max_price_age_days)
    return taken(old, model_quote_row)


@line(axis="month", each="cluster")
def cluster_signed_value(
    cluster_term_months: Month,
    cluster_new_gpus: Gpu,
    cluster_unit_price: OwnPerGpuHour,
    hours_per_month: HourPerMonth,
) -> Own:
    """Value of the contracts signed in each month, for their whole term. Clusters x months.

    `T x cluster_new_gpus x U(m) x H`.
    """
    return rows(cluster_term_months) * cluster_new_gpus * cluster_unit_price * grid(hours_per_month)


@line(axis="month", each="model")
def model_signed_value(
    model_term_months: Month,
    model_new_replicas: Replica,
    model_replica_gpus: Gpu,
    model_unit_price: OwnPerGpuHour,
    hours_per_month: HourPerMonth,
) -> Own:
    """The same of replicas. Models x months. `T x model_new_replicas x replica_gpus x U(m) x H`."""
    gpus = rows(model_term_months * model_replica_gpus) * model_new_replicas / ONE_REPLICA
    return gpus * model_unit_price * grid(hours_per_month)


@line(axis="month", each="cluster")
def cluster_paid_or_owed(
    cluster_term_months: Month,
    cluster_rent: PlanMoney,
    cluster_owed_1y: PlanMoney,
    cluster_owed_3y: PlanMoney,
    cluster_owed_later: PlanMoney,
    cluster_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
) -> Own:
    """Rent of contracts, and in the last month what is owed then. Clusters x months. 0 for no quote.

    `([T > 0] x rent + [m = 60] x (owed_1y + owed_3y + owed_later))/fx`.
    """
    owed = cluster_owed_1y + cluster_owed_3y + cluster_owed_later
    fx = in_plan_currency(currency_rate, cluster_currency_row)
    return _paid_or_owed(cluster_term_months, cluster_rent, owed, fx)


@line(axis="month", each="model")
def model_paid_or_owed(
    model_term_months: Month,
    model_rent: PlanMoney,
    model_owed_1y: PlanMoney,
    model_owed_3y: PlanMoney,
    model_owed_later: PlanMoney,
    model_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
) -> Own:
    """The same of replicas. Models x months."""
    owed = model_owed_1y + model_owed_3y + model_owed_later
    fx = in_plan_currency(currency_rate, model_currency_row)
    return _paid_or_owed(model_term_months, model_rent, owed, fx)


@line(axis="month", each="cluster")
def cluster_used_share(clusters_gpus: Gpu, cluster_use: Fraction, cluster_gpus: Gpu) -> Fraction:
    """GPU-hours used against paid, of months 1 to m. Clusters x months. 1 where none are paid.

    `gpus x sum of cluster_use/sum of cluster_gpus`. A month has the same hours for both.
    """
    used, paid = rows(padded(clusters_gpus, CLUSTERS)) * to_date(cluster_use), to_date(cluster_gpus)
    share: Fraction = np.where(paid == 0, 1.0, used / np.where(paid == 0, np.inf, paid))
    return share


@line(axis="month")
def cluster_gpus_signed_late(cluster_valid_to_month: Month, cluster_new_gpus: Gpu, month: Month) -> Gpu:
    """GPUs signed for after a signed price is no longer valid. Months.

    Sum over clusters of `[0 < valid_to_month < m] x cluster_new_gpus`.
    """
    return total_of_rows(cluster_new_gpus * _late(cluster_valid_to_month, month))


@line(axis="month")
def model_replicas_signed_late(
    model_valid_to_month: Month, model_new_replicas: Replica, month: Month
) -> Replica:
    """The same of replicas. Months."""
    return total_of_rows(model_new_replicas * _late(model_valid_to_month, month))


def _old(dates: Num, valid_to_month: Num, plan_start: Num, most: Num) -> Num:
    """1 for each quote that is unsigned and too old. Quotes."""
    age = along(plan_start) - typed(dates)
    return yes((age > along(most)) & (typed(valid_to_month) <= 0))


def _paid_or_owed(term: Num, rent: Num, owed: Num, fx: Num) -> Num:
    """Rent of contracts and what is left owed at the end, in own currency. Rows x months."""
    paid = rent * (rows(term) > 0)
    at_the_end = np.arange(np.shape(rent)[-1]) == np.shape(rent)[-1] - 1
    return over(paid + owed * at_the_end, fx)


def _late(valid_to_month: Num, month: Num) -> Num:
    """1 in the months after the last one of a signed price. Rows x months."""
    last = rows(valid_to_month)
    return yes((last > 0) & (last < month))
