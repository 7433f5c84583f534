"""Serving, phases: prefill and decode of a batch, of what one token takes (`serving_roofline`).

In a decode step arithmetic and memory overlap, so that the slower of the two counts and some of the other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from planner.model.lines import line
from planner.units import (
    BILLION,
    BatchSequence,
    BytePerToken,
    Choice,
    Constant,
    Fraction,
    Gb,
    GbPerStep,
    Num,
    Ratio,
    Second,
    SecondPerGb,
    SecondPerSequence,
    SecondPerStep,
    SecondPerToken,
    TokenPerSequence,
)

ONE_SEQUENCE, EACH_STEP = Constant(1, "sequence"), Constant(1, "step^-1")
STEPS_PER_TOKEN = Constant(1, "step sequence token^-1")
"""A step writes one token of every sequence."""


def weights_read(always: Gb, routed: Gb, share: Fraction, batch: BatchSequence) -> GbPerStep:
    """Weights that a step reads: those of every token, and the routed experts that the batch touches.

    Even routing is assumed: a sequence leaves an expert alone with probability 1 - share, a batch leaves it
    alone with that to the power of the batch.
    """
    left_alone = (1 - share) ** (batch / ONE_SEQUENCE)
    return (always + (1 - left_alone) * routed) * EACH_STEP


@line
def serving_weights_read_gb(
    serving_held_gb: Gb, serving_routed_gb: Gb, serving_expert_share: Fraction, serving_batch: BatchSequence
) -> GbPerStep:
    """Weights that one step of the chosen batch reads, each copy of them counted. Scalar."""
    always = serving_held_gb - serving_routed_gb
    return weights_read(always, serving_routed_gb, serving_expert_share, serving_batch)


@line
def serving_overlap() -> Ratio:
    """Power of the norm by which two things at once take time. Scalar. 1 would add them."""
    return 3.0


def at_once(one: Num, other: Num, power: Ratio) -> Num:
    """Two things that overlap: the cube root of the sum of their cubes, the longer and a little more."""
    longer, shorter = np.maximum(one, other), np.minimum(one, other)
    both: Num = longer * (1 + (shorter / longer) ** power) ** (1 / power)
    return both


def reading_s(
    batch: BatchSequence, read: TokenPerSequence, token: SecondPerToken, attention: SecondPerSequence
) -> Second:
    """Seconds of the prefill of a batch, with all that one token takes and the attention of one sequence."""
    return (attention + read * token) * batch


class DecodeOf(NamedTuple):
    """What a step takes of model and replica, whatever its batch.

    Attributes:
        arithmetic_s: of one output token.
        cached_s: of one token in the cache.
        moved_s: exchange and activations of one token.
        read_s: of 1 GB of memory.
        fixed_s: of a step.
        overlap: the power by which arithmetic and memory overlap.
    """

    arithmetic_s: SecondPerToken
    cached_s: SecondPerToken
    moved_s: SecondPerToken
    read_s: SecondPerGb
    fixed_s: SecondPerStep
    overlap: Ratio


def one_step_s(
    batch: BatchSequence, context: TokenPerSequence, weights: GbPerStep, step: DecodeOf
) -> SecondPerStep:
    """Seconds of a step: weights, the cache of the batch, exchange and activations, and what is fixed."""
    tokens = batch / STEPS_PER_TOKEN
    multiplied = at_once(tokens * step.arithmetic_s, step.read_s * weights, step.overlap)
    return multiplied + context * batch * step.cached_s * EACH_STEP + tokens * step.moved_s + step.fixed_s


@line
def serving_cached_token_s(
    serving_cache_bytes: BytePerToken,
    serving_read_s: SecondPerGb,
    serving_context_token_s: SecondPerToken,
    serving_overlap: Ratio,
) -> SecondPerToken:
    """One token in the cache, read and attended to by one output. Scalar."""
    return at_once(serving_cache_bytes / BILLION * serving_read_s, serving_context_token_s, serving_overlap)


@line
def serving_prefill_s(
    serving_batch: BatchSequence,
    serving_input_tokens: TokenPerSequence,
    serving_prefill_arithmetic_s: SecondPerToken,
    serving_links_s: SecondPerToken,
    serving_activation_s: SecondPerToken,
    serving_attention_s: SecondPerSequence,
) -> Second:
    """Prefill of the whole batch, by the roofline. Scalar."""
    token = serving_activation_s + serving_links_s + serving_prefill_arithmetic_s
    return reading_s(serving_batch, serving_input_tokens, token, serving_attention_s)


@line
def serving_step_s(
    serving_batch: BatchSequence,
    serving_context_tokens: TokenPerSequence,
    serving_weights_read_gb: GbPerStep,
    serving_decode_arithmetic_s: SecondPerToken,
    serving_cached_token_s: SecondPerToken,
    serving_links_s: SecondPerToken,
    serving_activation_s: SecondPerToken,
    serving_read_s: SecondPerGb,
    serving_fixed_s: SecondPerStep,
    serving_overlap: Ratio,
) -> SecondPerStep:
    """One decode step of the chosen batch, by the roofline. Scalar."""
    moved = serving_activation_s + serving_links_s
    step = DecodeOf(
        *(serving_decode_arithmetic_s, serving_cached_token_s, moved),
        *(serving_read_s, serving_fixed_s, serving_overlap),
    )
    return one_step_s(serving_batch, serving_context_tokens, serving_weights_read_gb, step)


@line
def serving_decode_s(serving_output_tokens: TokenPerSequence, serving_step_s: SecondPerStep) -> Second:
    """Decode of the whole batch, by the roofline. Scalar."""
    return serving_step_s * (STEPS_PER_TOKEN * serving_output_tokens)


@line
def serving_roofline_s(serving_prefill_s: Second, serving_decode_s: Second) -> Second:
    """One batch from first input to last output, middle of the band. Scalar."""
    return serving_decode_s + serving_prefill_s


@line
def serving_roofline_low_s(
    model_kind: Choice, serving_roofline_s: Second, serving_band_low: Ratio, serving_experts_band_low: Ratio
) -> Second:
    """Fast end of the 80 % band of the computed time. Scalar."""
    return (serving_band_low if model_kind == "dense" else serving_experts_band_low) * serving_roofline_s


@line
def serving_roofline_high_s(
    model_kind: Choice, serving_roofline_s: Second, serving_band_high: Ratio, serving_experts_band_high: Ratio
) -> Second:
    """Slow end of the 80 % band of the computed time. Scalar."""
    return (serving_band_high if model_kind == "dense" else serving_experts_band_high) * serving_roofline_s
