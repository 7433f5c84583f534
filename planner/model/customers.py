"""Customers: what they ask for month by month, the replicas that it takes, what it costs and brings in."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, whole_up, yes
from planner.model.lines import line
from planner.model.rent import declined
from planner.units import (
    BILLION,
    ONE_MONTH,
    ONE_REPLICA,
    TOKENS_PER_THOUSAND,
    BillionTokensPerMonth,
    Flag,
    Fraction,
    Month,
    Ratio,
    Replica,
    Usd,
    UsdPer1kTokens,
    UsdPerMonth,
)


@line(axis="month")
def serving_phase(
    month: Month, demand_start_month: Month, demand_first_month_tokens_b: BillionTokensPerMonth
) -> Flag:
    """1 from the month in which customers start, in a plan that has any. Months."""
    return yes((month >= along(demand_start_month)) & (along(demand_first_month_tokens_b) > 0))


@line(axis="month")
def demand_tokens_month_b(
    month: Month,
    serving_phase: Flag,
    demand_start_month: Month,
    demand_first_month_tokens_b: BillionTokensPerMonth,
    demand_monthly_growth: Fraction,
    demand_ceiling_tokens_b: BillionTokensPerMonth,
) -> BillionTokensPerMonth:
    """Tokens asked for, growing from the first month to the ceiling. Months. Input and output together."""
    grown = (1 + along(demand_monthly_growth)) ** ((month - along(demand_start_month)) / ONE_MONTH)
    wanted = along(demand_first_month_tokens_b) * grown
    return np.minimum(wanted, along(demand_ceiling_tokens_b)) * serving_phase


@line(axis="month")
def served_tokens_month_b(
    demand_tokens_month_b: BillionTokensPerMonth, cache_hit_fraction: Fraction, moderation_overhead: Fraction
) -> BillionTokensPerMonth:
    """Tokens that the model works through: without the cache's, with moderation's. Months."""
    each = (1 - cache_hit_fraction) * (1 + moderation_overhead)
    return demand_tokens_month_b * along(each)


@line(axis="month")
def working_replicas(
    served_tokens_month_b: BillionTokensPerMonth,
    peak_to_average: Ratio,
    replica_tokens_month_b: BillionTokensPerMonth,
) -> Replica:
    """Whole replicas that carry the busiest hour. Months. Leaves out spares."""
    return (
        whole_up(served_tokens_month_b * along(peak_to_average) / along(replica_tokens_month_b)) * ONE_REPLICA
    )


@line(axis="month")
def replicas(working_replicas: Replica, replica_spares: Fraction) -> Replica:
    """Replicas rented: those that work, and whole spares beside them. Months."""
    return working_replicas + whole_up(working_replicas * along(replica_spares))


@line(axis="month")
def serving_price_factor(month: Month, annual_price_decline: Fraction) -> Ratio:
    """Price of a replica against that of month 1. Months. Replicas are rented from month to month."""
    return declined(month, annual_price_decline)


@line(axis="month")
def serving_cost_usd(replicas: Replica, replica_month_usd: UsdPerMonth, serving_price_factor: Ratio) -> Usd:
    """Rent and running cost of all replicas. Months. Leaves out staff."""
    paid = replicas / ONE_REPLICA * along(replica_month_usd) * ONE_MONTH
    return paid * serving_price_factor


@line(axis="month")
def revenue_usd(
    demand_tokens_month_b: BillionTokensPerMonth,
    serving_revenue_usd_per_1k_tokens: UsdPer1kTokens,
    token_price_annual_decline: Fraction,
    month: Month,
) -> Usd:
    """What customers pay for what they ask for, from the cache or not. Months. No bad debts, no taxes."""
    thousands = demand_tokens_month_b * ONE_MONTH * BILLION / TOKENS_PER_THOUSAND
    price = along(serving_revenue_usd_per_1k_tokens) * declined(month, token_price_annual_decline)
    return thousands * price
