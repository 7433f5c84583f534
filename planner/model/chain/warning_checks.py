"""Checks that say what a reader of the plan must know. docs/model.md, section 11.

Scalars, 1 where a check is met and 0 where it warns, draws in front. A check of what is no number is not met.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, last, rows, yes
from planner.model.chain.checks import met
from planner.model.chain.tables import (
    BIT_OF_A_DIVISION,
    MODELS,
    PRODUCTS,
    grid,
    padded,
    typed,
)
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    Choice,
    Flag,
    Fraction,
    Gpu,
    Month,
    PlanMoney,
    Ratio,
    Replica,
)

MOST_AFTER_THE_PLAN = 0.5
"""Share of a plan's value that may lie after it."""

MOST_APART = 0.05
"""Difference of two counts of parameters, of those stated, that still is one model."""

LEAST_USED = 0.75
"""Share of a cluster's paid GPU-hours below which it stands idle."""


@line
def least_used_share() -> Fraction:
    """Share of paid GPU-hours below which a cluster counts as idle. A constant."""
    return LEAST_USED


@line
def parameters_apart() -> Fraction:
    """How far parameters and architecture may lie apart, of those stated. A constant."""
    return MOST_APART


@line
def ends_check(phase_gates: Flag, phase_end_month: Month, month: Month) -> Flag:
    """Every phase that gates a launch ends within the plan. Scalar."""
    return met((phase_gates <= 0) | (phase_end_month <= last(month)))


@line(axis="product")
def product_waits(
    product_launch_month: Month, products_launch_month: Month, launch_delay_months: Month
) -> Flag:
    """1 where a launch waits for its model. Products. 0 for no product.

    `[product_launch_month > launch_month + launch_delay_months]`.
    """
    planned = padded(products_launch_month, PRODUCTS) + along(launch_delay_months)
    there = np.arange(PRODUCTS) < np.shape(products_launch_month)[-1]
    return yes(there & ~(product_launch_month <= planned))


@line
def launch_check(product_waits: Flag) -> Flag:
    """No launch waits for its model. Scalar."""
    return met(product_waits <= 0)


@line(axis="month")
def short_before_funding(
    rounds_month: Month,
    financing_delay_months: Month,
    cash_positive: Flag,
    runway_months: Month,
    runway_target_months: Month,
    month: Month,
) -> Flag:
    """1 where the runway before a round is below the target. Months.

    Where `m < 60`, `cash_positive` is 0, `runway_months < runway_target_months`, and a round has `month +
    delay = m + 1`.
    """
    comes = rows(typed(rounds_month)) + grid(financing_delay_months)
    before = np.logical_or.reduce(comes == month + ONE_MONTH, axis=-2) & (month < last(month))
    enough = (cash_positive > 0) | (runway_months >= along(runway_target_months))
    return yes(before & ~enough)


@line
def target_check(short_before_funding: Flag) -> Flag:
    """In the month before each round nothing is burnt or the runway reaches its target. Scalar.

    Of rounds that come, with their delay, in months 2 to 60.
    """
    return met(short_before_funding <= 0)


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
def value_check(revenue: PlanMoney, npv_with_terminal_value: PlanMoney) -> Flag:
    """What is sold pays at the discount rate, terminal value included. Scalar. Met where nothing is sold."""
    sells = np.logical_or.reduce(revenue > 0, axis=-1)
    return yes((npv_with_terminal_value >= 0) | ~sells)


@line
def exit_check(terminal_method: Choice, round_post_money: PlanMoney, exit_value: PlanMoney) -> Flag:
    """No round values the company above what it is worth at the end of the plan. Scalar.

    Met where no terminal value is counted.
    """
    worth = met(round_post_money <= along(exit_value)) > 0
    return yes(worth | (terminal_method.casefold() == "none"))


@line
def quote_age_check(cluster_quote_old: Flag, model_quote_old: Flag) -> Flag:
    """No quote in use is unsigned and old at the plan's start. Scalar.

    In use is what a cluster or a model names.
    """
    return met(cluster_quote_old <= 0) * met(model_quote_old <= 0)


@line
def signing_check(cluster_gpus_signed_late: Gpu, model_replicas_signed_late: Replica) -> Flag:
    """No cluster or model signs after the last month of a signed price. Scalar."""
    return met(cluster_gpus_signed_late <= 0) * met(model_replicas_signed_late <= 0)


@line
def idle_check(cluster_used_share: Fraction) -> Flag:
    """Of what is paid for each cluster over all months, at least 75 % is used. Scalar."""
    return met(last(cluster_used_share) >= LEAST_USED)


@line(axis="month")
def load_over_peak(
    model_utilisation: Fraction, model_batch_replicas: Replica, models_peak_to_average: Ratio
) -> Flag:
    """1 where a model without batch work has no room for its busiest hour. Months.

    But for the 1e-9 of a replica that buys none.
    """
    peak = model_utilisation * rows(padded(models_peak_to_average, MODELS))
    roomy = (model_batch_replicas > 0) | (peak <= 1 + BIT_OF_A_DIVISION)
    return yes(~np.logical_and.reduce(roomy, axis=-2))


@line
def load_check(load_over_peak: Flag) -> Flag:
    """Without batch work, average load leaves room for peaks in every month. Scalar."""
    return met(load_over_peak <= 0)


@line
def architecture_check(model_from_architecture: Flag, architecture_difference: Fraction) -> Flag:
    """Parameters counted from the architecture are within 5 % of those stated. Scalar.

    Met where no model takes its figures from it.
    """
    near = np.abs(architecture_difference) <= MOST_APART + BIT_OF_A_DIVISION
    return yes(met(model_from_architecture <= 0) + near > 0)
