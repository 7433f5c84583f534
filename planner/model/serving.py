"""Serving, cost: what 1,000 tokens cost on rented servers."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import yes
from planner.model.lines import line
from planner.units import (
    HOURS_PER_DAY,
    SECONDS_PER_HOUR,
    TOKENS_PER_THOUSAND,
    BatchSequence,
    Constant,
    DayPerMonth,
    Flag,
    Fraction,
    Second,
    Server,
    TokenPerSequence,
    Usd,
    UsdPer1kTokens,
    UsdPerMonth,
    UsdPerServerMonth,
)

ROUNDING = Constant(1e-9, "")
"""Difference, as a fraction, that two ways of adding up may have."""


@line
def serving_month_usd(serving_servers: Server, serving_server_month_usd: UsdPerServerMonth) -> UsdPerMonth:
    """Rent of the servers that hold one replica, for a month. Scalar."""
    return serving_server_month_usd * serving_servers


@line
def replica_month_usd(serving_month_usd: UsdPerMonth, replica_extra_month_usd: UsdPerMonth) -> UsdPerMonth:
    """What one replica costs in a month: rent and other running cost. Scalar."""
    return replica_extra_month_usd + serving_month_usd


@line
def serving_batch_usd(
    replica_month_usd: UsdPerMonth,
    days_per_month: DayPerMonth,
    serving_batch_s: Second,
    serving_utilisation: Fraction,
) -> Usd:
    """Cost of the time of one batch. Scalar. The cost of idle time is shared out over the batches served."""
    seconds_per_month = days_per_month * HOURS_PER_DAY * SECONDS_PER_HOUR
    paid_s = serving_batch_s / serving_utilisation
    return replica_month_usd * paid_s / seconds_per_month


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


@line
def serving_prefill_share(serving_prefill_s: Second, serving_roofline_s: Second) -> Fraction:
    """Share of the time of a batch that goes into reading its inputs, by the roofline. Scalar."""
    return serving_prefill_s / serving_roofline_s


@line
def serving_usd_per_1k_tokens_read(
    serving_batch_usd: Usd,
    serving_prefill_share: Fraction,
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
) -> UsdPer1kTokens:
    """Cost of 1,000 input tokens, by the time that reading them takes. Scalar."""
    reading_usd = serving_prefill_share * serving_batch_usd
    return reading_usd / (serving_input_tokens * serving_batch) * TOKENS_PER_THOUSAND


@line
def serving_usd_per_1k_tokens_written(
    serving_batch_usd: Usd,
    serving_prefill_share: Fraction,
    serving_batch: BatchSequence,
    serving_output_tokens: TokenPerSequence,
) -> UsdPer1kTokens:
    """Cost of 1,000 output tokens, by the time that writing them takes. Scalar."""
    writing_usd = serving_batch_usd - serving_prefill_share * serving_batch_usd
    return writing_usd / (serving_output_tokens * serving_batch) * TOKENS_PER_THOUSAND


@line
def serving_cost_check(
    serving_usd_per_1k_tokens_read: UsdPer1kTokens,
    serving_usd_per_1k_tokens_written: UsdPer1kTokens,
    serving_usd_per_1k_tokens: UsdPer1kTokens,
    serving_input_tokens: TokenPerSequence,
    serving_output_tokens: TokenPerSequence,
) -> Flag:
    """1 where input and output together cost what all tokens cost, else 0. Scalar."""
    read = serving_input_tokens * serving_usd_per_1k_tokens_read
    written = serving_output_tokens * serving_usd_per_1k_tokens_written
    together = (serving_input_tokens + serving_output_tokens) * serving_usd_per_1k_tokens
    return yes(np.absolute(read + written - together) <= ROUNDING * together)
