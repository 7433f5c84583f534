"""Serving, time: a measurement, a published benchmark or the roofline, whichever the plan chooses.

A benchmark was measured at its own batch and lengths. The roofline says how much longer or shorter the plan's
batch takes on the same GPUs, and the measured seconds are stretched by that: where the two batches are alike,
the measurement stands as it is.
"""

from __future__ import annotations

from planner.model.arrays import named, pick, yes
from planner.model.chain.tables import cell, where_architecture
from planner.model.lines import line
from planner.model.maths import row_of, word_in
from planner.model.serving_phases import STEPS_PER_TOKEN, DecodeOf, one_step_s, reading_s, weights_read
from planner.model.serving_roofline import seen
from planner.units import (
    BILLION,
    HOURS_PER_DAY,
    SECONDS_PER_HOUR,
    BatchSequence,
    BillionTokensPerMonth,
    Choice,
    ChoiceColumn,
    DayPerMonth,
    Flag,
    Fraction,
    Gb,
    GbPerStep,
    Gpu,
    Ratio,
    RowNumber,
    Second,
    SecondPerGb,
    SecondPerSequence,
    SecondPerStep,
    SecondPerToken,
    TextColumn,
    TokenPerSecond,
    TokenPerSequence,
    TokenPerSequenceSecond,
)


@line
def serving_benchmark_row(serving_benchmark: Choice, serving_benchmarks_name: TextColumn) -> RowNumber:
    """Where the chosen benchmark stands in its table, counted from 1. Scalar. Case does not matter."""
    return row_of(serving_benchmark, serving_benchmarks_name)


@line
def serving_benchmark_batch(
    serving_benchmark_row: RowNumber, serving_benchmarks_batch: BatchSequence
) -> BatchSequence:
    """Sequences of the benchmark's batch. Scalar."""
    return pick(serving_benchmarks_batch, serving_benchmark_row)


@line
def serving_benchmark_input_tokens(
    serving_benchmark_row: RowNumber, serving_benchmarks_input_tokens: TokenPerSequence
) -> TokenPerSequence:
    """Input tokens of the benchmark's sequences. Scalar."""
    return pick(serving_benchmarks_input_tokens, serving_benchmark_row)


@line
def serving_benchmark_output_tokens(
    serving_benchmark_row: RowNumber, serving_benchmarks_output_tokens: TokenPerSequence
) -> TokenPerSequence:
    """Output tokens of the benchmark's sequences. Scalar."""
    return pick(serving_benchmarks_output_tokens, serving_benchmark_row)


@line
def serving_benchmark_prefill_s(
    serving_benchmark_batch: BatchSequence,
    serving_benchmark_input_tokens: TokenPerSequence,
    serving_input_tokens: TokenPerSequence,
    serving_seen_tokens: TokenPerSequence,
    windowed_layers: Fraction,
    attention_window: TokenPerSequence,
    serving_prefill_arithmetic_s: SecondPerToken,
    serving_links_s: SecondPerToken,
    serving_activation_s: SecondPerToken,
    serving_attention_s: SecondPerSequence,
) -> Second:
    """Prefill of the benchmark's batch on the plan's replica, by the roofline. Scalar."""
    read = serving_benchmark_input_tokens
    pairs = read * seen(read / 2, windowed_layers, attention_window)
    attention = serving_attention_s * (pairs / (serving_input_tokens * serving_seen_tokens))
    token = serving_prefill_arithmetic_s + serving_links_s + serving_activation_s
    return reading_s(serving_benchmark_batch, read, token, attention)


@line
def serving_benchmark_weights_gb(
    serving_held_gb: Gb,
    serving_routed_gb: Gb,
    serving_expert_share: Fraction,
    serving_benchmark_batch: BatchSequence,
) -> GbPerStep:
    """Weights that one step of the benchmark's batch reads, each copy of them counted. Scalar."""
    always = serving_held_gb - serving_routed_gb
    return weights_read(always, serving_routed_gb, serving_expert_share, serving_benchmark_batch)


@line
def serving_benchmark_step_s(
    serving_benchmark_batch: BatchSequence,
    serving_benchmark_input_tokens: TokenPerSequence,
    serving_benchmark_output_tokens: TokenPerSequence,
    windowed_layers: Fraction,
    attention_window: TokenPerSequence,
    serving_benchmark_weights_gb: GbPerStep,
    serving_decode_arithmetic_s: SecondPerToken,
    serving_cached_token_s: SecondPerToken,
    serving_links_s: SecondPerToken,
    serving_activation_s: SecondPerToken,
    serving_read_s: SecondPerGb,
    serving_fixed_s: SecondPerStep,
    serving_overlap: Ratio,
) -> SecondPerStep:
    """One decode step of the benchmark's batch on the plan's replica, by the roofline. Scalar."""
    middle = serving_benchmark_input_tokens + serving_benchmark_output_tokens / 2
    step = DecodeOf(
        *(serving_decode_arithmetic_s, serving_cached_token_s, serving_links_s + serving_activation_s),
        *(serving_read_s, serving_fixed_s, serving_overlap),
    )
    context = seen(middle, windowed_layers, attention_window)
    return one_step_s(serving_benchmark_batch, context, serving_benchmark_weights_gb, step)


