"""Checks that say whether a plan can be carried out as it is typed. docs/model.md, section 11.

Scalars, 1 where a check is met and 0 where it is not, draws in front. A check of what is no number is not
met. Those that warn are in `warning_checks`.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import last, rows, total, total_of_rows, yes
from planner.model.chain.prices import in_plan_currency
from planner.model.chain.registry import line
from planner.model.chain.tables import BIT_OF_A_DIVISION, MODELS, grid, over, padded, taken, typed, up
from planner.units import (
    ONE_REPLICA,
    ONE_SERVER,
    BillionParams,
    Choice,
    Flag,
    Fraction,
    Gpu,
    GpuPerReplica,
    GpuPerServer,
    HourPerMonth,
    Month,
    Num,
    OwnPerGpuHour,
    PlanMoney,
    PlanPerOwn,
    Ratio,
    Replica,
    RowNumber,
)

WITHIN = 1e-9
"""Of the larger of two sums, by which they may differ."""


@line
def overlap_check(cluster_use: Ratio) -> Flag:
    """A cluster runs one phase at a time: no `cluster_use` exceeds 1 + 1e-9. Scalar."""
    return met(cluster_use <= 1 + BIT_OF_A_DIVISION, axes=2)


@line
def cash_check(closing_cash: PlanMoney) -> Flag:
    """No month ends below zero. Scalar."""
    return met(closing_cash >= 0)


@line
def commitments_check(closing_cash_end: PlanMoney, commitments_after_plan: PlanMoney) -> Flag:
    """Cash at the end is at least what then falls due after the plan. Scalar."""
    return yes(closing_cash_end >= last(commitments_after_plan))


@line
def growth_check(terminal_method: Choice, discount_rate: Fraction, terminal_growth: Fraction) -> Flag:
    """Perpetual growth is below the discount rate. Scalar. Met by other methods."""
    other = terminal_method.casefold() != "perpetual growth"
    return yes((discount_rate > terminal_growth) | other)


@line
def parameters_check(
    models_active_parameters_b: BillionParams, models_total_parameters_b: BillionParams
) -> Flag:
    """No model has more active parameters than parameters. Scalar."""
    return met(padded(models_active_parameters_b, MODELS) <= padded(models_total_parameters_b, MODELS))


@line
def servers_check(
    model_quote_row: RowNumber, models_replica_gpus: GpuPerReplica, quotes_server_gpus: GpuPerServer
) -> Flag:
    """A replica has whole servers of its serving quote, or fewer GPUs than one. Scalar.

    `UP(replica_gpus/server_gpus) x server_gpus = replica_gpus, or replica_gpus < server_gpus`.
    """
    server = taken(typed(quotes_server_gpus), model_quote_row) * ONE_SERVER
    replica = padded(models_replica_gpus, MODELS) * ONE_REPLICA
    servers = up(replica / np.where(server > 0, server, np.inf))
    return met((model_quote_row <= 0) | (servers * server == replica) | (replica < server))


@line
def serving_cost_check(
    product_serving_cost: PlanMoney, idle_serving_cost: PlanMoney, serving_cost: PlanMoney
) -> Flag:
    """Over all months, products and idle replicas bear the whole serving cost. Scalar."""
    borne = total(total_of_rows(product_serving_cost)) + total(idle_serving_cost)
    return _same(borne, total(serving_cost))


@line
def owed_check(
    cluster_new_gpus: Gpu,
    cluster_unit_price: OwnPerGpuHour,
    cluster_rent: PlanMoney,
    cluster_owed_1y: PlanMoney,
    cluster_owed_3y: PlanMoney,
    cluster_owed_later: PlanMoney,
    cluster_term_months: Month,
    cluster_currency_row: RowNumber,
    model_new_replicas: Replica,
    models_replica_gpus: GpuPerReplica,
    model_unit_price: OwnPerGpuHour,
    model_rent: PlanMoney,
    model_owed_1y: PlanMoney,
    model_owed_3y: PlanMoney,
    model_owed_later: PlanMoney,
    model_term_months: Month,
    model_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
) -> Flag:
    """What contracts owe at the end and what was paid for them is what was signed. Scalar.

    `owed + all rent/fx = T x all V` in the quote's currency, summed over clusters and models. Written so,
    and not as a difference, contracts that have run out leave no last bit to compare with 0. On demand
    nothing is signed, so there nothing may be owed.
    """
    hours, gpus = grid(hours_per_month), rows(padded(models_replica_gpus, MODELS))
    of_clusters, of_models = cluster_new_gpus * hours, model_new_replicas * gpus * hours
    signed = _signed(of_clusters * cluster_unit_price, cluster_term_months)
    signed = signed + _signed(of_models * model_unit_price, model_term_months)
    fx = in_plan_currency(currency_rate, cluster_currency_row)
    borne = _borne(
        cluster_owed_1y + cluster_owed_3y + cluster_owed_later, cluster_rent, fx, cluster_term_months
    )
    fx = in_plan_currency(currency_rate, model_currency_row)
    borne = borne + _borne(
        model_owed_1y + model_owed_3y + model_owed_later, model_rent, fx, model_term_months
    )
    return _same(borne, signed)


def met(holds: object, axes: int = 1) -> Num:
    """1 where a condition holds all along the last axes, 0 where it does not once."""
    return yes(np.logical_and.reduce(holds, axis=tuple(range(-axes, 0))))  # type: ignore[call-overload]


def _same(one: Num, other: Num) -> Num:
    """1 where two sums differ by no more than a part of the larger."""
    return yes(np.abs(one - other) <= WITHIN * np.maximum(np.abs(one), np.abs(other)))


def _signed(month_rent: Num, term: Num) -> Num:
    """All that was signed for, in own currencies: `T x all V`."""
    return total(total(month_rent) * term)


def _borne(owed: Num, rent: Num, fx: Num, term: Num) -> Num:
    """What is owed in the last month and what contracts have paid, in own currencies."""
    paid = total(over(rent, fx)) * (term > 0)
    return total(over(last(owed), last(fx)) + paid)
