"""Serving, memory: what weights and cache take of a replica, and how many sequences fit."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import whole_down, yes
from planner.model.chain.tables import where_architecture
from planner.model.lines import line
from planner.model.maths import smaller
from planner.units import (
    BILLION,
    BatchSequence,
    BillionParams,
    BytePerNumber,
    BytePerParam,
    BytePerToken,
    Choice,
    Constant,
    Expert,
    Flag,
    Fraction,
    Gb,
    GbPerGpu,
    GbPerSequence,
    Gpu,
    GpuPerServer,
    Layer,
    NumberPerTokenLayer,
    Server,
    TokenPerSequence,
)

KEY_AND_VALUE = Constant(2, "")
"""A key and a value of that width, in every layer, for every token that the model has seen."""


@line
def serving_replica_gpus(serving_servers: Server, serving_gpus_per_server: GpuPerServer) -> Gpu:
    """GPUs that share one copy of the model. Scalar. Whole servers."""
    return serving_gpus_per_server * serving_servers


@line
def serving_weights_gb(parameters_b: BillionParams, serving_weight_bytes: BytePerParam) -> Gb:
    """All weights of the model in memory, experts that rest included. Scalar."""
    return serving_weight_bytes * parameters_b


@line
def serving_expert_share(model_kind: Choice, experts_per_token: Expert, experts: Expert) -> Fraction:
    """Share of the routed experts of a layer that one token uses; 1 for a dense model. Scalar."""
    return 1.0 if model_kind == "dense" else smaller(1.0, experts_per_token / experts)


@line
def serving_routed_gb(
    model_kind: Choice,
    serving_weights_gb: Gb,
    active_parameters_b: BillionParams,
    parameters_b: BillionParams,
    serving_expert_share: Fraction,
) -> Gb:
    """Weights of all routed experts. Scalar. None of a dense model, or where each token uses all of them.

    What rests of a token is the routed experts that it does not use: total - active = routed x (1 - share).
    """
    if model_kind == "dense":
        return serving_weights_gb * 0.0
    unused = 1 - serving_expert_share
    resting = 1 - active_parameters_b / parameters_b
    share = np.where(unused > 0, resting / np.where(unused > 0, unused, 1.0), 0.0)
    return smaller(1.0, share[()]) * serving_weights_gb


@line
def serving_held_gb(
    serving_weights_gb: Gb, serving_routed_gb: Gb, serving_replica_gpus: Gpu, serving_layer_gpus: Gpu
) -> Gb:
    """Weights in the memory of a replica, each copy counted. Scalar.

    Groups of GPUs that do attention apart each hold what every token uses; routed experts stand there once.
    """
    copies = serving_replica_gpus / serving_layer_gpus
    return copies * (serving_weights_gb - serving_routed_gb) + serving_routed_gb


@line
def serving_cache_bytes(
    serving_cache_token_bytes: BytePerToken,
    layers: Layer,
    kv_width: NumberPerTokenLayer,
    serving_cache_number_bytes: BytePerNumber,
) -> BytePerToken:
    """Keys and values kept for one token. Scalar.

    The published figure where there is one, else a key and a value in every layer. GPT-3 in 16 bits:
    4,718,592 bytes.
    """
    computed = layers * KEY_AND_VALUE * kv_width * serving_cache_number_bytes
    chosen: BytePerToken = np.where(serving_cache_token_bytes > 0, serving_cache_token_bytes, computed)
    return chosen


@line
def serving_sequence_cache_gb(
    serving_cache_bytes: BytePerToken,
    serving_input_tokens: TokenPerSequence,
    serving_output_tokens: TokenPerSequence,
) -> GbPerSequence:
    """Cache of one sequence at its end, when all inputs and outputs are in it. Scalar."""
    at_the_end = serving_output_tokens + serving_input_tokens
    return at_the_end * serving_cache_bytes / BILLION


@line
def serving_memory_needed_gb(
    serving_held_gb: Gb, serving_sequence_cache_gb: GbPerSequence, serving_batch: BatchSequence
) -> Gb:
    """Weights and the cache of a full batch at its end. Scalar. Excludes activations."""
    return serving_sequence_cache_gb * serving_batch + serving_held_gb


@line
def replica_memory_gb(serving_replica_gpus: Gpu, serving_chip_memory_gb: GbPerGpu) -> Gb:
    """Memory of all GPUs of a replica. Scalar."""
    return serving_chip_memory_gb * serving_replica_gpus


@line
def serving_memory_filled(serving_memory_needed_gb: Gb, replica_memory_gb: Gb) -> Fraction:
    """Share of the replica's memory that weights and cache fill. Scalar. Above 1 it cannot run."""
    return serving_memory_needed_gb / replica_memory_gb


@line
def serving_largest_batch(
    replica_memory_gb: Gb,
    serving_memory_share: Fraction,
    serving_held_gb: Gb,
    serving_sequence_cache_gb: GbPerSequence,
) -> BatchSequence:
    """Whole sequences whose cache fits beside the weights. Scalar. 0 where the weights alone do not fit."""
    free = np.maximum(0.0, serving_memory_share * replica_memory_gb - serving_held_gb)
    return whole_down(free / serving_sequence_cache_gb)


@line
def serving_memory_check(
    serving_memory_needed_gb: Gb,
    replica_memory_gb: Gb,
    serving_memory_share: Fraction,
    model_from_architecture: Flag,
) -> Flag:
    """1 where weights and the cache of the chosen batch fit into what may be filled, else 0. Scalar.

    Met where no model takes the architecture's figures.
    """
    fits = yes(serving_memory_needed_gb <= replica_memory_gb * serving_memory_share)
    return where_architecture(model_from_architecture, fits)
