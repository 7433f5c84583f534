"""Checks that say whether a plan can be carried out as it is typed. docs/model.md, section 11.

Scalars, 1 where a check is met and 0 where it is not, draws in front. A check of what is no number is not
met. Those that warn are in `warning_checks`.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import last, total, total_of_rows, yes
from planner.model.chain.tables import BIT_OF_A_DIVISION, up
from planner.model.lines import line
from planner.units import (
    ONE_SERVER,
    BillionParams,
    Choice,
    Flag,
    Fraction,
    Gpu,
    GpuPerServer,
    Num,
    Own,
    PerYear,
    PlanMoney,
    RowNumber,
)

WITHIN = 1e-9
"""Of the larger of two sums, by which they may differ."""


@line
def overlap_check(cluster_use: Fraction) -> Flag:
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
def growth_check(terminal_method: Choice, discount_rate: PerYear, terminal_growth: PerYear) -> Flag:
    """Perpetual growth is below the discount rate. Scalar. Met by other methods."""
    other = terminal_method.casefold() != "perpetual growth"
    return yes((discount_rate > terminal_growth) | other)


@line
def parameters_check(
    model_active_parameters_b: BillionParams, model_total_parameters_b: BillionParams
) -> Flag:
    """No model has more active parameters than parameters. Scalar."""
    return met(model_active_parameters_b <= model_total_parameters_b)


@line(axis="model")
def model_splits_servers(model_server_gpus: GpuPerServer, model_replica_gpus: Gpu) -> Flag:
    """1 where a replica takes whole servers and part of another. Models.

    `[server > 0] x [replica_gpus >= server] x [UP(replica_gpus/server) x server > replica_gpus]`.
    """
    server, replica = model_server_gpus * ONE_SERVER, model_replica_gpus
    servers = up(replica / np.where(server > 0, server, np.inf))
    whole = (replica < server) | (servers * server <= replica)
    return yes((server > 0) & ~whole)


@line
def servers_check(
    model_quote_row: RowNumber, model_server_gpus: GpuPerServer, model_splits_servers: Flag
) -> Flag:
    """A replica has whole servers of its serving quote, or fewer GPUs than one. Scalar."""
    served = (model_server_gpus > 0) & (model_splits_servers <= 0)
    return met((model_quote_row <= 0) | served)


@line
def serving_cost_check(
    product_serving_cost: PlanMoney, idle_serving_cost: PlanMoney, serving_cost: PlanMoney
) -> Flag:
    """Over all months, products and idle replicas bear the whole serving cost. Scalar."""
    borne = total(total_of_rows(product_serving_cost)) + total(idle_serving_cost)
    return _same(borne, total(serving_cost))


@line
def signed_value(cluster_signed_value: Own, model_signed_value: Own) -> Own:
    """What contracts were signed for, over months, clusters and models. Scalar. Currencies of the quotes."""
    return total(total_of_rows(model_signed_value)) + total(total_of_rows(cluster_signed_value))


@line
def paid_or_owed(cluster_paid_or_owed: Own, model_paid_or_owed: Own) -> Own:
    """What of signed contracts is paid or owed at the end. Scalar. Currencies of the quotes."""
    return total(total_of_rows(model_paid_or_owed)) + total(total_of_rows(cluster_paid_or_owed))


@line
def owed_check(signed_value: Own, paid_or_owed: Own) -> Flag:
    """What contracts owe at the end and what was paid for them is what was signed. Scalar.

    Written as two sums, and not as a difference, contracts that have run out leave no last bit to compare
    with 0.
    """
    return _same(paid_or_owed, signed_value)


def met(holds: object, axes: int = 1) -> Num:
    """1 where a condition holds all along the last axes, 0 where it does not once."""
    return yes(np.logical_and.reduce(holds, axis=tuple(range(-axes, 0))))  # type: ignore[call-overload]


def _same(one: Num, other: Num) -> Num:
    """1 where two sums differ by no more than a part of the larger."""
    return yes(np.abs(one - other) <= WITHIN * np.maximum(np.abs(one), np.abs(other)))
