"""Serving, batches: what each size of batch costs, and whether it fits. Lines along the axis `batch`.

The plan's own time of a batch stands to the roofline in some ratio; the same ratio is applied at every size,
so that the size the plan uses shows the plan's own numbers.
"""

from __future__ import annotations

from planner.model.arrays import along, yes
from planner.model.lines import line
from planner.model.serving_phases import STEPS_PER_TOKEN, DecodeOf, one_step_s, weights_read
from planner.units import (
    HOURS_PER_DAY,
    SECONDS_PER_HOUR,
    TOKENS_PER_MILLION,
    BatchSequence,
    DayPerMonth,
    Flag,
    Fraction,
    Gb,
    GbPerSequence,
    GbPerStep,
    Ratio,
    Second,
    SecondPerGb,
    SecondPerSequence,
    SecondPerStep,
    SecondPerToken,
    TokenPerSecond,
    TokenPerSequence,
    TokenPerSequenceSecond,
    UsdPer1mTokens,
    UsdPerMonth,
)


@line(axis="batch")
def batch_memory_gb(
    batch: BatchSequence, serving_held_gb: Gb, serving_sequence_cache_gb: GbPerSequence
) -> Gb:
    """Weights and the cache of the batch at its end. Along batch."""
    return batch * along(serving_sequence_cache_gb) + along(serving_held_gb)


@line(axis="batch")
def batch_fits(batch_memory_gb: Gb, replica_memory_gb: Gb, serving_memory_share: Fraction) -> Flag:
    """1 where that fits into what may be filled of the replica's memory, else 0. Along batch."""
    return yes(batch_memory_gb <= along(serving_memory_share * replica_memory_gb))


@line(axis="batch")
def batch_weights_read_gb(
    batch: BatchSequence, serving_held_gb: Gb, serving_routed_gb: Gb, serving_expert_share: Fraction
) -> GbPerStep:
    """Weights that one step reads. Along batch. Constant for a dense model."""
    always, share = along(serving_held_gb - serving_routed_gb), along(serving_expert_share)
    return weights_read(always, along(serving_routed_gb), share, batch)


@line(axis="batch")
def batch_prefill_s(
    batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
    serving_prefill_arithmetic_s: SecondPerToken,
    serving_links_s: SecondPerToken,
    serving_activation_s: SecondPerToken,
    serving_attention_s: SecondPerSequence,
) -> Second:
    """Prefill of the batch, by the roofline. Along batch."""
    token = serving_prefill_arithmetic_s + serving_links_s + serving_activation_s
    return along(serving_input_tokens * token + serving_attention_s) * batch


@line(axis="batch")
def batch_step_s(
    batch: BatchSequence,
    serving_context_tokens: TokenPerSequence,
    batch_weights_read_gb: GbPerStep,
    serving_decode_arithmetic_s: SecondPerToken,
    serving_cached_token_s: SecondPerToken,
    serving_links_s: SecondPerToken,
    serving_activation_s: SecondPerToken,
    serving_read_s: SecondPerGb,
    serving_fixed_s: SecondPerStep,
    serving_overlap: Ratio,
) -> SecondPerStep:
    """One decode step, by the roofline. Along batch."""
    moved = along(serving_links_s + serving_activation_s)
    step = DecodeOf(
        *(along(serving_decode_arithmetic_s), along(serving_cached_token_s), moved),
        *(along(serving_read_s), along(serving_fixed_s), serving_overlap),
    )
    return one_step_s(batch, along(serving_context_tokens), batch_weights_read_gb, step)


@line(axis="batch")
def batch_decode_s(serving_output_tokens: TokenPerSequence, batch_step_s: SecondPerStep) -> Second:
    """Decode of the batch, by the roofline. Along batch."""
    return along(serving_output_tokens) * STEPS_PER_TOKEN * batch_step_s


@line(axis="batch")
def batch_latency_s(batch_prefill_s: Second, batch_decode_s: Second, serving_time_factor: Ratio) -> Second:
    """Time of the batch that the plan would count with. Along batch."""
    return along(serving_time_factor) * (batch_decode_s + batch_prefill_s)


@line(axis="batch")
def batch_output_tokens_per_s(
    batch: BatchSequence, serving_output_tokens: TokenPerSequence, batch_latency_s: Second
) -> TokenPerSecond:
    """Output tokens of a full replica in a second. Along batch."""
    return along(serving_output_tokens) / batch_latency_s * batch


@line(axis="batch")
def batch_user_tokens_per_s(
    serving_output_tokens: TokenPerSequence, batch_latency_s: Second
) -> TokenPerSequenceSecond:
    """Output tokens in a second that one user sees. Along batch."""
    return along(serving_output_tokens) / batch_latency_s


@line(axis="batch")
def batch_usd_per_1m_output_tokens(
    replica_month_usd: UsdPerMonth,
    days_per_month: DayPerMonth,
    serving_load: Fraction,
    batch_output_tokens_per_s: TokenPerSecond,
) -> UsdPer1mTokens:
    """Cost of 1M output tokens when output carries the whole cost. Along batch."""
    seconds = days_per_month * HOURS_PER_DAY * SECONDS_PER_HOUR * serving_load
    return along(replica_month_usd / seconds) / batch_output_tokens_per_s * TOKENS_PER_MILLION


@line(axis="batch")
def batch_usd_per_1m_tokens(
    batch_usd_per_1m_output_tokens: UsdPer1mTokens,
    serving_input_tokens: TokenPerSequence,
    serving_output_tokens: TokenPerSequence,
) -> UsdPer1mTokens:
    """Cost of 1M tokens, input and output counted alike. Along batch."""
    outputs = serving_output_tokens / (serving_input_tokens + serving_output_tokens)
    return batch_usd_per_1m_output_tokens * along(outputs)
