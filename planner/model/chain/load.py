"""Load: what products ask of each model, and the replicas that stand for it. docs/model.md, section 7.

For each model: models x months, draws in front. The same load is priced and paid.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import rows
from planner.model.chain.contracts import newly_signed, standing
from planner.model.chain.served import by_model, serves
from planner.model.chain.tables import MODELS, grid, over, padded, up
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    ONE_REPLICA,
    SECONDS_PER_HOUR,
    Fraction,
    HourPerMonth,
    Month,
    Num,
    PlanMoney,
    PlanPerReplicaMonth,
    Ratio,
    Replica,
    ReplicaSecond,
    RowNumber,
)


@line(axis="month", each="model")
def model_now_replicas(
    product_now_seconds: ReplicaSecond, product_model_row: RowNumber, hours_per_month: HourPerMonth
) -> Replica:
    """Average replicas asked at once. Models x months.

    Seconds of all its products over those of the month.
    """
    return by_model(product_now_seconds, serves(product_model_row)) / _seconds_of_month(hours_per_month)


@line(axis="month", each="model")
def model_batch_replicas(
    product_batch_seconds: ReplicaSecond, product_model_row: RowNumber, hours_per_month: HourPerMonth
) -> Replica:
    """Average replicas asked in batches. Models x months."""
    return by_model(product_batch_seconds, serves(product_model_row)) / _seconds_of_month(hours_per_month)


@line(axis="month", each="model")
def model_replicas_needed(
    model_now_replicas: Replica,
    model_batch_replicas: Replica,
    models_peak_to_average: Ratio,
    models_spare_share: Fraction,
    models_minimum_replicas: Replica,
) -> Replica:
    """Replicas that must stand. Models x months. 0 without load.

    `MAX(minimum, whole + UP(whole x spare_share))` with `whole = UP(MAX(now x peak_to_average, now +
    batch))`: batches fill the troughs between peaks, and need replicas of their own only where the average
    would not fit.
    """
    asked = model_now_replicas + model_batch_replicas
    peak = model_now_replicas * rows(padded(models_peak_to_average, MODELS))
    whole = up(np.maximum(peak, asked) / ONE_REPLICA)
    spare = up(whole * rows(padded(models_spare_share, MODELS)))
    least = rows(padded(models_minimum_replicas, MODELS))
    return np.maximum(least, (whole + spare) * ONE_REPLICA) * (asked > 0)


@line(axis="month", each="model")
def model_new_replicas(model_replicas_needed: Replica, model_term_months: Month) -> Replica:
    """Replicas signed for in each month. Models x months. 0 on demand. As `cluster_new_gpus`."""
    return newly_signed(model_replicas_needed, model_term_months)


@line(axis="month", each="model")
def model_replicas(
    model_replicas_needed: Replica, model_new_replicas: Replica, model_term_months: Month
) -> Replica:
    """Replicas paid. Models x months. Those signed for in m-T+1 to m; on demand those needed."""
    signed = standing(model_new_replicas, model_term_months)
    replicas: Replica = np.where(rows(model_term_months) > 0, signed, model_replicas_needed)
    return replicas


@line(axis="month", each="model")
def model_running_cost(
    model_replicas: Replica, models_running_cost_per_replica: PlanPerReplicaMonth, cost_factor: Ratio
) -> PlanMoney:
    """What does not follow the price of GPUs. Models x months.

    `replicas paid x running_cost_per_replica x cost_factor`.
    """
    monthly = rows(padded(models_running_cost_per_replica, MODELS)) * ONE_MONTH
    return model_replicas * monthly * grid(cost_factor)


@line(axis="month", each="model")
def model_utilisation(
    model_now_replicas: Replica, model_batch_replicas: Replica, model_replicas: Replica
) -> Fraction:
    """Average load of what is paid. Models x months. `(now + batch)/replicas paid`, 0 where none."""
    return over(model_now_replicas + model_batch_replicas, model_replicas)


def _seconds_of_month(hours_per_month: Num) -> Num:
    """Seconds of a month."""
    return grid(hours_per_month) * SECONDS_PER_HOUR * ONE_MONTH
