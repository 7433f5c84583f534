"""Serving: what 1,000 tokens cost on rented servers."""

from __future__ import annotations

from planner.model.lines import line
from planner.units import (
    HOURS_PER_DAY,
    SECONDS_PER_HOUR,
    TOKENS_PER_THOUSAND,
    BatchSequence,
    DayPerMonth,
    Fraction,
    Second,
    Server,
    TokenPerSequence,
    Usd,
    UsdPer1kTokens,
    UsdPerMonth,
    UsdPerServerMonth,
)


@line
def serving_month_usd(serving_servers: Server, server_month_usd: UsdPerServerMonth) -> UsdPerMonth:
    """Rent of the servers that hold one replica, for a month. Scalar."""
    return server_month_usd * serving_servers


@line
def serving_batch_usd(
    serving_month_usd: UsdPerMonth,
    days_per_month: DayPerMonth,
    serving_latency_s: Second,
    serving_utilisation: Fraction,
) -> Usd:
    """Rent for the time of one batch. Scalar. The rent of idle time is shared out over the batches served."""
    seconds_per_month = days_per_month * HOURS_PER_DAY * SECONDS_PER_HOUR
    paid_s = serving_latency_s / serving_utilisation
    return serving_month_usd * paid_s / seconds_per_month


@line
def serving_usd_per_1k_output_tokens(
    serving_batch_usd: Usd, serving_batch: BatchSequence, serving_output_tokens: TokenPerSequence
) -> UsdPer1kTokens:
    """Cost of 1,000 output tokens when output carries the whole cost. Scalar. Excludes margin and staff."""
    output_tokens = serving_output_tokens * serving_batch
    return serving_batch_usd / output_tokens * TOKENS_PER_THOUSAND


@line
def serving_usd_per_1k_tokens(
    serving_batch_usd: Usd,
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
    serving_output_tokens: TokenPerSequence,
) -> UsdPer1kTokens:
    """Cost of 1,000 tokens, input and output counted alike. Scalar. Excludes margin and staff."""
    all_tokens = serving_input_tokens * serving_batch + serving_output_tokens * serving_batch
    return serving_batch_usd / all_tokens * TOKENS_PER_THOUSAND
