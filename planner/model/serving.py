"""Serving, cost: what a million tokens cost on rented servers."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import pick, total
from planner.model.chain.exchange import or_nothing
from planner.model.chain.tables import MODELS, first, padded
from planner.model.lines import line
from planner.model.maths import where
from planner.units import (
    HOURS_PER_DAY,
    ONE_REPLICA,
    SECONDS_PER_HOUR,
    TOKENS_PER_MILLION,
    TOKENS_PER_THOUSAND,
    USD_BY_NAME,
    BatchSequence,
    Choice,
    DayPerMonth,
    Fraction,
    Num,
    PlanPerOwn,
    PlanPerReplicaMonth,
    Ratio,
    Replica,
    Second,
    Server,
    TokenPerSecond,
    TokenPerSequence,
    Usd,
    UsdPer1kTokens,
    UsdPer1mTokens,
    UsdPerMonth,
    UsdPerServerMonth,
)


@line
def serving_month_usd(serving_servers: Server, serving_server_month_usd: UsdPerServerMonth) -> UsdPerMonth:
    """Rent of the servers that hold one replica, for a month. Scalar."""
    return serving_server_month_usd * serving_servers


@line
def replica_prefill_tokens_per_s(
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
    serving_prefill_s: Second,
    serving_time_factor: Ratio,
) -> TokenPerSecond:
    """Input tokens in a second of a replica that only reads. Scalar."""
    return serving_batch * serving_input_tokens / (serving_prefill_s * serving_time_factor)


@line
def replica_decode_tokens_per_s(
    serving_batch: BatchSequence,
    serving_output_tokens: TokenPerSequence,
    serving_decode_s: Second,
    serving_time_factor: Ratio,
) -> TokenPerSecond:
    """Output tokens in a second of a replica that only writes. Scalar."""
    return serving_batch * serving_output_tokens / (serving_decode_s * serving_time_factor)


@line
def replica_month_usd(
    serving_month_usd: UsdPerMonth,
    models_running_cost_per_replica: PlanPerReplicaMonth,
    usd_rate: PlanPerOwn,
) -> UsdPerMonth:
    """What one replica of the first model costs in a month: rent and other running cost. Scalar."""
    running = pick(padded(models_running_cost_per_replica, MODELS), 1.0) * ONE_REPLICA
    return serving_month_usd + or_nothing(running, usd_rate) * USD_BY_NAME


@line
def serving_load(
    token_cost_at: Choice,
    serving_utilisation: Fraction,
    model_now_replicas: Replica,
    model_batch_replicas: Replica,
    model_replicas: Replica,
) -> Fraction:
    """Load at which the cost of a token is stated. Scalar.

    Typed, or planned: all months' average replicas asked of the first model over those paid, 1 where none is
    paid.
    """
    if token_cost_at.casefold() == "typed load":
        return serving_utilisation
    asked = _of_first_model(model_now_replicas + model_batch_replicas)
    paid = _of_first_model(model_replicas)
    return where(paid == 0, 1.0, asked / where(paid == 0, np.inf, paid))


@line
def serving_batch_usd(
    replica_month_usd: UsdPerMonth,
    days_per_month: DayPerMonth,
    serving_batch_s: Second,
    serving_load: Fraction,
) -> Usd:
    """Cost of the time of one batch. Scalar. The cost of idle time is shared out over the batches served."""
    seconds_per_month = days_per_month * HOURS_PER_DAY * SECONDS_PER_HOUR
    paid_s = serving_batch_s / serving_load
    return replica_month_usd * paid_s / seconds_per_month


@line
def serving_usd_per_1m_output_tokens(
    serving_batch_usd: Usd, serving_batch: BatchSequence, serving_output_tokens: TokenPerSequence
) -> UsdPer1mTokens:
    """Cost of 1M output tokens when output carries the whole cost. Scalar. Excludes margin and staff."""
    output_tokens = serving_output_tokens * serving_batch
    return serving_batch_usd / output_tokens * TOKENS_PER_MILLION


@line
def serving_usd_per_1m_tokens(
    serving_batch_usd: Usd,
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
    serving_output_tokens: TokenPerSequence,
) -> UsdPer1mTokens:
    """Cost of 1M tokens, input and output counted alike. Scalar. Excludes margin and staff."""
    all_tokens = serving_input_tokens * serving_batch + serving_output_tokens * serving_batch
    return serving_batch_usd / all_tokens * TOKENS_PER_MILLION


@line
def serving_usd_per_1k_output_tokens(serving_usd_per_1m_output_tokens: UsdPer1mTokens) -> UsdPer1kTokens:
    """Cost of 1,000 output tokens, as the source of the programme says it. Scalar."""
    return serving_usd_per_1m_output_tokens / TOKENS_PER_MILLION * TOKENS_PER_THOUSAND


@line
def serving_usd_per_1k_tokens(serving_usd_per_1m_tokens: UsdPer1mTokens) -> UsdPer1kTokens:
    """Cost of 1,000 tokens, input and output counted alike. Scalar."""
    return serving_usd_per_1m_tokens / TOKENS_PER_MILLION * TOKENS_PER_THOUSAND


@line
def serving_prefill_share(serving_prefill_s: Second, serving_roofline_s: Second) -> Fraction:
    """Share of the time of a batch that goes into reading its inputs, by the roofline. Scalar."""
    return serving_prefill_s / serving_roofline_s


@line
def serving_usd_per_1m_tokens_read(
    serving_batch_usd: Usd,
    serving_prefill_share: Fraction,
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
) -> UsdPer1mTokens:
    """Cost of 1M input tokens, by the time that reading them takes. Scalar."""
    reading_usd = serving_prefill_share * serving_batch_usd
    return reading_usd / (serving_input_tokens * serving_batch) * TOKENS_PER_MILLION


@line
def serving_usd_per_1m_tokens_written(
    serving_batch_usd: Usd,
    serving_prefill_share: Fraction,
    serving_batch: BatchSequence,
    serving_output_tokens: TokenPerSequence,
) -> UsdPer1mTokens:
    """Cost of 1M output tokens, by the time that writing them takes. Scalar."""
    writing_usd = serving_batch_usd - serving_prefill_share * serving_batch_usd
    return writing_usd / (serving_output_tokens * serving_batch) * TOKENS_PER_MILLION


def _of_first_model(by_month: Num) -> Num:
    """The sum of all months of the first model. A plain number where there are no draws."""
    return first(total(by_month))
