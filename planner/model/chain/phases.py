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
    ONE_REPLICA,
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
    ReplicaSecond,
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
def phase_runs(phases_kind: ChoiceColumn) -> Flag:
    """A model only answers: evaluation, synthetic data. Phases."""
    return _of_kind(phases_kind, RUNNING_KINDS)


@line(axis="phase")
def phase_is_rl(phases_kind: ChoiceColumn) -> Flag:
    """Reinforcement learning. Phases."""
    return _of_kind(phases_kind, ("RL",))


@line(axis="phase")
def phase_trains(phases_kind: ChoiceColumn) -> Flag:
    """A model learns from tokens, its own answers included. Phases."""
    return _of_kind(phases_kind, (*TRAINING_KINDS, "RL"))


@line(axis="phase")
def phase_learns_from(phases_kind: ChoiceColumn, phases_learner_share: Fraction) -> Fraction:
    """Share of its tokens that each phase learns from. Phases. All; the learner's in RL; 0 where it runs."""
    learner = _of_kind(phases_kind, ("RL",)) * padded(phases_learner_share, PHASES)
    share: Fraction = _of_kind(phases_kind, TRAINING_KINDS) + learner
    return share


@line(axis="phase")
def phase_mix_b(
    phases_kind: ChoiceColumn,
    phase_model_row: RowNumber,
    model_from_architecture: Flag,
    training_tokens_b: BillionTokens,
) -> BillionTokens:
    """Tokens of the data mix, for pre-training of a model with the architecture's figures. Phases. Else 0."""
    from_architecture = taken(model_from_architecture, phase_model_row)
    return along(training_tokens_b) * from_architecture * _of_kind(phases_kind, ("pre-training",))


@line(axis="phase")
def phase_tokens_b(phases_tokens_b: BillionTokens, phase_mix_b: BillionTokens) -> BillionTokens:
    """Tokens of one repetition. Phases. `tokens_b`; where that is 0, `phase_mix_b`."""
    tokens = padded(phases_tokens_b, PHASES)
    mix: BillionTokens = np.where(tokens == 0, phase_mix_b, tokens)
    return mix


@line(axis="phase")
def phase_flop(
    phase_tokens_b: BillionTokens,
    phases_repetitions: Ratio,
    phase_learns_from: Fraction,
    phase_model_row: RowNumber,
    model_flop_per_token: FlopPerToken,
) -> Flop:
    """Useful FLOP of all repetitions. Phases.

    `repetitions x flop_per_token x tokens`; for RL also `x learner_share`; 0 for kinds that do not train.
    """
    flop: Flop = taken(model_flop_per_token, phase_model_row) * phase_tokens_b * BILLION * phase_learns_from
    return padded(phases_repetitions, PHASES) * flop


@line(axis="phase")
def phase_learning_gpu_seconds(
    phase_tokens_b: BillionTokens,
    phase_learns_from: Fraction,
    phase_model_row: RowNumber,
    phase_cluster_row: RowNumber,
    model_flop_per_token: FlopPerToken,
    cluster_peak_tflops: TflopPerGpuSecond,
    training_mfu: Fraction,
) -> GpuSecond:
    """GPU time in which a phase learns, one repetition. Phases.

    `flop_per_token x tokens/(peak x training_mfu)`, of RL `learner_share` of that; 0 without a cluster.
    """
    flop = taken(model_flop_per_token, phase_model_row) * phase_tokens_b * BILLION
    peak = taken(cluster_peak_tflops, phase_cluster_row) * FLOP_PER_TFLOP
    return over(flop * phase_learns_from * (phase_cluster_row > 0), peak * along(training_mfu))


@line(axis="phase")
def phase_rollout_gpu_seconds(
    phase_is_rl: Flag, phase_tokens_b: BillionTokens, phases_rollout_tokens_per_s: TokenPerGpuSecond
) -> GpuSecond:
    """GPU time in which RL makes its tokens, one repetition. Phases. `tokens/rollout rate`."""
    return over(phase_tokens_b * BILLION * phase_is_rl, padded(phases_rollout_tokens_per_s, PHASES))