@line
def serving_benchmark_decode_s(
    serving_benchmark_output_tokens: TokenPerSequence, serving_benchmark_step_s: SecondPerStep
) -> Second:
    """Decode of the benchmark's batch on the plan's replica, by the roofline. Scalar."""
    return serving_benchmark_output_tokens * STEPS_PER_TOKEN * serving_benchmark_step_s


@line
def serving_benchmark_s(
    serving_benchmark_row: RowNumber,
    serving_benchmarks_latency_s: Second,
    serving_roofline_s: Second,
    serving_benchmark_prefill_s: Second,
    serving_benchmark_decode_s: Second,
) -> Second:
    """The benchmark's measured seconds, carried over to the plan's batch and lengths. Scalar."""
    stretched = serving_roofline_s / (serving_benchmark_decode_s + serving_benchmark_prefill_s)
    return pick(serving_benchmarks_latency_s, serving_benchmark_row) * stretched


@line
def serving_benchmark_alike(
    serving_benchmark_row: RowNumber,
    serving_benchmarks_gpus: Gpu,
    serving_benchmarks_chip: ChoiceColumn,
    serving_replica_gpus: Gpu,
    serving_price_row: RowNumber,
    gpu_prices_chip: TextColumn,
) -> Flag:
    """1 where the chosen benchmark ran on as many GPUs of the replica's chip, else 0. Scalar."""
    measured_on = word_in(serving_benchmarks_chip, serving_benchmark_row)
    same_chip = cell(named(gpu_prices_chip, measured_on), serving_price_row)
    return yes(pick(serving_benchmarks_gpus, serving_benchmark_row) == serving_replica_gpus) * same_chip


@line
def serving_benchmark_check(
    serving_throughput_from: Choice, serving_benchmark_alike: Flag, model_from_architecture: Flag
) -> Flag:
    """1 where the benchmark ran on as many GPUs of the replica's chip, or none is used, else 0. Scalar.

    Met where no model takes the architecture's figures.
    """
    if serving_throughput_from != "benchmark":
        return 1.0
    return where_architecture(model_from_architecture, serving_benchmark_alike)


@line
def serving_batch_s(
    serving_throughput_from: Choice,
    serving_roofline_point: Choice,
    serving_latency_s: Second,
    serving_benchmark_s: Second,
    serving_roofline_s: Second,
    serving_roofline_low_s: Second,
    serving_roofline_high_s: Second,
) -> Second:
    """Time of one batch that the plan counts with. Scalar."""
    if serving_throughput_from == "measured":
        return serving_latency_s
    if serving_throughput_from == "benchmark":
        return serving_benchmark_s
    points = {
        "fast end": serving_roofline_low_s,
        "middle": serving_roofline_s,
        "slow end": serving_roofline_high_s,
    }
    return points[serving_roofline_point]


@line
def serving_time_factor(serving_batch_s: Second, serving_roofline_s: Second) -> Ratio:
    """Time that the plan counts with over that of the roofline. Scalar. Published rows: 0.80 to 1.22."""
    return serving_batch_s / serving_roofline_s


@line
def serving_output_tokens_per_s(
    serving_batch: BatchSequence, serving_output_tokens: TokenPerSequence, serving_batch_s: Second
) -> TokenPerSecond:
    """Output tokens of a full replica in a second. Scalar."""
    return serving_output_tokens / serving_batch_s * serving_batch


@line
def serving_user_tokens_per_s(
    serving_output_tokens: TokenPerSequence, serving_batch_s: Second
) -> TokenPerSequenceSecond:
    """Output tokens in a second that one user sees, reading of the inputs included. Scalar."""
    return serving_output_tokens / serving_batch_s


@line
def replica_tokens_month_b(
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
    serving_output_tokens: TokenPerSequence,
    serving_batch_s: Second,
    days_per_month: DayPerMonth,
) -> BillionTokensPerMonth:
    """Input and output tokens of a replica that is full all month. Scalar."""
    batches = days_per_month * HOURS_PER_DAY * SECONDS_PER_HOUR / serving_batch_s
    return batches * serving_batch * (serving_input_tokens + serving_output_tokens) / BILLION
