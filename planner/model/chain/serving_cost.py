"""Rent of replicas, what is owed for it, and what each product costs to serve. docs/model.md, section 7.

For each model or product, by month; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import rows, total_of_rows
from planner.model.chain.contracts import (
    ONE_YEAR_MONTHS,
    THREE_YEARS_MONTHS,
    owed,
    owed_after_plan,
    standing,
)
from planner.model.chain.prices import in_plan_currency
from planner.model.chain.served import by_model, of_model, serves
from planner.model.chain.tables import grid, over
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    ONE_REPLICA,
    Gpu,
    HourPerMonth,
    Month,
    Num,
    OwnPerGpuHour,
    PlanMoney,
    PlanPerOwn,
    Replica,
    ReplicaSecond,
    RowNumber,
)


@line(axis="month", each="model")
def model_rent(
    model_new_replicas: Replica,
    model_replicas: Replica,
    model_replica_gpus: Gpu,
    model_unit_price: OwnPerGpuHour,
    model_term_months: Month,
    model_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """Rent of replicas. Models x months. As `cluster_rent`, of `replicas x replica_gpus`."""
    signed = standing(model_new_replicas * model_unit_price, model_term_months)
    own = np.where(rows(model_term_months) > 0, signed, model_replicas * model_unit_price)
    hours = rows(model_replica_gpus) / ONE_REPLICA * grid(hours_per_month) * ONE_MONTH
    return own * hours * in_plan_currency(currency_rate, model_currency_row)


@line(axis="month", each="model")
def model_owed_1y(
    model_new_replicas: Replica,
    model_replica_gpus: Gpu,
    model_unit_price: OwnPerGpuHour,
    model_term_months: Month,
    model_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """Rent owed at the month's end and due within 12 months. Models x months. As `cluster_owed_1y`."""
    rent = _signed(model_new_replicas, model_replica_gpus, model_unit_price, hours_per_month)
    due = owed(rent, model_term_months, 0.0, ONE_YEAR_MONTHS)
    return due * in_plan_currency(currency_rate, model_currency_row)


@line(axis="month", each="model")
def model_owed_3y(
    model_new_replicas: Replica,
    model_replica_gpus: Gpu,
    model_unit_price: OwnPerGpuHour,
    model_term_months: Month,
    model_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """The same, due in months 13 to 36 from then. Models x months."""
    rent = _signed(model_new_replicas, model_replica_gpus, model_unit_price, hours_per_month)
    due = owed(rent, model_term_months, ONE_YEAR_MONTHS, THREE_YEARS_MONTHS)
    return due * in_plan_currency(currency_rate, model_currency_row)


@line(axis="month", each="model")
def model_owed_later(
    model_new_replicas: Replica,
    model_replica_gpus: Gpu,
    model_unit_price: OwnPerGpuHour,
    model_term_months: Month,
    model_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """The same, due later. Models x months."""
    rent = _signed(model_new_replicas, model_replica_gpus, model_unit_price, hours_per_month)
    due = owed(rent, model_term_months, THREE_YEARS_MONTHS, np.inf)
    return due * in_plan_currency(currency_rate, model_currency_row)


@line(axis="month", each="model")
def model_owed_after_plan(
    model_new_replicas: Replica,
    model_replica_gpus: Gpu,
    model_unit_price: OwnPerGpuHour,
    model_term_months: Month,
    model_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> PlanMoney:
    """Rent signed for by the month's end and due after month 60. Models x months."""
    rent = _signed(model_new_replicas, model_replica_gpus, model_unit_price, hours_per_month)
    due = owed_after_plan(rent, model_term_months)
    return due * in_plan_currency(currency_rate, model_currency_row)


@line(axis="month", each="product")
def product_serving_cost(
    model_rent: PlanMoney,
    model_running_cost: PlanMoney,
    product_now_seconds: ReplicaSecond,
    product_batch_seconds: ReplicaSecond,
    product_model_row: RowNumber,
) -> PlanMoney:
    """What each product costs to serve. Products x months.

    `(rent + running cost) of the model that serves it x its seconds/seconds of that model`.
    """
    own, serving = product_now_seconds + product_batch_seconds, serves(product_model_row)
    seconds = of_model(by_model(own, serving), serving)
    return of_model(model_rent + model_running_cost, serving) * over(own, seconds)


@line(axis="month")
def idle_serving_cost(
    model_rent: PlanMoney,
    model_running_cost: PlanMoney,
    model_now_replicas: Replica,
    model_batch_replicas: Replica,
) -> PlanMoney:
    """Rent and running cost of models in months without load. Months."""
    idle = model_now_replicas + model_batch_replicas <= 0
    return total_of_rows((model_rent + model_running_cost) * idle)


def _signed(replicas: Num, gpus: Num, price: Num, hours: Num) -> Num:
    """Rent a month of the replicas signed for in each month. Models x months."""
    return replicas * rows(gpus) / ONE_REPLICA * price * grid(hours)
