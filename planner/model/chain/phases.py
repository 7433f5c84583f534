"""Training phases: FLOP, GPU-hours, and the months through which each runs. docs/model.md, section 5.

Along the phases, all 24 rows that the table can have; draws of MFU and goodput in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from planner.model.arrays import along, named
from planner.model.chain.tables import (
    PHASES,
    found_above,
    over,
    padded,
    padded_rows,
    positions,
    resting,
    taken,
)
from planner.model.lines import line
from planner.units import (
    BILLION,
    FLOP_PER_TFLOP,
    SECONDS_PER_HOUR,
    BillionTokens,
    ChoiceColumn,
    Flag,
    Flop,
    FlopPerToken,
    Fraction,
    Gpu,
    GpuHour,
    GpuSecond,
    Num,
    Ratio,
    RowNumber,
    TextColumn,
    TflopPerGpuSecond,
    TokenPerGpuSecond,
    TokenPerSecond,
)

TRAINING_KINDS = ("pre-training", "mid-training", "context extension", "SFT")
RUNNING_KINDS = ("evaluation", "synthetic data")
"""Kinds in which a model only answers."""


@line(axis="phase")
def phase_model_row(phases_model: TextColumn, models_model: TextColumn) -> RowNumber:
    """Row of each phase's model. Phases. 0 for none."""
    return padded_rows(positions(phases_model, models_model), PHASES)


@line(axis="phase")
def phase_cluster_row(phases_cluster: TextColumn, clusters_cluster: TextColumn) -> RowNumber:
    """Row of each phase's cluster. Phases. 0 for none."""
    return padded_rows(positions(phases_cluster, clusters_cluster), PHASES)


@line(axis="phase")
def phase_after_row(phases_after: TextColumn, phases_phase: TextColumn) -> RowNumber:
    """Row of the phase that each follows. Phases. 0 for none."""
    return padded_rows(positions(phases_after, phases_phase), PHASES)


@line(axis="phase")
def phase_tokens_b(
    phases_kind: ChoiceColumn,
    phases_tokens_b: BillionTokens,
    phase_model_row: RowNumber,
    model_from_architecture: Flag,
    training_tokens_b: BillionTokens,
) -> BillionTokens:
    """Tokens of one repetition. Phases.

    `tokens_b`; the total of the data mix where that is 0, the kind is pre-training and the model takes the
    architecture's figures.
    """
    tokens = padded(phases_tokens_b, PHASES)
    whole = _of_kind(phases_kind, ("pre-training",)) * taken(model_from_architecture, phase_model_row) > 0
    mix: BillionTokens = np.where(whole & (tokens == 0), along(training_tokens_b), tokens)
    return mix


@line(axis="phase")
def phase_flop(
    phases_kind: ChoiceColumn,
    phase_tokens_b: BillionTokens,
    phases_repetitions: Ratio,
    phases_learner_share: Fraction,
    phase_model_row: RowNumber,
    model_flop_per_token: FlopPerToken,
) -> Flop:
    """Useful FLOP of all repetitions. Phases.

    `repetitions x flop_per_token x tokens`; for RL also `x learner_share`; 0 for kinds that do not train.
    """
    tokens = phase_tokens_b * BILLION * _learnt(phases_kind, phases_learner_share)
    flop: Flop = taken(model_flop_per_token, phase_model_row) * tokens
    return padded(phases_repetitions, PHASES) * flop


@line(axis="phase")
def phase_gpu_seconds(
    phases_kind: ChoiceColumn,
    phase_tokens_b: BillionTokens,
    phases_output_tokens_b: BillionTokens,
    phases_learner_share: Fraction,
    phases_rollout_tokens_per_s: TokenPerGpuSecond,
    phases_utilisation: Fraction,
    phase_model_row: RowNumber,
    phase_cluster_row: RowNumber,
    model_flop_per_token: FlopPerToken,
    cluster_peak_tflops: TflopPerGpuSecond,
    training_mfu: Fraction,
    model_prefill_tokens_per_s: TokenPerSecond,
    model_decode_tokens_per_s: TokenPerSecond,
    model_replica_gpus: Gpu,
) -> GpuSecond:
    """GPU time of one repetition, without stops. Phases.

    Training kinds `flop_per_token x tokens/(peak x training_mfu)`. RL `tokens/rollout rate` and
    `learner_share` of that: rollout and learner take turns on the whole cluster. Evaluation and synthetic
    data `(tokens/prefill + output tokens/decode) x replica_gpus/utilisation`. Experiments 0.
    """
    tokens = phase_tokens_b * BILLION
    peak = taken(cluster_peak_tflops, phase_cluster_row) * FLOP_PER_TFLOP
    flop = taken(model_flop_per_token, phase_model_row) * tokens
    learning = over(flop * _learnt(phases_kind, phases_learner_share), peak * along(training_mfu))
    rollout = over(tokens * _of_kind(phases_kind, ("RL",)), padded(phases_rollout_tokens_per_s, PHASES))
    running = _of_kind(phases_kind, RUNNING_KINDS)
    read = over(tokens * running, taken(model_prefill_tokens_per_s, phase_model_row))
    output = padded(phases_output_tokens_b, PHASES) * BILLION * running
    written = over(output, taken(model_decode_tokens_per_s, phase_model_row))
    gpus = taken(model_replica_gpus, phase_model_row)
    return learning + rollout + over((read + written) * gpus, padded(phases_utilisation, PHASES))


@line(axis="phase")
def phase_gpu_hours(
    phase_gpu_seconds: GpuSecond,
    phases_repetitions: Ratio,
    phases_gpu_hours_typed: GpuHour,
    phases_fraction_of: TextColumn,
    phases_fraction: Fraction,
    phases_phase: TextColumn,
    goodput: Fraction,
) -> GpuHour:
    """GPU time of all repetitions, with stops. Phases.

    `gpu_seconds x repetitions/3600/goodput + gpu_hours_typed x repetitions + fraction x
    phase_gpu_hours of fraction_of`, a phase above. Typed GPU-hours are what a provider bills, so goodput does
    not lengthen them.
    """
    repetitions = padded(phases_repetitions, PHASES)
    computed = phase_gpu_seconds * repetitions / SECONDS_PER_HOUR / along(goodput)
    hours: Any = computed + padded(phases_gpu_hours_typed, PHASES) * repetitions
    rests_on = padded_rows(positions(phases_fraction_of, phases_phase), PHASES)
    fraction: Any = padded(phases_fraction, PHASES)
    for row, of, here in resting(rests_on):
        share = found_above(hours, row, of) * fraction[..., row, None]
        hours = np.where(here, hours + share, hours)
    whole: GpuHour = hours
    return whole


def _learnt(kinds: Sequence[str], learner_share: Num) -> Num:
    """Share of its tokens that each phase learns from: all, the learner's in RL, none where it only runs."""
    learner = _of_kind(kinds, ("RL",)) * padded(learner_share, PHASES)
    share: Num = _of_kind(kinds, TRAINING_KINDS) + learner
    return share


def _of_kind(kinds: Sequence[str], wanted: Sequence[str]) -> Any:
    """1 for each phase of these kinds, all 24 rows."""
    return padded_rows(sum(named(kinds, kind) for kind in wanted), PHASES)
