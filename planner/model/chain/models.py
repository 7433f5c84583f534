"""Models: each takes its figures from the architecture, or as typed. docs/model.md, sections 5 and 13.

Along the 6 models that the table can have; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, named
from planner.model.chain.tables import MODELS, padded, padded_rows
from planner.model.lines import line
from planner.units import (
    BILLION,
    BillionParams,
    ChoiceColumn,
    Constant,
    Flag,
    FlopPerToken,
    GflopPerToken,
    Gpu,
    Num,
    TokenPerSecond,
)

FORWARD_AND_BACKWARD = Constant(6, "FLOP parameter^-1 token^-1")
"""Forward 2 and backward 4 for each weight. Kaplan et al. 2020, arXiv 2001.08361, section 2.1."""


@line(axis="model")
def model_from_architecture(models_figures_from: ChoiceColumn) -> Flag:
    """1 where a model takes its figures from the architecture. Models. `[figures_from is architecture]`."""
    return padded_rows(named(models_figures_from, "architecture"), MODELS)


@line(axis="model")
def model_total_parameters_b(
    model_from_architecture: Flag, parameters_b: BillionParams, models_total_parameters_b: BillionParams
) -> BillionParams:
    """Parameters. Models. `parameters_b` of the architecture, or typed."""
    return _either(model_from_architecture, parameters_b, models_total_parameters_b)


@line(axis="model")
def model_active_parameters_b(
    model_from_architecture: Flag,
    active_parameters_b: BillionParams,
    models_active_parameters_b: BillionParams,
) -> BillionParams:
    """Parameters that one token passes through. Models. `active_parameters_b`, or typed."""
    return _either(model_from_architecture, active_parameters_b, models_active_parameters_b)


@line(axis="model")
def model_replica_gpus(
    model_from_architecture: Flag, serving_replica_gpus: Gpu, models_replica_gpus: Gpu
) -> Gpu:
    """GPUs of a replica. Models. `serving_replica_gpus`, or typed."""
    return _either(model_from_architecture, serving_replica_gpus, models_replica_gpus)


@line(axis="model")
def model_prefill_tokens_per_s(
    model_from_architecture: Flag,
    replica_prefill_tokens_per_s: TokenPerSecond,
    models_prefill_tokens_per_s: TokenPerSecond,
) -> TokenPerSecond:
    """Input tokens that a replica reads in a second. Models. `replica_prefill_tokens_per_s`, or typed."""
    of_architecture = replica_prefill_tokens_per_s
    return _either(model_from_architecture, of_architecture, models_prefill_tokens_per_s)


@line(axis="model")
def model_decode_tokens_per_s(
    model_from_architecture: Flag,
    replica_decode_tokens_per_s: TokenPerSecond,
    models_decode_tokens_per_s: TokenPerSecond,
) -> TokenPerSecond:
    """Output tokens that a replica writes in a second. Models. `replica_decode_tokens_per_s`, or typed."""
    of_architecture = replica_decode_tokens_per_s
    return _either(model_from_architecture, of_architecture, models_decode_tokens_per_s)


@line(axis="model")
def model_flop_per_token(
    model_from_architecture: Flag,
    model_active_parameters_b: BillionParams,
    attention_flop_per_token: FlopPerToken,
    models_attention_gflop_per_token: GflopPerToken,
) -> FlopPerToken:
    """Training FLOP a token, forward and backward. Models.

    `6 x active parameters + attention FLOP`: Kaplan et al. 2020, arXiv 2001.08361, section 2.1; the second
    term is the attention over the sequence, of the architecture or typed.
    """
    weights = FORWARD_AND_BACKWARD * (model_active_parameters_b * BILLION)
    typed_attention = models_attention_gflop_per_token * BILLION
    return weights + _either(model_from_architecture, attention_flop_per_token, typed_attention)


def _either(from_architecture: Num, of_architecture: Num, column: Num) -> Num:
    """What the architecture comes to in rows that take it from there, what is typed in the others."""
    figure: Num = np.where(from_architecture > 0, along(of_architecture), padded(column, MODELS))
    return figure