@line(axis="phase")
def phase_replica_seconds(
    phase_runs: Flag,
    phase_tokens_b: BillionTokens,
    phases_output_tokens_b: BillionTokens,
    phase_model_row: RowNumber,
    model_prefill_tokens_per_s: TokenPerSecond,
    model_decode_tokens_per_s: TokenPerSecond,
) -> ReplicaSecond:
    """Time of a replica that is used in full, one repetition. Phases. `tokens/prefill + output/decode`."""
    output = padded(phases_output_tokens_b, PHASES) * BILLION * phase_runs
    written = over(output, taken(model_decode_tokens_per_s, phase_model_row))
    asked = phase_tokens_b * BILLION * phase_runs
    return (over(asked, taken(model_prefill_tokens_per_s, phase_model_row)) + written) * ONE_REPLICA


@line(axis="phase")
def phase_gpu_seconds(
    phase_learning_gpu_seconds: GpuSecond,
    phase_rollout_gpu_seconds: GpuSecond,
    phase_replica_seconds: ReplicaSecond,
    phases_utilisation: Fraction,
    phase_model_row: RowNumber,
    model_replica_gpus: Gpu,
) -> GpuSecond:
    """GPU time of one repetition, without stops. Phases. Experiments 0.

    Learning and rollout, which take turns on the whole cluster; for evaluation and synthetic data
    `replica_seconds x replica_gpus/utilisation`.
    """
    gpus = taken(model_replica_gpus, phase_model_row) / ONE_REPLICA
    answering = over(phase_replica_seconds * gpus, padded(phases_utilisation, PHASES))
    return answering + phase_rollout_gpu_seconds + phase_learning_gpu_seconds


@line(axis="phase")
def phase_once_gpu_hours(
    phase_gpu_seconds: GpuSecond, phases_gpu_hours_typed: GpuHour, goodput: Fraction
) -> GpuHour:
    """GPU time of one repetition, with stops. Phases. `gpu_seconds/3600/goodput + gpu_hours_typed`.

    Typed GPU-hours are what a provider bills, so goodput does not lengthen them.
    """
    return phase_gpu_seconds / SECONDS_PER_HOUR / along(goodput) + padded(phases_gpu_hours_typed, PHASES)


@line(axis="phase")
def phase_own_gpu_hours(phase_once_gpu_hours: GpuHour, phases_repetitions: Ratio) -> GpuHour:
    """GPU time of all repetitions. Phases. Without what is a fraction of another phase."""
    return phase_once_gpu_hours * padded(phases_repetitions, PHASES)


@line(axis="phase")
def phase_fraction_row(phases_fraction_of: TextColumn, phases_phase: TextColumn) -> RowNumber:
    """Row of the phase that each takes a fraction of. Phases. 0 for none."""
    return padded_rows(positions(phases_fraction_of, phases_phase), PHASES)


@line(axis="phase")
def phase_gpu_hours(
    phase_own_gpu_hours: GpuHour, phase_fraction_row: RowNumber, phases_fraction: Fraction
) -> GpuHour:
    """GPU time of each phase. Phases.

    Its own, and `fraction x phase_gpu_hours of fraction_of`, a phase above.
    """
    hours: Any = phase_own_gpu_hours
    fraction: Any = padded(phases_fraction, PHASES)
    for row, of, here in resting(phase_fraction_row):
        share = found_above(hours, row, of) * fraction[..., row, None]
        hours = np.where(here, hours + share, hours)
    whole: GpuHour = hours
    return whole


def _of_kind(kinds: Sequence[str], wanted: Sequence[str]) -> Num:
    """1 for each phase of these kinds, all 24 rows."""
    return padded_rows(sum(named(kinds, kind) for kind in wanted), PHASES)
