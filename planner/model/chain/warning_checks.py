"""Checks that say what a reader of the plan must know. docs/model.md, section 11.

Scalars, 1 where a check is met and 0 where it warns, draws in front. A check of what is no number is not met.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, last, rows, total, yes
from planner.model.chain.checks import met
from planner.model.chain.registry import line
from planner.model.chain.tables import (
    BIT_OF_A_DIVISION,
    CLUSTERS,
    MODELS,
    PRODUCTS,
    across,
    grid,
    padded,
    taken,
    typed,
)
from planner.units import (
    ONE_MONTH,
    Choice,
    Constant,
    Date,
    Flag,
    Fraction,
    Gpu,
    Month,
    PlanMoney,
    Ratio,
    Replica,
    RowNumber,
)

MOST_AFTER_THE_PLAN = 0.5
"""Share of a plan's value that may lie after it."""

OLDEST_QUOTE = Constant(90, "day")
"""Age at the plan's start beyond which an unsigned quote is old."""

LEAST_USED = 0.75
"""Share of a cluster's paid GPU-hours below which it stands idle."""


@line
def ends_check(phase_gates: Flag, phase_end_month: Month, month: Month) -> Flag:
    """Every phase that gates a launch ends within the plan. Scalar."""
    return met((phase_gates <= 0) | (phase_end_month <= last(month)))


@line
def launch_check(
    product_launch_month: Month, products_launch_month: Month, launch_delay_months: Month
) -> Flag:
    """No launch waits for its model. Scalar.

    None is later than `launch_month + launch_delay_months`.
    """
    planned = padded(products_launch_month, PRODUCTS) + along(launch_delay_months)
    absent = np.arange(PRODUCTS) >= np.shape(products_launch_month)[-1]
    return met(absent | (product_launch_month <= planned))


@line
def target_check(
    funding_month: Month,
    financing_delay_months: Month,
    cash_positive: Flag,
    runway_months: Month,
    runway_target_months: Month,
    month: Month,
) -> Flag:
    """In the month before each round nothing is burnt or the runway reaches its target. Scalar.

    Of rounds that come, with their delay, in months 2 to 60.
    """
    comes = rows(typed(funding_month)) + grid(financing_delay_months)
    before = (comes == month + ONE_MONTH) & (comes <= last(month))
    enough = yes((cash_positive > 0) | (runway_months >= along(runway_target_months)))
    return met(~before | (across(enough) > 0), axes=2)


@line
def breakeven_check(breakeven_month: Month) -> Flag:
    """The plan breaks even. Scalar."""
    return yes(breakeven_month > 0)


@line
def terminal_check(
    terminal_method: Choice, terminal_value: PlanMoney, npv_with_terminal_value: PlanMoney
) -> Flag:
    """What comes after the plan is worth something, and at most half of the whole. Scalar.

    Met where it is not counted.
    """
    part = (terminal_value > 0) & (terminal_value <= npv_with_terminal_value * MOST_AFTER_THE_PLAN)
    return yes(part | (terminal_method.casefold() == "none"))


@line
def quote_age_check(
    quotes_quote_date: Date,
    quotes_valid_to_month: Month,
    cluster_quote_row: RowNumber,
    model_quote_row: RowNumber,
    plan_start: Date,
) -> Flag:
    """No quote in use is unsigned and more than 90 days old at the plan's start. Scalar.

    In use is what a cluster or a model names.
    """
    old = along(plan_start) - typed(quotes_quote_date) > OLDEST_QUOTE
    stale = yes(old & (typed(quotes_valid_to_month) <= 0))
    of_clusters, of_models = taken(stale, cluster_quote_row), taken(stale, model_quote_row)
    return met(of_clusters <= 0) * met(of_models <= 0)


@line
def signing_check(
    cluster_new_gpus: Gpu,
    cluster_valid_to_month: Month,
    model_new_replicas: Replica,
    model_valid_to_month: Month,
    month: Month,
) -> Flag:
    """No cluster or model signs after the last month of a signed price. Scalar."""
    to = rows(cluster_valid_to_month)
    late_cluster = (cluster_new_gpus > 0) & (to > 0) & (month > to)
    to = rows(model_valid_to_month)
    late_model = (model_new_replicas > 0) & (to > 0) & (month > to)
    return met(~late_cluster, axes=2) * met(~late_model, axes=2)


@line
def idle_check(clusters_gpus: Gpu, cluster_use: Ratio, cluster_gpus: Gpu) -> Flag:
    """Of what is paid for each cluster over all months, at least 75 % is used. Scalar.

    A month has the same hours for both, so GPU-months say as much as GPU-hours. Where nothing is paid,
    nothing is idle.
    """
    used, paid = padded(clusters_gpus, CLUSTERS) * total(cluster_use), total(cluster_gpus)
    return met(used >= paid * LEAST_USED)


@line
def load_check(
    model_utilisation: Fraction, model_batch_replicas: Replica, models_peak_to_average: Ratio
) -> Flag:
    """Without batch work, average load is below what leaves room for peaks: `1/peak_to_average`. Scalar.

    But for the 1e-9 of a replica that buys none.
    """
    peak = model_utilisation * rows(padded(models_peak_to_average, MODELS))
    return met((model_batch_replicas > 0) | (peak <= 1 + BIT_OF_A_DIVISION), axes=2)
